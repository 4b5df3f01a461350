"""Pages of applicants, draws, offers and the employer's release."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import TeamMembership
from cohorts.recruitment import applicant_list
from cohorts.recruitment.models import Application, EmployerRelease, Offer, Quota
from cohorts.recruitment.release_links import token_of
from messaging.models import Message
from people.actions.needs import record_need
from people.models import Consent, Person
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, REPLY_BY, World
from tests.factories import NOW, ApplicationFactory, NeedFactory, PersonFactory, TeamMembershipFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]


@pytest.fixture(autouse=True)
def a_day_in_march(travel: Callable[[str], Any]) -> None:
    travel("2027-03-01T09:00")


@pytest.fixture
def staff(client: Client, world: World, sign_in: SignIn) -> Client:
    sign_in(client, world.coordinator)
    return client


def text_of(client: Client, name: str, *args: Any, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def shown(page: str, *words: str) -> list[bool]:
    return [word in page for word in words]


# --- the list ----------------------------------------------------------------------------------------------------


def test_applicants_shows_own_programmes_only(staff: Client, world: World) -> None:
    mine = world.applicant(person=PersonFactory.create(given_name="Ada", family_name="Khan"))
    ApplicationFactory.create(person=PersonFactory.create(given_name="Not", family_name="Ours"))
    world.applicant(state="draft", person=PersonFactory.create(given_name="Half", family_name="Done"))

    page = text_of(staff, "recruitment:applicants")

    assert shown(page, str(mine.person), "Not Ours", "Half Done", "1 application") == [True, False, False, True]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"role": PROFESSIONAL}, ["Pro"]),
        ({"state": "submitted"}, ["New"]),
        ({"source": "paper"}, ["Pro"]),
        ({"needs": "yes"}, ["New"]),
        ({"needs": "no"}, ["Ada", "Pro"]),
        ({"words": "the trust"}, ["Pro"]),
        ({"words": "trust pro"}, ["Pro"]),
        ({"words": "trust ada"}, []),
        ({"words": "ADA", "state": "eligible"}, ["Ada"]),
        ({"words": "ada", "state": "submitted"}, []),
        ({"duplicates": "on"}, ["Ada"]),
        ({"state": "nonsense"}, ["Ada", "New", "Pro"]),
    ],
)
def test_applicants_filters(staff: Client, world: World, query: dict[str, str], found: list[str]) -> None:
    world.applicant(possible_duplicate_of=PersonFactory.create(), person__given_name="Ada")
    world.applicant(PROFESSIONAL, source="paper", person__given_name="Pro")
    new = world.applicant(state="submitted", person__given_name="New")
    assert new.person is not None
    record_need(person=new.person, slug="step-free", by=new.person, now=NOW)

    page = staff.get(reverse("recruitment:applicants"), query).context["page"]

    assert sorted(row.name.split()[0] for row in page) == found


def test_applicants_of_a_cohort_sorts_by_miles(staff: Client, world: World) -> None:
    far, near = world.applicant(), world.applicant()
    far.choices.update(distance_km=32.2)
    query = {"cohort": world.cohort.ref, "sort": "distance"}

    response = staff.get(reverse("recruitment:applicants"), query)

    assert [row.ref for row in response.context["page"]] == [near.ref, far.ref]
    assert shown(response.content.decode(), "6 miles", "20 miles") == [True, True]


def test_applicants_counts_each_state_as_a_link(staff: Client, world: World) -> None:
    for state in ("submitted", "submitted", "eligible"):
        world.applicant(state=state)

    page = text_of(staff, "recruitment:applicants", role=LAY)

    assert shown(page, "Submitted 2", "Eligible 1", "?role=lay&amp;state=submitted") == [True, True, True]


def test_applicants_say_what_is_to_be_looked_at(staff: Client, world: World) -> None:
    world.applicant(
        PROFESSIONAL, person__given_name="<Ada>", possible_duplicate_of=PersonFactory.create(), source="phone"
    )
    world.applicant(person__given_name="Bo", to_ask=["needs.needs"], employer="Guy’s & Co")

    first, second = text_of(staff, "recruitment:applicants", sort="name").split('<tr class="govuk-table__row">')[2:]

    words = ("Possible duplicate", "Still to ask", "&lt;Ada&gt;", "<Ada>", "Phone, keyed by staff", "Guy’s &amp; Co")
    assert shown(first, *words) == [True, False, True, False, True, False]
    assert shown(second, *words) == [False, True, False, False, False, True]


def test_applicants_found_by_words_are_counted_in_all_states(staff: Client, world: World) -> None:
    for number in range(27):
        state = "submitted" if number < 26 else "eligible"
        world.applicant(state=state, person__family_name=f"Smith-{number:02}")
    world.applicant(person__family_name="Jones")
    query = {"words": "smith", "state": "submitted", "sort": "name"}

    page = staff.get(reverse("recruitment:applicants"), query | {"page": "2"})

    words = page.content.decode()
    assert [row.name.split()[-1] for row in page.context["page"]] == ["Smith-25"]
    assert shown(words, "26 applications", "<strong>Submitted 26</strong>", "Eligible 1") == [True] * 3
    assert shown(words, "?words=smith&amp;sort=name&amp;state=eligible", '"?words=smith&amp;sort=name"') == [True] * 2


def test_application_is_found_by_its_number(staff: Client, world: World) -> None:
    wanted, _other = world.applicant(ref="K7M49XQT"), world.applicant()

    page = staff.get(reverse("recruitment:applicants"), {"words": "k7m4-9xqt"}).context["page"]

    assert [row.ref for row in page] == [wanted.ref]


@pytest.fixture(params=[0, 4_000])
def a_service_of_any_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is read as in a large service, or as in a small one."""
    monkeypatch.setattr(applicant_list, "MANY", request.param)


