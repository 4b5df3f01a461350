"""What lies on the team's desk this morning: letters, calls, tasks, notes, and what somebody reported in confidence."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from cohorts.actions.concerns import mark_read, report_concern
from cohorts.actions.contact_notes import note_contact
from cohorts.actions.tasks import add_task, close_task, close_tasks, give_task, snooze_task
from cohorts.models import Cohort, ContactNote, Place, Role, Task
from cohorts.recruitment.models import Application
from leadingtogether.demo.days import at
from messaging.actions.print_batches import post_batch, print_letters
from messaging.actions.staff import record_call
from messaging.models import Call, Message
from people.actions.persons import update_details
from people.actions.supporters import name_supporter
from people.models import AgreedVia, Need, Person, Supporter

# The supporter whom `make run` lets you be.
SUPPORTER = "delyth.morgan@support.example"
Team = dict[str, Person]
# Every so many days letters are posted and calls are made; those of the last few days lie on the desk.
EVERY, LEFT_FOR_TODAY = 4, 8
# What is to do, when it was written down and is due in days from today, and whose it is.
TASKS = (
    ("Ask Goffs Park Rooms whether the lift is mended", -6, -1, "coordinator"),
    ("Send the outreach partners the closing date", -4, 1, "second coordinator"),
    ("Order name badges in large print", -3, 4, "coordinator"),
    ("Thank the volunteers at the mosque", -2, 9, ""),
    ("Ring the printer about the Easy Read folders", -8, -3, "coordinator"),
    ("Look for a second hearing loop", -9, -4, "second coordinator"),
)
NOTES = (
    (ContactNote.Kind.CALL, "Asked whether a daughter may come along. Yes: supporters are welcome, lunch is free."),
    (ContactNote.Kind.EMAIL, "Wants the papers a week before. Sent today."),
    (ContactNote.Kind.MEETING, "Met at the library. Nervous about the first day; I will meet him at the door."),
    (ContactNote.Kind.CALL, "New mobile number. Changed in the details."),
)


def keep_up(team: Team, *, now: datetime) -> None:
    """Post the letters and make the calls that wait."""
    by = team["coordinator"]
    due = Message.objects.filter(due_at__lt=now)
    letters = due.filter(state=Message.State.TO_PRINT)
    batch = print_letters(messages=letters, by=by, now=now)
    if batch is not None:
        post_batch(batch=batch, posted_on=now.date(), by=by, now=now)
    calls = due.filter(state=Message.State.TO_CALL)
    for index, person in enumerate(Person.objects.filter(messages__in=calls).distinct().order_by("pk")):
        outcome = Call.Outcome.NO_ANSWER if index % 9 == 8 else Call.Outcome.REACHED
        reached = outcome == Call.Outcome.REACHED
        record_call(
            person=person,
            outcome=outcome,
            said=calls.filter(person=person) if reached else calls.none(),
            note="" if reached else "Will try in the evening.",
            submission_id=_once("call", person.ref, now),
            by=by,
            now=now,
        )


def this_morning(team: Team, *, today: date) -> None:
    """Leave what a team leaves: things to do, things done, and notes of what people said."""
    running = Cohort.objects.get(state=Cohort.State.RUNNING)
    places = list(Place.objects.active().filter(cohort=running).select_related("person").order_by("pk"))
    lay = [place.person for place in places if place.role == Role.LAY]
    _tasks(team, running, today)
    for index, (kind, words) in enumerate(NOTES):
        person = lay[index % len(lay)]
        when = at(today, -index - 1, 14)
        note_contact(
            programme=running.programme,
            person=person,
            kind=kind,
            words=words,
            at=when,
            incoming=kind != ContactNote.Kind.MEETING,
            submission_id=_once("note", index),
            by=team["coordinator"],
            now=when,
        )
    _call_nobody_reached(team, running, today)
    _support(lay, team, at(today, -20, 18))
    _concerns(team, lay, today)


def put_away(team: Team, *, now: datetime) -> None:
    """Tick off what was left to do in cohorts that are over: it was seen to at the time."""
    left = Task.objects.filter(cohort__state=Cohort.State.FINISHED, state=Task.State.OPEN)
    close_tasks(keys=list(left.values_list("key", flat=True)), by=team["coordinator"], now=now)


def _tasks(team: Team, cohort: Cohort, today: date) -> None:
    by = team["coordinator"]
    made = [
        add_task(
            programme=cohort.programme,
            title=title,
            submission_id=_once("task", title),
            due_on=at(today, due).date(),
            assigned_to=team.get(whose),
            by=by,
            now=at(today, written, 9),
        )
        for title, written, due, whose in TASKS
    ]
    _snooze(made[2], team, today)
    give_task(
        task=made[0],
        to=team["second coordinator"],
        version=made[0].version,
        words="You know them better.",
        by=by,
        now=at(today, -2, 16),
    )
    close_task(task=made[4], by=by, now=at(today, -2, 11))
    close_task(task=made[5], by=by, dropped=True, why="The venue has two.", now=at(today, -3, 11))


def _snooze(task: Task, team: Team, today: date) -> None:
    snooze_task(
        task=task,
        until=at(today, 3).date(),
        version=task.version,
        words="They answer on Thursday.",
        by=team["coordinator"],
        now=at(today, -1, 9),
    )


def _call_nobody_reached(team: Team, cohort: Cohort, today: date) -> None:
    """Try two people of the call list in vain, so that the sheet shows when they were tried."""
    waiting = Message.objects.filter(state=Message.State.TO_CALL, programme_ref=cohort.programme.ref)
    outcomes = (Call.Outcome.NO_ANSWER, Call.Outcome.MESSAGE_LEFT)
    people = Person.objects.filter(messages__in=waiting).distinct().order_by("pk")
    for person, outcome in zip(people, outcomes, strict=False):
        record_call(
            person=person,
            outcome=outcome,
            said=waiting.none(),
            note="Rings out.",
            submission_id=_once("tried", person.ref),
            by=team["coordinator"],
            now=at(today, -1, 17),
        )


def _support(lay: list[Person], team: Team, now: datetime) -> None:
    """Let two lay partners name somebody who helps them: one online, one by telephone."""
    online = next(person for person in lay[1:] if person.email)
    name_supporter(
        person=online,
        given_name="Delyth",
        family_name="Morgan",
        email=SUPPORTER,
        mobile="",
        kind=Supporter.Kind.CARER,
        gets_copies=True,
        by=online,
        now=now,
    )
    by_phone = next((person for person in lay if not person.email), None)
    if by_phone is not None:
        name_supporter(
            person=by_phone,
            given_name="Errol",
            family_name="Grant",
            email="",
            mobile="+447700900321",
            kind=Supporter.Kind.ADVOCATE,
            gets_copies=True,
            via=AgreedVia.PHONE,
            said_by=str(by_phone),
            by=team["coordinator"],
            now=now,
        )


def _concerns(team: Team, lay: list[Person], today: date) -> None:
    """Report two things: one was read, one came last night."""
    read = report_concern(
        words="In the afternoon one of the managers made a joke about people who cannot read. Nobody said anything.",
        how_to_reach="Please ring me after five.",
        submission_id=_once("concern", 1),
        by=lay[3],
        now=at(today, -9, 21),
    )
    mark_read(concern=read, by=team["safeguarding lead"], now=at(today, -8, 9))
    report_concern(
        words="I am worried about somebody in our group. She says that she has no money for food.",
        how_to_reach="",
        submission_id=_once("concern", 2),
        by=lay[4],
        now=at(today, -1, 22),
    )


def as_they_read(cohort: Cohort, *, by: Person, now: datetime) -> None:
    """Let who needs Easy Read have it everywhere, and reach an old couple through the one who has email."""
    rows = Application.objects.filter(choices__cohort=cohort, choices__rank=1).select_related("person")
    people = [row.person for row in rows.order_by("pk") if row.person is not None]
    wanting = set(
        Need.objects.current().filter(slug="easy-read", person__in=people).values_list("person_id", flat=True)
    )
    for person in people:
        if person.pk in wanting:
            update_details(person=person, version=person.version, values={"easy_read": True}, by=by, now=now)
    silent = [person for person in people if not person.email and not person.mobile][:2]
    helpful = [person for person in people if person.email]
    for person, other in zip(silent, helpful, strict=False):
        Person.objects.filter(pk=person.pk).update(
            reached_via=other, address=other.address, postcode=other.postcode, outward_code=other.outward_code
        )


def _once(*what: object) -> UUID:
    return uuid5(NAMESPACE_OID, f"demo desk {what}")
