"""Proposing, arranging by hand and confirming; exclusions hold at every step."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Wish
from cohorts.pairing.actions.proposals import arrange_proposal, confirm_proposal, propose_pairs
from cohorts.pairing.models import Pair, Proposal
from cohorts.recruitment.models import Application
from people.models import Need
from tests.cohorts.pairing.worlds import exclude, lay, professional
from tests.factories import NOW, TODAY, CohortFactory, ContactMethodFactory, PairFactory, coordinator_of

pytestmark = pytest.mark.django_db


def couples(proposal: Proposal) -> set[tuple[str, str]]:
    rows = proposal.pairs.values_list("lay__person__given_name", "professional__person__given_name")
    return {(one, other) for one, other in rows}


def test_propose_pairs_finds_the_best_pairs() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    lay(cohort, "Mair", topics=["discharge"])
    lay(cohort, "Tom", topics=["carers"])
    professional(cohort, "Anita", topics=["carers"])
    professional(cohort, "Ben", topics=["discharge"])

    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)

    assert couples(proposal) == {("Mair", "Ben"), ("Tom", "Anita")}
    assert proposal.total_fit == sum(row.fit for row in proposal.pairs.all())
    row = proposal.pairs.get(lay__person__given_name="Mair")
    assert sum(row.shares.values()) == row.fit
    assert row.reasons == [
        "Both want to work on leaving hospital and coming home.",
        "Both live in the same area.",
    ]


def test_propose_pairs_never_breaks_an_exclusion() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, anita = lay(cohort, "Mair", topics=["carers"]), professional(cohort, "Anita", topics=["carers"])
    exclude(mair, anita, by=by)
    professional(cohort, "Ben")

    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)

    assert couples(proposal) == {("Mair", "Ben")}
    assert proposal.unpaired == [
        {"place": anita.pk, "why": "Exclusions stand between Anita and everybody who is free."}
    ]


def test_propose_pairs_forgets_an_exclusion_that_ended_or_is_of_another_programme() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    ended = exclude(mair, anita, by=by)
    ended.ended_at, ended.ended_by = NOW, by
    ended.save()
    elsewhere = exclude(mair, anita, by=by)
    elsewhere.programme = CohortFactory.create().programme
    elsewhere.save()

    assert couples(propose_pairs(cohort=cohort, by=by, now=NOW)) == {("Mair", "Anita")}


def test_propose_pairs_says_whom_exclusions_leave_without_a_partner() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, tom = lay(cohort, "Mair"), lay(cohort, "Tom")
    professional(cohort, "Anita")
    ben = professional(cohort, "Ben")
    exclude(mair, ben, by=by)
    exclude(tom, ben, by=by)

    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)

    why = {row["place"]: row["why"] for row in proposal.unpaired}
    assert proposal.pairs.count() == 1
    assert why[ben.pk] == "Exclusions stand between Ben and everybody who is free."


def test_propose_pairs_of_whom_all_are_excluded_says_so_and_saves_nothing() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair = lay(cohort, "Mair")
    for name in ("Anita", "Ben"):
        exclude(mair, professional(cohort, name), by=by)

    with pytest.raises(NotAllowedError, match=r"^No pair can be made. Exclusions leave nobody for Mair. Look at"):
        propose_pairs(cohort=cohort, by=by, now=NOW)

    assert Proposal.objects.count() == 0


def test_propose_pairs_takes_who_did_not_say_when_they_can_meet() -> None:
    cohort = CohortFactory.create()
    lay(cohort, "Mair", meeting_times=["weekday-evening"])
    professional(cohort, "Anita", meeting_times=[])

    proposal = propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW)

    assert "We do not know when Anita can meet." in proposal.pairs.get().reasons


def test_propose_pairs_says_that_the_numbers_differ() -> None:
    cohort = CohortFactory.create()
    lay(cohort, "Mair", topics=["carers"])
    tom = lay(cohort, "Tom", topics=["medicines"])
    professional(cohort, "Anita", topics=["carers"])

    proposal = propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW)

    assert proposal.unpaired == [{"place": tom.pk, "why": "There is 1 lay partner more than professional partners."}]


def test_propose_pairs_keeps_those_who_applied_together() -> None:
    cohort = CohortFactory.create()
    mair = lay(cohort, "Mair", topics=["carers"])
    lay(cohort, "Tom", topics=["medicines"])
    professional(cohort, "Anita", topics=["carers"])
    ben = professional(cohort, "Ben", topics=["medicines"])
    theirs = Application.objects.get(person=ben.person)
    Application.objects.filter(person=mair.person).update(partner_application=theirs)

    proposal = propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW)

    assert couples(proposal) == {("Mair", "Ben"), ("Tom", "Anita")}
    assert proposal.pairs.get(lay=mair).locked


def test_propose_pairs_puts_an_exclusion_above_applying_together() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, ben = lay(cohort, "Mair"), professional(cohort, "Ben")
    Application.objects.filter(person=mair.person).update(
        partner_application=Application.objects.get(person=ben.person)
    )
    exclude(mair, ben, by=by)
    lay(cohort, "Tom")

    assert couples(propose_pairs(cohort=cohort, by=by, now=NOW)) == {("Tom", "Ben")}


def test_propose_pairs_again_replaces_the_draft_and_keeps_its_locks() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair = lay(cohort, "Mair", topics=["carers"])
    tom = lay(cohort, "Tom", topics=["medicines"])
    anita = professional(cohort, "Anita", topics=["carers"])
    ben = professional(cohort, "Ben", topics=["medicines"])
    first = propose_pairs(cohort=cohort, by=by, now=NOW)
    first = arrange_proposal(
        proposal=first, version=1, partners={mair.pk: ben.pk, tom.pk: anita.pk}, locked={mair.pk}, by=by, now=NOW
    )

    second = propose_pairs(cohort=cohort, by=by, now=NOW, seen=(first.pk, first.version))

    first.refresh_from_db()
    assert first.state == Proposal.State.REPLACED
    assert couples(second) == {("Mair", "Ben"), ("Tom", "Anita")}
    assert second.pairs.get(lay=mair).locked


def test_propose_pairs_refuses_a_board_that_changed_meanwhile() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    lay(cohort, "Mair")
    professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW, seen=(0, 0))

    with pytest.raises(StaleError):
        propose_pairs(cohort=cohort, by=by, now=NOW, seen=(0, 0))

    assert Proposal.objects.get() == proposal


def test_propose_pairs_asks_nothing_about_needs_selection_or_equality() -> None:
    cohort = CohortFactory.create()
    mair = lay(cohort, "Mair", topics=["carers"])
    professional(cohort, "Anita", topics=["carers"])
    without = propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW).total_fit
    Need.objects.create(
        person=mair.person,
        category="communication_professional",
        slug="bsl-interpreter",
        recorded_by=mair.person,
        recorded_at=NOW,
        review_due_on=TODAY,
    )

    with CaptureQueriesContext(
        connection,
    ) as asked:
        proposal = propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW)

    tables = ("people_need", "selectionanswer", "equalityanswer")
    assert [query["sql"] for query in asked if any(table in query["sql"] for table in tables)] == []
    assert proposal.total_fit == without


def test_propose_pairs_reads_wishes_and_ways_to_keep_in_touch() -> None:
    cohort = CohortFactory.create()
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    for one, other in ((mair, anita), (anita, mair)):
        Wish.objects.create(programme=cohort.programme, person=one.person, wanted=other.person, made_at=NOW)
    ContactMethodFactory.create(person=mair.person, method="bsl_relay")
    ContactMethodFactory.create(person=anita.person, method="phone")

    row = propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW).pairs.get()

    assert row.reasons == [
        "They asked for each other.",
        "Both live in the same area.",
    ]


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        ("", "Everybody in this cohort is in a pair, or nobody has accepted a place yet."),
        ("l", "No professional partner is free. Offer places to professionals first."),
        ("p", "No lay partner is free. Offer places to lay applicants first."),
    ],
)
def test_propose_pairs_refuses_an_empty_side(roles: str, sentence: str) -> None:
    cohort = CohortFactory.create()
    if "l" in roles:
        lay(cohort, "Mair")
    if "p" in roles:
        professional(cohort, "Anita")

    with pytest.raises(NotAllowedError, match=sentence):
        propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW)

    assert Proposal.objects.count() == 0


def test_propose_pairs_refuses_weights_that_are_all_zero() -> None:
    cohort = CohortFactory.create()
    lay(cohort, "Mair")
    professional(cohort, "Anita")

    with pytest.raises(NotAllowedError, match=r"At least one part of the fit must weigh more than nothing."):
        propose_pairs(cohort=cohort, by=coordinator_of(cohort.programme), now=NOW, weights={"topics": 0})


def test_propose_pairs_leaves_out_who_is_in_a_pair_or_has_left() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    PairFactory.create(cohort=cohort)
    gone = lay(cohort, "Gone")
    gone.state, gone.withdrawn_at, gone.withdrawn_by = "withdrawn", NOW, by
    gone.save()
    lay(cohort, "Mair")
    professional(cohort, "Anita")

    assert couples(propose_pairs(cohort=cohort, by=by, now=NOW)) == {("Mair", "Anita")}


def test_arrange_proposal_keeps_what_a_coordinator_chose() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, tom = lay(cohort, "Mair", topics=["carers"]), lay(cohort, "Tom", topics=["medicines"])
    ben = professional(cohort, "Ben", topics=["medicines"])
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)

    arranged = arrange_proposal(
        proposal=proposal, version=1, partners={mair.pk: ben.pk}, locked={mair.pk}, by=by, now=NOW
    )

    row = arranged.pairs.get()
    assert (row.lay, row.professional, row.locked) == (mair, ben, True)
    assert (arranged.version, arranged.total_fit) == (2, row.fit)
    assert tom.pk not in [row["place"] for row in arranged.unpaired if row["place"] == mair.pk]


def test_arrange_proposal_checks_exclusions_again() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    exclude(mair, anita, by=by)

    with pytest.raises(NotAllowedError, match=r"An exclusion stands between Mair and Anita. Choose another partner."):
        arrange_proposal(proposal=proposal, version=1, partners={mair.pk: anita.pk}, locked=set(), by=by, now=NOW)


def test_confirm_proposal_checks_exclusions_again() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    exclude(mair, anita, by=by)

    with pytest.raises(NotAllowedError, match=r"An exclusion stands between Mair and Anita. Choose another partner."):
        confirm_proposal(proposal=proposal, version=1, by=by, now=NOW)

    assert Pair.objects.count() == 0


def test_arrange_proposal_refuses_somebody_chosen_twice() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, tom, anita = lay(cohort, "Mair"), lay(cohort, "Tom"), professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)

    with pytest.raises(NotAllowedError, match=r"Anita is chosen twice"):
        arrange_proposal(
            proposal=proposal,
            version=1,
            partners={mair.pk: anita.pk, tom.pk: anita.pk},
            locked=set(),
            by=by,
            now=NOW,
        )


def test_arrange_proposal_refuses_an_old_version() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    arrange_proposal(proposal=proposal, version=1, partners={}, locked=set(), by=by, now=NOW)

    with pytest.raises(StaleError) as stale:
        arrange_proposal(proposal=proposal, version=1, partners={mair.pk: anita.pk}, locked=set(), by=by, now=NOW)

    assert stale.value.row == proposal
    assert proposal.pairs.count() == 0


def test_confirm_proposal_makes_pairs_that_nobody_is_told_of() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, anita = lay(cohort, "Mair", topics=["carers"]), professional(cohort, "Anita", topics=["carers"])
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)

    (pair,) = confirm_proposal(proposal=proposal, version=1, by=by, now=NOW)

    proposal.refresh_from_db()
    assert (pair.lay, pair.professional, pair.state, pair.made_by) == (mair, anita, Pair.State.PROPOSED, by)
    assert (pair.fit, pair.reasons) == (proposal.total_fit, proposal.pairs.get().reasons)
    assert proposal.state == Proposal.State.USED
    assert mair.person.messages.count() == 0


def test_confirm_proposal_twice_makes_the_pairs_once() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    lay(cohort, "Mair")
    professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    confirm_proposal(proposal=proposal, version=1, by=by, now=NOW)

    with pytest.raises(StaleError):
        confirm_proposal(proposal=proposal, version=1, by=by, now=NOW)

    assert Pair.objects.count() == 1


def test_confirm_proposal_refuses_an_empty_draft() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    lay(cohort, "Mair")
    professional(cohort, "Anita")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    arrange_proposal(proposal=proposal, version=1, partners={}, locked=set(), by=by, now=NOW)

    with pytest.raises(NotAllowedError, match=r"No pair is chosen yet."):
        confirm_proposal(proposal=proposal, version=2, by=by, now=NOW)


def test_confirm_proposal_makes_nothing_when_somebody_is_taken() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    lay(cohort, "Mair")
    lay(cohort, "Tom")
    anita = professional(cohort, "Anita")
    professional(cohort, "Ben")
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    PairFactory.create(cohort=cohort, professional=anita)

    with pytest.raises(NotAllowedError, match=r"Somebody you chose is in another pair by now, or has left."):
        confirm_proposal(proposal=proposal, version=1, by=by, now=NOW)

    assert Pair.objects.count() == 1
