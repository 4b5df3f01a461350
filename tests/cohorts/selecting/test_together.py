"""Several cohorts of a programme in one lottery: who takes part where, and what is kept, drawn and offered."""

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Exclusion
from cohorts.recruitment.actions.ceremonies import bring_in_chance, freeze_together, publish
from cohorts.recruitment.actions.ceremony_draws import follows
from cohorts.recruitment.actions.draw_pools import NOTHING_IN_COMMON, TOO_FAR
from cohorts.recruitment.actions.draw_records import drawn_for
from cohorts.recruitment.actions.draws import confirm_draw, verify_draw
from cohorts.recruitment.actions.offers import make_offers
from cohorts.recruitment.actions.venue_pools import pool_together
from cohorts.recruitment.lottery_cohort import fair_lottery, problem_of_cohort
from cohorts.recruitment.lottery_publication import check_sealed
from cohorts.recruitment.lottery_published import PublicationError, draw_ticket
from cohorts.recruitment.lottery_venues import nearest_draw
from cohorts.recruitment.models import Application, Ceremony, Draw, Offer, Reserve
from cohorts.tasks import run_jobs
from tests.cohorts.recruitment.test_leximin import all_panels, leximin_over
from tests.cohorts.recruitment.test_lottery_pairing import can_be_paired_by
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, REPLY_BY, World
from tests.factories import NOW, CohortChoiceFactory, CohortFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
DICE = {"how": "Three ten-sided dice", "rolled_by": "The mayor", "witnesses": "Everybody in the town hall"}


@dataclass
class Venues:
    """Two cohorts of one programme."""

    first: World
    second: World

    @property
    def cohorts(self) -> list[Cohort]:
        return [self.first.cohort, self.second.cohort]

    def applicant(self, role: str, *ranked: Cohort, distance: float = 10.0, **fields: object) -> Application:
        """Return an eligible applicant who ranks these cohorts."""
        application = self.first.applicant(role, **fields)
        application.choices.all().delete()
        for rank, cohort in enumerate(ranked, 1):
            CohortChoiceFactory.create(application=application, cohort=cohort, rank=rank, distance_km=distance * rank)
        return application


@pytest.fixture
def venues(world: World) -> Venues:
    """Oxford with two pairs and Bristol with one; both selecting."""
    other = CohortFactory.create(
        programme=world.cohort.programme, name="Bristol", pairs_wanted=1, state=Cohort.State.SELECTING
    )
    return Venues(world, World(other, world.coordinator))


@pytest.fixture
def everybody(venues: Venues) -> Venues:
    """Five lay people and five professionals; every second one puts Bristol first, some would go to one alone."""
    oxford, bristol = venues.cohorts
    for role in (LAY, PROFESSIONAL):
        for ranked in ((oxford,), (oxford, bristol), (bristol, oxford), (bristol, oxford), (oxford, bristol)):
            venues.applicant(role, *ranked)
    return venues


def drawn(venues: Venues, randomness: str = "417", **options: object) -> Draw:
    """Freeze, compute, publish and draw."""
    row = freeze_together(
        cohorts=venues.cohorts,
        way="public",
        by=venues.first.coordinator,
        now=NOW,
        **options,  # type: ignore[arg-type]
    )
    run_jobs(LATER)
    row = publish(ceremony=row, by=venues.first.coordinator, now=LATER)
    return bring_in_chance(ceremony=row, randomness=randomness, **DICE, by=venues.first.coordinator, now=LATER)


def test_pool_together_ranks_venues_within_how_far_people_travel(venues: Venues) -> None:
    oxford, bristol = venues.cohorts
    both = venues.applicant(LAY, bristol, oxford)
    near = venues.applicant(LAY, oxford, bristol, travel_limit_km=15)
    nowhere = venues.applicant(LAY, bristol, distance=90.0, travel_limit_km=80)
    nowhere.choices.update(rank=2)
    determined = venues.applicant(LAY, oxford, distance=90.0, travel_limit_km=80)

    found = pool_together(cohorts=venues.cohorts)

    assert {one.key: one.venues for one in found.candidates} == {
        both.ref: (bristol.ref, oxford.ref),
        near.ref: (oxford.ref,),
        determined.ref: (oxford.ref,),
    }
    assert found.left_out == {nowhere.ref: TOO_FAR}
    assert found.at == {oxford.ref: 2, bristol.ref: 1}


