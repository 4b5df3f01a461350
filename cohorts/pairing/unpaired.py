"""Why somebody stays without a partner, in words for coordinators: they alone may know of an exclusion."""

from typing import TYPE_CHECKING, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Place, Role
from cohorts.pairing.candidates import Candidates
from cohorts.pairing.fit import say_all

if TYPE_CHECKING:
    from cohorts.pairing.assignment import Assignment, Blocked


class Unpaired(TypedDict):
    """One person without a partner, as a proposal keeps it."""

    place: int
    why: str


def why_unpaired(found: Candidates, result: "Assignment", *, apart: bool = False) -> list[Unpaired]:
    """Return who stays without a partner, each with the reason: numbers, or the exclusions that leave too few.

    `apart`: a coordinator keeps people apart as well, which the words then say.
    """
    more_lay = len(found.lay) - len(found.professional)
    blocked = _blocked(found, result.blocked, apart=apart) if result.blocked else ""
    rows: list[Unpaired] = []
    for role, places, indices, longer in (
        (Role.LAY, found.lay, result.unpaired_lay, more_lay > 0),
        (Role.PROFESSIONAL, found.professional, result.unpaired_professional, more_lay < 0),
    ):
        general = " ".join(filter(None, (_numbers(more_lay) if longer else "", blocked)))
        rows.extend(
            {"place": places[index].pk, "why": _for_one(found, places[index], role) or general} for index in indices
        )
    return rows


def nobody_at_all(result: "Assignment", found: Candidates) -> str:
    """Return the sentence that says which exclusions leave no pair at all, and what to do."""
    why = _blocked(found, result.blocked, apart=False) if result.blocked else ""
    said = _("No pair can be made. %(why)s Look at the exclusions, or wait until more people are free.")
    return said % {"why": why}


def _numbers(more_lay: int) -> str:
    count = abs(more_lay)
    if more_lay > 0:
        said = ngettext(
            "There is %(count)d lay partner more than professional partners.",
            "There are %(count)d lay partners more than professional partners.",
            count,
        )
    else:
        said = ngettext(
            "There is %(count)d professional partner more than lay partners.",
            "There are %(count)d professional partners more than lay partners.",
            count,
        )
    return said % {"count": count} if count else ""


def _for_one(found: Candidates, place: Place, role: str) -> str:
    """Say it shortly where exclusions leave this person nobody at all."""
    others = found.professional if role == Role.LAY else found.lay
    if others and all(found.excludes(place, other) for other in others):
        return _("Exclusions stand between %(name)s and everybody who is free.") % {"name": place.person}
    return ""


def _blocked(found: Candidates, blocked: "Blocked", *, apart: bool) -> str:
    ours, theirs = (found.lay, found.professional) if blocked.side == Role.LAY else (found.professional, found.lay)
    people = [str(ours[index].person) for index in blocked.people]
    partners = [str(theirs[index].person) for index in blocked.partners]
    names = {"partners": say_all(partners), "people": say_all(people)}
    if not partners and apart:
        said = _("Exclusions, and the pairs that you keep apart, leave nobody for %(people)s.")
    elif not partners:
        said = _("Exclusions leave nobody for %(people)s.")
    elif apart:
        said = _(
            "Exclusions, and the pairs that you keep apart, leave only %(partners)s for %(people)s: "
            "there are fewer partners than people."
        )
    else:
        said = _("Exclusions leave only %(partners)s for %(people)s: there are fewer partners than people.")
    return said % names
