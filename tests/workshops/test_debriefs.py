"""One debrief that two facilitators write: nothing of either is lost, and both agree to the same text."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Task
from cohorts.pairing.models import Pair
from people.models import Person
from tests.factories import NOW, PairFactory, PersonFactory
from workshops.actions.debriefs import Wording, agree_debrief, state_of, write_debrief
from workshops.kinds import FOLLOW_UP, PAIR
from workshops.models import Debrief, DebriefPair, DebriefSection, Workshop

SignIn = Callable[[Person], Client]
AFTER = NOW + timedelta(days=31)


@pytest.fixture(autouse=True)
def today(travel: Callable[[str], datetime]) -> None:
    """It is the day after the workshop."""
    travel("2027-04-01T10:00")


@pytest.fixture
def colleague(db: None) -> Person:
    """Return the professional facilitator."""
    return PersonFactory.create(given_name="Helen", family_name="Marsh")


@pytest.fixture
def led(workshop: Workshop, facilitator: Person, colleague: Person) -> Workshop:
    """Return the workshop with both facilitators."""
    workshop.lay_facilitator, workshop.professional_facilitator = facilitator, colleague
    workshop.save()
    return workshop


@pytest.fixture
def pair(led: Workshop, facilitator: Person) -> Pair:
    """Return a pair of the cohort whose members know of each other."""
    return PairFactory.create(cohort=led.cohort, state="introduced", introduced_at=NOW, introduced_by=facilitator)


def said(words: str, *, seen: str = "", version: int = 0, kind: str = "change") -> Wording:
    """Return what somebody wrote in one part."""
    return Wording(kind, words, seen, version)


def write(led: Workshop, by: Person, *wordings: Wording, **attention) -> tuple[int, list[str]]:
    """Write a debrief; return how many parts changed, and the words of those where the other was first."""
    written = write_debrief(workshop=led, wordings=wordings, attention=attention.get("pairs", {}), by=by, now=AFTER)
    return written.changed, [clash.section.words for clash in written.clashes]


def state(led: Workshop) -> str:
    """Return which text is saved."""
    return state_of(list(DebriefSection.objects.filter(debrief__workshop=led)))


# --- writing -------------------------------------------------------------------------------------------------------


def test_write_debrief_keeps_each_part_with_who_wrote_it_last(
    led: Workshop, facilitator: Person, colleague: Person
) -> None:
    write(led, facilitator, said("Start later"), said("The welcome", kind="went_well"))
    write(led, colleague, said("Start at 10", seen="Start later", version=1), said("", kind="follow_up"))

    parts = {part.kind: (part.words, part.written_by, part.version) for part in DebriefSection.objects.all()}
    assert parts == {"change": ("Start at 10", colleague, 2), "went_well": ("The welcome", facilitator, 1)}


def test_write_debrief_posted_twice_changes_nothing(led: Workshop, facilitator: Person) -> None:
    write(led, facilitator, said("Start later"))

    assert write(led, facilitator, said("Start later")) == (0, [])
    assert DebriefSection.objects.get().version == 1


def test_write_debrief_keeps_the_first_of_two_and_saves_the_rest(
    led: Workshop, facilitator: Person, colleague: Person
) -> None:
    write(led, facilitator, said("Start later"))

    found = write(led, colleague, said("More breaks"), said("Lunch", kind="went_well"))

    assert found == (1, ["Start later"])
    assert set(DebriefSection.objects.values_list("kind", "version")) == {("change", 1), ("went_well", 1)}


def test_write_debrief_is_for_its_facilitators_after_it_began(led: Workshop, coordinator: Person) -> None:
    with pytest.raises(NotAllowedError, match="two facilitators"):
        write(led, coordinator, said("Mine"))
    with pytest.raises(NotAllowedError, match="not begun"):
        write_debrief(workshop=led, wordings=[said("Soon")], attention={}, by=led.lay_facilitator, now=NOW)


def test_write_debrief_is_sealed_in_the_database(led: Workshop, facilitator: Person, pair: Pair) -> None:
    write(led, facilitator, said("Mair was tired"), pairs={pair: "They quarrelled"})

    with connection.cursor() as cursor:
        stored = [
            cursor.execute(f"SELECT words FROM {model._meta.db_table}") and cursor.fetchall()
            if connection.vendor == "sqlite"
            else (cursor.execute(f"SELECT words FROM {model._meta.db_table}"), cursor.fetchall())[1]
            for model in (DebriefSection, DebriefPair)
        ]

    assert [word in str(stored) for word in ("Mair", "quarrelled")] == [False, False]


def test_write_debrief_makes_one_task_for_a_pair_that_needs_attention(
    led: Workshop, facilitator: Person, colleague: Person, pair: Pair
) -> None:
    write(led, facilitator, pairs={pair: "They quarrelled"})
    write(led, facilitator, pairs={pair: "They quarrelled"})
    write(led, colleague, pairs={pair: "They made up"})

    assert DebriefPair.objects.get().words == "They quarrelled\n\nThey made up"
    task = Task.objects.get(kind=PAIR.slug)
    assert (task.subject_ref, "quarrelled" in task.title) == (led.ref, False)


# --- agreeing ------------------------------------------------------------------------------------------------------


def test_agree_debrief_takes_both_and_makes_a_task_of_what_is_to_follow_up(
    led: Workshop, facilitator: Person, colleague: Person
) -> None:
    write(led, facilitator, said("Ring the venue", kind="follow_up"))

    first = agree_debrief(workshop=led, state=state(led), by=facilitator, now=AFTER)
    assert (first.agreed, Task.objects.count()) == (False, 0)
    for _each in range(2):
        both = agree_debrief(workshop=led, state=state(led), by=colleague, now=AFTER)

    assert (both.agreed, both.lay_agreed_by, both.professional_agreed_by) == (True, facilitator, colleague)
    assert [task.kind for task in Task.objects.all()] == [FOLLOW_UP.slug]


def test_agree_debrief_refuses_another_text_than_was_read(
    led: Workshop, facilitator: Person, colleague: Person
) -> None:
    with pytest.raises(NotAllowedError, match="Nothing is written"):
        agree_debrief(workshop=led, state="", by=facilitator, now=AFTER)
    write(led, facilitator, said("Start later"))
    read = state(led)
    write(led, colleague, said("Start at 10", seen="Start later", version=1))

    with pytest.raises(NotAllowedError, match="has changed"):
        agree_debrief(workshop=led, state=read, by=facilitator, now=AFTER)


def test_write_debrief_takes_back_what_was_agreed(led: Workshop, facilitator: Person, colleague: Person) -> None:
    write(led, facilitator, said("Start later"))
    agree_debrief(workshop=led, state=state(led), by=facilitator, now=AFTER)

    write(led, colleague, said("Lunch", kind="went_well"))

    assert Debrief.objects.get().lay_agreed_by is None


def test_agree_debrief_alone_is_enough_where_one_leads_alone(led: Workshop, facilitator: Person) -> None:
    led.professional_facilitator = None
    led.save()
    write(led, facilitator, said("Start later"))

    assert agree_debrief(workshop=led, state=state(led), by=facilitator, now=AFTER).agreed


def test_agree_debrief_follows_somebody_who_changed_sides(
    led: Workshop, facilitator: Person, colleague: Person
) -> None:
    write(led, facilitator, said("Start later"))
    agree_debrief(workshop=led, state=state(led), by=facilitator, now=AFTER)
    led.lay_facilitator, led.professional_facilitator = colleague, facilitator
    led.save()

    found = agree_debrief(workshop=led, state=state(led), by=facilitator, now=AFTER)

    assert (found.lay_agreed_by, found.professional_agreed_by) == (None, facilitator)


def test_debrief_constraints_hold(led: Workshop, facilitator: Person, colleague: Person, pair: Pair) -> None:
    debrief = Debrief.objects.create(workshop=led, begun_at=AFTER)
    rows = Debrief.objects.filter(pk=debrief.pk)
    for side in ("lay", "professional"):
        with pytest.raises(IntegrityError, match=f"debrief_{side}_agreed"), transaction.atomic():
            rows.update(**{f"{side}_agreed_at": AFTER})
    rows.update(lay_agreed_at=AFTER, lay_agreed_by=facilitator)
    with pytest.raises(IntegrityError, match="debrief_agreed_by_two_people"), transaction.atomic():
        rows.update(professional_agreed_at=AFTER, professional_agreed_by=facilitator)
    rows.update(professional_agreed_at=AFTER, professional_agreed_by=colleague)
    part = {"kind": "change", "written_at": AFTER, "written_by": colleague}
    debrief.sections.create(**part)
    with pytest.raises(IntegrityError), transaction.atomic():
        debrief.sections.create(**part)
    note = {"pair": pair, "words": "x", "noted_at": AFTER, "noted_by": colleague}
    debrief.pairs.create(**note)
    with pytest.raises(IntegrityError), transaction.atomic():
        debrief.pairs.create(**note)


# --- the page ------------------------------------------------------------------------------------------------------


def test_debrief_page_shows_both_texts_and_keeps_mine_in_the_box(
    led: Workshop, facilitator: Person, colleague: Person, pair: Pair, signed_in: SignIn
) -> None:
    path = f"/staff/workshops/{led.ref}/debrief/"
    write(led, facilitator, said("Start later"))

    response = signed_in(colleague).post(
        path, {"words_change": "More breaks", "seen_change": "", "version_change": "0", "pair": "", "why": ""}
    )

    text = response.content.decode()
    assert (response.status_code, "Start later" in text) == (409, True)
    form = response.context["form"]
    assert (form["words_change"].value(), form["version_change"].value()) == ("More breaks", "1")


def test_debrief_page_keeps_the_text_where_a_pair_lacks_a_reason(
    led: Workshop, facilitator: Person, pair: Pair, signed_in: SignIn
) -> None:
    client, path = signed_in(facilitator), f"/staff/workshops/{led.ref}/debrief/"

    refused = client.post(path, {"words_change": "Start later", "pair": str(pair.pk)})
    saved = client.post(path, {"words_change": "Start later", "pair": str(pair.pk), "why": "They need time"})

    assert refused.context["form"].errors == {"why": ["Say why the pair needs attention."]}
    assert refused.context["form"]["words_change"].value() == "Start later"
    assert saved.status_code == 302
    assert "They need time" in client.get(path).content.decode()


def test_debrief_page_is_read_by_coordinators_and_agreed_by_its_facilitators(
    led: Workshop, facilitator: Person, coordinator: Person, signed_in: SignIn
) -> None:
    path = f"/staff/workshops/{led.ref}/debrief/"
    write(led, facilitator, said("Start later"))

    seen = signed_in(coordinator).get(path)
    signed_in(coordinator).post(f"{path}agree/", {"state": state(led)})
    by_coordinator = Debrief.objects.get().lay_agreed_by
    signed_in(facilitator).post(f"{path}agree/", {"state": state(led)})

    assert ("Start later" in seen.content.decode(), seen.context["form"]) == (True, None)
    assert (by_coordinator, Debrief.objects.get().lay_agreed_by) == (None, facilitator)
