"""Two coordinators at the same moment: races show on PostgreSQL only."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from access.sessions import SECOND_FACTOR
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place, Task
from cohorts.pairing.actions.care import answer_pulse, ask_pulses
from cohorts.pairing.actions.changes import forbid_pair, force_pair
from cohorts.pairing.actions.pairs import introduce_pair
from cohorts.pairing.actions.proposals import arrange_proposal, confirm_proposal, propose_pairs
from cohorts.pairing.actions.weightings import choose_weighting
from cohorts.pairing.models import Pair, Proposal, Pulse, Weighting
from messaging.models import Message
from tests.cohorts.pairing.worlds import lay, professional
from tests.factories import NOW, CohortFactory, PairFactory, coordinator_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(times: int, deed: Callable[[], Any]) -> list[Any]:
    """Run `deed` in so many threads, all starting together; return what each gave or the error it met."""
    together = Barrier(times)

    def run() -> Any:
        together.wait()
        try:
            return deed()
        except (IntegrityError, NotAllowedError, StaleError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(run) for _number in range(times)]]


def errors_of(results: list[Any]) -> list[type[BaseException]]:
    return [type(result) for result in results if isinstance(result, BaseException)]


def world() -> tuple[Cohort, Place, Place]:
    cohort = CohortFactory.create()
    return cohort, lay(cohort, "Mair"), professional(cohort, "Anita")


def test_confirm_proposal_by_two_makes_the_pairs_once() -> None:
    cohort, _mair, _anita = world()
    by = coordinator_of(cohort.programme)
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)

    results = at_once(4, lambda: confirm_proposal(proposal=proposal, version=1, by=by, now=NOW))

    assert errors_of(results) == [StaleError] * 3
    assert Pair.objects.count() == 1


def test_arrange_proposal_by_two_saves_one_and_tells_the_others() -> None:
    cohort, mair, anita = world()
    ben = professional(cohort, "Ben")
    by = coordinator_of(cohort.programme)
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    choices = [{mair.pk: anita.pk}, {mair.pk: ben.pk}] * 2

    def choose() -> Proposal:
        partners = choices.pop()
        return arrange_proposal(proposal=proposal, version=1, partners=partners, locked=[], by=by, now=NOW)

    results = at_once(4, choose)

    assert errors_of(results) == [StaleError] * 3
    assert Proposal.objects.get().version == 2
    assert Proposal.objects.get().pairs.count() == 1


def test_board_saved_by_two_tells_the_later_one_and_keeps_their_choice() -> None:
    cohort, mair, anita = world()
    ben = professional(cohort, "Ben")
    two = [coordinator_of(cohort.programme) for _number in range(2)]
    proposal = propose_pairs(cohort=cohort, by=two[0], now=NOW)
    wishes = {two[0].pk: anita, two[1].pk: ben}
    clients = []
    for person in two:
        client = Client()
        client.force_login(person)
        session = client.session
        session[SECOND_FACTOR] = NOW.isoformat()
        session.save()
        clients.append((client, wishes[person.pk]))

    def save() -> tuple[int, str]:
        client, partner = clients.pop()
        data = {"proposal": proposal.pk, "version": 1, f"partner_{mair.ref}": partner.ref, "save": "1"}
        page = client.post(reverse("pairing:board", args=[cohort.ref]), data)
        return page.status_code, page.context["form"][f"partner_{mair.ref}"].value() if page.context else partner.ref

    results = at_once(2, save)

    saved = Proposal.objects.get().pairs.get().professional.ref
    assert sorted(status for status, _partner in results) == [302, 409]
    ((_status, kept),) = [result for result in results if result[0] == 409]
    # Each chose somebody else: who came first is saved, and the other still sees their own choice.
    assert {saved, kept} == {anita.ref, ben.ref}


def test_force_and_forbid_by_two_leave_one_draft() -> None:
    cohort, mair, anita = world()
    by = coordinator_of(cohort.programme)
    proposal = propose_pairs(cohort=cohort, by=by, now=NOW)
    deeds = [force_pair, forbid_pair, force_pair, forbid_pair]

    def change() -> Proposal:
        return deeds.pop()(proposal=proposal, version=1, lay=mair, professional=anita, by=by, now=NOW)

    results = at_once(4, change)

    assert errors_of(results) == [StaleError] * 3
    assert Proposal.objects.drafts().count() == 1
    assert Proposal.objects.count() == 2


def test_choose_weighting_by_two_keeps_one_choice() -> None:
    cohort, _mair, _anita = world()
    by = coordinator_of(cohort.programme)
    presets = ["near", "interests", "balanced", "near"]

    def choose() -> Weighting:
        return choose_weighting(
            cohort=cohort, preset=presets.pop(), weights={}, worst_first=False, version=0, by=by, now=NOW
        )

    results = at_once(4, choose)

    assert errors_of(results) == [StaleError] * 3
    assert Weighting.objects.get().version == 1


def test_ask_pulses_by_two_sweeps_asks_each_once() -> None:
    cohort, mair, anita = world()
    pair = PairFactory.create(cohort=cohort, lay=mair, professional=anita)
    introduce_pair(pair=pair, by=pair.made_by, now=NOW)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.RUNNING)
    later = NOW + timedelta(weeks=2, hours=3)

    at_once(4, lambda: ask_pulses(now=later))

    assert Pulse.objects.count() == 2
    assert Message.objects.filter(purpose="pair-pulse").count() == 2


def test_answer_pulse_in_two_tabs_keeps_both_answers() -> None:
    cohort, mair, anita = world()
    pair = PairFactory.create(cohort=cohort, lay=mair, professional=anita, state="introduced")
    pulse = Pulse.objects.create(pair=pair, place=mair, week=2, asked_at=NOW)
    answers = [{"in_touch": "yes"}, {"call_me": "yes"}, {"in_touch": "yes"}, {"call_me": "yes"}]

    results = at_once(4, lambda: answer_pulse(pulse=pulse, **answers.pop(), by=mair.person, now=NOW))

    kept = Pulse.objects.get()
    assert errors_of(results) == []
    assert (kept.in_touch, kept.call_me) == ("yes", "yes")
    assert Task.objects.filter(kind="pair-call").count() == 1


def test_propose_pairs_by_two_leaves_one_draft() -> None:
    cohort, _mair, _anita = world()
    by = coordinator_of(cohort.programme)

    results = at_once(4, lambda: propose_pairs(cohort=cohort, by=by, now=NOW, seen=(0, 0)))

    assert errors_of(results) == [StaleError] * 3
    assert Proposal.objects.drafts().count() == 1


def test_one_person_is_never_in_two_pairs_even_past_the_lock() -> None:
    cohort, mair, _anita = world()
    partners = [professional(cohort, f"Ben{number}") for number in range(4)]
    by = coordinator_of(cohort.programme)

    def pair_her() -> Pair:
        return PairFactory.create(cohort=cohort, lay=mair, professional=partners.pop(), made_by=by)

    results = at_once(4, pair_her)

    assert errors_of(results) == [IntegrityError] * 3
    assert Pair.objects.count() == 1


def test_introduce_pair_by_two_tells_each_once() -> None:
    cohort, mair, anita = world()
    pair = PairFactory.create(cohort=cohort, lay=mair, professional=anita)

    results = at_once(4, lambda: introduce_pair(pair=pair, by=pair.made_by, now=NOW))

    assert errors_of(results) == []
    assert Message.objects.count() == 2