@pytest.mark.usefixtures("a_service_of_any_size")
@pytest.mark.parametrize(
    ("query", "order"),
    [
        ({}, [2, 1, 0, 3]),
        ({"sort": "sent"}, [3, 0, 1, 2]),
        ({"state": "submitted"}, [1, 0, 3]),
        ({"sort": "name"}, [0, 2, 1, 3]),
        ({"sort": "-name"}, [3, 1, 2, 0]),
        ({"role": LAY, "sort": "name"}, [0, 2, 1, 3]),
        ({"state": "submitted", "sort": "name"}, [0, 1, 3]),
        ({"sort": "-state"}, [1, 0, 3, 2]),
        ({"needs": "yes"}, [2, 1]),
        ({"needs": "yes", "sort": "name"}, [2, 1]),
        ({"needs": "no"}, [0, 3]),
        ({"needs": "no", "sort": "name", "role": LAY}, [0, 3]),
    ],
)
def test_applicants_come_in_one_order_in_a_small_and_in_a_large_service(
    staff: Client, world: World, query: dict[str, str], order: list[int]
) -> None:
    mine = [
        world.applicant(state=state, submitted_at=NOW - timedelta(days=days), person__family_name=name)
        for state, days, name in (
            ("submitted", 2, "Ash"), ("submitted", 1, "Birch"), ("eligible", 0, "Ash"), ("submitted", 3, "Birch"),
        )
    ]  # fmt: skip
    for needing in mine[1:3]:
        NeedFactory.create(person=needing.person)
    ApplicationFactory.create(submitted_at=NOW + timedelta(days=1))

    response = staff.get(reverse("recruitment:applicants"), query)

    assert [row.ref for row in response.context["page"]] == [mine[number].ref for number in order]
    states = Counter(str(mine[number].get_state_display()) for number in order)
    # Beside each state stands how many are in it, whichever is asked for.
    if "state" not in query:
        assert {label: count for label, count, _url in response.context["states"]} == states


@pytest.mark.parametrize(("rows", "page", "shown"), [(25, "1", [0, 1, 2]), (2, "1", [0, 1]), (2, "2", [2])])
def test_application_that_is_nobodys_is_listed_last_by_name(
    staff: Client, world: World, monkeypatch: pytest.MonkeyPatch, *, rows: int, page: str, shown: list[int]
) -> None:
    monkeypatch.setattr(applicant_list, "MANY", 0)
    monkeypatch.setattr("common.paging.page_of.__kwdefaults__", {"size": rows, "count": None})
    mine = [world.applicant(person__family_name=name) for name in ("Ash", "Birch")]
    mine.append(ApplicationFactory.create(programme=world.cohort.programme, state="withdrawn", person=None, role=""))

    response = staff.get(reverse("recruitment:applicants"), {"sort": "name", "page": page})

    assert [row.ref for row in response.context["page"]] == [mine[number].ref for number in shown]


