"""Why staff have something to do for the follow-up survey."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.models import Cohort, Place
from common.dates import in_london
from evaluation.models import ContactCheck
from evaluation.querysets import missing_follow_up_consent
from people.models import AuditEvent
from workshops.models import Workshop

# Time to ask everybody after the last day.
TO_ASK = timedelta(days=28)
# Most people who say that something has changed say at once what.
TO_TELL = timedelta(days=3)
NEWS = timedelta(days=90)


def keep_consent_tasks(*, now: datetime) -> int:
    """One task for each person who may not be asked after 18 months, since nobody asked them; return how many changed.

    Whoever has taken the consent back has said no, and is not asked again.
    """
    gone = _("They have answered, or are no longer in the evaluation.")
    return keep_tasks(kind="follow-up-consent", reasons=_missing(), gone=gone, now=now)


def keep_contact_tasks(*, now: datetime) -> int:
    """One task for each person who was silent by each of their ways, or said that something has changed and not what;
    return how many changed.
    """
    gone = _("It is known now how they are reached, or they are not to be asked any more.")
    return keep_tasks(kind="contact-check", reasons=chain(_silent(now), _untold(now)), gone=gone, now=now)


def _silent(now: datetime) -> Iterator[Reason]:
    checks = ContactCheck.objects.unanswered().filter(due_at__lte=now - TO_ASK, place__left_evaluation_at__isnull=True)
    # After another half a year it is no longer news, and the next check has its own task.
    lately = checks.filter(due_at__gt=now - TO_ASK - NEWS, place__programme__archived_at__isnull=True)
    for check in lately.select_related("place__person", "place__programme"):
        place = check.place
        if place.person.may_be_contacted:
            yield Reason(
                key=f"contact-check:{check.pk}",
                title=_("Find out how to reach %(name)s: they did not answer") % {"name": place.person},
                programme_id=place.programme_id,
                cohort_id=place.cohort_id,
                person_id=place.person_id,
                due_on=in_london(check.closes_at).date(),
                subject_ref=place.person.ref,
            )


def _untold(now: datetime) -> Iterator[Reason]:
    changed = AuditEvent.objects.filter(
        model="people.person",
        object_id=Cast(OuterRef("place__person"), CharField()),
        action="person.change",
        at__gte=OuterRef("answered_at"),
    )
    checks = ContactCheck.objects.filter(answer=ContactCheck.Answer.CHANGED, answered_at__gt=now - NEWS)
    waiting = checks.filter(
        ~Exists(changed), place__left_evaluation_at__isnull=True, place__programme__archived_at=None
    )
    for check in waiting.select_related("place__person", "place__programme"):
        place = check.place
        if place.person.may_be_contacted and check.answered_at is not None:
            yield Reason(
                key=f"contact-changed:{check.pk}",
                title=_("Ask %(name)s what has changed in how we reach them") % {"name": place.person},
                programme_id=place.programme_id,
                cohort_id=place.cohort_id,
                person_id=place.person_id,
                due_on=in_london(check.answered_at).date() + TO_TELL,
                subject_ref=place.person.ref,
            )


def _missing() -> Iterator[Reason]:
    last_days = Workshop.objects.exclude(cohort__state=Cohort.State.CANCELLED).last_days()
    places = missing_follow_up_consent(Place.objects.in_use().filter(cohort__in=last_days))
    for place in places.select_related("person", "programme"):
        if place.person.may_be_contacted:
            words = {"name": place.person, "months": place.programme.follow_up_months}
            yield Reason(
                key=f"follow-up-consent:{place.pk}",
                title=_("Ask %(name)s whether we may contact them after %(months)s months") % words,
                programme_id=place.programme_id,
                cohort_id=place.cohort_id,
                person_id=place.person_id,
                due_on=last_days[place.cohort_id] + TO_ASK,
                subject_ref=place.person.ref,
            )
