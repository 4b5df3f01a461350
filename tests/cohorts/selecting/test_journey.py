"""From applications to a place that was declined and filled again, by the pages that a coordinator uses."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Place
from cohorts.recruitment.models import Application, Draw, Offer
from cohorts.tasks import run_jobs
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, REPLY_BY, World
from tests.factories import NOW, WorkshopFactory

pytestmark = pytest.mark.django_db
REPLY = {f"reply_by_{part}": str(getattr(REPLY_BY, part)) for part in ("day", "month", "year")}


def test_coordinator_recruits_draws_offers_and_fills_a_declined_place(client: Client, world: World) -> None:
    cohort = world.cohort
    WorkshopFactory.create(cohort=cohort, number=1, date=REPLY_BY.replace(month=5))
    world.quota("gender", "woman", 1, role=LAY)
    for number in range(4):
        one = world.applicant(LAY, state="submitted")
        world.says(one, gender="woman" if number < 2 else "man")
        world.applicant(PROFESSIONAL, state="submitted")
    client.force_login(world.coordinator)

    def page(name: str, *args: str) -> str:
        return client.get(reverse(f"recruitment:{name}", args=args), follow=True).content.decode()

    def post(name: str, *args: str, **data: object) -> None:
        response = client.post(reverse(f"recruitment:{name}", args=args), data)
        assert response.status_code == 302, response.content.decode()
        run_jobs(NOW)

    refs = list(Application.objects.values_list("ref", flat=True))
    post("applicants_decide", chosen=refs, decision="eligible", reason="", back="/staff/applicants/")
    post("outlook", cohort.ref)
    assert "Yes, it can be met" in page("outlook", cohort.ref)
    post("draw_new", cohort.ref, way="system", who="first", reserves_each="2")
    draw = Draw.objects.get()
    post("draw_confirm", draw.ref)
    post("offers_make", cohort.ref, **REPLY)
    woman = next(one for one in Offer.objects.filter(role=LAY) if "woman" in said_by(one.application))
    post("offer_answer", woman.ref, how="phone", answer="decline", reason="No time")
    for offer in Offer.objects.filter(state="open"):
        post("offer_answer", offer.ref, how="phone", answer="accept")

    assert "1 place is free" in page("fill", cohort.ref)
    post("fill", cohort.ref)
    assert "Drawn for the free places" in page("fill", cohort.ref)
    post("fill_offer", cohort.ref, **REPLY)
    post("offer_answer", Offer.objects.get(state="open").ref, how="phone", answer="accept")

    places = Place.objects.filter(cohort=cohort)
    assert Counter(places.values_list("role", flat=True)) == {LAY: 2, PROFESSIONAL: 2}
    seated = Application.objects.filter(state="accepted", role=LAY)
    assert any("woman" in said_by(one) for one in seated)
    assert not places.filter(person=woman.application.person).exists()
    assert page("fill", cohort.ref).count("no place is free") == 2


def said_by(application: Application) -> list[str]:
    """Return what an applicant said for selection."""
    return list(application.selection_answers.values_list("value", flat=True))
