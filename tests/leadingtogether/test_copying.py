"""A programme copied to the next year: everything but its people, all at once, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from cohorts.actions.copying import COHORT_FIELDS, RULES
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Organisation, Programme, TeamMembership
from cohorts.recruitment.actions.outreach import COPIED as OF_A_PLAN
from cohorts.recruitment.models import Criterion, OutreachLink, OutreachPartner, Quota, ReviewRules
from common.bank_holidays import years_later
from evaluation.actions.questionnaires import COPIED, keep_waves_in_step, set_default_waves
from evaluation.models import Wave
from leadingtogether.actions.copying import copy_to_year
from messaging.actions.copying import WHICH
from messaging.models import Rule, Template
from people.models import AuditEvent, Person
from tests.factories import NOW, TODAY, CohortFactory, ProgrammeFactory, WorkshopFactory, coordinator_of
from tests.worlds import make_running_cohort
from workshops.models import Workshop

Travel = Callable[[str], object]
pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Programme:
    """A programme with everything that a copy takes along."""
    programme = ProgrammeFactory.create(
        name="Leading Together 2027",
        workshops=2,
        offer_days=7,
        involvement_payment=75,
        payment_terms="Paid within 14 days.",
        benefits_advice="Citizens Advice",
        supporter_places=2,
        agenda=[[{"starts": "09:30", "title": "Welcome"}], []],
    )
    Organisation.objects.create(programme=programme, name="The Trust", part=Organisation.Part.CONTROLLER)
    cohort = CohortFactory.create(
        programme=programme,
        name="Oxford",
        pairs_wanted=8,
        state=Cohort.State.RUNNING,
        area_radius_km=20,
        area_outward_codes=["OX1"],
        # Good Friday of 2028 is 14 April, 52 weeks after 16 April 2027.
        recruitment_opens=date(2027, 4, 16),
        recruitment_closes=date(2027, 4, 20),
    )
    CohortFactory.create(programme=programme, name="Given up", state=Cohort.State.CANCELLED)
    by = coordinator_of(programme)
    for number, day in ((1, date(2027, 6, 1)), (2, date(2027, 8, 30))):
        WorkshopFactory.create(cohort=cohort, number=number, date=day, title=f"Day {number}", lay_facilitator=by)
    Quota.objects.create(
        cohort=cohort,
        category="carer",
        value="yes",
        minimum=2,
        evidence="1 in 10",
        proportionality="small",
        approved_by=by,
        approved_on=TODAY,
        review_on=TODAY + timedelta(days=365),
    )
    set_default_waves(programme=programme, by=by, now=NOW)
    programme.waves.filter(slug="baseline").update(window_days=99)
    for version, body in ((1, "Old words"), (2, "Our words")):
        Template.objects.create(
            purpose="offer", channel="email", version=version, programme_ref=programme.ref, body=body,
            saved_at=NOW, saved_by=by,
        )  # fmt: skip
    Rule.objects.create(purpose="workshop-reminder", occurrence="2d", programme_ref=programme.ref, days=-3)
    partner = OutreachPartner.objects.create(programme=programme, name="Carers Oxfordshire", contact_name="Jo")
    OutreachLink.objects.create(
        partner=partner, cohort=cohort, group="Young carers", reaches=["carer:yes"], promised="A stall", visits=7,
        last_spoken_on=TODAY, next_step="Ring", next_step_on=TODAY, made_at=NOW,
    )  # fmt: skip
    Criterion.objects.create(programme=programme, position=1, title="Listens", guidance="To others")
    ReviewRules.objects.create(programme=programme, on=True, changed_at=NOW, changed_by=by)
    return programme


def copied(source: Programme, by: Person | None = None, **changes: object) -> Programme:
    given = {
        "source": source,
        "name": "Leading Together 2028",
        "year": 2028,
        "with_dates": False,
        "submission_id": uuid4(),
        "by": by or coordinator_of(source),
        "now": NOW,
    }
    return copy_to_year(**{**given, **changes}).programme


def test_copy_takes_rules_texts_surveys_and_cohorts_along(source: Programme) -> None:
    copy = copied(source)
    cohort = copy.cohorts.get()
    template = Template.objects.get(programme_ref=copy.ref)

    assert {name: getattr(copy, name) for name in RULES} == {name: getattr(source, name) for name in RULES}
    assert (copy.copied_from, copy.year, copy.archived_at) == (source, 2028, None)
    assert [(body.name, body.part) for body in copy.organisations.all()] == [("The Trust", "controller")]
    assert (cohort.name, cohort.pairs_wanted, cohort.state) == ("Oxford", 8, "planning")
    assert (cohort.area_radius_km, cohort.area_outward_codes) == (20, ["OX1"])
    assert [wave.window_days for wave in copy.waves.order_by("position")] == [99, 21, 42, 56]
    assert (template.body, template.version) == ("Our words", 1)
    assert list(Rule.objects.filter(programme_ref=copy.ref).values_list("occurrence", "days")) == [("2d", -3)]
    assert keep_waves_in_step(now=NOW) == 0


def test_copy_leaves_people_dates_and_approvals_behind(source: Programme) -> None:
    by = coordinator_of(source)
    copy = copied(source, by)
    quota = Quota.objects.get(cohort__programme=copy)

    assert list(copy.memberships.values_list("person", "role", "added_by")) == [(by.pk, "coordinator", by.pk)]
    assert (quota.evidence, quota.approved) == ("1 in 10", False)
    assert copy.cohorts.filter(recruitment_opens=None, recruitment_closes=None, workshops=None).count() == 1


def test_copy_takes_outreach_without_contacts_and_criteria_without_scoring(source: Programme) -> None:
    copy = copied(source)
    link = OutreachLink.objects.get(cohort__programme=copy)
    before = OutreachLink.objects.get(cohort__programme=source)

    assert (link.partner.programme, link.partner.name, link.partner.contact_name) == (copy, "Carers Oxfordshire", "")
    assert (link.group, link.reaches, link.cohort.name) == ("Young carers", ["carer:yes"], "Oxford")
    assert (link.promised, link.last_spoken_on, link.next_step, link.next_step_on) == ("", None, "", None)
    assert (link.visits, link.ref == before.ref) == (0, False)
    assert [(one.title, one.guidance) for one in copy.criteria.all()] == [("Listens", "To others")]
    assert ReviewRules.objects.filter(programme=copy).exists() is False


def test_copy_of_a_running_programme_takes_nobody_along() -> None:
    world = make_running_cohort()
    copy = copied(world.programme, world.people["coordinator"])
    rows = [
        relation.related_model.__name__
        for relation in Programme._meta.related_objects
        if relation.related_model._default_manager.filter(**{relation.field.name: copy}).exists()
    ]

    assert sorted(rows) == ["Cohort", "TeamMembership", "Wave"]
    assert [relation.name for relation in Cohort._meta.related_objects if has_rows(relation, copy.cohorts.get())] == []


def has_rows(relation, cohort: Cohort) -> bool:
    name = relation.field.name
    return bool(relation.related_model._default_manager.filter(**{name: cohort}).exists())


def test_copy_with_dates_keeps_weekdays_and_clears_bank_holidays(source: Programme) -> None:
    copy = copied(source, with_dates=True)
    cohort = copy.cohorts.get()
    days = list(Workshop.objects.filter(cohort=cohort).order_by("number"))

    # Good Friday moves a week on, and recruitment does not close before it opens.
    assert (cohort.recruitment_opens, cohort.recruitment_closes) == (date(2028, 4, 21), date(2028, 4, 25))
    # Monday 30 August 2027 is a bank holiday itself; 28 August 2028 is one too.
    assert [(day.date, day.title) for day in days] == [(date(2028, 5, 30), "Day 1"), (date(2028, 9, 4), "Day 2")]
    assert [(day.state, day.lay_facilitator, day.starts) for day in days] == [("planned", None, time(9, 30))] * 2
    assert list(days[0].sessions.values_list("title", flat=True)) == ["Welcome"]


def test_copy_with_dates_leaves_out_days_that_have_passed(source: Programme) -> None:
    copy = copied(source, with_dates=True, now=NOW + timedelta(days=500))

    assert Workshop.objects.filter(cohort__programme=copy).values_list("number").get() == (2,)
    assert copy.cohorts.get().recruitment_opens is None


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2027, 3, 9), date(2028, 3, 7)),
        # Good Friday, then a week on.
        (date(2027, 4, 16), date(2028, 4, 21)),
        # Christmas Day and New Year's Day are both Mondays.
        (date(2027, 12, 27), date(2029, 1, 8)),
    ],
)
def test_years_later_keeps_the_weekday(day: date, later: date) -> None:
    assert (years_later(day, years=1), later.weekday()) == (later, day.weekday())


def test_copy_posted_twice_is_one_copy(source: Programme) -> None:
    by, page = coordinator_of(source), uuid4()
    first, second = (copied(source, by, submission_id=page) for _twice in range(2))

    assert first == second
    assert (Programme.objects.count(), Quota.objects.count()) == (2, 2)
    assert AuditEvent.objects.about(first).values_list("action", "by").get() == ("programme.copy", by.pk)


def test_copy_refuses_a_name_that_is_taken_and_writes_nothing(source: Programme) -> None:
    copied(source)

    with pytest.raises(NotAllowedError, match="another name"):
        copied(source)
    assert (Programme.objects.count(), Template.objects.count()) == (2, 3)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_copy_at_once_from_two_pages_is_one_copy(source: Programme) -> None:
    by, together = coordinator_of(source), Barrier(2)

    def go(_number: int) -> str:
        together.wait(timeout=10)
        try:
            return copied(source, by).name
        except NotAllowedError as error:
            return str(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(go, range(2)))

    assert found == [
        "Leading Together 2028",
        "There is a programme with this name in that year. Give this one another name.",
    ]
    assert Programme.objects.count() == 2


def test_page_says_what_is_copied_and_copies_it(client: Client, source: Programme, travel: Travel) -> None:
    travel("2027-03-01T09:00")
    client.force_login(coordinator_of(source))
    url = reverse("programme_copy", args=[source.ref])
    page = client.get(url)
    words = page.content.decode()
    data = {"name": "Leading Together 2028", "year": "2028", "dates": "later", "submission_id": str(uuid4())}
    answers = [client.post(url, data) for _twice in range(2)]
    copy = Programme.objects.get(year=2028)

    assert page.context["form"].initial == {"year": 2028, "name": "Leading Together 2028"}
    wanted = ("1 quota with its evidence, to be approved again", "21 Apr 2028", "30 May 2028")
    assert [text for text in wanted if text not in words] == []
    assert [answer["Location"] for answer in answers] == [reverse("set_up", args=[copy.ref])] * 2
    assert Workshop.objects.filter(cohort__programme=copy).count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"year": "2027", "dates": "later", "name": "Other"}, "To move the dates, enter a year after 2027."),
        ({"name": ""}, "Enter an answer for “Name of the copy”."),
        ({"year": "2027", "name": "Leading Together 2027"}, "There is a programme with this name in that year."),
    ],
)
def test_page_keeps_what_was_typed_and_says_what_to_do(
    client: Client, source: Programme, changes: dict[str, str], sentence: str
) -> None:
    client.force_login(coordinator_of(source))
    data = {"name": "Kept as typed", "year": "2028", "dates": "none"} | changes
    page = client.post(reverse("programme_copy", args=[source.ref]), data).content.decode()

    assert (sentence in page, f'value="{data["name"]}"' in page or not data["name"]) == (True, True)
    assert Programme.objects.count() == 1


def test_team_of_a_copy_offers_those_of_the_year_before(client: Client, source: Programme) -> None:
    by = coordinator_of(source, given_name="Cora")
    copy = copied(source, by)
    before = TeamMembership.objects.get(programme=source, person__given_name__startswith="Given")
    client.force_login(by)
    url = reverse("cohorts:team", args=[copy.ref])
    offered = client.get(url).context["again"].fields["again"].queryset

    assert list(offered) == [before]
    client.post(reverse("cohorts:team_again", args=[copy.ref]), {"again": [before.pk]})
    assert copy.memberships.filter(person=before.person, role="coordinator", added_by=by).count() == 1
    assert client.get(url).context["again"] is None


OWN = {
    Programme: {"id", "ref", "name", "year", "copied_from", "submission_id", "created_at", "archived_at", "version"},
    Cohort: {"id", "ref", "programme", "venue", "state", "state_since", "version"}
    | {"recruitment_opens", "recruitment_closes"},
    Quota: {"id", "cohort", "approved_by", "approved_on", "review_on"},
    Criterion: {"id", "programme"},
    OutreachPartner: {"id", "programme", "contact_name", "contact_email", "contact_phone"},
    OutreachLink: {"id", "ref", "partner", "cohort", "promised", "last_spoken_on", "next_step", "next_step_on"}
    | {"visits", "made_at", "stopped_at", "version"},
    Wave: {"id", "programme", "questionnaire"},
    Template: {"id", "programme_ref", "version", "saved_at", "saved_by", "title", "body"},
    Rule: {"id", "programme_ref"},
}
TAKEN = {
    Programme: set(RULES),
    Cohort: set(COHORT_FIELDS),
    Quota: {"category", "value", "role", "minimum", "maximum", "evidence", "proportionality"},
    Criterion: {"position", "title", "guidance"},
    OutreachPartner: {"name", "group"},
    OutreachLink: set(OF_A_PLAN),
    Wave: set(COPIED),
    Template: set(WHICH),
    Rule: {"purpose", "occurrence", "days", "active"},
}


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_copy_decides_about_every_column(model) -> None:
    """A new column is taken along or stays behind: say which, here and in the action."""
    columns = {field.name for field in model._meta.concrete_fields}

    assert (columns - OWN[model] - TAKEN[model], TAKEN[model] & OWN[model]) == (set(), set())
