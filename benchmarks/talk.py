"""What was said to people and what is still to say, the team's tasks, and the trail of all that was done."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cohorts.models import Cohort, Concern, ConcernNote, ContactNote, Exclusion, Place, Task
from cohorts.recruitment.models import Application
from messaging.models import Message
from people.models import AuditEvent, Person
from workshops.models import Workshop


def say(
    cohort: Cohort,
    applications: Sequence[Application],
    places: Sequence[Place],
    *,
    team: dict[str, Person],
    chance: random.Random,
    now: datetime,
) -> None:
    """Write the messages, tasks, notes, exclusions and audit events of one cohort."""
    by = team["coordinator"]
    _received(cohort, applications, now)
    _reminders(cohort, places, chance, now)
    _tasks(cohort, applications, by, chance, now)
    ContactNote.objects.bulk_create(
        ContactNote(
            programme=cohort.programme, person=row.person, kind="call", words="Asked about the dates.", at=now, by=by
        )
        for row in applications[::5]
    )
    _concerns(cohort, applications, team, now)
    couples = list(zip(applications[::20], applications[1::20], strict=False))
    Exclusion.objects.bulk_create(
        Exclusion(
            programme=cohort.programme,
            first_id=min(one.person_id, other.person_id),
            second_id=max(one.person_id, other.person_id),
            reason=Exclusion.Reason.ASKED,
            declared_by=by,
            declared_at=now,
        )
        for one, other in couples
        if one.person_id and other.person_id
    )
    AuditEvent.objects.bulk_create(
        AuditEvent(at=now, by=by, action=action, model="recruitment.application", object_id=str(row.pk))
        for row in applications
        for action in ("application.submit", "application.decide")
    )


def _concerns(cohort: Cohort, applications: Sequence[Application], team: dict[str, Person], now: datetime) -> None:
    """Report one that nobody has read yet, and one of last week that the lead handed to the deputy."""
    lead, deputy = team["safeguarding_lead"], team["safeguarding_deputy"]
    Concern.objects.create(programme=cohort.programme, words="The lift was out of order.", reported_at=now)
    read = now - timedelta(days=6)
    concern = Concern.objects.create(
        programme=cohort.programme,
        words="Somebody shouted at me in the break.",
        reported_at=now - timedelta(days=7),
        reported_by=next((row.person for row in applications), None),
        state=Concern.State.LOOKED_AT,
        read_at=read,
        read_by=lead,
        held_by=deputy,
    )
    said = {"concern": concern, "words": "Rang them. They are safe.", "at": read, "by": lead}
    kinds = ConcernNote.Kind
    ConcernNote.objects.bulk_create(
        ConcernNote(kind=kind, to=to, **said)
        for kind, to in ((kinds.NOTE, None), (kinds.HANDED_OVER, deputy), (kinds.NOTE, None))
    )


def _tasks(
    cohort: Cohort, applications: Sequence[Application], by: Person, chance: random.Random, now: datetime
) -> None:
    """Have somebody to ring about every tenth application; to one in two something was done before."""

    def task(row: Application, **values: Any) -> Task:
        values |= {"programme": cohort.programme, "cohort": cohort, "person": row.person, "assigned_to": by}
        return Task(title=f"Ring {row.person}", kind="call", **values)

    ahead = [now.date() + timedelta(days=chance.randint(-5, 20)) for _row in applications[::10]]
    ago = [timedelta(days=chance.randint(1, 150)) for _row in applications[::2]]
    Task.objects.bulk_create(
        task(row, key=f"bench:{row.pk}", due_on=day, made_at=now)
        for row, day in zip(applications[::10], ahead, strict=True)
    )
    Task.objects.bulk_create(
        task(row, key=f"bench-done:{row.pk}", state="done", made_at=now - 2 * days, closed_at=now - days, closed_by=by)
        for row, days in zip(applications[::2], ago, strict=True)
    )


def _received(cohort: Cohort, applications: Sequence[Application], now: datetime) -> None:
    Message.objects.bulk_create(
        Message(
            key=f"received:{row.pk}",
            person=row.person,
            purpose="application-received",
            programme_ref=cohort.programme.ref,
            data={"application": row.pk},
            state=Message.State.SENT,
            channel="email",
            title="We have your application",
            body="Hello,\n\nwe have your application.",
            due_at=now - timedelta(days=60),
            queued_at=now - timedelta(days=60),
            sent_at=now - timedelta(days=60),
        )
        for row in applications
    )


def _reminders(cohort: Cohort, places: Sequence[Place], chance: random.Random, now: datetime) -> None:
    """Say the dates to everybody: most of it waits, some is to be called or printed, some has failed."""
    fates: tuple[dict[str, Any], ...] = (
        {"state": "queued"},
        {"state": "queued"},
        {"state": "to_call", "channel": "phone"},
        {"state": "to_print", "channel": "letter"},
        {"state": "failed", "channel": "email", "why": "The address does not exist."},
    )
    Message.objects.bulk_create(
        Message(
            key=f"reminder:{workshop.pk}:{place.pk}",
            person=place.person,
            purpose="workshop-reminder",
            subject_key=f"workshop:{workshop.pk}",
            programme_ref=cohort.programme.ref,
            data={"workshop": workshop.pk, "place": place.pk},
            due_at=now + timedelta(days=chance.randint(-2, 30)),
            queued_at=now,
            **chance.choice(fates),
        )
        for workshop in Workshop.objects.filter(cohort=cohort, state=Workshop.State.PLANNED)
        for place in places
    )
