"""Setting up a programme: what is left to do, until nothing is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Organisation, Programme, TeamMembership
from cohorts.recruitment.models import Quota
from leadingtogether.set_up import cohort_lines, steps_of
from tests.factories import (
    TODAY,
    CohortFactory,
    ProgrammeFactory,
    TeamMembershipFactory,
    WorkshopFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
ROLE = TeamMembership.Role


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create(workshops=1)


def test_steps_name_what_is_missing(programme: Programme) -> None:
    assert [(step.done, step.words) for step in steps_of(programme)] == [
        (
            False,
            (
                "Still to write: the terms of the payment, where to get advice about benefits. "
                "People read it before they accept."
            ),
        ),
        (False, "Name the data controller."),
        (
            False,
            (
                "Still to find: two facilitators, a lay and a professional one, a safeguarding lead, "
                "a deputy safeguarding lead."
            ),
        ),
    ]


def test_steps_are_done_when_all_is_there(programme: Programme) -> None:
    programme.payment_terms, programme.benefits_advice = "Paid at once", "Citizens Advice"
    Organisation.objects.create(programme=programme, name="The Trust", part="controller")
    for role in (ROLE.FACILITATOR, ROLE.FACILITATOR, ROLE.SAFEGUARDING_LEAD, ROLE.SAFEGUARDING_DEPUTY):
        TeamMembershipFactory.create(programme=programme, role=role)

    assert [step.done for step in steps_of(programme)] == [True, True, True]


def test_cohort_goes_from_dates_to_open(programme: Programme) -> None:
    cohort = CohortFactory.create(
        programme=programme, state=Cohort.State.PLANNING, recruitment_opens=None, recruitment_closes=None
    )
    quota = Quota.objects.create(
        cohort=cohort, category="carer", value="yes", minimum=1, evidence="1", proportionality="1"
    )

    def next_words() -> str:
        step = cohort_lines(programme, on=TODAY)[0].next
        return step.words if step else ""

    found = [next_words()]
    Cohort.objects.update(recruitment_opens=TODAY, recruitment_closes=TODAY + timedelta(days=9))
    found.append(next_words())
    WorkshopFactory.create(cohort=cohort, number=1)
    found.append(next_words())
    quota.delete()
    found.append(next_words())
    Cohort.objects.update(state=Cohort.State.RECRUITING)
    found.append(next_words())

    assert found == ["Set the recruitment dates", "Plan the workshops", "Approve 1 quota", "Open recruitment", ""]


def test_page_shows_the_public_link(client: Client, programme: Programme, settings, travel) -> None:
    travel("2027-03-01T09:00")
    settings.BASE_URL = "https://lt.example"
    CohortFactory.create(programme=programme)
    client.force_login(coordinator_of(programme))
    page = client.get(reverse("set_up", args=[programme.ref])).content.decode()

    assert f'value="https://lt.example/apply/{programme.ref}/"' in page
    assert "Copy it for posters, emails and partners." in page


def test_page_costs_the_same_for_one_and_three(client: Client, programme: Programme, query_count) -> None:
    client.force_login(coordinator_of(programme))
    counts = []
    for more in (1, 2):
        CohortFactory.create_batch(more, programme=programme)
        counts.append(query_count(client, reverse("set_up", args=[programme.ref])))

    assert counts[0] == counts[1] <= 12
