"""One person who has been with us for years: pages about somebody are measured where there is much to show."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from benchmarks import running, surveys
from cohorts.models import Cohort, ContactNote, Place, Role, Task
from cohorts.recruitment.models import Application
from messaging.models import Call, Message
from people.models import Consent, ContactMethod, Need, Person, Supporter
from people.needs import BY_SLUG

SAID, CALLS, NOTES = 120, 70, 70
OPEN, CLOSED = 5, 70
NEEDS = ("print-20", "more-time", "facing-me", "lipspeaker", "step-free", "hearing-loop", "rest-breaks", "vegetarian")
WAYS = (ContactMethod.Method.LETTER, ContactMethod.Method.SUPPORTER, ContactMethod.Method.PHONE)
AGREED = (Consent.Purpose.EVALUATION, Consent.Purpose.FOLLOW_UP, Consent.Purpose.PUBLICITY)
HELPERS = {"facilitator": Supporter.Kind.CARER, "reviewer": Supporter.Kind.ADVOCATE}
TO_PRINT = {"state": "to_print", "channel": "letter", "why": ""}
Team = dict[str, Person]


def who(cohort: Cohort) -> Person:
    """Return the person of a running cohort who has been with us for years: the last of its lay partners."""
    return _last(cohort, Role.LAY)


def waiting_for(person: Person) -> list[Message]:
    """Return what is still to be said to this person: a reminder that waits, and one to be printed."""
    return list(Message.objects.filter(person=person, subject_key__startswith="workshop:").order_by("pk"))


def _last(cohort: Cohort, role: Role) -> Person:
    return Place.objects.filter(cohort=cohort, role=role).select_related("person").order_by("-pk")[0].person


def stay(cohort: Cohort, earlier: list[Cohort], *, team: Team, chance: Random, now: datetime) -> None:
    """Let this person and their partner have taken part in the earlier cohorts too; write what was said and done."""
    person, by = who(cohort), team["coordinator"]
    _live(person, team=team, now=now)
    for years, before in enumerate(earlier, 1):
        then = now - timedelta(days=365 * years)
        _take_part(before, [person, _last(cohort, Role.PROFESSIONAL)], team=team, chance=chance, now=then)
    for reminder, fate in zip(waiting_for(person), ({"state": "queued"}, TO_PRINT), strict=True):
        Message.objects.filter(pk=reminder.pk).update(**fate)
    _read_otherwise(cohort, person, by, now)
    Message.objects.bulk_create(_said(cohort, person, now))
    Call.objects.bulk_create(
        Call(person=person, outcome="reached", note=f"Talked of {number}.", at=moment, by=by, submission_id=_id(chance))
        for number, moment in _days(CALLS, now)
    )
    ContactNote.objects.bulk_create(
        ContactNote(programme=cohort.programme, person=person, kind="email", words="Wrote back.", at=moment, by=by)
        for _number, moment in _days(NOTES, now)
    )
    Task.objects.bulk_create(_tasks(cohort, person, by, now))


def _read_otherwise(cohort: Cohort, person: Person, by: Person, now: datetime) -> None:
    """Let one of the others with a letter to print read braille, and one Easy Read: in a small service too."""
    letters = Message.objects.to_print().in_programmes([cohort.programme.ref]).exclude(person=person).order_by("pk")
    first = letters[0]
    braille = BY_SLUG["braille-1"]
    Need.objects.create(
        person=first.person,
        category=braille.category,
        slug=braille.slug,
        recorded_by=by,
        recorded_at=now,
        review_due_on=now.date() + timedelta(days=200),
    )
    easy = letters.exclude(person=first.person)[0]
    Message.objects.filter(pk=easy.pk).update(easy_read=True)


def _take_part(cohort: Cohort, people: list[Person], *, team: Team, chance: Random, now: datetime) -> None:
    """Write what is left of one earlier year."""
    applied = now - timedelta(days=50)
    applications = Application.objects.bulk_create(
        Application(
            programme=cohort.programme,
            person=person,
            role=role,
            state=Application.State.ACCEPTED,
            started_at=applied,
            saved_at=applied,
            submitted_at=applied,
        )
        for person, role in zip(people, (Role.LAY, Role.PROFESSIONAL), strict=True)
    )
    places = running.run(cohort, applications, team=team, chance=chance, today=now.date())
    surveys.ask(cohort, places, chance=chance, now=now)


def _live(person: Person, *, team: Team, now: datetime) -> None:
    """Let the person need much, agree to much, have helpers, and be reached by more than one way."""
    by = team["coordinator"]
    known = set(Need.objects.current().of(person).values_list("slug", flat=True))
    person.contact_methods.all().delete()
    person.consents.filter(purpose__in=AGREED).delete()
    Need.objects.bulk_create(
        Need(
            person=person,
            category=BY_SLUG[slug].category,
            slug=slug,
            note="As before.",
            recorded_by=by,
            recorded_at=now,
            review_due_on=now.date() + timedelta(days=200),
        )
        for slug in NEEDS
        if slug not in known
    )
    ContactMethod.objects.bulk_create(
        ContactMethod(person=person, method=method, position=position) for position, method in enumerate(WAYS, 1)
    )
    Consent.objects.bulk_create(
        Consent(person=person, purpose=purpose, version=1, given_at=now, given_by=person) for purpose in AGREED
    )
    Supporter.objects.bulk_create(
        Supporter(
            person=person,
            supporter=team[role],
            kind=kind,
            agreed_at=now,
            agreed_by=by,
            agreed_via="phone",
            said_by=str(person),
        )
        for role, kind in HELPERS.items()
    )


def _said(cohort: Cohort, person: Person, now: datetime) -> Iterator[Message]:
    for number, moment in _days(SAID, now):
        yield Message(
            key=f"bench-said:{number}",
            person=person,
            purpose="workshop-reminder",
            programme_ref=cohort.programme.ref,
            data={},
            state=Message.State.DELIVERED if number % 3 else Message.State.CANCELLED,
            why="" if number % 3 else "It was put off.",
            channel="email",
            title="The next workshop",
            body="Hello,\n\nsoon we meet again.",
            due_at=moment,
            queued_at=moment,
            sent_at=moment if number % 3 else None,
        )


def _tasks(cohort: Cohort, person: Person, by: Person, now: datetime) -> Iterator[Task]:
    for number, moment in _days(OPEN + CLOSED, now):
        closed = number > OPEN
        yield Task(
            key=f"bench-lived:{number}",
            programme=cohort.programme,
            cohort=cohort,
            person=person,
            kind="call",
            title=f"Ring {person} about {number}",
            due_on=moment.date(),
            made_at=moment,
            assigned_to=by,
            state=Task.State.DONE if closed else Task.State.OPEN,
            closed_at=moment if closed else None,
            closed_by=by if closed else None,
        )


def _days(count: int, now: datetime) -> Iterator[tuple[int, datetime]]:
    """Number so many moments, a few days apart, the newest first."""
    return ((number, now - timedelta(days=4 * number)) for number in range(1, count + 1))


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128))
