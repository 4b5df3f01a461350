"""Pages of pairing: the board, one pair, and a participant's partner."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Place, TeamMembership
from cohorts.pairing.actions.pairs import choose_sharing, introduce_pair
from cohorts.pairing.actions.proposals import arrange_proposal, propose_pairs
from cohorts.pairing.models import Pair, PairAgreement, Proposal
from people.models import Person
from tests.cohorts.pairing.worlds import exclude, lay, professional
from tests.factories import (
    NOW,
    CohortFactory,
    PairFactory,
    PersonFactory,
    TeamMembershipFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db

Enter = Callable[[Client, Person], None]


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(name="Oxford")


@pytest.fixture
def coordinator(cohort: Cohort) -> Person:
    return coordinator_of(cohort.programme)


@pytest.fixture
def staff(client: Client, coordinator: Person, sign_in: Enter) -> Client:
    sign_in(client, coordinator)
    return client


def address(name: str, row: Cohort | Pair) -> str:
    return reverse(f"pairing:{name}", args=[row.ref])


def board_data(proposal: Proposal, partners: dict[Place, Place | None], **changes: Any) -> dict[str, Any]:
    chosen = {f"partner_{one.ref}": other.ref if other else "" for one, other in partners.items()}
    return {"proposal": proposal.pk, "version": proposal.version, **chosen, **changes}


def introduced(cohort: Cohort, by: Person) -> Pair:
    pair = PairFactory.create(cohort=cohort, lay=lay(cohort, "Mair"), professional=professional(cohort, "Anita"))
    return introduce_pair(pair=pair, by=by, now=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_board_asks_the_same_number_of_queries_whatever_it_shows(
    staff: Client, cohort: Cohort, coordinator: Person, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        lay(cohort, f"Mair{number}")
        professional(cohort, f"Anita{number}")
        PairFactory.create(cohort=cohort)
    propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    with django_assert_max_num_queries(12) as asked:
        assert staff.get(address("board", cohort)).status_code == 200

    assert len(asked) == 12


@pytest.mark.parametrize("count", [1, 3])
def test_cohorts_asks_the_same_number_of_queries_whatever_it_shows(
    staff: Client, cohort: Cohort, count: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(count):
        PairFactory.create(cohort=CohortFactory.create(programme=cohort.programme))

    with django_assert_max_num_queries(12) as asked:
        assert staff.get(reverse("pairing:cohorts")).status_code == 200

    assert len(asked) == 8


def test_cohorts_counts_who_is_free_and_what_comes_next(staff: Client, cohort: Cohort) -> None:
    lay(cohort, "Mair")
    lay(cohort, "Tom")
    professional(cohort, "Anita")
    PairFactory.create(cohort=cohort)

    (row,) = staff.get(reverse("pairing:cohorts")).context["rows"]

    assert (row.free_lay, row.free_professional, row.to_introduce, row.introduced) == (2, 1, 1, 0)


def test_propose_from_the_board_proposes(staff: Client, cohort: Cohort) -> None:
    lay(cohort, "Mair", topics=["carers"])
    professional(cohort, "Anita", topics=["carers"])

    page = staff.post(address("propose", cohort), {"seen": "0-0"}, follow=True)

    assert "1 pair is proposed." in page.content.decode()
    assert "Both want to work on support for carers." in page.content.decode()


def test_propose_from_an_old_board_changes_nothing(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    lay(cohort, "Mair")
    professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    page = staff.post(address("propose", cohort), {"seen": "0-0"}, follow=True)

    assert "Somebody else changed the board while you looked at it." in page.content.decode()
    assert list(Proposal.objects.drafts()) == [proposal]


def test_propose_without_anybody_says_so(staff: Client, cohort: Cohort) -> None:
    page = staff.post(address("propose", cohort), {"seen": "0-0"}, follow=True)

    assert "nobody has accepted a place yet" in page.content.decode()


def test_board_lists_the_proposed_first_then_by_fit_and_the_excluded_last(
    staff: Client, cohort: Cohort, coordinator: Person
) -> None:
    mair = lay(cohort, "Mair", topics=["carers"])
    near = professional(cohort, "Near", topics=["carers"])
    far = professional(cohort, "Far", outward_code="SN1", topics=["carers"])
    barred = professional(cohort, "Barred", topics=["carers"])
    exclude(mair, barred, by=coordinator)
    propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    page = staff.get(address("board", cohort))

    (line,) = page.context["form"].lines()
    assert [offer.place for offer in line.offers] == [near, far, barred]
    assert [offer.barred for offer in line.offers] == [False, False, True]
    option = f'<option value="{barred.ref}" disabled>Barred (an exclusion: cannot be chosen)</option>'
    assert option in page.content.decode()


def test_board_saves_every_row_at_once(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    mair, tom = lay(cohort, "Mair"), lay(cohort, "Tom")
    anita, ben = professional(cohort, "Anita"), professional(cohort, "Ben")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    data = board_data(proposal, {mair: ben, tom: anita}, **{f"lock_{tom.ref}": "on"})
    staff.post(address("board", cohort), data)

    rows = proposal.pairs.values_list("lay", "professional", "locked")
    assert set(rows) == {(mair.pk, ben.pk, False), (tom.pk, anita.pk, True)}


def test_board_makes_the_pairs_on_confirm(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    page = staff.post(address("board", cohort), board_data(proposal, {mair: anita}, confirm="1"), follow=True)

    assert "1 pair is made. Nobody is told yet." in page.content.decode()
    assert Pair.objects.get().state == Pair.State.PROPOSED


def test_board_names_who_is_chosen_twice_and_keeps_the_choices(
    staff: Client, cohort: Cohort, coordinator: Person
) -> None:
    mair, tom = lay(cohort, "Mair"), lay(cohort, "Tom")
    anita = professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    page = staff.post(address("board", cohort), board_data(proposal, {mair: anita, tom: anita}))

    form = page.context["form"]
    assert page.status_code == 422
    assert form.errors[f"partner_{mair.ref}"] == [
        "You chose Anita for Mair and for Tom. Choose another partner for one of them."
    ]
    assert form[f"partner_{tom.ref}"].value() == anita.ref


def test_board_refuses_an_excluded_partner(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)
    exclude(mair, anita, by=coordinator)

    page = staff.post(address("board", cohort), board_data(proposal, {mair: anita}))

    assert page.status_code == 422
    assert page.context["form"].errors[f"partner_{mair.ref}"] == [
        "An exclusion stands between Mair and Anita. Choose another partner."
    ]


def test_board_tells_the_later_coordinator_what_changed(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    mair, tom = lay(cohort, "Mair"), lay(cohort, "Tom")
    anita, ben = professional(cohort, "Anita"), professional(cohort, "Ben")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)
    arrange_proposal(proposal=proposal, version=1, partners={mair.pk: anita.pk}, locked=set(), by=coordinator, now=NOW)

    page = staff.post(address("board", cohort), board_data(proposal, {mair: ben, tom: anita}))

    changes = [(str(row.lay.person), row.yours, row.saved) for row in page.context["changes"]]
    assert page.status_code == 409
    assert changes == [("Mair", "Ben", "Anita"), ("Tom", "Anita", "Not chosen yet")]
    assert page.context["form"][f"partner_{mair.ref}"].value() == ben.ref
    assert page.context["form"]["version"].value() == "2"
    assert [line.changed for line in page.context["form"].lines()] == [True, True]
    assert proposal.pairs.get().professional == anita


def test_board_tells_the_later_coordinator_that_the_pairs_are_made(
    staff: Client, cohort: Cohort, coordinator: Person
) -> None:
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)
    data = board_data(proposal, {mair: anita}, confirm="1")
    staff.post(address("board", cohort), data)

    page = staff.post(address("board", cohort), data)

    assert page.status_code == 409
    assert Pair.objects.count() == 1


def test_introduce_from_the_board_introduces_all(staff: Client, cohort: Cohort) -> None:
    pair = PairFactory.create(cohort=cohort)

    page = staff.post(address("introduce", cohort), follow=True)

    pair.refresh_from_db()
    assert "1 pair is introduced." in page.content.decode()
    assert pair.state == Pair.State.INTRODUCED


def test_introduce_warns_of_employers_who_have_not_confirmed(staff: Client, cohort: Cohort) -> None:
    firm, provisional = PairFactory.create(cohort=cohort), PairFactory.create(cohort=cohort)
    Place.objects.filter(pk=provisional.professional_id).update(release_needed=True)
    name = str(provisional.professional.person)

    shown = staff.get(address("board", cohort)).content.decode()
    staff.post(address("introduce", cohort), {"which": "firm"})
    states = [Pair.objects.get(pk=pair.pk).state for pair in (firm, provisional)]
    staff.post(address("introduce", cohort), {"which": "all"})

    assert "The employer of 1 person has not confirmed yet." in shown
    assert f"{name}. <a" in shown
    assert "Introduce the 1 that is confirmed" in shown
    assert states == ["introduced", "proposed"]
    assert Pair.objects.get(pk=provisional.pk).state == "introduced"


def test_pair_page_shows_the_history_in_few_queries(
    staff: Client, cohort: Cohort, coordinator: Person, django_assert_max_num_queries: Any
) -> None:
    pair = introduced(cohort, coordinator)

    with django_assert_max_num_queries(12):
        page = staff.get(address("pair", pair))

    assert "Introduced by" in page.content.decode()


def test_pair_end_asks_for_the_reason(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    pair = introduced(cohort, coordinator)

    refused = staff.post(address("pair_end", pair), {"note": "They asked."})
    staff.post(address("pair_end", pair), {"reason": "repaired", "note": "They asked."})

    pair.refresh_from_db()
    assert "They asked." in refused.content.decode()
    assert (pair.state, pair.end_note) == (Pair.State.ENDED, "They asked.")


@pytest.mark.parametrize("name", ["pair_introduce", "pair_begin"])
def test_pair_moves_refuse_an_ended_pair(staff: Client, cohort: Cohort, coordinator: Person, name: str) -> None:
    pair = introduced(cohort, coordinator)
    staff.post(address("pair_end", pair), {"reason": "repaired"})

    page = staff.post(address(name, pair), follow=True)

    pair.refresh_from_db()
    assert "has ended" in page.content.decode()
    assert pair.state == Pair.State.ENDED


CLOSED = [
    ("get", "board"),
    ("post", "board"),
    ("post", "propose"),
    ("post", "introduce"),
    ("get", "pairs"),
    ("get", "pair"),
    ("post", "pair_introduce"),
    ("post", "pair_begin"),
    ("get", "pair_end"),
]


@pytest.mark.parametrize("who", ["participant", "stranger"])
def test_staff_pages_are_not_there_for_others(client: Client, cohort: Cohort, sign_in: Enter, who: str) -> None:
    pair = PairFactory.create(cohort=cohort)
    sign_in(client, pair.lay.person if who == "participant" else coordinator_of(CohortFactory.create().programme))

    statuses = {
        (method, name): getattr(client, method)(address(name, pair if "pair_" in f"{name}_" else cohort)).status_code
        for method, name in CLOSED
    }

    assert statuses == dict.fromkeys(CLOSED, 404)


def test_facilitators_see_introduced_pairs_and_no_board(
    client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter
) -> None:
    facilitator = TeamMembershipFactory.create(programme=cohort.programme, role=TeamMembership.Role.FACILITATOR).person
    known = introduced(cohort, coordinator)
    PairFactory.create(cohort=cohort)
    sign_in(client, facilitator)

    assert list(client.get(address("pairs", cohort)).context["pairs"]) == [known]
    assert client.get(address("board", cohort)).status_code == 404
    assert client.get(reverse("pairing:cohorts")).status_code == 200


def test_mine_shows_the_partner_to_both_and_only_what_is_shared(
    client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter
) -> None:
    pair = introduced(cohort, coordinator)
    choose_sharing(pair=pair, place=pair.professional, ways=["email"], by=pair.professional.person, now=NOW)

    sign_in(client, pair.lay.person)
    seen = client.get(reverse("pairing:mine")).content.decode()
    sign_in(client, pair.professional.person)
    other = client.get(reverse("pairing:mine"))

    assert pair.professional.person.email in seen
    assert other.context["ways"] == []
    assert other.context["partner"] == pair.lay


def test_mine_says_that_there_is_no_partner_before_the_introduction(
    client: Client, cohort: Cohort, sign_in: Enter
) -> None:
    pair = PairFactory.create(cohort=cohort)
    sign_in(client, pair.lay.person)

    page = client.get(reverse("pairing:mine")).content.decode()

    assert "You have no partner yet." in page
    assert str(pair.professional.person) not in page


def test_mine_asks_few_queries(
    client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter, django_assert_max_num_queries: Any
) -> None:
    pair = introduced(cohort, coordinator)
    sign_in(client, pair.lay.person)

    with django_assert_max_num_queries(8):
        client.get(reverse("pairing:mine"))


def test_mine_keeps_what_is_shared_and_what_is_agreed(
    client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter
) -> None:
    pair = introduced(cohort, coordinator)
    sign_in(client, pair.lay.person)

    client.post(address("share", pair), {"ways": ["email"]})
    client.post(address("agreement", pair), {"words": "We meet on Tuesdays.", "version": "0"})
    client.post(address("sign", pair), {"version": "1"})

    pair.refresh_from_db()
    assert pair.lay_shares == ["email"]
    assert PairAgreement.objects.get().signed_by_lay_at is not None


def test_share_refuses_a_way_that_the_person_does_not_have(
    client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter
) -> None:
    pair = introduced(cohort, coordinator)
    sign_in(client, pair.lay.person)

    assert client.post(address("share", pair), {"ways": ["mobile"]}).status_code == 422


def test_agreement_shows_both_texts_when_the_partner_wrote_too(
    client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter
) -> None:
    pair = introduced(cohort, coordinator)
    PairAgreement.objects.create(pair=pair, words="Fridays, she wrote.")
    sign_in(client, pair.lay.person)

    page = client.post(address("agreement", pair), {"words": "Tuesdays, I wrote.", "version": "0"})

    assert page.status_code == 409
    assert "Fridays, she wrote." in page.content.decode()
    assert "Tuesdays, I wrote." in page.content.decode()
    assert PairAgreement.objects.get().words == "Fridays, she wrote."


def test_sign_refuses_words_that_changed(client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter) -> None:
    pair = introduced(cohort, coordinator)
    PairAgreement.objects.create(pair=pair, words="Fridays.", version=2)
    sign_in(client, pair.lay.person)

    page = client.post(address("sign", pair), {"version": "1"}, follow=True)

    assert "Your partner has changed the words." in page.content.decode()
    assert PairAgreement.objects.get().signed_by_lay_at is None


@pytest.mark.parametrize("name", ["share", "agreement", "sign"])
def test_pages_of_a_pair_are_not_there_for_a_stranger(
    client: Client, cohort: Cohort, coordinator: Person, sign_in: Enter, name: str
) -> None:
    pair = introduced(cohort, coordinator)
    sign_in(client, PersonFactory.create())

    assert client.post(address(name, pair)).status_code == 404


def test_propose_again_says_which_pair_can_no_longer_be_kept(
    staff: Client, cohort: Cohort, coordinator: Person
) -> None:
    mair, _tom = lay(cohort, "Mair"), lay(cohort, "Tom")
    anita, _ben = professional(cohort, "Anita"), professional(cohort, "Ben")
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW, lock=(mair.pk, anita.pk))
    anita.state, anita.withdrawn_at, anita.withdrawn_by = Place.State.WITHDRAWN, NOW, coordinator
    anita.save()

    page = staff.post(address("propose", cohort), {"seen": f"{proposal.pk}-1"}, follow=True)

    assert "Mair and Anita are no longer kept: one of them has left" in page.content.decode()
