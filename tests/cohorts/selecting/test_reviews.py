"""Reviews: off by default, blind, by a lay and a professional reviewer, once; and what a line does to the draw."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Task, TeamMembership
from cohorts.recruitment.actions.draw_pools import pool_of
from cohorts.recruitment.actions.review_rules import change_rules, set_reviewers
from cohorts.recruitment.actions.reviews import AlreadyScored, hand_on, score, share_out, share_out_all
from cohorts.recruitment.blind import COVERED, cover, words_of
from cohorts.recruitment.models import Application, Criterion, Review, Reviewer, ReviewRules, Score
from cohorts.recruitment.pool_reads import members_of
from cohorts.recruitment.shown_rules import easy_rules, shown_rules
from cohorts.recruitment.tasks import keep_tasks
from leadingtogether.waiting import waiting_for
from people.models import Person
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, World
from tests.factories import NOW, CohortChoiceFactory, CohortFactory, PersonFactory, TeamMembershipFactory

SignIn = Callable[[Client, Person], Person]
pytestmark = pytest.mark.django_db
CRITERIA = [("Listens", "To those who disagree"), ("Wants change", "")]


@pytest.fixture
def staff(world: World, sign_in: SignIn) -> Client:
    """The coordinator's browser."""
    client = Client()
    sign_in(client, world.coordinator)
    return client


def reviewer(world: World, role: str, **fields: object) -> Person:
    """Return a reviewer who reviews as `role`."""
    person = PersonFactory.create(**fields)
    TeamMembershipFactory.create(programme=world.cohort.programme, person=person, role=TeamMembership.Role.REVIEWER)
    Reviewer.objects.create(programme=world.cohort.programme, person=person, role=role)
    return person


def rules(world: World, **changes: object) -> ReviewRules:
    """Switch scoring on."""
    given = {"version": 0, "on": True, "each_side": 1, "line": None, "criteria": CRITERIA}
    return change_rules(programme=world.cohort.programme, by=world.coordinator, now=NOW, **(given | changes))  # type: ignore[arg-type]


@pytest.fixture
def two(world: World) -> dict[str, Person]:
    """A lay and a professional reviewer, and scoring on."""
    people = {LAY.value: reviewer(world, LAY), PROFESSIONAL.value: reviewer(world, PROFESSIONAL)}
    rules(world)
    return people


def shared_out(world: World) -> list[Review]:
    share_out(programme=world.cohort.programme, now=NOW)
    return list(Review.objects.order_by("role"))


def scored(review: Review, *points: int, reason: str = "You listen.") -> Review:
    criteria = Criterion.objects.order_by("position")
    given = {one.pk: mark for one, mark in zip(criteria, points, strict=True)}
    return score(review=review, points=given, reason=reason, by=review.reviewer, now=NOW)


# --- the rules -------------------------------------------------------------------------------------------------------


def test_scoring_is_off_until_somebody_switches_it_on(world: World) -> None:
    world.applicant()

    assert (share_out_all(now=NOW), Review.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"criteria": []}, "Write at least one criterion"),
        ({"each_side": 2}, "You need 2 reviewers as “Lay partner”, and there are 1."),
        ({"line": Decimal(7)}, "An application can have 6 points at most."),
    ],
)
def test_rules_that_cannot_work_say_what_to_do(world: World, changes: dict[str, object], sentence: str) -> None:
    reviewer(world, LAY)
    reviewer(world, PROFESSIONAL)

    with pytest.raises(NotAllowedError, match=sentence.replace("“", ".").replace("”", ".")):
        rules(world, **changes)


def test_rules_overwrite_nobody(world: World, two: dict[str, Person]) -> None:
    with pytest.raises(StaleError):
        rules(world, version=0)


def test_criteria_stay_once_something_was_scored(world: World, two: dict[str, Person]) -> None:
    world.applicant()
    scored(shared_out(world)[0], 3, 1)

    with pytest.raises(NotAllowedError, match="they stay as they are"):
        rules(world, version=1, criteria=[("Another", "")])
    assert rules(world, version=1, line=Decimal("2.5")).line == Decimal("2.5")


def test_rules_are_shown_to_applicants_as_they_are(world: World) -> None:
    programme, cohort = world.cohort.programme, world.cohort
    cohort.area_radius_km, cohort.area_outward_codes = 32, ["OX1", "OX4"]
    before = shown_rules(programme, [cohort])
    reviewer(world, LAY)
    reviewer(world, PROFESSIONAL)
    rules(world, line=Decimal("2.5"))
    after = shown_rules(programme, [cohort])

    assert before[1].endswith(
        f"you live within 20 miles of {cohort.venue.name}, or your postcode begins with OX1, OX4."
    )
    assert "how well you write" in before[-1]
    assert after[3:] == [
        "Reviewers who do not know who you are read what you write. They look for: Listens; Wants change.",
        "Those to whom they give 2.5 of 6 points or more join the draw.",
        "Nothing else counts: not your health, what you need, or how you apply.",
    ]
    assert "People read what you write. They do not see your name." in easy_rules(programme, [cohort])


