"""What is printed: register and agenda, in ordinary and large print, as a page and as PDF."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from cohorts.models import Place
from common import pdf
from people.models import Person
from tests.factories import ConsentFactory, NeedFactory
from workshops.models import RegisterEntry, Session, Workshop

SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def today(travel: Callable[[str], datetime]) -> None:
    """It is 1 March 2027; the workshop is on 31 March."""
    travel("2027-03-01T09:00")


def test_register_paper_has_needs_that_are_shared_and_apologies(
    workshop: Workshop, lay: Place, professional: Place, facilitator: Person, signed_in: SignIn
) -> None:
    Workshop.objects.update(lay_facilitator=facilitator)
    NeedFactory.create(person=lay.person, slug="hearing-loop", note="A private note")
    NeedFactory.create(person=professional.person, slug="quiet-room")
    ConsentFactory.create(person=lay.person, purpose="sharing_needs")
    RegisterEntry.objects.create(workshop=workshop, place=professional, mark="apologies", note="A wedding")

    response = signed_in(facilitator).get(f"/staff/workshops/{workshop.ref}/register/paper/?size=24")

    text = response.content.decode()
    for shown in ("Mair Evans", "Hearing loop", "apologies", "paper--24"):
        assert shown in text
    for hidden in ("A private note", "Quiet room", "A wedding"):
        assert hidden not in text


def test_register_pdf_comes_in_ordinary_and_large_print(
    workshop: Workshop, lay: Place, facilitator: Person, signed_in: SignIn
) -> None:
    client, path = signed_in(facilitator), f"/staff/workshops/{workshop.ref}/register/paper.pdf"

    ordinary, large = client.get(path), client.get(f"{path}?size=28")

    assert (ordinary["Content-Type"], ordinary.content[:5]) == ("application/pdf", b"%PDF-")
    assert len(large.content) > len(ordinary.content)


def test_my_agenda_comes_in_the_print_that_the_person_needs(workshop: Workshop, lay: Place, signed_in: SignIn) -> None:
    Session.objects.create(workshop=workshop, starts=workshop.starts, title="Welcome", note="For facilitators")
    client, path = signed_in(lay.person), f"/my/dates/{workshop.ref}/agenda/"
    ordinary = client.get(path).content.decode()
    NeedFactory.create(person=lay.person, slug="print-28")

    large = client.get(path).content.decode()

    assert ("paper--12" in ordinary, "paper--28" in large) == (True, True)
    assert ("Welcome" in large, "For facilitators" in large) == (True, False)
    assert "paper--18" in client.get(f"{path}?size=18").content.decode()
    assert "paper--28" in client.get(f"{path}?size=nonsense").content.decode()


def test_agenda_pdf_without_the_libraries_goes_back_and_says_what_to_install(
    workshop: Workshop, facilitator: Person, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise pdf.NoPdfHere

    monkeypatch.setattr(pdf, "_weasyprint", missing)

    response = signed_in(facilitator).get(f"/staff/workshops/{workshop.ref}/agenda/paper.pdf", follow=True)

    assert response.redirect_chain == [(f"/staff/workshops/{workshop.ref}/agenda/paper/", 302)]