def test_pool_together_lets_a_pair_go_where_both_would(venues: Venues) -> None:
    oxford, bristol = venues.cohorts
    couples = [
        (venues.applicant(LAY, bristol, oxford), venues.applicant(PROFESSIONAL, oxford)),
        (venues.applicant(LAY, bristol), venues.applicant(PROFESSIONAL, oxford)),
    ]
    for one, other in couples:
        one.partner_application = other
        one.save()
        other.partner_application = one
        other.save()

    found = pool_together(cohorts=venues.cohorts)

    first, second = [tuple(sorted(row.ref for row in couple)) for couple in couples]
    assert {one.key: one.venues for one in found.candidates} == dict.fromkeys(first, (oxford.ref,))
    assert (found.groups, found.left_out) == ((first,), dict.fromkeys(second, NOTHING_IN_COMMON))


@pytest.mark.parametrize("seed", range(6))
def test_pool_together_gives_the_chances_of_brute_force(venues: Venues, seed: int) -> None:
    chance = random.Random(seed)
    Cohort.objects.filter(pk=venues.first.cohort.pk).update(pairs_wanted=1)
    venues.first.cohort.refresh_from_db()
    venues.second.quota("gender", "woman", chance.choice([0, 1]), chance.choice([None, 1]))
    rows = []
    for role in (LAY, PROFESSIONAL):
        for _ in range(4):
            row = venues.applicant(role, *chance.sample(venues.cohorts, chance.randint(1, 2)))
            venues.first.says(row, gender=chance.choice(["woman", "man", ""]))
            rows.append(row)
    keep_apart(venues, rows[0], rows[4])
    pool = pool_together(cohorts=venues.cohorts)
    nearest = nearest_draw(pool.candidates, pool.quotas, pairs=pool.at, groups=pool.groups)
    problem = problem_of_cohort(pool.candidates, pool.quotas, nearest)

    held = fair_lottery(pool.candidates, pool.quotas, nearest=nearest).lottery

    panels = [one for one in all_panels(problem) if can_be_paired_by(pool.candidates, one)]
    assert held.chances == pytest.approx(leximin_over(problem, panels), abs=2e-6)


def keep_apart(venues: Venues, one: Application, other: Application) -> None:
    """Two people who must not be paired."""
    people = sorted([one.person, other.person], key=lambda person: person.pk)  # type: ignore[union-attr]
    Exclusion.objects.create(
        programme=one.programme,
        first=people[0],
        second=people[1],
        reason="relative",
        declared_by=venues.first.coordinator,
        declared_at=NOW,
    )


def test_draw_together_seats_each_venue_with_parity(everybody: Venues) -> None:
    draw = drawn(everybody)

    seats = draw.result["seats"]
    roles = dict(Application.objects.values_list("ref", "role"))
    counted = Counter((seats[ref], roles[ref]) for ref in draw.result["selected"])
    oxford, bristol = everybody.cohorts
    expected = {
        (oxford.ref, LAY): 2,
        (oxford.ref, PROFESSIONAL): 2,
        (bristol.ref, LAY): 1,
        (bristol.ref, PROFESSIONAL): 1,
    }
    assert counted == expected
    assert (draw.met, set(draw.cohorts.all())) == (True, set(everybody.cohorts))


def test_draw_together_is_verified_with_its_files(everybody: Venues) -> None:
    draw = drawn(everybody)
    row = Ceremony.objects.get(draw=draw)

    check_sealed(row.public.encode(), row.sealed.encode())
    assert verify_draw(draw=Draw.objects.get(pk=draw.pk)) is True
    other = row.public.replace('"tickets":[0,', '"tickets":[1,', 1)
    assert other != row.public
    with pytest.raises(PublicationError):
        check_sealed(other.encode(), row.sealed.encode())
    assert row.draw is not None
    row.draw.result["seats"] = dict.fromkeys(draw.result["seats"], everybody.first.cohort.ref)
    assert follows(ceremony=row) is False


