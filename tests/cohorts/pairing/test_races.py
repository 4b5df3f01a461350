"""Two coordinators at the same moment: races show on PostgreSQL only."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.pairs import introduce_pair
from cohorts.pairing.actions.proposals import confirm_proposal, propose_pairs
from cohorts.pairing.models import Pair, Proposal
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