def test_applicants_pages_by_25(staff: Client, world: World) -> None:
    for _ in range(26):
        world.applicant()

    response = staff.get(reverse("recruitment:applicants"), {"page": "2"})

    assert len(response.context["page"]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_applicants_asks_the_same_number_of_queries(
    staff: Client, world: World, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        world.applicant()

    with django_assert_max_num_queries(12):
        text_of(staff, "recruitment:applicants", cohort=world.cohort.ref, sort="distance")


def test_applicants_have_no_names_for_a_reviewer(client: Client, world: World, sign_in: SignIn) -> None:
    """Whoever scores without names must not find them on another page."""
    application = world.applicant()
    reviewer = TeamMembershipFactory.create(programme=world.cohort.programme, role=TeamMembership.Role.REVIEWER)
    sign_in(client, reviewer.person)
    decide = reverse("recruitment:application_decide", args=[application.ref])

    pages = [reverse("recruitment:applicants"), reverse("recruitment:application", args=[application.ref])]

    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert client.post(decide, {"decision": "eligible"}).status_code == 404


def test_applicants_csv_defuses_formulas_and_leaves_characteristics_out(staff: Client, world: World) -> None:
    application = world.applicant(person=PersonFactory.create(given_name="=cmd()", family_name="Khan"))
    world.says(application, gender="woman")

    response = staff.get(reverse("recruitment:applicants_csv"), {"cohort": world.cohort.ref})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["Given name"], row["Miles"], row["Choices"]) for row in rows] == [("'=cmd()", "6.2", "Oxford")]
    assert b"woman" not in response.content


def test_applicants_decide_many_comes_back_to_the_same_list(staff: Client, world: World) -> None:
    one, other, drawn = (
        world.applicant(state="submitted"),
        world.applicant(state="submitted"),
        world.applicant(state="drawn"),
    )
    back = reverse("recruitment:applicants") + "?role=lay"
    data = {"chosen": [one.ref, other.ref, drawn.ref], "decision": "eligible", "reason": "", "back": back}

    response = staff.post(reverse("recruitment:applicants_decide"), data, follow=True)

    assert response.redirect_chain == [(back, 302)]
    assert shown(response.content.decode(), "2 applications are decided.", "1 was left as it was") == [True, True]
    again = staff.post(reverse("recruitment:applicants_decide"), data, follow=True).content.decode()
    assert shown(again, "3 were left as they were", "0 applications are decided.") == [True, False]
    assert sorted(Application.objects.values_list("state", flat=True)) == ["drawn", "eligible", "eligible"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"decision": "eligible"}, "Tick the applications first."),
        ({"chosen": "ref"}, "Choose what to do with the ticked applications."),
    ],
)
def test_applicants_decide_many_says_what_is_missing(
    staff: Client, world: World, data: dict[str, str], sentence: str
) -> None:
    application = world.applicant(state="submitted")
    data = {name: application.ref if value == "ref" else value for name, value in data.items()}

    page = staff.post(reverse("recruitment:applicants_decide"), data | {"back": "//evil.example"}, follow=True)

    assert shown(page.content.decode(), sentence) == [True]
    assert page.redirect_chain == [(reverse("recruitment:applicants"), 302)]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Say why, so that the person can be told."),
        ("x" * 251, "Shorten “Reason” to 250 characters or fewer. You have used 251."),
    ],
)
def test_applicants_decide_many_asks_for_a_reason_and_keeps_who_is_meant(
    staff: Client, world: World, reason: str, sentence: str
) -> None:
    ticked = [world.applicant(state="submitted"), world.applicant(state="submitted")]
    world.applicant(state="submitted")
    address = reverse("recruitment:applicants_decide")

    asked = staff.post(
        address, {"chosen": [one.ref for one in ticked], "decision": "not_eligible", "reason": reason, "back": "/"}
    )
    data = {name: asked.context[name] for name in ("refs", "decision", "back")}
    staff.post(address, data | {"which": "shown", "reason": "You live elsewhere."})

    assert shown(asked.content.decode(), "Mark 2 applications as not eligible?", sentence) == [True, True]
    assert f'name="reason" value="{reason}"' in asked.content.decode()
    assert sorted(Application.objects.values_list("state", flat=True)) == ["not_eligible", "not_eligible", "submitted"]


