"""Keep, part, pair and swap: each shows its cost before, and costs just that after."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.changes import allow_pair, forbid_pair, force_pair, keep_pair, swap_partners, take_up
from cohorts.pairing.actions.proposals import arrange_proposal, propose_pairs
from cohorts.pairing.board import Cost, board_of
from cohorts.pairing.comparison import compare
from cohorts.pairing.models import Proposal
from cohorts.pairing.options import Options, options_of
from people.models import Person
from tests.cohorts.pairing.worlds import exclude, lay, professional
from tests.factories import NOW, CohortFactory, coordinator_of

pytestmark = pytest.mark.django_db

TOPICS = ("carers", "discharge", "mental-health")


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(name="Oxford")


@pytest.fixture
def by(cohort: Cohort) -> Person:
    return coordinator_of(cohort.programme)


@pytest.fixture
def people(cohort: Cohort) -> dict[str, Place]:
    """Return three of each role; each lay partner shares something with two of the professionals."""
    found = {}
    for number, name in enumerate(("Mair", "Tom", "Ada")):
        found[name] = lay(cohort, name, topics=[TOPICS[number], TOPICS[number - 1]])
    for number, name in enumerate(("Anita", "Ben", "Cai")):
        found[name] = professional(cohort, name, topics=[TOPICS[number]], meeting_times=["weekday-evening"])
    return found


def propose(cohort: Cohort, by: Person) -> Proposal:
    return propose_pairs(cohort=cohort, by=by, now=NOW)


def draft(cohort: Cohort) -> Proposal:
    return Proposal.objects.drafts().get(cohort=cohort)


def couples(proposal: Proposal) -> set[tuple[str, str]]:
    return set(proposal.pairs.values_list("lay__person__given_name", "professional__person__given_name"))


def look(cohort: Cohort, place: Place) -> Options:
    return options_of(board_of(cohort), place)


def changed(before: Proposal, after: Proposal) -> Cost:
    return Cost(before.pairs.count() - after.pairs.count(), before.total_fit - after.total_fit)


@pytest.mark.parametrize("arranged", [False, True])
@pytest.mark.parametrize("who", ["Mair", "Tom", "Ada"])
def test_force_pair_costs_what_the_page_said(
    cohort: Cohort, by: Person, people: dict[str, Place], who: str, arranged: bool
) -> None:
    before = propose(cohort, by)
    if arranged:
        turned = dict(zip([people[n].pk for n in ("Mair", "Tom", "Ada")], _turned(before), strict=True))
        arrange_proposal(proposal=before, version=1, partners=turned, locked=[], by=by, now=NOW)
        before = draft(cohort)
    for other in look(cohort, people[who]).others:
        after = force_pair(
            proposal=before, version=before.version, lay=people[who], professional=other.place, by=by, now=NOW
        )

        assert other.forced == changed(before, after)
        assert after.pairs.get(lay=people[who]).locked
        take_up(proposal=before, seen=(after.pk, after.version), by=by, now=NOW)
        before = draft(cohort)


def _turned(proposal: Proposal) -> list[int]:
    places = list(proposal.pairs.order_by("lay_id").values_list("professional_id", flat=True))
    return [*places[1:], places[0]]


@pytest.mark.parametrize("count", [(3, 3), (3, 2), (2, 3)])
def test_forbid_pair_costs_what_the_page_said(cohort: Cohort, by: Person, count: tuple[int, int]) -> None:
    for number in range(count[0]):
        lay(cohort, f"Lay{number}", topics=[TOPICS[number], TOPICS[number - 1]])
    for number in range(count[1]):
        professional(cohort, f"Pro{number}", topics=[TOPICS[number]])
    before = propose(cohort, by)
    for pair in list(before.pairs.select_related("lay__person", "professional__person")):
        cost = look(cohort, pair.lay).apart
        after = forbid_pair(
            proposal=before, version=before.version, lay=pair.lay, professional=pair.professional, by=by, now=NOW
        )

        assert cost == changed(before, after)
        assert (pair.lay_id, pair.professional_id) not in after.pairs.values_list("lay_id", "professional_id")
        before = take_up(proposal=before, seen=(after.pk, after.version), by=by, now=NOW)
        assert before.forbidden == []


def test_forbid_pair_that_leaves_somebody_over_says_a_pair_fewer(cohort: Cohort, by: Person) -> None:
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    before = propose(cohort, by)

    cost = look(cohort, mair).apart
    after = forbid_pair(proposal=before, version=1, lay=mair, professional=anita, by=by, now=NOW)

    assert cost == Cost(1, before.total_fit) == changed(before, after)
    assert cost.words == "1 pair fewer"
    assert after.unpaired[0]["why"] == "Exclusions, and the pairs that you keep apart, leave nobody for Mair."


def test_swap_partners_costs_what_the_page_said_and_touches_nobody_else(
    cohort: Cohort, by: Person, people: dict[str, Place]
) -> None:
    before = propose(cohort, by)
    was, total, version = couples(before), before.total_fit, before.version
    other = look(cohort, people["Mair"]).others[0]

    after = swap_partners(
        proposal=before, version=version, lay=people["Mair"], professional=other.place, by=by, now=NOW
    )

    assert other.swapped == Cost(0, total - after.total_fit)
    assert len(couples(after) - was) == 2
    assert couples(after) >= {("Mair", other.place.person.given_name)}


def test_swap_partners_never_breaks_an_exclusion(cohort: Cohort, by: Person, people: dict[str, Place]) -> None:
    before = propose(cohort, by)
    pairs = dict(before.pairs.values_list("lay_id", "professional_id"))
    tom, theirs = people["Tom"], pairs[people["Mair"].pk]
    exclude(tom, Place.objects.get(pk=theirs), by=by)
    (other,) = [one for one in look(cohort, people["Mair"]).others if one.place.pk == pairs[tom.pk]]

    assert other.swapped is None
    with pytest.raises(NotAllowedError, match="An exclusion stands between"):
        swap_partners(proposal=before, version=1, lay=people["Mair"], professional=other.place, by=by, now=NOW)
    assert dict(draft(cohort).pairs.values_list("lay_id", "professional_id")) == pairs


def test_keep_pair_stays_when_pairs_are_proposed_again(cohort: Cohort, by: Person, people: dict[str, Place]) -> None:
    before = propose(cohort, by)
    turned = dict(zip([people[n].pk for n in ("Mair", "Tom", "Ada")], _turned(before), strict=True))
    arranged = arrange_proposal(proposal=before, version=1, partners=turned, locked=[], by=by, now=NOW)
    cost = look(cohort, people["Tom"]).kept
    keep_pair(proposal=arranged, version=arranged.version, lay=people["Tom"], keep=True, by=by, now=NOW)

    again = propose(cohort, by)

    best = max(
        sum(before.fits[str(one)][str(other)] for one, other in zip(turned, order, strict=True))
        for order in itertools.permutations(turned.values())
    )
    assert again.pairs.get(lay=people["Tom"]).professional_id == turned[people["Tom"].pk]
    assert cost == Cost(0, best - again.total_fit)
    assert look(cohort, people["Tom"]).apart is None


def test_keep_pair_of_somebody_without_a_partner_is_refused(cohort: Cohort, by: Person) -> None:
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    proposal = forbid_pair(proposal=propose(cohort, by), version=1, lay=mair, professional=anita, by=by, now=NOW)

    with pytest.raises(NotAllowedError, match=r"Mair has no partner in this draft."):
        keep_pair(proposal=proposal, version=proposal.version, lay=mair, keep=True, by=by, now=NOW)


def test_allow_pair_lets_two_be_proposed_again(cohort: Cohort, by: Person) -> None:
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    apart = forbid_pair(proposal=propose(cohort, by), version=1, lay=mair, professional=anita, by=by, now=NOW)
    assert couples(propose(cohort, by)) == set()

    now = draft(cohort)
    allow_pair(proposal=now, version=now.version, lay=mair, professional=anita, by=by, now=NOW)

    assert couples(propose(cohort, by)) == {("Mair", "Anita")}
    assert apart.forbidden == [[mair.pk, anita.pk]]


def test_force_pair_on_somebody_who_has_left_saves_nothing(
    cohort: Cohort, by: Person, people: dict[str, Place]
) -> None:
    before = propose(cohort, by)
    ben = people["Ben"]
    ben.state, ben.withdrawn_at, ben.withdrawn_by = Place.State.WITHDRAWN, NOW, by
    ben.save()

    with pytest.raises(NotAllowedError, match=r"Somebody you chose is in another pair by now, or has left."):
        force_pair(proposal=before, version=1, lay=people["Mair"], professional=ben, by=by, now=NOW)

    assert list(Proposal.objects.all()) == [before]


@pytest.mark.parametrize("deed", [force_pair, forbid_pair, swap_partners, allow_pair])
def test_change_over_an_older_draft_changes_nothing(
    cohort: Cohort, by: Person, people: dict[str, Place], deed: Callable[..., Proposal]
) -> None:
    propose(cohort, by)
    newest = propose(cohort, by)

    with pytest.raises(StaleError):
        deed(proposal=newest, version=9, lay=people["Mair"], professional=people["Ben"], by=by, now=NOW)

    assert draft(cohort).version == newest.version


def test_take_up_brings_an_earlier_proposal_back_for_who_is_free(
    cohort: Cohort, by: Person, people: dict[str, Place]
) -> None:
    first = propose(cohort, by)
    second = propose(cohort, by)
    third = swap_partners(
        proposal=second,
        version=1,
        lay=people["Mair"],
        professional=look(cohort, people["Mair"]).others[0].place,
        by=by,
        now=NOW,
    )

    back = take_up(proposal=first, seen=(third.pk, third.version), by=by, now=NOW)

    assert couples(back) == couples(first) != couples(third)
    assert (back.total_fit, back.state) == (first.total_fit, "draft")


def test_compare_says_who_differs_and_what_each_reaches(cohort: Cohort, by: Person, people: dict[str, Place]) -> None:
    one = propose(cohort, by)
    other = look(cohort, people["Mair"]).others[0]
    two = force_pair(proposal=one, version=1, lay=people["Mair"], professional=other.place, by=by, now=NOW)

    found = compare(one, two)

    assert {row.lay.person.given_name for row in found.differing} == {
        one for one, _other in couples(one) - couples(two)
    }
    assert found.same + len(found.differing) == 3
    assert other.forced == Cost(0, found.one.total - found.other.total)
    assert found.one.worst is not None
    assert found.one.worst.fit == min(pair.fit for pair in one.pairs.all())
    assert found.comparable


@pytest.fixture
def staff(client: Client, by: Person, sign_in: Callable[[Client, Person], None]) -> Client:
    sign_in(client, by)
    return client


def address(name: str, cohort: Cohort, place: Place | None = None) -> str:
    return reverse(f"pairing:{name}", args=[cohort.ref, *([place.ref] if place else [])])


def test_options_page_shows_costs_and_does_what_is_pressed(
    staff: Client, cohort: Cohort, by: Person, people: dict[str, Place]
) -> None:
    proposal = propose(cohort, by)
    other = look(cohort, people["Mair"]).others[0]
    assert other.forced is not None
    page = staff.get(address("options", cohort, people["Mair"])).content.decode()

    data = {"proposal": proposal.pk, "version": 1, "deed": "force", "other": other.place.ref}
    after = staff.post(address("change", cohort, people["Mair"]), data, follow=True).content.decode()

    assert other.forced.words in page
    assert "the others are set right. The pair is kept." in after
    assert draft(cohort).pairs.get(lay=people["Mair"]).professional == other.place


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"proposal": "0"}, "Somebody else changed the board while you looked at it."),
        ({"version": "7"}, "Somebody else changed the board while you looked at it."),
        ({"deed": "burn"}, "Somebody you chose is in another pair by now, or has left."),
        ({"other": "nobody"}, "Somebody you chose is in another pair by now, or has left."),
    ],
)
def test_options_page_refuses_what_is_old_or_unknown(
    staff: Client, cohort: Cohort, people: dict[str, Place], sent: dict[str, Any], sentence: str
) -> None:
    proposal = propose(cohort, coordinator_of(cohort.programme))
    data = {"proposal": proposal.pk, "version": 1, "deed": "forbid", "other": people["Ben"].ref} | sent

    page = staff.post(address("change", cohort, people["Mair"]), data, follow=True)

    assert sentence in page.content.decode()
    assert list(Proposal.objects.all()) == [proposal]


def test_board_lists_partners_by_what_they_cost(
    staff: Client, cohort: Cohort, by: Person, people: dict[str, Place]
) -> None:
    propose(cohort, by)

    page = staff.get(address("board", cohort))

    (line,) = [line for line in page.context["form"].lines() if line.row.lay == people["Mair"]]
    labels = [offer.label for offer in line.offers][1:]
    costs = [other.forced.words for other in look(cohort, people["Mair"]).others if other.forced]
    assert [label.rsplit(", ", 1)[1] for label in labels] == costs


@pytest.mark.parametrize("count", [1, 3])
def test_compare_and_options_ask_the_same_number_of_queries(
    staff: Client, cohort: Cohort, by: Person, count: int, django_assert_max_num_queries: Any
) -> None:
    places = [lay(cohort, f"Mair{number}") for number in range(count)]
    for number in range(count):
        professional(cohort, f"Anita{number}")
    for _time in range(count + 1):
        propose(cohort, by)

    for url, expected in ((address("compare", cohort), 6), (address("options", cohort, places[0]), 10)):
        with django_assert_max_num_queries(12) as asked:
            assert staff.get(url).status_code == 200
        assert len(asked) == expected, url


def test_compare_page_goes_back_to_an_earlier_proposal(
    staff: Client, cohort: Cohort, by: Person, people: dict[str, Place]
) -> None:
    first = propose(cohort, by)
    second = force_pair(
        proposal=first,
        version=1,
        lay=people["Mair"],
        professional=look(cohort, people["Mair"]).others[0].place,
        by=by,
        now=NOW,
    )
    page = staff.get(address("compare", cohort), {"one": first.pk, "other": second.pk})
    assert page.context["comparison"].one.proposal == first

    staff.post(address("take_up", cohort), {"proposal": first.pk, "seen": page.context["seen"]})

    assert couples(draft(cohort)) == couples(first)


def test_compare_page_refuses_an_old_look_and_an_unknown_proposal(
    staff: Client, cohort: Cohort, by: Person, people: dict[str, Place]
) -> None:
    first = propose(cohort, by)
    newest = propose(cohort, by)

    old = staff.post(address("take_up", cohort), {"proposal": first.pk, "seen": f"{first.pk}-1"}, follow=True)
    unknown = staff.post(address("take_up", cohort), {"proposal": "x", "seen": f"{newest.pk}-1"}, follow=True)

    assert "Somebody else changed the board while you looked at it." in old.content.decode()
    assert "Choose which proposal to go back to." in unknown.content.decode()
    assert draft(cohort) == newest
