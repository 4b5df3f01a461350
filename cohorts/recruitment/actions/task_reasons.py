"""Why staff have something to do about applications, offers and releases."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.models import Cohort, Programme
from cohorts.recruitment.actions.halves import left_behind
from cohorts.recruitment.actions.outreach_tasks import keep_outreach_tasks
from cohorts.recruitment.actions.review_tasks import reviews_without_anybody
from cohorts.recruitment.actions.together import OPEN
from cohorts.recruitment.models import Application, CohortChoice, EmployerRelease, Offer
from common.dates import in_london, say_date
from common.words import say_ref

# How long an application may wait to be read.
UNREAD_AFTER = timedelta(days=7)
# What the paper left blank is asked within this time.
ASK_WITHIN = timedelta(days=7)
# Whoever cannot be emailed is phoned so long before an offer lapses.
OFFER_ENDS_WITHIN = timedelta(days=3)
# How long after the first of two their partner may take to apply.
PARTNER_AFTER = timedelta(days=5)
# Whoever applied for a cohort that was cancelled is told within this time.
TELL_WITHIN = timedelta(days=3)
WAITING = (*OPEN, Application.State.DRAWN, Application.State.RESERVE)
# How long a manager may take.
RELEASE_AFTER = timedelta(days=10)


def keep_recruitment_tasks(*, now: datetime) -> int:
    """Keep the tasks of recruitment; return how many were opened or dropped."""
    read, answered = _("They have all been read."), _("The offer was answered, or has ended.")
    asked = _("They were asked, or the application has moved on.")
    tied = _("They are tied, apply alone, or the application has moved on.")
    alone = _("They come alone, or do not come either.")
    found = _("Somebody scores them now, or they are decided.")
    told = _("Nobody waits for it any more.")
    released = _("The employer has answered, or the person has left.")
    return (
        keep_tasks(kind="applications-unread", reasons=_unread(now), gone=read, now=now)
        + keep_tasks(kind="application-to-ask", reasons=_blanks(), gone=asked, now=now)
        + keep_tasks(kind="offer-phone", reasons=_offers_to_phone(now), gone=answered, now=now)
        + keep_tasks(kind="release-late", reasons=_late_releases(now), gone=released, now=now)
        + keep_tasks(kind="cohort-cancelled", reasons=_cancelled(), gone=told, now=now)
        + keep_tasks(kind="application-pair", reasons=_couples(now), gone=tied, now=now)
        + keep_tasks(kind="partner-gone", reasons=_left_behind(now), gone=alone, now=now)
        + keep_tasks(kind="review-stuck", reasons=reviews_without_anybody(now), gone=found, now=now)
        + keep_outreach_tasks(now=now)
    )


def _unread(now: datetime) -> Iterator[Reason]:
    """One task for the applications of a programme that came in one week, not one for each of hundreds."""
    waiting = Application.objects.filter(state=Application.State.SUBMITTED, submitted_at__lte=now - UNREAD_AFTER)
    counts: dict[tuple[int, date], int] = {}
    for programme, submitted in waiting.order_by().values_list("programme_id", "submitted_at"):
        day = in_london(submitted or now).date()
        week = (programme, day - timedelta(days=day.weekday()))
        counts[week] = counts.get(week, 0) + 1
    refs = dict(Programme.objects.filter(pk__in={programme for programme, _day in counts}).values_list("pk", "ref"))
    for (programme, monday), count in counts.items():
        title = ngettext(
            "Read %(count)s application that came in the week of %(day)s",
            "Read %(count)s applications that came in the week of %(day)s",
            count,
        )
        yield Reason(
            key=f"applications-unread:{refs[programme]}:{monday}",
            title=title % {"count": count, "day": say_date(monday)},
            programme_id=programme,
            due_on=monday + timedelta(days=6) + UNREAD_AFTER,
        )


def _blanks() -> Iterator[Reason]:
    """What the paper left blank is asked before the draw."""
    before = Application.objects.filter(state__in=[Application.State.SUBMITTED, Application.State.ELIGIBLE])
    for application in before.with_blanks().with_person_named():
        person = application.person
        if person is not None and person.may_be_contacted:
            yield Reason(
                key=f"application-to-ask:{application.pk}",
                title=_("Ask %(name)s what their application left blank") % {"name": person},
                programme_id=application.programme_id,
                person_id=person.pk,
                due_on=in_london(application.submitted_at or application.saved_at).date() + ASK_WITHIN,
                subject_ref=application.ref,
            )


def _couples(now: datetime) -> Iterator[Reason]:
    """Whoever applies with a partner whom nobody has found would be drawn alone: somebody asks them."""
    waiting = Application.objects.filter(
        state__in=OPEN, with_partner=True, partner_application=None, submitted_at__lte=now - PARTNER_AFTER
    )
    for application in waiting.select_related("person"):
        named = application.partner_name_given or say_ref(application.partner_ref_given)
        title = _("%(name)s applies together with %(partner)s, whose application we have not found. Ask them.")
        yield Reason(
            key=f"application-pair:{application.pk}",
            title=title % {"name": application.person, "partner": named},
            programme_id=application.programme_id,
            person_id=application.person_id,
            due_on=in_london((application.submitted_at or now) + PARTNER_AFTER).date(),
            subject_ref=application.ref,
        )


def _left_behind(now: datetime) -> Iterator[Reason]:
    """Whoever applied with somebody who does not come is asked whether they come alone."""
    for offer in left_behind(now=now):
        person, partner = offer.application.person, offer.application.partner_application
        if person is not None and partner is not None and person.may_be_contacted:
            title = _("%(partner)s does not come. Ask %(name)s, who applied with them, whether they come alone.")
            yield Reason(
                key=f"partner-gone:{offer.pk}:{partner.pk}",
                title=title % {"name": person, "partner": partner.person},
                programme_id=offer.cohort.programme_id,
                cohort_id=offer.cohort_id,
                person_id=person.pk,
                due_on=offer.reply_by,
                subject_ref=offer.cohort.ref,
            )


def _cancelled() -> Iterator[Reason]:
    """Whoever put a cohort first that was cancelled waits for nothing, and is to be told."""
    waiting = CohortChoice.objects.filter(rank=1, cohort__state="cancelled", application__state__in=WAITING)
    counts = Counter(waiting.order_by().values_list("cohort", flat=True))
    for cohort in Cohort.objects.filter(pk__in=counts):
        title = ngettext(
            "Tell %(count)s person who applied for %(cohort)s that it does not take place",
            "Tell %(count)s people who applied for %(cohort)s that it does not take place",
            counts[cohort.pk],
        )
        yield Reason(
            key=f"cohort-cancelled:{cohort.pk}",
            title=title % {"count": counts[cohort.pk], "cohort": cohort.name},
            programme_id=cohort.programme_id,
            cohort_id=cohort.pk,
            due_on=in_london(cohort.state_since).date() + TELL_WITHIN,
            subject_ref=cohort.ref,
        )


def _offers_to_phone(now: datetime) -> Iterator[Reason]:
    on = in_london(now).date()
    ending = Offer.objects.open().filter(reply_by__gte=on, reply_by__lte=on + OFFER_ENDS_WITHIN)
    for offer in ending.with_everything_named():
        person = offer.application.person
        if person is not None and person.may_be_contacted and not person.reachable_email:
            title = _("Phone %(name)s about the offer: it ends on %(day)s")
            yield Reason(
                key=f"offer-phone:{offer.pk}",
                title=title % {"name": person, "day": say_date(offer.reply_by)},
                programme_id=offer.cohort.programme_id,
                cohort_id=offer.cohort_id,
                person_id=person.pk,
                due_on=offer.reply_by,
                subject_ref=offer.ref,
            )


def _late_releases(now: datetime) -> Iterator[Reason]:
    asked = EmployerRelease.objects.filter(
        state=EmployerRelease.State.ASKED, asked_at__lte=now - RELEASE_AFTER, place__state="active"
    )
    # Without a manager's email there is a task from the first day on.
    for release in asked.exclude(manager=None).with_everything_named():
        place = release.place
        yield Reason(
            key=f"release-late:{release.pk}",
            title=_("The employer of %(name)s has not answered. Ask again.") % {"name": place.person},
            programme_id=place.programme_id,
            cohort_id=place.cohort_id,
            person_id=place.person_id,
            due_on=in_london(release.asked_at + RELEASE_AFTER).date(),
            subject_ref=place.cohort.ref,
        )