@pytest.mark.parametrize(("which", "count", "left"), [("page", 2, 1), ("every", 3, 1)])
def test_applicants_decide_all_shows_the_number_first(
    staff: Client, world: World, which: str, count: int, left: int
) -> None:
    here = [world.applicant(state="submitted"), world.applicant(state="submitted"), world.applicant(state="drawn")]
    elsewhere, other = world.applicant(state="submitted"), world.applicant(PROFESSIONAL, state="submitted")
    back = reverse("recruitment:applicants") + "?role=lay"
    refs = " ".join(one.ref for one in here)
    address = reverse("recruitment:applicants_decide")

    asked = staff.post(address, {"which": which, "refs": refs, "decision": "eligible", "back": back})
    nobody_yet = Application.objects.filter(state="eligible").count()
    late = world.applicant(state="submitted")
    data = {name: asked.context[name] for name in ("refs", "decision", "reason", "back")}
    done = staff.post(address, data | {"which": "shown"}, follow=True)

    assert (asked.context["count"], asked.context["left"], nobody_yet) == (count, left, 0)
    assert shown(asked.content.decode(), f"Mark {count} applications as eligible?") == [True]
    assert shown(done.content.decode(), f"{count} applications are decided.") == [True]
    assert done.redirect_chain == [(back, 302)]
    for one in (other, late, elsewhere):
        one.refresh_from_db()
    assert (other.state, late.state) == ("submitted", "submitted")
    assert (elsewhere.state == "eligible") is (which == "every")


def test_applicants_decide_all_warns_where_somebody_may_be_in_twice(staff: Client, world: World) -> None:
    again, first = world.applicant(state="submitted"), world.applicant(state="submitted")
    back = reverse("recruitment:applicants") + "?role=lay&page=2"
    data = {"which": "every", "decision": "eligible", "back": back}
    address, sentence = reverse("recruitment:applicants_decide"), "1 of them may have applied twice."

    before = staff.post(address, data).content.decode()
    again.possible_duplicate_of = first.person
    again.save()
    after = staff.post(address, data).content.decode()

    assert (sentence in before, sentence in after) == (False, True)
    assert f'{reverse("recruitment:applicants")}?role=lay&amp;duplicates=on"' in after


def test_applicants_decide_all_reaches_no_application_of_others(staff: Client, world: World) -> None:
    foreign = ApplicationFactory.create(state="submitted")

    staff.post(
        reverse("recruitment:applicants_decide"), {"which": "shown", "refs": foreign.ref, "decision": "eligible"}
    )

    foreign.refresh_from_db()
    assert foreign.state == "submitted"


# --- one application ---------------------------------------------------------------------------------------------


def test_application_shows_what_the_rules_say_and_never_equality(staff: Client, world: World) -> None:
    world.cohort.area_radius_km = 30
    world.cohort.save()
    application = world.applicant(PROFESSIONAL, state="submitted", motivation="To be heard", topics=["discharge"])
    world.says(application, gender="woman")

    page = text_of(staff, "recruitment:application", application.ref)

    assert (
        shown(
            page,
            "They can come to all dates.",
            "They live in the area: 6 miles from",
            "a manager whom we can ask for release",
            "To be heard",
            "Leaving hospital and coming home",
        )
        == [True] * 5
    )
    assert shown(page, "woman", "gender") == [False, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_application_asks_the_same_number_of_queries(
    staff: Client, world: World, rows: int, django_assert_max_num_queries: Any
) -> None:
    application = world.applicant(state="submitted")
    assert application.person is not None
    for slug in ("step-free", "hearing-loop", "vegan")[:rows]:
        record_need(person=application.person, slug=slug, by=application.person, now=NOW)

    with django_assert_max_num_queries(12):
        text_of(staff, "recruitment:application", application.ref)


def test_application_decide_asks_for_a_reason_and_keeps_the_choice(staff: Client, world: World) -> None:
    application = world.applicant(state="submitted")
    url = reverse("recruitment:application_decide", args=[application.ref])

    page = staff.post(url, {"decision": "not_eligible", "reason": " "}).content.decode()

    assert shown(page, "Say why, so that the person can be told.") == [True]
    assert Application.objects.get().state == "submitted"


def test_application_decide_and_take_back(staff: Client, world: World) -> None:
    application = world.applicant(state="submitted")
    url = reverse("recruitment:application_decide", args=[application.ref])

    staff.post(url, {"decision": "not_eligible", "reason": "You live too far away."})
    decided = Application.objects.get()
    staff.post(url, {"take_back": "1"})

    assert (decided.state, decided.decided_by) == ("not_eligible", world.coordinator)
    assert Application.objects.get().state == "submitted"
    assert list(Message.objects.values_list("purpose", flat=True)) == ["application-not-eligible"]


def test_application_of_others_is_not_found(staff: Client) -> None:
    other = ApplicationFactory.create()

    assert staff.get(reverse("recruitment:application", args=[other.ref])).status_code == 404


def test_application_duplicate_same_person_joins(staff: Client, world: World) -> None:
    known = PersonFactory.create(given_name="Ada", family_name="Khan")
    application = world.applicant(state="submitted", possible_duplicate_of=known)
    newcomer = application.person
    assert newcomer is not None
    before = text_of(staff, "recruitment:application", application.ref)

    staff.post(reverse("recruitment:application_duplicate", args=[application.ref]), {"answer": "same"})

    application.refresh_from_db()
    newcomer.refresh_from_db()
    assert shown(before, "Is this somebody we know?", "Ada Khan") == [True, True]
    assert (application.person, application.state, newcomer.merged_into) == (known, "submitted", known)


def test_application_duplicate_withdraws_a_second_application(staff: Client, world: World) -> None:
    first = world.applicant(state="submitted")
    second = world.applicant(state="submitted", possible_duplicate_of=first.person)

    staff.post(reverse("recruitment:application_duplicate", args=[second.ref]), {"answer": "same"})

    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state, second.person) == ("submitted", "withdrawn", first.person)


