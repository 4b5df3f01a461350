"""Somebody has lost their partner: what they may choose, how it is carried out, and what stays on record."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.places import restore_place, withdraw_place
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Exclusion, Place, Role, Task
from cohorts.pairing.actions.choices import choose, offer_choice, open_choice
from cohorts.pairing.actions.conflicts import say_looked
from cohorts.pairing.actions.pairs import end_pair, end_pair_of_leaver, introduce_pair, reopen_pair
from cohorts.pairing.actions.settling import (
    reopen_choice,
    settle_with_facilitator,
    settle_with_graduate,
    settle_with_partner,
)
from cohorts.pairing.actions.threes import settle_with_three
from cohorts.pairing.choice_messages import FACILITATOR
from cohorts.pairing.models import Pair, PartnerChoice, Three
from cohorts.pairing.tasks import end_pairs_of_leavers
from cohorts.pairing.ways_on import free_partners, graduates_for, pairs_to_join
from evaluation.actions.invitations import open_due_waves
from evaluation.models import Invitation
from messaging.models import Message
from people.models import Person
from projects.models import Contributor, Project
from projects.tasks import start_missing_projects
from tests.cohorts.selecting.test_races import at_once
from tests.factories import (
    NOW,
    TODAY,
    CohortFactory,
    ConsentFactory,
    PairFactory,
    PersonFactory,
    PlaceFactory,
    WorkshopFactory,
)
from tests.worlds import RunningCohort, make_running_cohort
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=30)


@pytest.fixture
def running(travel: Callable[[str], Any]) -> RunningCohort:
    """A cohort after its first workshop, with another one ahead."""
    travel("2027-03-01T09:00")
    return begun()


def begun() -> RunningCohort:
    found = make_running_cohort()
    Workshop.objects.filter(pk=found.workshop.pk).update(
        state="held", held_at=NOW, held_by=found.people["facilitator"], date=TODAY - timedelta(days=21)
    )
    WorkshopFactory.create(cohort=found.cohort, number=2, date=TODAY + timedelta(days=60))
    return found


def lost(running: RunningCohort, option: str = "") -> PartnerChoice:
    """The lay partner has left; the professional may choose, and chose `option` where it is given."""
    by = running.people["coordinator"]
    withdraw_place(place=running.lay, reason="", by=by, now=NOW)
    end_pair_of_leaver(pair=running.pair, now=NOW)
    choice = PartnerChoice.objects.get(place=running.professional)
    if option:
        choice = choose(choice=choice, option=option, note="", by=running.professional.person, now=NOW)
    return choice


def doing(running: RunningCohort) -> dict[str, Any]:
    return {"by": running.people["coordinator"], "now": NOW}


def another_pair(running: RunningCohort) -> Pair:
    return introduce_pair(pair=PairFactory.create(cohort=running.cohort), **doing(running))


def exclude(running: RunningCohort, other: Person) -> None:
    first, second = sorted([running.professional.person, other], key=lambda person: person.pk)
    Exclusion.objects.create(
        programme=running.programme,
        first=first,
        second=second,
        reason="asked",
        declared_by=running.people["coordinator"],
        declared_at=NOW,
    )


# --- choosing ---------------------------------------------------------------------------------------------------------


def test_choose_stops_the_question_and_asks_staff_to_see_to_it(running: RunningCohort) -> None:
    choice = lost(running, "new_partner")

    assert not Message.objects.filter(purpose="partner-options").unsent().exists()
    tasks = {task.key.rpartition(":")[2]: task.state for task in Task.objects.filter(kind="partner-choice")}
    assert tasks == {"ask": "done", "do": "open"}
    assert (choice.chosen_by, choice.recorded_by) == (running.professional.person, None)


def test_choose_something_else_until_it_is_carried_out(running: RunningCohort) -> None:
    by = running.people["coordinator"]
    choice = lost(running, "new_partner")

    choice = choose(
        choice=choice, option="facilitator", note="By phone", by=running.professional.person, told_to=by, now=NOW
    )
    settle_with_facilitator(choice=choice, facilitator=running.people["facilitator"], **doing(running))

    assert choice.recorded_by == by
    with pytest.raises(NotAllowedError, match="This was settled meanwhile"):
        choose(choice=choice, option="three", note="", by=running.professional.person, now=NOW)


def test_choose_refuses_before_staff_have_spoken_after_a_death(running: RunningCohort) -> None:
    choice = offer_choice(pair=running.pair, place=running.professional, died=True, **doing(running))

    with pytest.raises(NotAllowedError):
        choose(choice=choice, option="three", note="", by=running.professional.person, now=NOW)
    assert (
        choose(
            choice=open_choice(choice=choice, **doing(running)),
            option="three",
            note="",
            by=running.professional.person,
            now=NOW,
        ).option
        == "three"
    )


# --- a new partner ----------------------------------------------------------------------------------------------------


def test_settle_with_partner_pairs_introduces_and_keeps_the_project(running: RunningCohort) -> None:
    choice = lost(running, "new_partner")
    free = PlaceFactory.create(cohort=running.cohort, role=Role.LAY)
    assert list(free_partners(choice)) == [free]

    pairs = [settle_with_partner(choice=choice, partner=free, **doing(running)) for _twice in range(2)]
    start_missing_projects(NOW)

    assert pairs[0] == pairs[1]
    assert (pairs[0].state, pairs[0].lay) == ("introduced", free)
    running.project.refresh_from_db()
    assert (running.project.pair, Project.objects.count()) == (pairs[0], 1)
    working = Contributor.objects.filter(until__isnull=True).values_list("place", flat=True)
    assert sorted(working) == sorted([free.pk, running.professional.pk])
    running.pair.refresh_from_db()
    assert (running.pair.state, running.pair.end_reason) == ("ended", "withdrew")


def shown(place: Place) -> Place:
    """Somebody who agreed that their name is shown to the other role."""
    ConsentFactory.create(person=place.person, purpose="showing_name")
    return place


def test_settle_with_partner_waits_until_both_have_said_whom_they_must_not_have(running: RunningCohort) -> None:
    choice, free = lost(running, "new_partner"), shown(PlaceFactory.create(cohort=running.cohort, role=Role.LAY))
    client = Client()
    client.force_login(running.people["coordinator"])
    settle = reverse("pairing:choice_settle", args=[choice.ref])

    page = client.post(settle, {"partner": str(free.pk)}, follow=True).content.decode()
    pair = Pair.objects.active().get()

    assert pair.state == "proposed"
    assert not Message.objects.filter(purpose="introduction", data__pair=pair.pk).exists()
    assert f"{running.professional.person}: we wait until they have said" in page
    assert "Is to work in this pair, which is not introduced yet" in page
    client.force_login(running.professional.person)
    for name, args in (("mine", []), ("choice", [choice.ref])):
        mine = client.get(reverse(f"pairing:{name}", args=args)).content.decode()
        assert "Look at the names first" in mine
        assert free.person.full_name not in mine
    say_looked(place=running.professional, by=running.professional.person, now=NOW)
    assert introduce_pair(pair=pair, **doing(running)).state == "introduced"


def test_settle_with_partner_can_be_chosen_anew_where_a_conflict_shows(running: RunningCohort) -> None:
    choice, free = lost(running, "new_partner"), shown(PlaceFactory.create(cohort=running.cohort, role=Role.LAY))
    pair = settle_with_partner(choice=choice, partner=free, **doing(running))
    exclude(running, free.person)

    for _twice in range(2):
        end_pair(pair=pair, reason="conflict", **doing(running))

    choice.refresh_from_db()
    assert (choice.may_choose, choice.option, choice.new_pair) == (True, "new_partner", None)
    assert Task.objects.get(key=f"partner-choice:{choice.pk}:do").state == "open"
    assert list(free_partners(choice)) == []


def test_settle_with_partner_settles_both_who_lost_theirs(running: RunningCohort) -> None:
    other = another_pair(running)
    withdraw_place(place=other.professional, reason="", **doing(running))
    end_pair_of_leaver(pair=other, now=NOW)
    theirs = PartnerChoice.objects.get(place=other.lay)
    choice = lost(running, "new_partner")

    with pytest.raises(NotAllowedError, match="Speak with them first"):
        settle_with_partner(choice=choice, partner=other.lay, **doing(running))
    choose(choice=theirs, option="new_partner", note="", by=other.lay.person, now=NOW)
    pair = settle_with_partner(choice=choice, partner=other.lay, **doing(running))

    assert set(PartnerChoice.objects.values_list("new_pair", flat=True)) == {pair.pk}


def test_settle_with_partner_refuses_an_exclusion(running: RunningCohort) -> None:
    choice = lost(running, "new_partner")
    free = PlaceFactory.create(cohort=running.cohort, role=Role.LAY)
    exclude(running, free.person)

    assert list(free_partners(choice)) == []
    with pytest.raises(NotAllowedError, match="An exclusion stands between"):
        settle_with_partner(choice=choice, partner=free, **doing(running))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_settle_with_partner_at_once_makes_one_pair() -> None:
    found = begun()
    choice = lost(found, "new_partner")
    free = [PlaceFactory.create(cohort=found.cohort, role=Role.LAY) for _ in range(4)]

    at_once(lambda number: settle_with_partner(choice=choice, partner=free[number], **doing(found)), 4)

    assert Pair.objects.active().count() == 1


# --- a three ----------------------------------------------------------------------------------------------------------


def three(running: RunningCohort) -> Three:
    pair = another_pair(running)
    choice = lost(running, "three")
    assert list(pairs_to_join(choice)) == [pair]
    by = running.people["coordinator"]
    found = [
        settle_with_three(choice=choice, pair=pair, until=UNTIL, approved_by=by, by=by, now=NOW) for _twice in range(2)
    ]
    assert found[0] == found[1]
    return found[0]


def test_settle_with_three_tells_all_three_and_shows_all_to_each(running: RunningCohort) -> None:
    made = three(running)

    assert Message.objects.filter(purpose="three-begins").count() == 3
    pair = Pair.objects.get(pk=made.pair_id)
    assert (pair.third, pair.third_until, pair.third_approved_by) == (made.place, UNTIL, made.approved_by)
    for place in pair.everybody:
        client = Client()
        client.force_login(place.person)
        page = client.get(reverse("pairing:mine")).content.decode()
        assert [other.person.full_name in page for other in pair.partners_of(place)] == [True, True]


def test_three_ends_by_itself_the_day_after_and_the_third_chooses_again(running: RunningCohort) -> None:
    made = three(running)
    day_after = NOW + timedelta(days=31)

    counts = [end_pairs_of_leavers(NOW + timedelta(days=30)), end_pairs_of_leavers(day_after)]

    pair = Pair.objects.get(pk=made.pair_id)
    assert (counts, pair.state, pair.third) == ([0, 1], "introduced", None)
    assert Three.objects.get().ended_at == day_after
    again = PartnerChoice.objects.open().get()
    assert (again.place, again.pair, again.may_choose) == (running.professional, pair, True)
    assert Message.objects.filter(purpose="partner-options-after-three").unsent().count() == 1


def test_three_ends_when_the_third_leaves_and_the_pair_goes_on(running: RunningCohort) -> None:
    made = three(running)
    withdraw_place(place=made.place, reason="", **doing(running))

    end_pairs_of_leavers(NOW)

    pair = Pair.objects.get(pk=made.pair_id)
    assert (pair.state, pair.third, Three.objects.open().count()) == ("introduced", None, 0)


def test_three_ends_with_its_pair_and_both_who_are_left_choose(running: RunningCohort) -> None:
    made = three(running)
    withdraw_place(place=made.pair.lay, reason="", **doing(running))

    end_pairs_of_leavers(NOW)

    places = set(PartnerChoice.objects.open().values_list("place", flat=True))
    assert places == {made.pair.professional_id, running.professional.pk}


def test_settle_with_three_refuses_a_second_third(running: RunningCohort) -> None:
    made = three(running)
    other = PairFactory.create(cohort=running.cohort)
    choice = offer_choice(pair=other, place=other.professional, died=False, **doing(running))
    choice = choose(choice=choice, option="three", note="", by=other.professional.person, now=NOW)

    with pytest.raises(NotAllowedError, match="Somebody works with this pair already"):
        settle_with_three(choice=choice, pair=made.pair, until=UNTIL, approved_by=made.approved_by, **doing(running))


def test_three_works_on_the_project_of_the_pair_while_it_lasts(running: RunningCohort) -> None:
    made = three(running)
    start_missing_projects(NOW)
    project = Project.objects.get(pair=made.pair)
    working = lambda: set(  # noqa: E731
        Contributor.objects.filter(project=project, until__isnull=True).values_list("place", flat=True)
    )

    assert made.place_id in working()
    end_pairs_of_leavers(NOW + timedelta(days=31))
    start_missing_projects(NOW + timedelta(days=31))
    assert working() == {made.pair.lay_id, made.pair.professional_id}
    assert Project.objects.editable_by(running.professional.person).get() == running.project


# --- a graduate -------------------------------------------------------------------------------------------------------


def graduate(running: RunningCohort, **fields: Any) -> Place:
    """A lay partner who completed an earlier cohort of the same programme."""
    earlier = CohortFactory.create(programme=running.programme)
    return PlaceFactory.create(cohort=earlier, role=Role.LAY, state="completed", completed_at=NOW, **fields)


def test_settle_with_graduate_gives_a_guest_a_place_and_keeps_the_earlier_one(running: RunningCohort) -> None:
    choice, earlier = lost(running, "graduate"), graduate(running)
    assert list(graduates_for(choice, seen_by=running.people["coordinator"])) == [earlier]

    pairs = [settle_with_graduate(choice=choice, graduate=earlier, **doing(running)) for _twice in range(2)]
    open_due_waves(now=NOW)

    guest = pairs[0].lay
    assert pairs[0] == pairs[1]
    assert (guest.person, guest.kind, guest.cohort, guest.role) == (earlier.person, "graduate", running.cohort, "lay")
    earlier.refresh_from_db()
    assert earlier.state == "completed"
    assert not Invitation.objects.filter(place=guest).exists()


def unseen_guest(running: RunningCohort) -> tuple[PartnerChoice, Place, Pair]:
    """A guest who is to look at the names before the two are introduced; with their earlier place."""
    choice, earlier = lost(running, "graduate"), shown(graduate(running))
    return choice, earlier, settle_with_graduate(choice=choice, graduate=earlier, **doing(running))


def test_guest_goes_when_the_pair_ends_before_its_introduction_and_can_be_asked_again(running: RunningCohort) -> None:
    choice, earlier, pair = unseen_guest(running)
    assert pair.introduced_at is None

    for _twice in range(2):
        end_pair(pair=pair, reason="conflict", **doing(running))

    guest = Place.objects.get(pk=pair.lay_id)
    choice.refresh_from_db()
    earlier.refresh_from_db()
    assert (guest.state, guest.withdrawn_at, guest.withdrawn_by) == ("withdrawn", NOW, running.people["coordinator"])
    assert (choice.may_choose, earlier.state) == (True, "completed")
    assert list(graduates_for(choice, seen_by=running.people["coordinator"])) == [earlier]
    assert settle_with_graduate(choice=choice, graduate=earlier, **doing(running)).lay.person == earlier.person


def test_guest_stays_for_the_pairs_that_are_made_anew(running: RunningCohort) -> None:
    _choice, _earlier, pair = unseen_guest(running)

    end_pair(pair=pair, reason="repaired", **doing(running))

    assert Place.objects.get(pk=pair.lay_id).state == "active"


def test_guest_whom_the_two_know_stays_when_the_pair_ends(running: RunningCohort) -> None:
    choice = lost(running, "graduate")
    pair = settle_with_graduate(choice=choice, graduate=graduate(running), **doing(running))

    end_pair(pair=pair, reason="conflict", **doing(running))

    assert pair.introduced_at is not None
    assert Place.objects.get(pk=pair.lay_id).state == "active"


def test_guest_is_back_when_the_end_was_an_error(running: RunningCohort) -> None:
    _choice, _earlier, pair = unseen_guest(running)
    withdraw_place(place=running.professional, reason="", **doing(running))
    end_pair_of_leaver(pair=pair, now=NOW)
    gone = Place.objects.get(pk=pair.lay_id).state
    restore_place(place=running.professional, **doing(running))

    back = reopen_pair(pair=pair, **doing(running))

    assert (gone, back, Place.objects.get(pk=pair.lay_id).state) == ("withdrawn", True, "active")


def test_settle_with_graduate_refuses_who_takes_part_or_is_not_to_be_contacted(running: RunningCohort) -> None:
    choice = lost(running, "graduate")
    busy, silent = graduate(running), graduate(running)
    PlaceFactory.create(cohort=running.cohort, person=busy.person, kind="graduate", role=Role.LAY)
    Person.objects.filter(pk=silent.person_id).update(do_not_contact=True)

    assert list(graduates_for(choice, seen_by=running.people["coordinator"])) == []
    for place in (busy, Place.objects.get(pk=silent.pk)):
        with pytest.raises(NotAllowedError):
            settle_with_graduate(choice=choice, graduate=place, **doing(running))


def test_finishing_with_a_facilitator_can_be_chosen_anew(running: RunningCohort) -> None:
    choice, leader = lost(running, "facilitator"), running.people["facilitator"]
    settle_with_facilitator(choice=choice, facilitator=leader, **doing(running))

    for _twice in range(2):
        found = reopen_choice(choice=choice, **doing(running))

    said = Message.objects.filter(key__startswith=f"{FACILITATOR}:").values_list("state", flat=True)
    assert (found.may_choose, found.facilitator, list(said)) == (True, None, ["cancelled"])
    assert Task.objects.get(key=f"partner-choice:{choice.pk}:do").state == "open"
    assert choose(choice=found, option="three", note="", by=running.professional.person, now=NOW).option == "three"


def test_reopen_choice_refuses_what_was_settled_otherwise(running: RunningCohort) -> None:
    choice = lost(running, "next_cohort")
    PartnerChoice.objects.filter(pk=choice.pk).update(settled_at=NOW, settled_by=running.people["coordinator"])

    with pytest.raises(NotAllowedError, match="finishes with a facilitator"):
        reopen_choice(choice=choice, **doing(running))


# --- a facilitator ----------------------------------------------------------------------------------------------------


def test_settle_with_facilitator_tells_the_person_and_takes_them_off_the_board(running: RunningCohort) -> None:
    choice, leader = lost(running, "facilitator"), running.people["facilitator"]

    for _twice in range(2):
        choice = settle_with_facilitator(choice=choice, facilitator=leader, **doing(running))

    assert choice.facilitator == leader
    assert Message.objects.filter(purpose="finishing-with-facilitator").count() == 1
    client = Client()
    client.force_login(running.professional.person)
    assert f"You finish the programme with {leader}" in client.get(reverse("pairing:mine")).content.decode()


def test_settle_with_facilitator_refuses_somebody_of_another_team(running: RunningCohort) -> None:
    with pytest.raises(NotAllowedError, match="is no facilitator of this programme"):
        settle_with_facilitator(
            choice=lost(running, "facilitator"), facilitator=PersonFactory.create(), **doing(running)
        )


def test_sweep_lets_go_of_a_choice_whose_person_is_paired_on_the_board(running: RunningCohort) -> None:
    choice = lost(running)
    PairFactory.create(cohort=running.cohort, professional=running.professional)

    end_pairs_of_leavers(NOW)

    choice.refresh_from_db()
    assert choice.dropped_why == "They work in a pair again."


# --- pages ------------------------------------------------------------------------------------------------------------


def test_choice_page_of_the_person_says_the_ways_and_keeps_what_they_chose(running: RunningCohort) -> None:
    choice = lost(running)
    client, page = Client(), reverse("pairing:choice", args=[choice.ref])
    client.force_login(running.professional.person)

    home = client.get(reverse("home")).content.decode()
    nothing = client.post(page, {}).content.decode()
    client.post(page, {"option": "three", "note": "With the two from Bath?"})
    shown = client.get(page).content.decode()

    assert page in home
    assert "Choose an answer for “How do you want to go on?”." in nothing
    assert "You told us:" in shown
    choice.refresh_from_db()
    assert (choice.option, choice.note) == ("three", "With the two from Bath?")


def test_choice_page_of_staff_records_by_phone_and_carries_it_out(
    running: RunningCohort, django_assert_max_num_queries: Any
) -> None:
    choice = lost(running)
    for _ in range(3):
        free = PlaceFactory.create(cohort=running.cohort, role=Role.LAY)
    client = Client()
    client.force_login(running.people["coordinator"])
    page, settle = (reverse(f"pairing:{name}", args=[choice.ref]) for name in ("choice_staff", "choice_settle"))

    client.post(page, {"option": "new_partner", "note": ""})
    with django_assert_max_num_queries(12):
        client.get(page)
    nobody = client.post(settle, {}).content.decode()
    for _twice in range(2):
        done = client.post(settle, {"partner": str(free.pk)}, follow=True).content.decode()

    assert "Choose an answer for “New partner”." in nobody
    assert "Works in this pair" in done
    choice.refresh_from_db()
    assert (choice.recorded_by, choice.new_pair) == (running.people["coordinator"], Pair.objects.active().get())


def test_choice_page_of_staff_lets_a_three_begin(running: RunningCohort) -> None:
    pair, choice = another_pair(running), lost(running, "three")
    client = Client()
    client.force_login(running.people["coordinator"])
    typed = {"pair": str(pair.pk), "until_day": "31", "until_month": "3", "until_year": "2027", "agreed": "on"}

    client.post(
        reverse("pairing:choice_settle", args=[choice.ref]),
        typed | {"approved_by": str(running.people["coordinator"].pk)},
    )

    assert Three.objects.get().until == UNTIL


def test_choice_page_for_the_next_cohort_leads_to_leaving(running: RunningCohort) -> None:
    choice = lost(running, "next_cohort")
    client = Client()
    client.force_login(running.people["coordinator"])

    page = client.get(reverse("pairing:choice_staff", args=[choice.ref])).content.decode()

    assert f"{reverse('place_leave', args=[running.professional.ref])}?reason=next_cohort" in page


# --- constraints ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("partner_choice_opening_has_when_and_who", {"opened_at": NOW}),
        ("partner_choice_has_when_and_who", {"option": "three"}),
        (r"partner_choice_(is_settled_by_one_thing|settled_after_chosen)", {"settled_at": NOW}),
        ("partner_choice_dropped_says_why", {"dropped_at": NOW}),
    ],
)
def test_partner_choice_constraint_refuses(running: RunningCohort, name: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PartnerChoice.objects.create(pair=running.pair, place=running.professional, made_at=NOW, **fields)


def test_partner_choice_is_open_once_a_place_and_once_a_pair(running: RunningCohort) -> None:
    other = another_pair(running)
    values = {"place": running.professional, "made_at": NOW}
    first = PartnerChoice.objects.create(pair=running.pair, **values)
    with pytest.raises(IntegrityError, match=r"partner_?choice"), transaction.atomic():
        PartnerChoice.objects.create(pair=other, **values)
    first.dropped_at, first.dropped_why = NOW, "gone"
    first.save()

    assert PartnerChoice.objects.create(pair=other, **values).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerChoice.objects.create(pair=other, **values)


def test_partner_choice_is_settled_by_the_thing_that_was_chosen(running: RunningCohort) -> None:
    choice, who = lost(running, "facilitator"), running.people["coordinator"]
    choice.settled_at, choice.settled_by, choice.new_pair = NOW, who, running.pair
    with pytest.raises(IntegrityError, match="partner_choice_is_settled_by_one_thing"), transaction.atomic():
        choice.save()
    choice.new_pair, choice.facilitator = None, who
    choice.save()

    assert PartnerChoice.objects.get(pk=choice.pk).facilitator == who


def test_three_constraints_refuse_two_at_a_time_and_an_end_before_the_beginning(running: RunningCohort) -> None:
    made = three(running)
    values = {"since": TODAY, "until": UNTIL, "approved_by": made.approved_by, "made_at": NOW, "made_by": made.made_by}
    other = another_pair(running)
    for wrong in (
        {"pair": made.pair, "place": PlaceFactory.create(cohort=running.cohort)},
        {"pair": other, "place": made.place},
        {"pair": other, "place": other.lay, "until": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Three.objects.create(**(values | wrong))

    assert Three.objects.create(**values, pair=other, place=PlaceFactory.create(cohort=running.cohort)).pk
