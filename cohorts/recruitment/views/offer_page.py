"""What the coordinator's page of offers shows, worked out in Python so that its template stays plain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.couples import both_or_neither, halves_of
from cohorts.recruitment.actions.reserves import Standing, drawn_and_waiting, free_of, standing_of
from cohorts.recruitment.forms.offers import ReplyByForm
from cohorts.recruitment.models import Application, EmployerRelease, Offer, Reserve
from cohorts.recruitment.querysets import ReleaseQuerySet
from cohorts.recruitment.templatetags.recruitment import offer_tag, release_tag, state_tag
from common.addresses import address_of, numbered
from common.dates import say_short_date
from common.prepared import prepared
from common.templatetags.lt import lt_email
from people.querysets import NAMED

OPEN, LAPSED = Offer.State.OPEN, Offer.State.LAPSED


@dataclass(frozen=True)
class Seats:
    """The seats of one role: how many are wanted and free, and how many drawn people wait for one."""

    role: str
    label: str
    wanted: int
    free: int
    waiting: int

    @property
    def taken(self) -> int:
        """Seats that somebody holds or has been offered."""
        return self.wanted - self.free


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer in words; of the addresses, those of what can be done with it. `together` is whom they applied with."""

    name: str
    url: str
    role: str
    together: str
    state: SafeString
    reason: str
    reply_by: str
    answered: str
    declined: bool
    answer_url: str = ""
    withdraw_url: str = ""
    again_url: str = ""
    place_url: str = ""


@dataclass(frozen=True, slots=True)
class ReserveRow:
    """A reserve in words; `together` is whom they applied with."""

    name: str
    url: str
    role: str
    together: str
    position: int
    state: SafeString


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """An employer's release in words; without an address where nothing is left to do."""

    name: str
    url: str
    manager: str
    email: str
    state: SafeString
    reason: str
    asked: str
    record_url: str


@prepared
def releases_of(cohort: Cohort) -> ReleaseQuerySet:
    """The releases of a cohort's professionals, with their names and those of whom we asked."""
    named = EmployerRelease.objects.of_cohort(cohort).select_related("place__person", "manager")
    own = ("manager_name", "state", "asked_at", "refusal_reason")
    manager = ("manager__email", "manager__contact_email")
    return named.only(*own, *(f"place__person__{name}" for name in NAMED), *manager).order_by("state", "asked_at")


def page_of(cohort: Cohort, form: ReplyByForm) -> dict[str, Any]:
    """Return the context of the page."""
    standing = standing_of(cohort=cohort, sealed=True)
    waiting = drawn_and_waiting(standing=standing)
    free = free_of(standing)
    seated = [offer.application for offer in standing.seated]
    begun, partners = cohort.has_begun(now=timezone.now()), _partners(standing)
    halves = {} if begun else halves_of([*waiting, *seated])
    return {
        "cohort": cohort,
        "offer_form": form,
        "waiting": waiting,
        "has_dates": not waiting or cohort.first_day() is not None,
        "seats": [_seats(cohort, role, free[role.value], waiting) for role in Role],
        "offers": _offers(standing.offers, partners, begun=begun),
        "releases": _releases(releases_of(cohort)),
        "reserves": _reserves(standing.reserves, partners),
        "begun": begun,
        "may_offer": not begun and bool(both_or_neither(waiting, free)),
        "halves": [(row, partner) for row in [*waiting, *seated] if (partner := halves.get(row.pk)) is not None],
        "may_fill": bool(standing.draws) and not begun and not waiting and any(count > 0 for count in free.values()),
    }


def _seats(cohort: Cohort, role: Role, free: int, waiting: Sequence[Application]) -> Seats:
    drawn = sum(application.role == role.value for application in waiting)
    return Seats(role.value, str(role.label), cohort.pairs_wanted, free, drawn)


def _partners(standing: Standing) -> dict[int, str]:
    """Return application → the name of whom they applied with, of those on the page."""
    rows = [*(one.application for one in standing.offers), *(one.application for one in standing.reserves)]
    names = {row.pk: _name(row) for row in rows}
    return {row.pk: names.get(row.partner_application_id or 0, "") for row in rows}


def _offers(offers: Iterable[Offer], partners: Mapping[int, str], *, begun: bool) -> list[OfferRow]:
    application, place = address_of("recruitment:application"), address_of("cohorts:place")
    answer, withdraw = address_of("recruitment:offer_answer"), address_of("recruitment:offer_withdraw")
    again = address_of("recruitment:offer_again")
    role, state = cache(_role), cache(offer_tag)
    rows = []
    for one in offers:
        still_open = one.state == OPEN
        lapsed = one.state == LAPSED and one.application.state == Application.State.LAPSED and not begun
        rows.append(
            OfferRow(
                name=_name(one.application),
                url=application(one.application.ref),
                role=role(one.role),
                together=partners[one.application_id],
                state=state(one.state),
                reason=one.decline_reason,
                reply_by=say_short_date(one.reply_by),
                answered=say_short_date(one.answered_at) if one.answered_at else "",
                declined=one.state == Offer.State.DECLINED,
                answer_url=answer(one.ref) if still_open else "",
                withdraw_url=withdraw(one.ref) if still_open else "",
                again_url=again(one.ref) if lapsed else "",
                place_url=place(one.place.ref) if one.place else "",
            )
        )
    return rows


def _reserves(reserves: Iterable[Reserve], partners: Mapping[int, str]) -> list[ReserveRow]:
    url, role, state = address_of("recruitment:application"), cache(_role), cache(state_tag)
    return [
        ReserveRow(
            name=_name(one.application),
            url=url(one.application.ref),
            role=role(one.role),
            together=partners[one.application_id],
            position=one.position,
            state=state(one.application.state),
        )
        for one in reserves
    ]


def _releases(releases: Iterable[EmployerRelease]) -> list[ReleaseRow]:
    person, record = address_of("person"), numbered("recruitment:release_record")
    state = cache(release_tag)
    return [
        ReleaseRow(
            name=one.place.person.full_name,
            url=person(one.place.person.ref),
            manager=one.manager_name,
            email=lt_email(one.manager.reachable_email) if one.manager else "",
            state=state(one.state),
            reason=one.refusal_reason,
            asked=say_short_date(one.asked_at),
            record_url="" if one.state == EmployerRelease.State.CONFIRMED else record(one.pk),
        )
        for one in releases
    ]


def _role(role: str) -> str:
    return str(Role(role).label)


def _name(application: Application) -> str:
    return application.person.full_name if application.person else ""