def test_application_duplicate_different_people_clears(staff: Client, world: World) -> None:
    application = world.applicant(state="submitted", possible_duplicate_of=PersonFactory.create())
    person = application.person

    staff.post(reverse("recruitment:application_duplicate", args=[application.ref]), {"answer": "different"})

    application.refresh_from_db()
    assert (application.possible_duplicate_of, application.person) == (None, person)


# --- quotas and draws --------------------------------------------------------------------------------------------


def date_of(name: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


def quota_data(world: World, **changes: str) -> dict[str, str]:
    return {
        "about": "disability:yes",
        "role": "",
        "minimum": "1",
        "maximum": "",
        "evidence": "The census",
        "proportionality": "One in five",
        "approved_by": str(world.coordinator.pk),
        **date_of("approved_on", 1, 3, 2027),
        **date_of("review_on", 1, 3, 2028),
    } | changes


def test_quotas_adds_and_removes(staff: Client, world: World) -> None:
    url = reverse("recruitment:quotas", args=[world.cohort.ref])
    staff.post(url, quota_data(world))
    quota = Quota.objects.get()
    page = staff.get(url).content.decode()

    staff.post(reverse("recruitment:quota_remove", args=[quota.pk]))

    assert (quota.category, quota.value, quota.minimum, quota.approved_by) == (
        "disability",
        "yes",
        1,
        world.coordinator,
    )
    assert shown(page, "Long-term condition or disability: Yes", "The census") == [True, True]
    assert Quota.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"maximum": "0"}, "“At most” must not be below “At least”."),
        ({"minimum": "0"}, "Say how many at least, or how many at most."),
        ({"minimum": "5"}, "The cohort has 4 places in all."),
        (date_of("review_on", 1, 3, 2027), "The review must be after the approval."),
        ({"evidence": ""}, "Enter an answer for “Evidence”."),
    ],
)
def test_quotas_says_what_to_do(staff: Client, world: World, changes: dict[str, str], sentence: str) -> None:
    page = staff.post(reverse("recruitment:quotas", args=[world.cohort.ref]), quota_data(world, **changes))

    assert shown(page.content.decode(), sentence) == [True]
    assert Quota.objects.count() == 0


def test_quotas_refuses_minimums_that_add_up_to_more_than_the_places(staff: Client, world: World) -> None:
    world.quota("disability", "no", 3)

    page = staff.post(reverse("recruitment:quotas", args=[world.cohort.ref]), quota_data(world, minimum="2")).content

    sentence = "at least 5 people are asked, but there are 4 places. Lower one of them."
    assert shown(page.decode(), sentence) == [True]
    assert Quota.objects.count() == 1


def test_quotas_refuses_the_same_twice(staff: Client, world: World) -> None:
    url = reverse("recruitment:quotas", args=[world.cohort.ref])
    staff.post(url, quota_data(world))

    page = staff.post(url, quota_data(world)).content.decode()

    assert shown(page, "There is a quota for this already.") == [True]


# --- offers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered(full_pool: Callable[[], World]) -> World:
    """Four offers are open."""
    world = full_pool()
    world.draw()
    world.offers()
    return world


def offer_to(role: str) -> Offer:
    return Offer.objects.filter(role=role).select_related("application__person").order_by("pk")[0]


def person_of(offer: Offer) -> Person:
    assert offer.application.person is not None
    return offer.application.person


