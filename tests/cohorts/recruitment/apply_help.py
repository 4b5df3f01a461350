"""An applicant's way through the pages, for tests."""

from typing import Any

from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.recruitment.models import Application

WORDS: dict[str, dict[str, Any]] = {
    "role": {"role": "lay"},
    "name": {"given_name": "Mair", "family_name": "Rees", "known_as": ""},
    "contact": {"email": "mair@example.org", "mobile": "07700 900123", "phone": ""},
    "address": {"address": "1 Cowley Road\nOxford", "postcode": "ox4 1aa"},
    "methods": {"first": "phone", "second": "email", "third": "", "safe_times": "Mornings"},
    "job": {"job_title": "Nurse", "employer": "Oxford Health", "manager_name": "A. Hill", "manager_email": ""},
    "dates": {"all_dates": "yes", "note": ""},
    "travel": {"mode": "public", "miles": "20"},
    "meetings": {"times": ["weekday-morning", "online"]},
    "why": {"motivation": "To make discharge calmer."},
    "experience": {"experience": ""},
    "topics": {"topics": ["discharge"], "idea": ""},
    "partner": {"together": "no", "partner_name": "", "partner_ref": ""},
    "needs": {
        "environment": ["step-free"],
        "note": "A seat by the door",
        "supporter_comes": "no",
        "sharing": "on",
    },
    "selection": {"consent": "yes", "age": "65-74", "gender": "", "ethnic-group": "", "disability": "", "carer": "no"},
    "heard": {"heard": "other", "where": "On the bus"},
    "consents": {"evaluation": "yes", "follow_up": "no"},
}
PAGES = [page for page in WORDS if page != "job"]


def begin(client: Client, cohort: Cohort) -> Application:
    """Press "Start now" and return the draft."""
    client.post(reverse("recruitment:apply", args=[cohort.programme.ref]))
    return Application.objects.latest("pk")


def post(client: Client, cohort: Cohort, slug: str, **changed: Any) -> Any:
    """Fill in one page and press Continue."""
    return client.post(address(cohort, slug), WORDS.get(slug, {}) | changed)


def address(cohort: Cohort, slug: str) -> str:
    """Return the address of a page of the form."""
    return reverse("recruitment:step", args=[cohort.programme.ref, slug])


def check(cohort: Cohort) -> str:
    """Return the address of the last page."""
    return reverse("recruitment:check", args=[cohort.programme.ref])


def fill_in(client: Client, cohort: Cohort, **pages: dict[str, Any]) -> Application:
    """Begin and fill in every page; `pages` changes answers by page."""
    application = begin(client, cohort)
    for slug in PAGES:
        response = post(client, cohort, slug, **pages.get(slug, {}))
        assert response.status_code == 302, (slug, response.context["form"].errors)
    return application
