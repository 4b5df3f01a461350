"""Two people who apply together: tied where each names the other, or by staff. They are drawn both or neither."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Programme
from cohorts.recruitment.models import Application
from people.actions.audit import record
from people.models import Person

# Once somebody is drawn it is too late to say that they come as two.
OPEN = (Application.State.SUBMITTED, Application.State.ELIGIBLE)


@transaction.atomic
def join_partner(*, row: Application) -> None:
    """Tie two applications of which each names the other, by number or by name, however they came.

    A number alone is not enough: anybody may have read it. Nor is a name that two people have: then staff look.
    """
    if not row.with_partner or row.person is None or row.partner_application_id is not None:
        return
    # The programme's row keeps apart two who name the same third person at this moment.
    Programme.objects.locked().get(pk=row.programme_id)
    found = [other for other in _free(row) if names(row, other) and names(other, row)]
    by_number = [other for other in found if other.ref == row.partner_ref_given or other.partner_ref_given == row.ref]
    chosen = by_number or found
    if len(chosen) == 1:
        _tie(row, chosen[0])


def join_partners(*, rows: Iterable[Application]) -> None:
    """Tie those of many applications that name each other."""
    for row in rows:
        if row.with_partner:
            join_partner(row=Application.objects.select_related("person").get(pk=row.pk))


@transaction.atomic
def tie(*, application: Application, number: str, by: Person, now: datetime) -> Application:
    """Tie two applications because staff know that these people apply together; return the other one.

    Tying the same two again changes nothing.

    Raises:
        NotAllowedError: there is no such application, or it cannot be tied to this one; the sentence says why.
    """
    Programme.objects.locked().get(pk=application.programme_id)
    row = Application.objects.select_related("person").get(pk=application.pk)
    other = (
        Application.objects.submitted()
        .filter(programme=row.programme_id, ref=number)
        .exclude(pk=row.pk)
        .select_related("person")
        .first()
    )
    if other is None:
        raise NotAllowedError(_("There is no other application with this number in this programme. Check the number."))
    if row.partner_application_id == other.pk:
        return other
    _check(row, other)
    _tie(row, other)
    for one in (row, other):
        record(by=by, action="application.tie", about=one, now=now, fields=["partner_application"])
    return other


@transaction.atomic
def untie(*, application: Application, by: Person, now: datetime) -> None:
    """Let two who were to come together apply alone. Twice changes nothing.

    Raises:
        NotAllowedError: one of them is drawn already.
    """
    Programme.objects.locked().get(pk=application.programme_id)
    row = Application.objects.get(pk=application.pk)
    if row.partner_application_id is None:
        return
    both = list(Application.objects.filter(pk__in=[row.pk, row.partner_application_id]))
    if any(one.state not in (*OPEN, "not_eligible", "not_drawn", "withdrawn") for one in both):
        raise NotAllowedError(_("They have been drawn, so they stay together. One of them can withdraw."))
    for one in both:
        one.partner_application, one.with_partner = None, False
        one.save(update_fields=["partner_application", "with_partner"])
        record(by=by, action="application.untie", about=one, now=now, fields=["partner_application"])


def likely_partners(row: Application) -> list[Application]:
    """Return who this person may mean: free applicants of the other role whom they name, or who name them."""
    if row.person is None:
        return []
    return [other for other in _free(row) if names(row, other) or names(other, row)]


def names(one: Application, other: Application) -> bool:
    """Whether an application names the other one: by its number, or without a number by the person's name."""
    if one.partner_ref_given:
        return one.partner_ref_given == other.ref
    return other.person is not None and _plain(one.partner_name_given) in {
        _plain(other.person.full_name),
        _plain(f"{other.person.known_as or other.person.given_name} {other.person.family_name}"),
    }


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _free(row: Application) -> Iterable[Application]:
    others = Application.objects.submitted().filter(programme=row.programme_id, with_partner=True, state__in=OPEN)
    return others.exclude(role=row.role).filter(partner_application=None, partner_of=None).select_related("person")


def _check(row: Application, other: Application) -> None:
    if row.role == other.role:
        raise NotAllowedError(_("A pair is one lay partner and one professional. These two have the same role."))
    if row.partner_application_id is not None or other.partner_application_id is not None:
        raise NotAllowedError(_("One of them applies together with somebody else already. Untie those two first."))
    if row.state not in OPEN or other.state not in OPEN:
        raise NotAllowedError(_("Only applications that wait for the draw can be tied."))


def _tie(row: Application, other: Application) -> None:
    for one, partner in ((row, other), (other, row)):
        one.partner_application, one.with_partner = partner, True
        one.save(update_fields=["partner_application", "with_partner"])