# --- sharing out -----------------------------------------------------------------------------------------------------


def test_share_out_gives_each_application_one_reviewer_of_each_role(world: World, two: dict[str, Person]) -> None:
    applications = [world.applicant(), world.applicant(PROFESSIONAL, state="submitted")]
    world.applicant(state="withdrawn", withdrawn_at=NOW)
    made = [share_out(programme=world.cohort.programme, now=NOW) for _twice in range(2)]

    assert made == [4, 0]
    assert sorted(Review.objects.values_list("application", "role", "reviewer")) == sorted(
        (application.pk, role, person.pk) for application in applications for role, person in two.items()
    )


def test_share_out_spreads_the_work_and_gives_nobody_their_own(world: World, two: dict[str, Person]) -> None:
    second = reviewer(world, LAY)
    world.applicant(person=second)
    for _number in range(3):
        world.applicant()
    share_out(programme=world.cohort.programme, now=NOW)
    loads = {person.pk: person.reviews.count() for person in (two[LAY.value], second)}

    assert set(loads.values()) == {2}
    assert second.reviews.filter(application__person=second).count() == 0


def test_share_out_takes_back_what_lies_with_somebody_who_left(world: World, two: dict[str, Person]) -> None:
    world.applicant()
    review = shared_out(world)[0]
    other = reviewer(world, LAY)
    TeamMembership.objects.filter(person=review.reviewer).update(ended_on=NOW.date())
    share_out(programme=world.cohort.programme, now=NOW)
    review.refresh_from_db()

    assert (review.state, other.reviews.get().application) == ("handed_on", review.application)


def test_whoever_coordinates_as_well_knows_the_names_and_is_given_nothing(world: World) -> None:
    programme = world.cohort.programme
    TeamMembershipFactory.create(programme=programme, person=world.coordinator, role=TeamMembership.Role.REVIEWER)
    set_reviewers(programme=programme, roles={world.coordinator: LAY}, by=world.coordinator, now=NOW)

    assert Reviewer.objects.filter(programme=programme).current().count() == 0


# --- scoring ---------------------------------------------------------------------------------------------------------


def test_score_keeps_points_and_reason_once(world: World, two: dict[str, Person]) -> None:
    world.applicant()
    review = scored(shared_out(world)[0], 3, 1)

    assert (review.state, review.total, review.reason) == ("done", 4, "You listen.")
    with pytest.raises(AlreadyScored):
        scored(review, 0, 0, reason="I have changed my mind")
    assert list(Score.objects.values_list("points", flat=True)) == [3, 1]


def test_score_is_refused_once_the_application_is_decided(world: World, two: dict[str, Person]) -> None:
    application = world.applicant()
    review = shared_out(world)[0]
    Application.objects.filter(pk=application.pk).update(state="not_eligible", not_eligible_reason="Dates")

    with pytest.raises(NotAllowedError, match="not to be scored any more"):
        scored(review, 3, 1)


def test_two_reviews_by_one_reviewer_are_refused_by_the_database(world: World, two: dict[str, Person]) -> None:
    world.applicant()
    review = shared_out(world)[0]

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(application=review.application, reviewer=review.reviewer, role=LAY, assigned_at=NOW)


def test_hand_on_gives_the_application_to_another(world: World, two: dict[str, Person]) -> None:
    world.applicant()
    review = shared_out(world)[0]
    other = reviewer(world, LAY)
    found = [hand_on(review=review, by=review.reviewer, now=NOW) for _twice in range(2)]

    assert [one.reviewer for one in found if one] == [other, other]
    assert Review.objects.filter(role=LAY).count() == 2


def test_hand_on_without_anybody_else_is_a_task(world: World, two: dict[str, Person]) -> None:
    world.applicant()
    review = shared_out(world)[0]

    assert hand_on(review=review, by=review.reviewer, now=NOW) is None
    keep_tasks(NOW)
    assert Task.objects.get(kind="review-stuck").title == ("Find a reviewer: 1 application has nobody left to score it")


# --- what a line does ------------------------------------------------------------------------------------------------


def all_scored(world: World, application: Application, points: int) -> None:
    for review in application.reviews.all():
        scored(review, points, points)


