"""Introducing, working together, ending: what is said to whom, and what stays on record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.places import withdraw_place
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Place, Role, Task
from cohorts.pairing.actions.agreements import sign_agreement, write_agreement
from cohorts.pairing.actions.pairs import (
    begin_pair,
    choose_sharing,
    end_pair,
    end_pair_of_leaver,
    introduce_all,
    introduce_pair,
)
from cohorts.pairing.messages import still_due, words_of
from cohorts.pairing.models import Pair, PairAgreement
from cohorts.pairing.tasks import end_pairs_of_leavers
from cohorts.recruitment.models import Application
from messaging.models import Message
from people.models import AuditEvent, Consent
from tests.cohorts.pairing.worlds import exclude, lay, professional
from tests.factories import NOW, CohortFactory, ContactMethodFactory, PairFactory, PlaceFactory, coordinator_of

pytestmark = pytest.mark.django_db


def pair_of(mair: Place, anita: Place, **values: Any) -> Pair:
    return PairFactory.create(cohort=mair.cohort, lay=mair, professional=anita, **values)


def message_to(place: Place) -> Message:
    return Message.objects.get(person=place.person, purpose="introduction")


def introduced() -> Pair:
    cohort = CohortFactory.create()
    pair = pair_of(lay(cohort, "Mair"), professional(cohort, "Anita"))
    return introduce_pair(pair=pair, by=coordinator_of(cohort.programme), now=NOW)


def test_introduce_pair_queues_a_message_to_each() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    mair, anita = lay(cohort, "Mair"), professional(cohort, "Anita")

    pair = introduce_pair(pair=pair_of(mair, anita), by=by, now=NOW)

    assert (pair.state, pair.introduced_at, pair.introduced_by) == (Pair.State.INTRODUCED, NOW, by)
    assert {(row.person, row.due_at, row.programme_ref) for row in Message.objects.about(f"pair:{pair.pk}")} == {
        (mair.person, NOW, cohort.programme.ref),
        (anita.person, NOW, cohort.programme.ref),
    }
    assert AuditEvent.objects.about(pair).filter(action="pair.introduce", by=by).count() == 1


def test_introduce_pair_twice_tells_nobody_twice() -> None:
    pair = introduced()

    introduce_pair(pair=pair, by=pair.made_by, now=NOW)

    assert Message.objects.count() == 2


def test_introduction_gives_the_name_and_nothing_else_without_consent() -> None:
    pair = introduced()
    Application.objects.filter(person=pair.professional.person).update(job_title="GP", employer="Meadow Surgery")

    words = words_of(message_to(pair.lay))

    assert (words["partner"], words["partner_called"], words["about"]) == ("Anita", "Anita", "")
    assert words["reach"].startswith("Anita has not told us yet how you can reach each other.")


def test_introduction_gives_what_the_partner_agreed_to_share() -> None:
    pair = introduced()
    person = pair.professional.person
    Application.objects.filter(person=person).update(job_title="GP", employer="Meadow Surgery")
    Consent.objects.create(
        person=person, purpose="showing_name", version=1, text_hash="x", given_at=NOW, given_by=person
    )
    choose_sharing(pair=pair, place=pair.professional, ways=["email", "mobile"], by=person, now=NOW)

    words = words_of(message_to(pair.lay))

    assert words["about"] == "Anita: GP, Meadow Surgery."
    assert words["reach"] == f"You can reach Anita. Email: {person.email}."
    assert words_of(message_to(pair.professional))["reach"].startswith("Mair has not told us yet")


def test_choose_sharing_takes_everything_back() -> None:
    pair = introduced()
    choose_sharing(pair=pair, place=pair.lay, ways=["email"], by=pair.lay.person, now=NOW)

    choose_sharing(pair=pair, place=pair.lay, ways=[], by=pair.lay.person, now=NOW)

    pair.refresh_from_db()
    assert (pair.shares_of(pair.lay), pair.shares_of(pair.professional)) == ([], [])


def test_introduction_is_due_while_the_pair_stands() -> None:
    assert still_due(message_to(introduced().lay), NOW).due


def test_introduction_is_not_due_after_the_pair_ended() -> None:
    pair = introduced()
    message = message_to(pair.lay)
    end_pair(pair=pair, reason="repaired", by=pair.made_by, now=NOW)
    message.refresh_from_db()

    assert still_due(message, NOW).why == "The pair has ended."
    assert (message.state, message.why) == (Message.State.CANCELLED, "The pair has ended.")


def test_introduction_is_not_due_when_the_partner_has_left() -> None:
    pair = introduced()
    withdraw_place(place=pair.professional, reason="", by=pair.made_by, now=NOW)

    assert still_due(message_to(pair.lay), NOW).why == "One of the two has left the programme."


def test_introduction_is_not_due_across_an_exclusion() -> None:
    pair = introduced()
    exclude(pair.lay, pair.professional, by=pair.made_by)

    assert still_due(message_to(pair.lay), NOW).why == "An exclusion stands between the two."


def test_introduce_pair_refuses_an_exclusion() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    pair = pair_of(lay(cohort, "Mair"), professional(cohort, "Anita"))
    exclude(pair.lay, pair.professional, by=by)

    with pytest.raises(NotAllowedError, match=r"An exclusion stands between Mair and Anita. End this pair"):
        introduce_pair(pair=pair, by=by, now=NOW)

    assert Message.objects.count() == 0


def test_introduce_all_goes_on_after_a_pair_that_cannot_be() -> None:
    cohort = CohortFactory.create()
    by = coordinator_of(cohort.programme)
    first = pair_of(lay(cohort, "Mair"), professional(cohort, "Anita"))
    second = pair_of(lay(cohort, "Tom"), professional(cohort, "Ben"))
    exclude(first.lay, first.professional, by=by)

    result = introduce_all(cohort=cohort, by=by, now=NOW)

    assert result.pairs == (second,)
    assert result.refused == ("An exclusion stands between Mair and Anita. End this pair, then pair again.",)


def test_introduce_pair_asks_staff_to_help_where_no_way_is_common() -> None:
    cohort = CohortFactory.create()
    pair = pair_of(lay(cohort, "Mair"), professional(cohort, "Anita"))
    ContactMethodFactory.create(person=pair.lay.person, method="letter")
    ContactMethodFactory.create(person=pair.professional.person, method="email")

    introduce_pair(pair=pair, by=pair.made_by, now=NOW)

    assert Task.objects.get().title == "Help Mair and Anita to find a way to keep in touch."


def test_begin_pair_refuses_who_is_not_introduced() -> None:
    pair = PairFactory.create()

    with pytest.raises(NotAllowedError, match=r"This pair is not introduced, or it has ended."):
        begin_pair(pair=pair, by=pair.made_by, now=NOW)


def test_end_pair_keeps_the_history_and_frees_both() -> None:
    pair = introduced()
    by = pair.made_by

    ended = end_pair(pair=pair, reason="repaired", note="They asked.", by=by, now=NOW)
    again = pair_of(pair.lay, pair.professional)

    assert (ended.state, ended.ended_at, ended.ended_by, ended.end_reason, ended.end_note) == (
        Pair.State.ENDED,
        NOW,
        by,
        "repaired",
        "They asked.",
    )
    assert set(Pair.objects.of(pair.lay.person)) == {ended, again}
    assert list(Pair.objects.active()) == [again]


def test_end_pair_twice_keeps_the_first_reason() -> None:
    pair = introduced()
    end_pair(pair=pair, reason="conflict", by=pair.made_by, now=NOW)

    assert end_pair(pair=pair, reason="repaired", by=pair.lay.person, now=NOW).end_reason == "conflict"


@pytest.mark.parametrize(
    ("died", "reason", "title"),
    [
        (None, "withdrew", "Tell Mair: their partner has left, and a reserve may come."),
        (NOW.date(), "died", "Phone Mair: their partner has died."),
    ],
)
def test_end_pairs_of_leavers_ends_them_and_makes_one_task(died: Any, reason: str, title: str) -> None:
    pair = introduced()
    pair.professional.person.deceased_on = died
    pair.professional.person.save()
    withdraw_place(place=pair.professional, reason="", by=pair.made_by, now=NOW)

    assert end_pairs_of_leavers(NOW) == 1
    assert end_pairs_of_leavers(NOW) == 0

    pair.refresh_from_db()
    assert (pair.state, pair.end_reason, pair.ended_by) == (Pair.State.ENDED, reason, pair.made_by)
    assert Task.objects.get().title == title


def test_end_pair_of_leaver_refuses_where_nobody_left() -> None:
    with pytest.raises(NotAllowedError, match=r"Both still take part in this pair."):
        end_pair_of_leaver(pair=introduced(), now=NOW)


def test_sign_agreement_by_both_makes_the_pair_work_together() -> None:
    pair = introduced()
    agreement = write_agreement(pair=pair, version=0, words="We meet on Tuesdays.", by=pair.lay.person, now=NOW)

    for place in pair.places:
        agreement = sign_agreement(
            agreement=agreement, version=agreement.version, place=place, by=place.person, now=NOW
        )

    pair.refresh_from_db()
    assert agreement.signed_by_both
    assert pair.state == Pair.State.ACTIVE


def test_write_agreement_anew_needs_both_signatures_again() -> None:
    pair = introduced()
    agreement = write_agreement(pair=pair, version=0, words="Tuesdays.", by=pair.lay.person, now=NOW)
    sign_agreement(agreement=agreement, version=1, place=pair.lay, by=pair.lay.person, now=NOW)

    changed = write_agreement(pair=pair, version=1, words="Fridays.", by=pair.professional.person, now=NOW)

    assert (changed.words, changed.version, changed.signed_by_lay_at) == ("Fridays.", 2, None)
    with pytest.raises(StaleError):
        sign_agreement(agreement=changed, version=1, place=pair.lay, by=pair.lay.person, now=NOW)


def test_write_agreement_with_the_same_words_keeps_the_signatures() -> None:
    pair = introduced()
    agreement = write_agreement(pair=pair, version=0, words="Tuesdays.", by=pair.lay.person, now=NOW)
    sign_agreement(agreement=agreement, version=1, place=pair.lay, by=pair.lay.person, now=NOW)

    same = write_agreement(pair=pair, version=1, words="Tuesdays.", by=pair.lay.person, now=NOW)

    assert (same.version, same.signed_by_lay_at) == (1, NOW)


def test_write_agreement_does_not_overwrite_the_partner() -> None:
    pair = introduced()
    write_agreement(pair=pair, version=0, words="Tuesdays.", by=pair.lay.person, now=NOW)

    with pytest.raises(StaleError):
        write_agreement(pair=pair, version=0, words="Fridays.", by=pair.professional.person, now=NOW)

    assert PairAgreement.objects.get().words == "Tuesdays."


BREAKS: dict[str, Callable[[Pair], dict[str, Any]]] = {
    "pair_lay_in_one_active": lambda pair: {"lay": pair.lay},
    "pair_professional_in_one_active": lambda pair: {"professional": pair.professional},
    "pair_roles_differ": lambda _pair: {"lay_role": Role.PROFESSIONAL},
    "pair_of_one_cohort": lambda _pair: {"lay_cohort": CohortFactory.create()},
    "pair_end_has_when_who_and_why": lambda _pair: {"state": Pair.State.ENDED},
    "pair_introduction_has_when_and_who": lambda _pair: {"introduced_at": NOW},
}


@pytest.mark.parametrize("constraint", sorted(BREAKS))
def test_constraints_refuse_what_is_no_pair(constraint: str) -> None:
    pair = PairFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        PairFactory.create(cohort=pair.cohort, **BREAKS[constraint](pair))

    assert Pair.objects.get() == pair


def test_constraints_refuse_one_place_twice_in_a_pair() -> None:
    place = PlaceFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        PairFactory.create(cohort=place.cohort, lay=place, professional=place)


def test_constraints_let_a_place_pair_again_after_an_end() -> None:
    pair = PairFactory.create()
    end_pair(pair=pair, reason="repaired", by=pair.made_by, now=NOW)

    assert pair_of(pair.lay, pair.professional).pk is not None
