"""What counts when a cohort is paired: chosen once, kept with who and when, used by every proposal from then on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort
from cohorts.pairing.actions.proposals import propose_pairs
from cohorts.pairing.actions.weightings import choose_weighting
from cohorts.pairing.models import Proposal, Weighting
from cohorts.pairing.weights import COMPONENTS, PRESETS, WEIGHTS
from people.models import Person
from tests.cohorts.pairing.worlds import lay, professional
from tests.factories import NOW, CohortFactory, coordinator_of

pytestmark = pytest.mark.django_db

NOTHING = dict.fromkeys(COMPONENTS, 0)


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(name="Oxford")


@pytest.fixture
def coordinator(cohort: Cohort) -> Person:
    return coordinator_of(cohort.programme)


def choose(cohort: Cohort, by: Person, **changes: Any) -> Weighting:
    chosen: dict[str, Any] = {"preset": "balanced", "weights": {}, "worst_first": False, "version": 0}
    return choose_weighting(cohort=cohort, by=by, now=NOW, **{**chosen, **changes})


def typed(preset: str, weights: dict[str, int], **changes: Any) -> dict[str, Any]:
    return {"preset": preset, "version": 0, **{f"weight_{name}": weight for name, weight in weights.items()}, **changes}


def test_choose_weighting_keeps_who_and_when(cohort: Cohort, coordinator: Person) -> None:
    choose(cohort, coordinator, preset="near")

    kept = Weighting.objects.get()
    assert (kept.preset, kept.weights, kept.set_at, kept.set_by, kept.version) == ("near", {}, NOW, coordinator, 1)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_propose_pairs_uses_the_weights_of_the_cohort(cohort: Cohort, coordinator: Person, preset: str) -> None:
    lay(cohort, "Mair", topics=["carers"])
    professional(cohort, "Anita", topics=["carers"])
    choose(cohort, coordinator, preset=preset)

    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    assert proposal.weights == PRESETS[preset]
    assert proposal.pairs.get().shares["topics"] == PRESETS[preset]["topics"]


def test_propose_pairs_uses_weights_of_its_own(cohort: Cohort, coordinator: Person) -> None:
    lay(cohort, "Mair", topics=["carers"])
    professional(cohort, "Anita", topics=["carers"])
    choose(cohort, coordinator, preset="own", weights=NOTHING | {"topics": 7})

    pair = propose_pairs(cohort=cohort, by=coordinator, now=NOW).pairs.get()

    assert (pair.fit, pair.shares["topics"]) == (1000, 1000)


def test_propose_pairs_lifts_the_worst_pair_where_that_was_chosen(cohort: Cohort, coordinator: Person) -> None:
    # Of topics: Mair with Anita 1 and Tom with Ben 0, or one third twice.
    lay(cohort, "Mair", topics=["carers", "discharge", "falls", "mental-health"])
    lay(cohort, "Tom", topics=["carers", "waiting", "medicines"])
    professional(cohort, "Anita", topics=["carers", "discharge", "falls"])
    professional(cohort, "Ben", topics=["mental-health", "research", "young-people"])
    only_topics = NOTHING | {"topics": 1}
    choose(cohort, coordinator, preset="own", weights=only_topics)
    plain = propose_pairs(cohort=cohort, by=coordinator, now=NOW)
    choose(cohort, coordinator, preset="own", weights=only_topics, worst_first=True, version=1)

    lifted = propose_pairs(cohort=cohort, by=coordinator, now=NOW)

    assert sorted(pair.fit for pair in plain.pairs.all()) == [0, 1000]
    assert sorted(pair.fit for pair in lifted.pairs.all()) == [333, 333]
    assert lifted.worst_first


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        (NOTHING, "At least one part of the fit must weigh more than nothing."),
        (NOTHING | {"known": 100}, "At least one part of the fit must weigh more than nothing."),
        (WEIGHTS | {"topics": -1}, "Weights are numbers from 0, one for each part of the fit."),
        (WEIGHTS | {"age": 5}, "Weights are numbers from 0, one for each part of the fit."),
    ],
)
def test_choose_weighting_refuses_what_are_no_weights(
    cohort: Cohort, coordinator: Person, weights: dict[str, int], sentence: str
) -> None:
    with pytest.raises(NotAllowedError, match=sentence):
        choose(cohort, coordinator, preset="own", weights=weights)

    assert not Weighting.objects.exists()


def test_choose_weighting_of_two_tells_the_second(cohort: Cohort, coordinator: Person) -> None:
    choose(cohort, coordinator, preset="near")

    with pytest.raises(StaleError):
        choose(cohort, coordinator, preset="interests", version=0)

    assert Weighting.objects.get().preset == "near"


def test_weighting_of_a_ready_set_has_no_numbers_of_its_own(cohort: Cohort, coordinator: Person) -> None:
    kept = choose(cohort, coordinator, preset="own", weights=WEIGHTS)
    assert kept.weights == WEIGHTS

    with pytest.raises(IntegrityError), transaction.atomic():
        Weighting.objects.filter(pk=kept.pk).update(preset="near")


@pytest.fixture
def staff(client: Client, coordinator: Person, sign_in: Callable[[Client, Person], None]) -> Client:
    sign_in(client, coordinator)
    return client


def test_page_explains_each_part_and_saves(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    url = reverse("pairing:weights", args=[cohort.ref])
    first = staff.get(url).content.decode()

    staff.post(url, typed("own", NOTHING | {"times": 3}, worst_first="on"))

    kept = Weighting.objects.get()
    assert "A project needs something that both care about, so this counts most." in first
    assert "Nobody has chosen anything else." in first
    assert (kept.preset, kept.weights["times"], kept.worst_first, kept.set_by) == ("own", 3, True, coordinator)
    assert f"Chosen by {coordinator}" in staff.get(url).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (typed("own", NOTHING), "At least one part of the fit must weigh more than nothing."),
        (typed("own", WEIGHTS | {"idea": -3}), "“Project ideas” must be 0 or more."),
        (typed("own", WEIGHTS) | {"weight_idea": "many"}, "Enter “Project ideas” as a whole number, like 12."),
        ({"version": 0}, "Choose an answer for “What counts most?”."),
    ],
)
def test_page_refuses_bad_weights_and_keeps_what_was_typed(
    staff: Client, cohort: Cohort, data: dict[str, Any], sentence: str
) -> None:
    page = staff.post(reverse("pairing:weights", args=[cohort.ref]), data)

    assert sentence in page.content.decode()
    assert page.context["form"]["weight_idea"].value() == (str(data["weight_idea"]) if "weight_idea" in data else None)
    assert not Weighting.objects.exists()


def test_page_takes_a_ready_set_whatever_stands_in_the_hidden_boxes(staff: Client, cohort: Cohort) -> None:
    page = staff.post(reverse("pairing:weights", args=[cohort.ref]), typed("near", WEIGHTS) | {"weight_idea": "many"})

    assert (page.status_code, Weighting.objects.get().preset) == (302, "near")


def test_page_tells_the_second_of_two_and_keeps_their_choice(
    staff: Client, cohort: Cohort, coordinator: Person
) -> None:
    choose(cohort, coordinator, preset="near")
    url = reverse("pairing:weights", args=[cohort.ref])

    page = staff.post(url, typed("interests", {}))

    assert page.status_code == 409
    assert "chose something else while you looked" in page.content.decode()
    assert page.context["form"]["preset"].value() == "interests"
    staff.post(url, typed("interests", {}, version=1))
    assert Weighting.objects.get().preset == "interests"
    assert not Proposal.objects.exists()