def test_draw_together_drawn_many_times_fits_the_chances(everybody: Venues) -> None:
    row = freeze_together(cohorts=everybody.cohorts, way="public", by=everybody.first.coordinator, now=NOW)
    run_jobs(LATER)
    row.refresh_from_db()
    public = row.public.encode()
    by_ticket = [draw_ticket(public, f"{ticket:03d}").numbers for ticket in range(1000)]
    chance = random.Random(7)

    times = Counter(number for _ in range(20_000) for number in by_ticket[chance.randrange(1000)])

    told = {one["number"]: one["chance"] for one in json.loads(public)["people"]}
    for number, said in told.items():
        # Four times the standard error of a share of 20,000.
        assert times[number] / 20_000 == pytest.approx(said, abs=4 * (said * (1 - said) / 20_000) ** 0.5)
    assert min(told.values()) == pytest.approx(row.figures["smallest"], abs=0.0015)


def test_confirm_and_offer_lead_each_to_their_venue(everybody: Venues) -> None:
    by = everybody.first.coordinator
    draw = confirm_draw(draw=drawn(everybody, reserves_each=2), by=by, now=LATER)
    oxford, bristol = everybody.cohorts

    for cohort in everybody.cohorts:
        make_offers(cohort=cohort, reply_by=REPLY_BY, by=by, now=LATER)

    for cohort, count in ((oxford, 4), (bristol, 2)):
        offered = set(Offer.objects.filter(cohort=cohort).values_list("application__ref", flat=True))
        assert (offered, len(offered)) == (set(drawn_for(draw, cohort)), count)
    only = Application.objects.filter(state="reserve").exclude(choices__cohort=bristol)
    assert not Reserve.objects.filter(application__in=only, cohort=bristol).exists()


def test_draw_together_says_which_venue_is_short(venues: Venues) -> None:
    oxford, bristol = venues.cohorts
    for role in (LAY, PROFESSIONAL):
        for _ in range(3):
            venues.applicant(role, oxford)

    row = freeze_together(cohorts=venues.cohorts, way="public", by=venues.first.coordinator, now=NOW)
    run_jobs(LATER)

    row.refresh_from_db()
    assert row.state == "choice"
    found = [(one["venue"], one["role"], one["possible"]) for one in row.findings["nearest"]["shortfalls"]]
    assert found == [(bristol.ref, LAY, 0), (bristol.ref, PROFESSIONAL, 0)]


def test_freeze_together_names_the_silent_without_a_chance(everybody: Venues) -> None:
    everybody.second.quota("gender", "woman", 1, role=LAY)
    rows = list(Application.objects.filter(role=LAY).order_by("pk"))
    everybody.first.says(rows[2], gender="woman")
    silent = everybody.applicant(LAY, everybody.second.cohort)

    row = freeze_together(cohorts=everybody.cohorts, way="public", by=everybody.first.coordinator, now=NOW)
    run_jobs(LATER)

    row.refresh_from_db()
    assert row.findings["without_chance"] == [silent.ref]


def test_freeze_together_refuses_one_cohort(everybody: Venues) -> None:
    with pytest.raises(NotAllowedError, match="two or more cohorts"):
        freeze_together(cohorts=everybody.cohorts[:1], way="public", by=everybody.first.coordinator, now=NOW)


# --- in the browser ---------------------------------------------------------------------------------------------------


