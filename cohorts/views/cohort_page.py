"""What the page of one cohort shows, worked out in Python so that its template stays plain."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Role
from cohorts.views.next_steps import Numbers, page
from common.dates import say_date
from common.words import say_miles


@dataclass(frozen=True)
class Stat:
    """A number that is a link."""

    count: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class Move:
    """A step along the states, in words of what it does."""

    to: str
    label: str
    warning: bool = False
    told: str = ""


def stats_of(cohort: Cohort, numbers: Numbers) -> list[Stat]:
    """Return the counts of a cohort, each with the page of what is counted."""
    applicants, offers = page("recruitment:applicants"), page("recruitment:offers", cohort.ref)
    wanted, found = cohort.pairs_wanted, []
    for role, label in ((Role.LAY, _("lay partners applied")), (Role.PROFESSIONAL, _("professionals applied"))):
        url = f"{applicants}?cohort={cohort.ref}&role={role.value}"
        found.append(Stat(str(numbers.applied.get(role.value, 0)), label, url if applicants else ""))
    undecided = f"{applicants}?cohort={cohort.ref}&state=submitted" if applicants else ""
    found.append(Stat(str(numbers.undecided), _("to decide"), undecided))
    found.append(Stat(str(numbers.offers_total), _("offers waiting"), offers))
    for role, label in ((Role.LAY, _("lay places taken")), (Role.PROFESSIONAL, _("professional places taken"))):
        taken = _("%(count)d of %(wanted)d") % {"count": numbers.places.get(role.value, 0), "wanted": wanted}
        found.append(Stat(taken, label, "#places"))
    return found


def facts_of(cohort: Cohort) -> list[dict[str, str]]:
    """Return the rows of the summary list."""
    opens, closes = cohort.recruitment_opens, cohort.recruitment_closes
    dates = _("not set")
    if opens and closes:
        dates = _("%(opens)s to %(closes)s") % {"opens": say_date(opens), "closes": say_date(closes)}
    area = (
        [_("within %(miles)s of the venue") % {"miles": say_miles(cohort.area_radius_km)}]
        if cohort.area_radius_km
        else []
    )
    area += [" ".join(cohort.area_outward_codes)] if cohort.area_outward_codes else []
    rows = [
        (_("Venue"), str(cohort.venue)),
        (
            _("Pairs wanted"),
            _("%(pairs)d pairs, %(places)d places") % {"pairs": cohort.pairs_wanted, "places": cohort.places},
        ),
        (_("Recruitment"), dates),
        (_("Area"), ", ".join(area) or _("anywhere")),
        (_("Integrated care system"), cohort.care_system or _("not given")),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def links_of(cohort: Cohort) -> list[tuple[str, str]]:
    """Return (address, words) of the pages about this cohort; an address is empty where there is no such page."""
    return [
        (page("recruitment:applicants", query=f"?cohort={cohort.ref}"), _("Applicants")),
        (page("recruitment:import_new", query=f"?programme={cohort.programme.ref}"), _("Import applications")),
        (page("recruitment:outreach_plan", cohort.ref), _("Outreach plan")),
        (page("recruitment:reviewing", cohort.programme.ref), _("Reviewing")),
        (page("recruitment:quotas", cohort.ref), _("Quotas")),
        (page("recruitment:draw_new", cohort.ref), _("Draw")),
        (page("recruitment:offers", cohort.ref), _("Offers and reserves")),
        (page("workshops:plan", cohort.ref), _("Plan the workshops")),
        (page("pairing:board", cohort.ref), _("Pairs")),
        (page("set_up", cohort.programme.ref), _("Set up the programme")),
    ]


def moves_of(cohort: Cohort, numbers: Numbers) -> list[Move]:
    """Return the steps that the table of moves allows from here, forwards first, cancelling last."""
    labels = {
        "planning": _("Back to planning"),
        "recruiting": _("Open recruitment") if cohort.state == "planning" else _("Reopen recruitment"),
        "selecting": _("Close recruitment and select") if cohort.state == "recruiting" else _("Back to selecting"),
        "confirming": _("Start confirming places"),
        "running": _("Start the cohort"),
        "finished": _("Finish the cohort"),
        "archived": _("Archive"),
        "cancelled": _("Cancel the cohort"),
    }
    order = list(Cohort.State.values)
    here = order.index(cohort.state)
    legal = sorted(
        Cohort.MOVES[cohort.state], key=lambda to: (to == "cancelled", order.index(to) < here, order.index(to))
    )
    return [
        Move(to, labels[to], warning=True, told=_who_is_told(numbers)) if to == "cancelled" else Move(to, labels[to])
        for to in legal
    ]


def _who_is_told(numbers: Numbers) -> str:
    """Say what becomes of those who put the cohort first and wait, where there are any."""
    waiting = sum(numbers.by_state.get(state, 0) for state in ("submitted", "eligible", "drawn", "reserve"))
    words = ngettext(
        "%(count)d person who applied waits to hear from you. A task asks you to tell them.",
        "%(count)d people who applied wait to hear from you. A task asks you to tell them.",
        waiting,
    )
    return words % {"count": waiting} if waiting else ""