def test_line_keeps_those_below_out_of_the_draw_and_nobody_else(world: World, two: dict[str, Person]) -> None:
    low, high, late = world.applicant(), world.applicant(), world.applicant()
    partner, weak = world.applicant(PROFESSIONAL), world.applicant()
    Application.objects.filter(pk=weak.pk).update(partner_application=partner)
    Application.objects.filter(pk=partner.pk).update(partner_application=weak)
    shared_out(world)
    for application, points in ((low, 0), (high, 2), (weak, 0), (partner, 3)):
        all_scored(world, application, points)
    scored(late.reviews.order_by("role")[0], 0, 0)

    def drawn() -> set[str]:
        return pool_of(cohort=world.cohort, everybody=False).newcomers

    everybody = {one.ref for one in (low, high, late, partner, weak)}
    assert drawn() == everybody
    rules(world, version=1, line=Decimal(4))
    assert drawn() == everybody - {low.ref}
    rules(world, version=2, line=Decimal(4), on=False)
    assert drawn() == everybody


def test_late_review_costs_nobody_their_chance_where_cohorts_are_drawn_together(world: World) -> None:
    for role in (LAY, LAY, PROFESSIONAL, PROFESSIONAL):
        reviewer(world, role)
    rules(world, each_side=2, line=Decimal(4))
    late, done = world.applicant(), world.applicant()
    other = CohortFactory.create(programme=world.cohort.programme)
    for application in (late, done):
        CohortChoiceFactory.create(application=application, cohort=other, rank=2)
    shared_out(world)
    all_scored(world, done, 0)
    for role in (LAY, PROFESSIONAL):
        scored(late.reviews.filter(role=role)[0], 0, 0)

    assert [one.ref for one in members_of([world.cohort, other])] == [late.ref]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_page_of_a_review_is_blind(client: Client, world: World, two: dict[str, Person]) -> None:
    person = PersonFactory.create(given_name="Mair", family_name="Rees", outward_code="OX4", postcode="OX4 1AA")
    application = world.applicant(
        PROFESSIONAL, person=person, employer="Oxford Health", job_title="Nurse", manager_name="Ada Hill",
        motivation="I, Mair Rees, work at Oxford Health. Write to mair@example.org or 07700 900123.",
    )  # fmt: skip
    world.says(application, gender="non-binary", carer="yes")
    review = shared_out(world)[0]
    client.force_login(review.reviewer)
    page = client.get(reverse("recruitment:review", args=[review.ref])).content.decode()

    hidden = ("Mair", "Rees", "Oxford Health", "OX4", "Ada Hill", "mair@", "07700", application.ref, "on-binary")
    assert [words for words in hidden if words in page] == []
    assert f"I, {COVERED} {COVERED}, work at {COVERED}." in page


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Al is here, and ALAN too", f"Al is here, and {COVERED} too"),
        ("An alanine test", "An alanine test"),
        ("Ring 01632 960 101 today", f"Ring {COVERED} today"),
        ("In 2019 I had 3 children", "In 2019 I had 3 children"),
    ],
)
def test_cover_takes_names_out_and_leaves_words(text: str, covered: str) -> None:
    assert cover(text, frozenset({"Alan"})) == covered


def test_words_of_somebody_who_wrote_nothing_are_none(world: World) -> None:
    assert words_of(world.applicant(motivation="", experience="", topics=[], project_idea="")) == []


def test_reviewer_scores_and_is_told_that_the_first_points_stand(
    client: Client, world: World, two: dict[str, Person]
) -> None:
    world.applicant()
    review = shared_out(world)[0]
    client.force_login(review.reviewer)
    first, second = (f"points_{pk}" for pk in Criterion.objects.order_by("position").values_list("pk", flat=True))
    url = reverse("recruitment:review", args=[review.ref])
    half = client.post(url, {first: "2", "reason": "Kept as typed"}).content.decode()
    answers = [client.post(url, {first: "2", second: "3", "reason": "Kind"}, follow=True) for _twice in range(2)]

    assert ("Choose the points for “Wants change”." in half, "Kept as typed" in half) == (True, True)
    assert "Your points are saved." in answers[0].content.decode()
    assert "Your first points stand." in answers[1].content.decode()
    assert Review.objects.get(pk=review.pk).total == 5


