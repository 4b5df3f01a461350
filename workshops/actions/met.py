"""Asking whether needs were met, and what follows from the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from common.dates import LONDON, in_london
from messaging.actions import Draft, queue_many
from people.actions.audit import record
from people.actions.needs import review_sooner
from people.models import Person
from workshops.actions.reminders import subject_of
from workshops.kinds import NOT_MET
from workshops.met_messages import MET
from workshops.models import Arrangement, Workshop

Met = Arrangement.Met
# People are asked the morning after, and for three weeks.
AT = time(10)
LASTS = timedelta(days=21)


def queue_met_questions(*, now: datetime) -> int:
    """Ask each person with needs who came, once for each workshop; return how many are new. Twice changes nothing."""
    here = in_london(now)
    workshops = Workshop.objects.ended(since=here.date() - LASTS, before=here)
    rows = Arrangement.objects.unanswered().of_those_who_came().filter(workshop__in=workshops)
    found = {(row.workshop_id, row.need.person_id): row for row in rows.select_related("workshop", "need__person")}
    cohorts = {row.workshop.cohort_id for row in found.values()}
    places = {
        (place.cohort_id, place.person_id): place
        for place in Place.objects.in_use().filter(cohort__in=cohorts).select_related("programme")
    }
    drafts = [
        _draft(row, place)
        for row in found.values()
        if (place := places.get((row.workshop.cohort_id, row.need.person_id))) is not None
        and row.need.person.may_be_contacted
    ]
    return queue_many(drafts=drafts, now=now)


def _draft(row: Arrangement, place: Place) -> Draft:
    workshop = row.workshop
    due = datetime.combine(workshop.date + timedelta(days=1), AT, tzinfo=LONDON)
    return Draft(
        key=f"{MET}:{workshop.pk}:{row.need.person_id}",
        person=row.need.person,
        purpose=MET,
        due_at=due,
        subject_key=subject_of(workshop),
        programme_ref=place.programme.ref,
        data={"workshop": workshop.pk, "place": place.pk},
        stale_after=workshop.ends_at + LASTS,
    )


@dataclass(frozen=True)
class Reply:
    """Whether one need was met, in a word of Arrangement.Met, and what the person says of it."""

    met: str
    words: str


@transaction.atomic
def answer_met(*, workshop: Workshop, person: Person, replies: Mapping[int, Reply], by: Person, now: datetime) -> int:
    """Note whether the needs of a person were met (`replies` by arrangement); return how many answers changed.

    `by` is the person, or a member of staff who writes it down for them. A need that was not met makes a task, and is
    asked about anew; so is one that was met in part. The same answer again changes nothing.

    Raises:
        NotAllowedError: the workshop has not ended.
    """
    if workshop.starts_at > now:
        raise NotAllowedError(_("You can answer this from the day of the workshop on."))
    # Two tabs at once must not each make a task of the same answer.
    Person.objects.select_for_update().get(pk=person.pk)
    rows = Arrangement.objects.of(person).filter(workshop=workshop, pk__in=replies)
    changed = 0
    for row in rows.select_related("need__person", "workshop__cohort__programme"):
        reply = replies[row.pk]
        if (row.met, row.met_words or "") == (reply.met, reply.words) or reply.met == Met.NOT_ASKED:
            continue
        row.met, row.met_words = reply.met, reply.words or None
        row.met_at, row.met_by = now, by
        row.save(update_fields=["met", "met_words", "met_at", "met_by"])
        record(by=by, action="need.met", about=row, now=now, fields=["met", "met_words"])
        _follow(row, by=by, now=now)
        changed += 1
    return changed


def _follow(row: Arrangement, *, by: Person, now: datetime) -> None:
    key = f"{NOT_MET.slug}:{row.pk}"
    if row.met != Met.YES:
        review_sooner(need=row.need, on=in_london(now).date(), by=by, now=now)
    if row.met != Met.NO:
        close_tasks(keys=[key], by=by, now=now)
        return
    workshop = row.workshop
    open_task(
        key=key,
        kind=NOT_MET.slug,
        title=_("%(name)s did not have what they need at %(workshop)s: %(need)s")
        % {
            "name": row.need.person,
            "workshop": f"{workshop.cohort}, {workshop.name}",
            "need": row.need.get_slug_display(),
        },
        programme=workshop.cohort.programme,
        cohort=workshop.cohort,
        person=row.need.person,
        due_on=in_london(now).date(),
        subject_ref=workshop.ref,
        now=now,
    )
