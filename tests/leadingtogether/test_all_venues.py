"""All venues on one page: the right numbers, each with its page behind it, at a cost that does not grow."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Place, Programme, Role
from cohorts.pairing.models import Pair
from cohorts.recruitment.models import Application
from evaluation.models import Invitation
from evaluation.models import Response as Answers
from leadingtogether.all_venues import Line, Response, Side, Total, lines_of, total_of
from leadingtogether.templatetags.venues import venue_rows, venue_total
from leadingtogether.venue_charts import charts_of
from leadingtogether.venue_pages import pages_of
from messaging.models import Message
from people.models import Person
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    InvitationFactory,
    MessageFactory,
    OfferFactory,
    PairFactory,
    PlaceFactory,
    ProgrammeFactory,
    ProjectFactory,
    RegisterEntryFactory,
    TeamMembershipFactory,
    WaveFactory,
    WorkshopFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
STATES = ("submitted", "eligible", "accepted", "not_eligible", "withdrawn")


@pytest.fixture(autouse=True)
def on_the_day(travel) -> None:
    travel("2027-03-01T09:00")


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create(name="Leading Together 2027")


@pytest.fixture
def coordinator(client: Client, programme: Programme) -> Person:
    person = coordinator_of(programme)
    client.force_login(person)
    return person


def full_cohort(programme: Programme, name: str = "Oxford") -> Cohort:
    """Return a running cohort with something of everything that is counted."""
    cohort = CohortFactory.create(programme=programme, name=name, pairs_wanted=4, state=Cohort.State.RUNNING)
    for state in STATES:
        application = ApplicationFactory.create(
            programme=programme, state=state, not_eligible_reason="x" if state == "not_eligible" else ""
        )
        CohortChoiceFactory.create(application=application, cohort=cohort)
    OfferFactory.create(application__programme=programme, cohort=cohort)
    lay, professional = PlaceFactory.create(cohort=cohort), PlaceFactory.create(cohort=cohort, role=Role.PROFESSIONAL)
    PlaceFactory.create(cohort=cohort, role=Role.PROFESSIONAL, release_needed=True)
    gone = PlaceFactory.create(cohort=cohort, state=Place.State.WITHDRAWN, withdrawn_at=NOW, withdrawn_by=lay.person)
    pair = PairFactory.create(cohort=cohort, lay=lay, professional=professional, state=Pair.State.ACTIVE)
    ProjectFactory.create(pair=pair, status="testing")
    held = WorkshopFactory.create(cohort=cohort, number=1, state="held", held_at=NOW, held_by=lay.person)
    WorkshopFactory.create(cohort=cohort, number=2)
    for place, mark in ((lay, "present"), (professional, "no_show"), (gone, "expected")):
        RegisterEntryFactory.create(workshop=held, place=place, mark=mark)
    wave = programme.waves.first() or WaveFactory.create(programme=programme, slug="baseline")
    answered = InvitationFactory.create(place=lay, wave=wave)
    InvitationFactory.create(place=professional, wave=wave)
    Answers.objects.create(
        invitation=answered, questionnaire=wave.questionnaire, started_at=NOW, saved_at=NOW, finished_at=NOW
    )
    MessageFactory.create(person=lay.person, programme_ref=programme.ref, state=Message.State.FAILED)
    return cohort


def the_line(programme: Programme) -> Line:
    (line,) = lines_of([programme], now=NOW + timedelta(minutes=1))
    return line


def test_lines_count_people_on_their_way_in(programme: Programme) -> None:
    full_cohort(programme)
    line = the_line(programme)

    assert (line.lay.applied, line.lay.eligible, line.lay.wanted, line.lay.bar) == (5, 2, 4, 50)
    assert (line.professional.applied, line.professional.places, line.professional.provisional) == (0, 2, 1)
    assert (line.lay.places, line.places, line.offers_open, line.offers_accepted) == (1, 3, 1, 0)


def test_lines_count_what_goes_on(programme: Programme) -> None:
    full_cohort(programme)
    line = the_line(programme)

    assert line.pairs == {"proposed": 0, "introduced": 0, "active": 1}
    held, ahead = line.days
    assert (held.number, held.held, held.came, held.expected) == (1, True, 1, 2)
    assert (ahead.number, ahead.held) == (2, False)
    assert (line.project_rows, line.pair_rows) == ([("testing", "Testing", 1)], ["1 at work"])
    assert [(one.name, one.answered, one.asked) for one in line.responses] == [("Baseline", 1, 2)]
    assert (line.came, line.answered) == ((1, 2), (1, 2))


def test_lines_put_messages_in_trouble_under_place_or_first_choice(programme: Programme) -> None:
    cohort = full_cohort(programme)
    other = CohortFactory.create(programme=programme, name="Reading")
    applicant = Application.objects.filter(state="submitted").get()
    applicant.choices.update(cohort=other)
    for state in (Message.State.BOUNCED, Message.State.SENT):
        MessageFactory.create(person=applicant.person, programme_ref=programme.ref, state=state, sent_at=NOW)

    assert {line.cohort: line.trouble for line in lines_of([programme], now=NOW)} == {cohort: 1, other: 1}


def test_lines_leave_out_what_was_cancelled(programme: Programme) -> None:
    CohortFactory.create(programme=programme, state=Cohort.State.CANCELLED)

    assert lines_of([programme], now=NOW) == []


def test_total_adds_up(programme: Programme) -> None:
    for name in ("Oxford", "Reading"):
        full_cohort(programme, name)
    total = total_of(lines_of([programme], now=NOW + timedelta(minutes=1)))

    assert (total.lay.applied, total.lay.eligible, total.lay.wanted) == (10, 4, 8)
    assert (total.professional.places, total.professional.provisional, total.offers_open) == (4, 2, 2)
    assert (total.days, total.project_rows) == ([(1, 2, 4)], [("testing", "Testing", 2)])
    assert [(one.name, one.answered, one.asked) for one in total.responses] == [("Baseline", 2, 4)]
    assert (total.trouble, total.pairs["active"]) == (2, 2)


def test_page_links_each_number_to_its_page(client: Client, programme: Programme, coordinator: Person) -> None:
    cohort = full_cohort(programme)
    page = client.get(reverse("all_venues")).content.decode()
    behind = [
        f"{reverse('recruitment:applicants')}?cohort={cohort.ref}&amp;role=lay",
        reverse("recruitment:offers", args=[cohort.ref]),
        f"{reverse('cohorts:cohort', args=[cohort.ref])}#places",
        reverse("pairing:pairs", args=[cohort.ref]),
        reverse("workshops:detail", args=[cohort.workshops.get(number=1).ref]),
        f"{reverse('projects:list')}?cohort={cohort.ref}&amp;status=testing",
        f"{reverse('evaluation:overview')}?programme={programme.ref}",
        f"{reverse('messaging:queue')}?state=attention",
    ]

    assert [url for url in behind if f'href="{url}"' not in page] == []
    assert [client.get(url.replace("&amp;", "&")).status_code for url in behind] == [200] * 8


def test_page_shows_what_goes_on_or_what_is_chosen(client: Client, programme: Programme, coordinator: Person) -> None:
    newer = ProgrammeFactory.create(name="Leading Together 2028", year=2028)
    TeamMembershipFactory.create(programme=newer, person=coordinator)
    ours, theirs = CohortFactory.create(programme=programme), CohortFactory.create(programme=newer)
    CohortFactory.create()

    def shown(**given: str) -> list[Cohort]:
        return [line.cohort for line in client.get(reverse("all_venues"), given).context["lines"]]

    assert (shown(), shown(year="2027"), shown(programme=programme.ref)) == ([theirs, ours], [ours], [ours])
    Cohort.objects.filter(pk=ours.pk).update(state="finished")
    assert (shown(), shown(year="all"), shown(year="never")) == ([theirs], [theirs, ours], [theirs])
    Cohort.objects.filter(pk=theirs.pk).update(state="archived")
    assert shown() == [theirs]


def test_page_sorts_both_ways(client: Client, programme: Programme, coordinator: Person) -> None:
    full_cohort(programme, "Zennor")
    CohortFactory.create(programme=programme, name="Ayr", pairs_wanted=4)
    sorts = ("name", "stage", "eligible", "offers", "places", "pairs", "came", "projects", "answered", "trouble")

    def first(sort: str) -> str:
        return client.get(reverse("all_venues"), {"sort": sort}).context["lines"][0].cohort.name

    assert {sort: (first(sort), first(f"-{sort}")) for sort in sorts} == dict.fromkeys(sorts, ("Ayr", "Zennor"))


def test_page_says_which_way_it_is_sorted(client: Client, programme: Programme, coordinator: Person) -> None:
    CohortFactory.create(programme=programme)
    page = client.get(reverse("all_venues"), {"sort": "-places"}).content.decode()

    assert (page.count('aria-sort="descending"'), page.count("aria-sort=")) == (1, 1)


def test_page_costs_the_same_however_many(
    client: Client, programme: Programme, coordinator: Person, query_count
) -> None:
    counts = []
    for names in (["Oxford"], ["Reading", "Bath"], [f"Venue {number}" for number in range(5)]):
        for name in names:
            full_cohort(programme, name)
        counts.append(query_count(client, reverse("all_venues")))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 12


def test_page_names_a_survey_after_a_workshop_in_few_letters(
    client: Client, programme: Programme, coordinator: Person
) -> None:
    cohort = full_cohort(programme)
    wave = WaveFactory.create(programme=programme, slug="after-1", anchor="workshop_held", workshop_number=1)
    InvitationFactory.create(place=cohort.places_taken.first(), wave=wave, opens_at=NOW - timedelta(days=1))
    client.force_login(coordinator)

    page = client.get(reverse("all_venues")).content.decode()

    assert page.count(">After 1: 0 of 1<") == 2


def test_page_without_a_cohort_says_what_to_do(client: Client, coordinator: Person) -> None:
    assert "No cohort here yet" in client.get(reverse("all_venues")).content.decode()


def test_file_holds_the_same_numbers(client: Client, programme: Programme, coordinator: Person) -> None:
    full_cohort(programme)
    response = client.get(reverse("all_venues_csv"))
    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    wanted = {
        "Cohort": "Oxford",
        "Applied (lay partner)": "5",
        "Provisional (professional partner)": "1",
        "Offers open": "1",
        "Workshop 1: came": "1",
        "Workshop 2: came": "",
        "Projects: Testing": "1",
        "Baseline: answered": "1",
        "Messages in trouble": "1",
    }

    assert {name: row[name] for name in wanted} == wanted
    assert 'filename="all-venues-2027-03-01.csv"' in response["Content-Disposition"]


def test_charts_show_at_most_twelve_venues(programme: Programme) -> None:
    CohortFactory.create_batch(13, programme=programme)
    lines = lines_of([programme], now=NOW)
    (chart,) = charts_of(lines, total_of(lines))

    assert (len(chart.rows), chart.sentence) == (
        12,
        "0 of 260 places are taken. The chart shows the 12 venues with the lowest share.",
    )


def test_response_of_who_was_never_asked_does_not_count(programme: Programme) -> None:
    full_cohort(programme)
    Invitation.objects.filter(response=None).update(cancelled_at=NOW - timedelta(days=1))

    assert the_line(programme).answered == (1, 1)


def test_all_venues_total_says_thousands_with_a_comma() -> None:
    side = {"wanted": 1200, "applied": 10450, "eligible": 9870, "places": 1190}
    total = Total(
        lay=Side(Role.LAY, **side),
        professional=Side(Role.PROFESSIONAL, **side),
        offers_open=1010,
        offers_accepted=1020,
        pairs={"active": 1030},
        days=[(1, 2040, 2050)],
        projects={"idea": 1060},
        responses=[Response(1, "Baseline", asked=2070, answered=1080)],
        trouble=1090,
    )

    row = venue_total(total)

    assert re.findall(r"\d{4,}", row) == []
    assert re.findall(r"\d{1,2},\d{3}", row)[:4] == ["10,450", "9,870", "1,200", "10,450"]


def test_lines_say_that_a_cohort_can_be_finished_when_all_its_days_were_held(programme: Programme) -> None:
    cohort = full_cohort(programme)
    assert the_line(programme).step.words == "See the workshops"

    cohort.workshops.filter(number=2).update(state="cancelled")
    assert the_line(programme).step.words == "Finish the cohort"


def test_rows_escape_what_people_wrote(programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(name="<i>P</i>")
    cohort = full_cohort(programme, "<b>O</b> & {0}")
    cohort.venue.__class__.objects.filter(pk=cohort.venue_id).update(name="<u>V</u>")
    programme.waves.update(slug="own", title="<em>W</em>")
    programme.refresh_from_db()

    row = venue_rows([the_line(programme)], several=True)

    assert [tag for tag in ("<i>", "<b>", "<u>", "<em>") if tag in row] == []
    assert [row.count(text) > 0 for text in ("&lt;i&gt;P", "&lt;b&gt;O", "&amp; {0}", "&lt;u&gt;V", "&lt;em&gt;W")] == [
        True
    ] * 5


def test_pages_hold_whole_programmes_of_25_cohorts_together() -> None:
    def pages(*shown: int) -> list[list[int]]:
        made = []
        for number in shown:
            made.append(Programme())
            setattr(made[-1], "shown", number)  # noqa: B010 - the model does not know it
        return [[getattr(one, "shown") for one in page] for page in pages_of(made)]  # noqa: B009

    assert pages() == []
    assert pages(6, 19) == [[6, 19]]
    assert pages(6, 20, 5, 0, 1) == [[6], [20, 5, 0], [1]]
    assert pages(40, 3) == [[40], [3]]


def test_page_of_many_cohorts_shows_some_programmes_and_the_file_all(
    client: Client, programme: Programme, coordinator: Person
) -> None:
    newer = ProgrammeFactory.create(name="Leading Together 2028", year=2028)
    TeamMembershipFactory.create(programme=newer, person=coordinator)
    CohortFactory.create_batch(20, programme=programme)
    CohortFactory.create_batch(6, programme=newer)
    CohortFactory.create(programme=newer, state=Cohort.State.CANCELLED)

    first, second = (client.get(reverse("all_venues"), {"page": number, "sort": "-name"}) for number in (1, 2))
    rows = list(csv.reader(io.StringIO(client.get(reverse("all_venues_csv")).content.decode("utf-8-sig"))))

    assert [{line.cohort.programme for line in page.context["lines"]} for page in (first, second)] == [
        {newer},
        {programme},
    ]
    assert [page.context["total"].lay.wanted for page in (first, second)] == [60, 200]
    assert "This page shows Leading Together 2028." in first.content.decode()
    assert "26 cohorts" in first.content.decode()
    assert 'href="?page=2&amp;sort=name"' in second.content.decode()
    assert len(rows) == 1 + 26


def test_page_of_few_cohorts_is_one(client: Client, programme: Programme, coordinator: Person) -> None:
    CohortFactory.create_batch(6, programme=programme)

    page = client.get(reverse("all_venues")).content.decode()

    assert ("This page shows" in page, "govuk-pagination" in page) == (False, False)
