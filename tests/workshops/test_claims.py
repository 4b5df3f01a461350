"""Claims of travel and costs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import Person
from tests.factories import PlaceFactory, ProgrammeFactory, SupporterFactory, coordinator_of
from workshops.actions.claims import Cost, send_claim, settle_claim
from workshops.models import Claim, ClaimLine, Workshop

NOW = datetime(2027, 3, 31, 17, 0, tzinfo=UTC)
FARE = Cost("fare", Decimal("12.40"), "Bus")


def sent(workshop: Workshop, place: Place, *costs: Cost, now: datetime = NOW, declined: bool = False) -> Claim:
    """Send a claim of these costs."""
    return send_claim(
        workshop=workshop, place=place, costs=costs or [FARE], payment_declined=declined, by=place.person, now=now
    )


def test_send_claim_twice_replaces_what_nobody_has_looked_at(workshop: Workshop, lay: Place) -> None:
    sent(workshop, lay)

    claim = sent(workshop, lay, Cost("parking", Decimal(4), ""), FARE)

    assert Claim.objects.count() == 1
    assert (claim.state, claim.total) == ("sent", Decimal("16.40"))


def test_send_claim_waits_for_the_day(workshop: Workshop, lay: Place) -> None:
    with pytest.raises(NotAllowedError, match="from the day of the workshop"):
        sent(workshop, lay, now=NOW - timedelta(days=1))


def test_send_claim_counts_fares_of_a_cancelled_day_at_once(workshop: Workshop, lay: Place) -> None:
    workshop.state = Workshop.State.CANCELLED

    assert sent(workshop, lay, now=NOW - timedelta(days=9)).total == Decimal("12.40")


def test_settle_claim_approves_once_and_then_it_stays(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    claim = sent(workshop, lay)
    for _twice in range(2):
        settled = settle_claim(claim=claim, approve=True, note="", by=coordinator, now=NOW)

    assert (settled.state, settled.approved_by, settled.approved_at) == ("approved", coordinator, NOW)
    with pytest.raises(NotAllowedError, match="approved already"):
        sent(workshop, lay)
    with pytest.raises(NotAllowedError, match="settled this claim already"):
        settle_claim(claim=claim, approve=False, note="No", by=coordinator, now=NOW)


def test_settle_claim_tells_the_person_once(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    claim = sent(workshop, lay)

    for _click in range(2):
        settle_claim(claim=claim, approve=True, note="", by=coordinator, now=NOW)

    message = Message.objects.get(purpose="claim-settled")
    words = purpose_of("claim-settled").context(message)
    assert (message.person, words["total"], words["answer"]) == (lay.person, "£12.40", "We have approved it.")


def test_answer_to_a_claim_is_not_due_once_it_is_sent_again(
    workshop: Workshop, lay: Place, coordinator: Person
) -> None:
    settle_claim(claim=sent(workshop, lay), approve=False, note="No receipt", by=coordinator, now=NOW)
    message = Message.objects.get(purpose="claim-settled")

    sent(workshop, lay, now=NOW + timedelta(hours=1))

    assert purpose_of("claim-settled").still_due(message, NOW).due is False


def test_a_refused_claim_can_be_sent_again(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    settle_claim(claim=sent(workshop, lay), approve=False, note="Which bus?", by=coordinator, now=NOW)

    again = sent(workshop, lay)

    assert (again.state, again.note, again.approved_by) == ("sent", "", None)


def test_settle_claim_is_not_for_ones_own(workshop: Workshop, lay: Place) -> None:
    with pytest.raises(NotAllowedError, match="their own claim"):
        settle_claim(claim=sent(workshop, lay), approve=True, note="", by=lay.person, now=NOW)


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-1)])
def test_the_database_refuses_an_amount_that_is_not_positive(workshop: Workshop, lay: Place, amount: Decimal) -> None:
    claim = sent(workshop, lay)

    with pytest.raises(IntegrityError, match="claim_amount_positive"), transaction.atomic():
        ClaimLine.objects.create(claim=claim, kind="fare", amount=amount)


def test_my_claim_page_sends_costs_and_the_payment(
    workshop: Workshop, lay: Place, signed_in: Callable[[Person], Client], travel: Any
) -> None:
    travel("2027-03-31T17:00")
    programme = workshop.cohort.programme
    programme.involvement_payment = Decimal(75)
    programme.save()
    client, page = signed_in(lay.person), f"/my/dates/{workshop.ref}/claim/"

    refused = client.post(page, {"amount_fare": "12.40"})
    assert refused.context["form"].errors["payment"] == ["Choose whether you want the payment."]
    assert 'value="12.40"' in refused.content.decode()
    client.post(page, {"amount_fare": "12.40", "note_fare": "Bus", "payment": "claim"})

    claim = Claim.objects.get()
    assert [(line.kind, line.amount, line.note) for line in claim.lines.all()] == [
        ("fare", Decimal("12.40"), "Bus"),
        ("payment", Decimal(75), ""),
    ]
    assert "Your claim is sent" in client.get(page).content.decode()


def test_my_claim_page_lets_the_payment_be_declined(
    workshop: Workshop, lay: Place, signed_in: Callable[[Person], Client], travel: Any
) -> None:
    travel("2027-03-31T17:00")
    type(workshop.cohort.programme).objects.update(involvement_payment=Decimal(75))

    signed_in(lay.person).post(f"/my/dates/{workshop.ref}/claim/", {"payment": "decline"})

    claim = Claim.objects.get()
    assert (claim.payment_declined, claim.lines.count()) == (True, 0)


def test_supporter_cannot_say_no_to_the_payment(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: Callable[[Person], Client], travel: Any
) -> None:
    travel("2027-03-31T17:00")
    type(workshop.cohort.programme).objects.update(involvement_payment=Decimal(75))
    helper = SupporterFactory.create(person=lay.person)
    client, page = signed_in(helper.supporter), f"/my/dates/{workshop.ref}/claim/"
    client.post(reverse("people:start_helping", args=[lay.person.ref]))

    shown = client.get(page).content.decode()
    refused = client.post(page, {"amount_fare": "12.40", "payment": "decline"})
    nothing = client.post(page, {"payment": "later"})
    client.post(page, {"amount_fare": "12.40", "payment": "later"})
    claim = Claim.objects.get()
    asked = signed_in(coordinator).get(reverse("workshops:claim", args=[claim.ref])).content.decode()
    signed_in(lay.person).post(page, {"amount_fare": "12.40", "payment": "decline"})
    client.post(page, {"amount_fare": "14"})

    assert ["No, I do not want it" in shown, "Only Mair can say no to it" in shown] == [False, True]
    assert [bool(answer.context["form"].errors) for answer in (refused, nothing)] == [True, True]
    assert "Has not said whether they want the involvement payment." in asked
    assert (claim.payment_declined, Claim.objects.get().payment_declined) == (False, True)


def test_my_claim_page_wants_at_least_one_cost(
    workshop: Workshop, lay: Place, signed_in: Callable[[Person], Client], travel: Any
) -> None:
    travel("2027-03-31T17:00")

    response = signed_in(lay.person).post(f"/my/dates/{workshop.ref}/claim/", {})

    assert response.context["form"].non_field_errors() == ["Enter at least one cost."]


def test_my_claim_page_is_for_lay_partners(
    workshop: Workshop, professional: Place, signed_in: Callable[[Person], Client]
) -> None:
    assert signed_in(professional.person).get(f"/my/dates/{workshop.ref}/claim/").status_code == 404


def test_claims_pages_show_and_settle_what_waits(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: Callable[[Person], Client]
) -> None:
    claim, client = sent(workshop, lay), signed_in(coordinator)
    page = f"/staff/workshops/claims/{claim.ref}/"
    assert "Mair Evans" in client.get("/staff/workshops/claims/").content.decode()

    refused = client.post(page, {"decision": "refuse"})
    assert refused.context["form"].errors["note"] == ["Say why the claim is refused: the person reads it."]
    client.post(page, {"decision": "approve"})

    claim.refresh_from_db()
    assert claim.state == "approved"


def test_claims_of_another_programme_are_not_found(
    workshop: Workshop, lay: Place, signed_in: Callable[[Person], Client]
) -> None:
    stranger = signed_in(coordinator_of(ProgrammeFactory.create()))

    assert stranger.get(f"/staff/workshops/claims/{sent(workshop, lay).ref}/").status_code == 404
    assert list(stranger.get("/staff/workshops/claims/").context["page"]) == []


def test_staff_write_down_a_claim_that_came_by_phone(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: Callable[[Person], Client], travel: Any
) -> None:
    travel("2027-03-31T17:00")
    type(workshop.cohort.programme).objects.update(involvement_payment=Decimal(75))
    client, page = signed_in(coordinator), reverse("workshops:claim_key", args=[workshop.ref, lay.ref])
    listed = client.get(reverse("workshops:claims_of", args=[workshop.ref])).content.decode()

    client.post(page, {"amount_fare": "12.40", "payment": "decline"})

    claim = Claim.objects.get()
    assert page in listed
    assert (claim.place, claim.sent_by, claim.payment_declined) == (lay, coordinator, True)
    assert f"written by {coordinator} for them" in client.get(reverse("workshops:claims")).content.decode()
    settle_claim(claim=claim, approve=True, note="", by=coordinator, now=NOW)
    assert "approved already" in client.get(page).content.decode()


def test_claims_of_a_workshop_asks_the_same_for_one_and_for_three(
    workshop: Workshop, lay: Place, signed_in: Callable[[Person], Client], django_assert_max_num_queries: Any
) -> None:
    client, page = (
        signed_in(coordinator_of(workshop.cohort.programme)),
        reverse("workshops:claims_of", args=[workshop.ref]),
    )
    sent(workshop, lay)
    with django_assert_max_num_queries(12) as one:
        client.get(page)
    for _more in range(2):
        sent(workshop, PlaceFactory.create(cohort=workshop.cohort, programme=workshop.cohort.programme))
    with django_assert_max_num_queries(12) as three:
        client.get(page)

    assert len(one) == len(three)