def test_reviewer_sees_only_their_own(client: Client, world: World, two: dict[str, Person]) -> None:
    world.applicant()
    lay, professional = shared_out(world)
    client.force_login(lay.reviewer)

    assert client.get(reverse("recruitment:review", args=[professional.ref])).status_code == 404
    assert [row.pk for row in client.get(reverse("recruitment:reviews")).context["page"]] == [lay.pk]
    assert [(one.count, one.label) for one in waiting_for(lay.reviewer, now=NOW)] == [(1, "application to score")]


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (1, "You have scored 1 application."), (2, "You have scored 2 applications."), (3, "scored over 2 app")],
)
def test_reviewer_reads_how_many_they_have_scored(
    client: Client,
    world: World,
    two: dict[str, Person],
    monkeypatch: pytest.MonkeyPatch,
    *,
    count: int,
    said: str,
) -> None:
    monkeypatch.setattr("cohorts.recruitment.views.reviews.MOST", 2)
    for _number in range(4):
        world.applicant()
    shared_out(world)
    client.force_login(two[PROFESSIONAL.value])
    for review in Review.objects.filter(reviewer=two[PROFESSIONAL.value])[:count]:
        scored(review, 1, 2)

    page = client.get(reverse("recruitment:reviews"))

    assert ("You have scored" in page.content.decode()) == bool(said)
    assert said in page.content.decode()
    assert len(page.context["page"]) == 4 - count


def test_reviewer_who_knows_them_says_so(client: Client, world: World, two: dict[str, Person]) -> None:
    world.applicant()
    review = shared_out(world)[0]
    client.force_login(review.reviewer)
    page = client.post(reverse("recruitment:review_hand_on", args=[review.ref]), follow=True).content.decode()

    assert "The coordinator looks for somebody else to score it." in page
    assert "What they wrote" not in client.get(reverse("recruitment:review", args=[review.ref])).content.decode()


def test_coordinator_sees_disagreements_first_and_reasons_to_say(
    staff: Client, world: World, two: dict[str, Person]
) -> None:
    agreed, apart = world.applicant(), world.applicant()
    shared_out(world)
    all_scored(world, agreed, 2)
    lay, professional = apart.reviews.order_by("role")
    scored(lay, 3, 3, reason="Your words moved me.")
    scored(professional, 1, 0, reason="Say more about the ward.")
    page = staff.get(reverse("recruitment:reviewing", args=[world.cohort.programme.ref]))
    one = staff.get(reverse("recruitment:application", args=[apart.ref])).content.decode()

    assert [row.name for row in page.context["page"]] == [str(apart.person), str(agreed.person)]
    assert [row.reviews for row in page.context["page"]] == ["1 lay, 1 professional"] * 2
    assert [row.gaps for row in page.context["page"]] == [["Listens: 2 apart", "Wants change: 3 apart"], ()]
    assert ("5 points apart" in page.content.decode(), page.content.decode().count("apart</strong>")) == (True, 1)
    assert [words for words in ("Your words moved me.", "Say more about the ward.") if words not in one] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_reviews_take_the_same_queries(
    client: Client, staff: Client, world: World, two: dict[str, Person], rows: int
) -> None:
    for _number in range(rows):
        world.applicant()
    shared_out(world)
    for application in Application.objects.all():
        scored(application.reviews.order_by("role")[0], 1, 2)
    client.force_login(two[PROFESSIONAL.value])
    counts = []
    for who, url in (
        (client, reverse("recruitment:reviews")),
        (staff, reverse("recruitment:reviewing", args=[world.cohort.programme.ref])),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert who.get(url).status_code == 200
        counts.append(len(queries))

    assert all(count <= 12 for count in counts), counts


def test_page_of_the_rules_says_why_not_and_switches_on(staff: Client, world: World) -> None:
    programme = world.cohort.programme
    lay, professional = (
        TeamMembershipFactory.create(programme=programme, role=TeamMembership.Role.REVIEWER).person for _role in (1, 2)
    )
    world.applicant()
    url = reverse("recruitment:review_rules", args=[programme.ref])
    page = staff.get(url).content.decode()
    data = {"on": "on", "each_side": "1", "line": "", "version": "0", "title_1": "Listens", "guidance_1": "To all"}
    refused = staff.post(url, data).content.decode()
    data |= {f"reviews_{lay.pk}": "lay", f"reviews_{professional.pk}": "professional"}
    staff.post(url, data)
    stale = staff.post(url, data | {"title_1": "Mine"}).content.decode()

    assert "It rewards people who write well" in page
    assert ("You need 1 reviewers as" in refused, 'value="Listens"' in refused) == (True, True)
    assert (ReviewRules.objects.get().on, Review.objects.count()) == (True, 2)
    assert ("Somebody else has saved these rules" in stale, 'value="Mine"' in stale) == (True, True)


def test_sweep_shares_out_what_came_since(world: World, two: dict[str, Person]) -> None:
    world.applicant(submitted_at=NOW + timedelta(hours=1))

    assert share_out_all(now=NOW) == 2