def test_cohorts_are_chosen_looked_at_drawn_and_offered(client: Client, everybody: Venues) -> None:
    by, (oxford, bristol) = everybody.first.coordinator, everybody.cohorts
    far = everybody.applicant(LAY, bristol, distance=90.0, travel_limit_km=80)
    far.choices.update(rank=2)
    client.force_login(by)
    page = reverse("recruitment:together", args=[oxford.programme.ref])

    listed = client.get(reverse("recruitment:draws")).content.decode()
    asked = client.get(page).content.decode()
    client.post(
        reverse("recruitment:together_outlook", args=[oxford.programme.ref]), {"cohort": [oxford.ref, bristol.ref]}
    )
    run_jobs(LATER)
    looked = client.get(f"{page}?cohort={oxford.ref}&cohort={bristol.ref}").content.decode()
    client.post(
        reverse("recruitment:together_draw", args=[oxford.programme.ref]),
        {"way": "system", "reserves_each": "2", "cap": "90"},
    )
    run_jobs(LATER)
    draw = Draw.objects.get()
    shown = client.get(reverse("recruitment:draw", args=[draw.ref])).content.decode()
    ceremony = client.get(reverse("recruitment:ceremony", args=[draw.ceremony.ref])).content.decode()
    client.post(reverse("recruitment:draw_confirm", args=[draw.ref]))

    assert page in listed
    assert str(far.person) in asked
    assert "Yes, it can be met" in looked
    assert "Bristol: Drawn" in shown
    assert "Bristol, Oxford" in ceremony
    assert draw.max_chance == 0.9
    for cohort in everybody.cohorts:
        offers = client.get(reverse("recruitment:offers", args=[cohort.ref])).content.decode()
        assert f"{2 * cohort.pairs_wanted} people were drawn and wait for an offer" in offers


def test_together_takes_the_nearest_quota_of_the_right_cohort(client: Client, everybody: Venues) -> None:
    everybody.first.quota("gender", "woman", 0, 4)
    everybody.second.quota("gender", "woman", 1)
    client.force_login(everybody.first.coordinator)
    refs = {"cohort": [cohort.ref for cohort in everybody.cohorts]}
    programme = everybody.first.cohort.programme.ref
    client.post(reverse("recruitment:together_outlook", args=[programme]), refs)
    run_jobs(LATER)

    client.post(reverse("recruitment:together_take", args=[programme]))

    quota = everybody.second.cohort.quotas.get()
    assert (quota.minimum, quota.approved, everybody.first.cohort.quotas.get().approved) == (0, False, True)


def test_together_warns_where_somebody_may_be_in_twice(client: Client, everybody: Venues) -> None:
    oxford, bristol = everybody.cohorts
    client.force_login(everybody.first.coordinator)
    page = reverse("recruitment:together", args=[oxford.programme.ref])
    again, known = bristol.choices.filter(rank=1).order_by("pk")[:2]
    before = client.get(page).content.decode()
    again.application.possible_duplicate_of = known.application.person
    again.application.save()
    again.application.choices.exclude(cohort=bristol).delete()
    after = client.get(page).content.decode()

    link = "?cohort={}&amp;state=eligible&amp;duplicates=on"
    assert "Somebody may have applied twice." not in before
    assert "Somebody may have applied twice." in after
    assert (link.format(bristol.ref) in after, link.format(oxford.ref) in after) == (True, False)


def test_together_asks_few_queries(client: Client, everybody: Venues, django_assert_max_num_queries: Any) -> None:
    client.force_login(everybody.first.coordinator)
    page = reverse("recruitment:together", args=[everybody.first.cohort.programme.ref])

    with django_assert_max_num_queries(12):
        client.get(page)


def test_verify_draw_checks_both_files_of_several_cohorts(
    everybody: Venues, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Ceremony.objects.get(draw=drawn(everybody))
    public, sealed = tmp_path / "draw.json", tmp_path / "sealed.json"
    public.write_text(row.public)
    sealed.write_text(row.sealed)

    call_command("verify_draw", str(public), "--sealed", str(sealed))

    assert "the chances are the fairest there are" in capsys.readouterr().out
    public.write_bytes(public.read_bytes().replace(b'"number":1,', b'"number":9,', 1))
    with pytest.raises(CommandError):
        call_command("verify_draw", str(public), "--sealed", str(sealed))
