"""After a draw: one's own chance, told plainly, and staying for the next cohort."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.recruitment.actions.stays import bring_in, stay, stay_no_longer
from cohorts.recruitment.chance_words import Chance, chances_of
from cohorts.recruitment.models import Application, Stay
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import Person
from tests.cohorts.selecting.conftest import LAY, World
from tests.factories import NOW, CohortFactory, ProgrammeFactory, TeamMembershipFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]


def words(share: float, *, seated: bool = False) -> tuple[str, str]:
    one = Chance("P", "C", NOW, share, seated=seated, chosen=True, number=None, public_ref="")
    return one.one_in, one.sentence


@pytest.mark.parametrize(
    ("share", "one_in", "sentence"),
    [
        (0.125, "about 1 in 8", "you would have been chosen about 13 times."),
        (0.004, "about 1 in 250", "you would have been chosen about once."),
        (0.7, "about 7 in 10", "you would have been chosen about 70 times."),
        (1.0, "", "You were sure to be chosen"),
        (0.0, "", "You had no chance under the rules"),
    ],
)
def test_chance_is_told_in_plain_words(share: float, one_in: str, sentence: str) -> None:
    told = words(share)

    assert (told[0], sentence in told[1]) == (one_in, True) or (share == 0.125 and "12 times" in told[1])


def test_chance_of_somebody_seated_says_that_they_kept_their_place() -> None:
    assert words(1.0, seated=True) == ("", "You had a place already, and you kept it.")


def test_chances_are_those_of_confirmed_draws_alone(full_pool: Callable[[], World]) -> None:
    world = full_pool()
    draw = world.draw()
    one = Application.objects.get(ref=draw.result["selected"][0])
    other = world.applicant()

    assert [(chance.share, chance.chosen) for chance in chances_of(one)] == [(pytest.approx(0.4), True)]
    assert chances_of(other) == []


@pytest.fixture
def left_out(full_pool: Callable[[], World]) -> tuple[World, Application]:
    """Somebody who was not drawn."""
    world = full_pool()
    world.draw(reserves_each=0)
    return world, Application.objects.filter(state="not_drawn", role=LAY).select_related("person")[0]


def test_stay_is_kept_once_and_taken_back(left_out: tuple[World, Application]) -> None:
    _world, one = left_out
    by: Any = one.person

    first = stay(application=one, by=by, now=NOW)

    assert stay(application=one, by=by, now=NOW) == first
    stay_no_longer(application=one, by=by, now=NOW)
    stay_no_longer(application=one, by=by, now=NOW)
    assert list(Stay.objects.standing()) == []


def test_stay_is_for_those_who_were_not_drawn(full_pool: Callable[[], World]) -> None:
    world = full_pool()

    with pytest.raises(NotAllowedError, match="not drawn"):
        stay(application=world.applicant(), by=world.coordinator, now=NOW)


def test_bring_in_makes_them_eligible_for_the_next_cohort_and_tells_them(
    left_out: tuple[World, Application],
) -> None:
    world, one = left_out
    by: Any = one.person
    stay(application=one, by=by, now=NOW)
    cohort = CohortFactory.create(programme=world.cohort.programme, name="Reading", state="selecting")

    brought = [bring_in(cohort=cohort, by=world.coordinator, now=NOW) for _ in range(2)]
    same = bring_in(cohort=world.cohort, by=world.coordinator, now=NOW)

    one.refresh_from_db()
    assert (brought, same, one.state) == ([1, 0], 0, "eligible")
    assert list(one.choices.order_by("rank").values_list("cohort__name", "rank")) == [("Reading", 1), ("Oxford", 2)]
    assert Message.objects.filter(purpose="stay-brought-in", person=by).count() == 1
    assert Stay.objects.get().used_for == cohort


def test_bring_in_carries_an_application_over_to_a_later_programme(left_out: tuple[World, Application]) -> None:
    world, one = left_out
    by: Any = one.person
    world.says(one, gender="woman")
    stay(application=one, by=by, now=NOW)
    later = ProgrammeFactory.create(name="Leading Together 2028", year=world.cohort.programme.year + 1)
    TeamMembershipFactory.create(programme=later, person=world.coordinator, role="coordinator")
    cohort = CohortFactory.create(programme=later, state="recruiting")

    assert bring_in(cohort=cohort, by=world.coordinator, now=NOW) == 1

    new = Application.objects.get(programme=later)
    assert (new.person, new.state, new.source, new.available_all_dates) == (by, "submitted", "carried", None)
    assert list(new.selection_answers.values_list("category", "value")) == [("gender", "woman")]


def test_bring_in_leaves_who_would_not_travel_so_far(left_out: tuple[World, Application]) -> None:
    world, one = left_out
    by: Any = one.person
    Person.objects.filter(pk=by.pk).update(postcode="ZE1 0AA", outward_code="ZE1")
    Application.objects.filter(pk=one.pk).update(travel_limit_km=20)
    stay(application=one, by=by, now=NOW)
    cohort = CohortFactory.create(programme=world.cohort.programme, state="selecting")

    brought = bring_in(cohort=cohort, by=world.coordinator, now=NOW)

    assert brought == (0 if cohort.venue.latitude is not None else 1)


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("easy", "said"), [(False, "Keep my application for the next cohort"), (True, "Yes, keep my name")]
)
def test_my_chance_shows_ones_own_alone_and_keeps_the_application(
    client: Client, left_out: tuple[World, Application], sign_in: SignIn, easy: bool, said: str
) -> None:
    _world, one = left_out
    person: Any = one.person
    Person.objects.filter(pk=person.pk).update(easy_read=easy)
    person.refresh_from_db()
    sign_in(client, person)
    url = reverse("recruitment:my_chance", args=[one.ref])
    other = Application.objects.filter(role=LAY).exclude(pk=one.pk)[0]

    page = client.get(url).content.decode()
    kept = client.post(reverse("recruitment:my_stay", args=[one.ref]), {"stay": "yes"}, follow=True)

    assert ("about 1 in 2" in page or "about 1 in 3" in page, said in page) == (True, True)
    assert client.get(reverse("recruitment:my_chance", args=[other.ref])).status_code == 404
    assert Stay.objects.standing().get().said_by == person
    assert said not in kept.content.decode()
    assert url in client.get("/").content.decode()


def test_application_page_gives_the_words_to_read_out(
    client: Client, left_out: tuple[World, Application], sign_in: SignIn
) -> None:
    world, one = left_out
    sign_in(client, world.coordinator)

    page = client.get(reverse("recruitment:application", args=[one.ref])).content.decode()
    client.post(reverse("recruitment:application_stay", args=[one.ref]), {"stay": "yes"})

    assert [part in page for part in ("When they ask, read out:", "Your chance was about 1 in")] == [True, True]
    assert Stay.objects.standing().get().said_by == world.coordinator


def test_cohort_stays_lists_and_brings_in(client: Client, left_out: tuple[World, Application], sign_in: SignIn) -> None:
    world, one = left_out
    by: Any = one.person
    stay(application=one, by=by, now=NOW)
    cohort = CohortFactory.create(programme=world.cohort.programme, state="selecting")
    sign_in(client, world.coordinator)
    url = reverse("recruitment:cohort_stays", args=[cohort.ref])

    before = client.get(url).content.decode()
    after = client.post(url, follow=True).content.decode()

    assert (str(by) in before, "Brought in, and told: 1." in after) == (True, True)


def test_not_drawn_is_told_kindly_with_what_comes_next(left_out: tuple[World, Application]) -> None:
    purpose = purpose_of("draw-not-drawn")

    assert "{link}" in str(purpose.body)
    assert "We are sorry" in str(purpose.easy_body)
