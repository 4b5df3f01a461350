"""Putting a programme away that is over, and taking it out again."""

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.programmes import archive_programme, bring_programme_back
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Programme
from tests.factories import NOW, CohortFactory, ProgrammeFactory, TeamMembershipFactory, coordinator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create(name="Leading Together 2025")


def test_archive_programme_waits_for_the_last_cohort(programme: Programme) -> None:
    by, cohort = coordinator_of(programme), CohortFactory.create(programme=programme, name="Oxford", state="running")

    with pytest.raises(NotAllowedError, match="Finish or cancel these cohorts first: Oxford"):
        archive_programme(programme=programme, by=by, now=NOW)
    Cohort.objects.filter(pk=cohort.pk).update(state="finished")
    found = [archive_programme(programme=programme, by=by, now=NOW).archived_at for _twice in range(2)]

    assert found == [NOW, NOW]
    assert bring_programme_back(programme=programme, by=by, now=NOW).archived_at is None


def test_archive_page_says_what_it_means_and_brings_back(programme: Programme, client: Client) -> None:
    newer, by = ProgrammeFactory.create(name="Leading Together 2024"), coordinator_of(programme)
    TeamMembershipFactory.create(programme=newer, person=by)
    client.force_login(by)
    page = reverse("programme_archive", args=[programme.ref])

    shown = client.get(page).content.decode()
    done = client.post(page, follow=True).content.decode()
    listed = client.get(reverse("cohorts:programmes")).content.decode()
    closed = client.get(reverse("recruitment:apply", args=[programme.ref])).status_code
    client.post(page, {"back": "1"})

    assert "Nobody can apply any more" in shown
    assert "Leading Together 2025” is in the archive." in done
    assert listed.index(newer.ref) < listed.index(programme.ref)
    assert closed == 404
    programme.refresh_from_db()
    assert programme.archived_at is None