def test_offers_lists_answers_and_passes_a_free_place_on(staff: Client, offered: World) -> None:
    offer = offer_to(LAY)
    staff.post(
        reverse("recruitment:offer_answer", args=[offer.ref]),
        {"how": "phone", "answer": "decline", "reason": "No time"},
    )

    page = text_of(staff, "recruitment:offers", offered.cohort.ref)

    assert shown(page, "No time", "Fill the free places") == [True, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_offers_asks_the_same_number_of_queries(
    staff: Client, offered: World, rows: int, django_assert_max_num_queries: Any
) -> None:
    Offer.objects.exclude(pk__in=list(Offer.objects.values_list("pk", flat=True)[:rows])).delete()

    with django_assert_max_num_queries(12):
        text_of(staff, "recruitment:offers", offered.cohort.ref)


def test_offers_opens_no_sealed_pool(staff: Client, offered: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("common.fields.decrypt", opened.append)

    text_of(staff, "recruitment:offers", offered.cohort.ref)

    assert opened == []


def test_offers_made_twice_says_that_they_are_made(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.draw()
    address = reverse("recruitment:offers_make", args=[world.cohort.ref])
    reply = date_of("reply_by", REPLY_BY.day, REPLY_BY.month, REPLY_BY.year)

    pages = [staff.post(address, reply, follow=True).content.decode() for _turn in range(2)]

    assert shown(pages[1], "No offer was made now.", "0 offers are made") == [True, False]
    assert "offers are made." in pages[0]


def test_offer_answer_recorded_after_a_colleague_says_who_it_was(staff: Client, offered: World) -> None:
    offer = offer_to(LAY)
    url = reverse("recruitment:offer_answer", args=[offer.ref])
    staff.post(url, {"how": "phone", "answer": "accept"})

    page = staff.post(url, {"how": "phone", "answer": "decline", "reason": "Ill"}, follow=True).content.decode()

    assert shown(page, f"already: accepted, recorded by {offered.coordinator}.") == [True]


def test_offers_make_refuses_a_day_that_has_passed_and_keeps_it(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.draw()

    page = staff.post(reverse("recruitment:offers_make", args=[world.cohort.ref]), date_of("reply_by", 1, 2, 2027))

    assert shown(page.content.decode(), "Choose a last day to reply that is after today.", 'value="2027"') == [
        True,
        True,
    ]


def test_offers_does_not_ask_for_a_draw_that_was_made(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    before = text_of(staff, "recruitment:offers", world.cohort.ref)
    world.draw()

    after = text_of(staff, "recruitment:offers", world.cohort.ref)

    assert [("No offer has been made yet" in page, "First draw" in page) for page in (before, after)] == [
        (True, True),
        (True, False),
    ]


def test_offers_warns_while_no_workshop_has_a_date(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.draw()
    dateless = text_of(staff, "recruitment:offers", world.cohort.ref)
    WorkshopFactory.create(cohort=world.cohort, number=1, date=date(2027, 4, 6))

    planned = text_of(staff, "recruitment:offers", world.cohort.ref)

    assert ["Plan the workshops first" in page for page in (dateless, planned)] == [True, False]


def test_offers_passes_no_place_on_once_the_first_workshop_has_begun(staff: Client, offered: World) -> None:
    WorkshopFactory.create(cohort=offered.cohort, number=1, date=NOW.date() - timedelta(days=1))
    staff.post(reverse("recruitment:offer_answer", args=[offer_to(LAY).ref]), {"how": "phone", "answer": "decline"})
    made = Offer.objects.count()

    page = text_of(staff, "recruitment:offers", offered.cohort.ref)
    refused = staff.post(reverse("recruitment:fill", args=[offered.cohort.ref]), follow=True).content.decode()

    assert shown(page, "The first workshop has begun, so nobody new joins.", "Fill the free places") == [True, False]
    assert "The first workshop" in refused
    assert Offer.objects.count() == made


def test_offer_answer_shows_the_days_to_be_told_on_the_phone(staff: Client, offered: World) -> None:
    WorkshopFactory.create(cohort=offered.cohort, number=1, date=date(2027, 4, 6))
    WorkshopFactory.create(cohort=offered.cohort, number=2, date=date(2027, 5, 4), state="cancelled")

    page = text_of(staff, "recruitment:offer_answer", offer_to(LAY).ref)

    assert shown(page, "Tuesday 6 April 2027", "4 May 2027", offered.cohort.venue.name) == [True, False, True]


@pytest.mark.parametrize("how", ["phone", "paper"])
def test_offer_answer_is_kept_with_who_recorded_it_and_how(how: str, staff: Client, offered: World) -> None:
    offer = offer_to(LAY)
    data = {"how": how, "answer": "accept", "consents": ["evaluation"]}

    staff.post(reverse("recruitment:offer_answer", args=[offer.ref]), data)

    offer.refresh_from_db()
    assert (offer.state, offer.answered_by) == ("accepted", offered.coordinator)
    assert list(person_of(offer).consents.values_list("channel", flat=True)) == [how]


def test_offer_withdraw_and_again(staff: Client, offered: World, travel: Callable[[str], Any]) -> None:
    taken_back, lapsing = Offer.objects.filter(role=LAY)
    address = reverse("recruitment:offer_withdraw", args=[taken_back.ref])
    asked = staff.post(address).content.decode()
    taken_back.refresh_from_db()
    still = taken_back.state
    staff.post(address, {"sure": "on"})
    Offer.objects.filter(pk=lapsing.pk).update(state="lapsed", answered_at=NOW)
    Application.objects.filter(pk=lapsing.application_id).update(state="lapsed")

    staff.post(reverse("recruitment:offer_again", args=[lapsing.ref]))

    taken_back.refresh_from_db()
    assert ("their application counts as withdrawn" in asked, still, taken_back.state) == (True, "open", "withdrawn")
    assert Offer.objects.filter(application=lapsing.application, state="open").count() == 1


def test_offer_shows_everything_before_the_answer(client: Client, offered: World, sign_in: SignIn) -> None:
    programme = offered.cohort.programme
    programme.involvement_payment, programme.payment_terms, programme.benefits_advice = (
        75,
        "Paid in 30 days",
        "Citizens Advice",
    )
    programme.save()
    WorkshopFactory.create(cohort=offered.cohort, number=1)
    offer = offer_to(LAY)
    sign_in(client, person_of(offer))

    page = text_of(client, "recruitment:offer", offer.ref)

    words = (
        "Thursday 11 March 2027", "Wednesday 31 March 2027", offered.cohort.venue.name, "£75", "Paid in 30 days",
        "Citizens Advice", "After 18 months",
    )  # fmt: skip
    assert shown(page, *words) == [True] * 7
    assert page.index("Citizens Advice") < page.index("Yes, I take the place")


def test_offer_of_somebody_else_is_not_found(client: Client, offered: World, sign_in: SignIn) -> None:
    sign_in(client, person_of(offer_to(PROFESSIONAL)))

    assert client.get(reverse("recruitment:offer", args=[offer_to(LAY).ref])).status_code == 404


def test_offer_accepted_in_two_tabs_gives_one_place(client: Client, offered: World, sign_in: SignIn) -> None:
    offer = offer_to(LAY)
    sign_in(client, person_of(offer))
    url = reverse("recruitment:offer", args=[offer.ref])

    first = client.post(url, {"answer": "accept", "consents": ["follow_up"]})
    second = client.post(url, {"answer": "accept"}, follow=True)

    assert (first.status_code, second.status_code) == (302, 200)
    assert shown(second.content.decode(), "You have a place") == [True]
    assert person_of(offer).places.count() == 1
    assert list(Consent.objects.filter(person=person_of(offer)).values_list("purpose", flat=True)) == ["follow_up"]


def test_offer_declined_after_accepting_is_refused(client: Client, offered: World, sign_in: SignIn) -> None:
    offer = offer_to(LAY)
    sign_in(client, person_of(offer))
    url = reverse("recruitment:offer", args=[offer.ref])
    client.post(url, {"answer": "accept"})

    page = client.post(url, {"answer": "decline"}, follow=True).content.decode()

    assert shown(page, "This offer is closed: accepted.", "You have a place") == [True, True]


@pytest.mark.parametrize(
    ("easy", "said"), [(False, "If you did not mean to say no, phone us soon on"), (True, "Was it a mistake?")]
)
def test_offer_declined_says_what_to_do_about_a_slip(
    client: Client, offered: World, sign_in: SignIn, easy: bool, said: str
) -> None:
    offer = offer_to(LAY)
    Person.objects.filter(pk=person_of(offer).pk).update(easy_read=easy)
    sign_in(client, person_of(offer))

    page = client.post(reverse("recruitment:offer", args=[offer.ref]), {"answer": "decline"}, follow=True)

    words = page.content.decode().split("<main")[1].split("</main>")[0]
    assert shown(words, said, "0300 000 0000") == [True, True]


def test_offer_without_an_answer_keeps_what_was_typed(client: Client, offered: World, sign_in: SignIn) -> None:
    offer = offer_to(LAY)
    sign_in(client, person_of(offer))

    page = client.post(reverse("recruitment:offer", args=[offer.ref]), {"reason": "A long story"}).content.decode()

    assert shown(page, "Choose an answer for “Do you take the place?”.", "A long story") == [True, True]


def test_offer_after_its_last_day_says_so(
    client: Client, offered: World, sign_in: SignIn, travel: Callable[[str], Any]
) -> None:
    offer = offer_to(LAY)
    travel("2027-03-12T00:30")
    sign_in(client, person_of(offer))
    url = reverse("recruitment:offer", args=[offer.ref])

    page = client.get(url).content.decode()
    client.post(url, {"answer": "accept"})

    offer.refresh_from_db()
    assert shown(page, "The time to answer has passed", "The last day to answer was Thursday 11 March 2027") == [
        True,
        True,
    ]
    assert offer.state == "open"


# --- the employer --------------------------------------------------------------------------------------------------


@pytest.fixture
def release(client: Client, offered: World, sign_in: SignIn) -> EmployerRelease:
    """A manager has been asked."""
    offer = offer_to(PROFESSIONAL)
    professional = Client()
    sign_in(professional, person_of(offer))
    professional.post(reverse("recruitment:offer", args=[offer.ref]), {"answer": "accept"})
    return EmployerRelease.objects.get()


def test_release_is_looked_at_without_signing_in_and_answered_by_one_post(
    client: Client, release: EmployerRelease
) -> None:
    url = reverse("recruitment:release", args=[token_of(release)])
    looks = [client.get(url).status_code for _ in range(5)] + [client.head(url).status_code]
    before = EmployerRelease.objects.get().state

    page = client.post(url, {"answer": "yes"}, follow=True).content.decode()

    release.refresh_from_db()
    release.place.refresh_from_db()
    assert (looks, before) == ([200] * 6, "asked")
    assert shown(page, "You have confirmed") == [True]
    assert (release.state, release.answered_by, release.place.provisional) == ("confirmed", release.manager, False)


def test_release_refused_may_still_be_confirmed(client: Client, release: EmployerRelease) -> None:
    url = reverse("recruitment:release", args=[token_of(release)])

    client.post(url, {"answer": "no", "reason": "No cover"})
    refused = EmployerRelease.objects.get()
    client.post(url, {"answer": "yes"})

    assert (refused.state, refused.refusal_reason) == ("refused", "No cover")
    assert EmployerRelease.objects.get().state == "confirmed"


def test_release_with_a_wrong_link_is_not_found(client: Client, release: EmployerRelease) -> None:
    assert client.get(reverse("recruitment:release", args=["0" * 64])).status_code == 404


def test_release_recorded_by_staff(client: Client, offered: World, release: EmployerRelease, sign_in: SignIn) -> None:
    sign_in(client, offered.coordinator)

    client.post(reverse("recruitment:release_record", args=[release.pk]), {"answer": "yes"})

    release.refresh_from_db()
    assert (release.state, release.answered_by) == ("confirmed", offered.coordinator)


def test_release_after_withdrawing_says_there_is_nothing_to_confirm(client: Client, release: EmployerRelease) -> None:
    place = release.place
    place.state, place.withdrawn_at, place.withdrawn_by = "withdrawn", NOW + timedelta(days=1), place.person
    place.save()

    page = text_of(client, "recruitment:release", token_of(release))

    assert shown(page, "There is nothing to confirm any more") == [True]


@pytest.mark.parametrize("role", [TeamMembership.Role.FACILITATOR, TeamMembership.Role.EVALUATOR])
def test_pages_of_selecting_are_for_coordinators(client: Client, world: World, role: str, sign_in: SignIn) -> None:
    application = world.applicant()
    sign_in(client, TeamMembershipFactory.create(programme=world.cohort.programme, role=role).person)
    urls = [
        reverse("recruitment:applicants"),
        reverse("recruitment:applicants_csv"),
        reverse("recruitment:application", args=[application.ref]),
        reverse("recruitment:draws"),
        reverse("recruitment:draw_new", args=[world.cohort.ref]),
        reverse("recruitment:quotas", args=[world.cohort.ref]),
        reverse("recruitment:offers", args=[world.cohort.ref]),
    ]

    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
