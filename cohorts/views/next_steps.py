"""The one thing that a coordinator does next with a cohort."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import reads
from cohorts.models import Cohort, Role
from cohorts.querysets import by_role, by_role_and_state
from common.addresses import address
from common.dates import say_date

LAY, PROFESSIONAL = Role.LAY.value, Role.PROFESSIONAL.value


@dataclass(frozen=True)
class NextStep:
    """What to do, where, and, where the step is a move along the states, to which state."""

    words: str
    url: str = ""
    move: str = ""


@dataclass(frozen=True)
class Numbers:
    """What is counted of one cohort, by role."""

    applied: Mapping[str, int] = field(default_factory=dict)
    by_state: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    offers: Mapping[str, int] = field(default_factory=dict)
    provisional: int = 0
    all_held: bool = False

    @property
    def places_total(self) -> int:
        """All who hold a place."""
        return sum(self.places.values())

    @property
    def offers_total(self) -> int:
        """All offers that wait for an answer."""
        return sum(self.offers.values())

    @property
    def undecided(self) -> int:
        """Applications that nobody has read."""
        return self.by_state.get("submitted", 0)


def numbers_of(cohorts: Sequence[Cohort]) -> dict[int, Numbers]:
    """Return the numbers of each cohort, in four queries however many there are."""
    chosen, offers = by_role_and_state(reads.first_choices(cohorts)), by_role(reads.open_offers(cohorts))
    places: dict[int, dict[str, int]] = defaultdict(dict)
    provisional: dict[int, int] = defaultdict(int)
    for pk, role, count, waiting in reads.places_in_use(cohorts):
        places[pk][role] = count
        provisional[pk] += waiting
    all_held = set(reads.all_held(cohorts))
    found: dict[int, Numbers] = defaultdict(Numbers)
    for pk in {*chosen, *places, *offers, *all_held}:
        states: dict[str, int] = defaultdict(int)
        for counts in chosen.get(pk, {}).values():
            for state, count in counts.items():
                states[state] += count
        found[pk] = Numbers(
            applied={role: sum(counts.values()) for role, counts in chosen.get(pk, {}).items()},
            by_state=states,
            places=places.get(pk, {}),
            offers=offers.get(pk, {}),
            provisional=provisional.get(pk, 0),
            all_held=pk in all_held,
        )
    return found


def next_step(cohort: Cohort, numbers: Numbers, *, on: date) -> NextStep:
    """Return the one next step of a cohort on this day."""
    step = STEPS.get(cohort.state)
    return step(cohort, numbers, on) if step else NextStep(_("Nothing more to do."))


def page(name: str, *args: str, query: str = "") -> str:
    """Return the address of a page of this app or one above, or nothing where it is not there."""
    try:
        return address(name, *args) + query
    except NoReverseMatch:
        return ""


def _planning(cohort: Cohort, _numbers: Numbers, _on: date) -> NextStep:
    if cohort.recruitment_opens is None or cohort.recruitment_closes is None:
        return NextStep(_("Set the recruitment dates"), page("cohorts:cohort_edit", cohort.ref))
    return NextStep(_("Open recruitment"), page("cohorts:cohort", cohort.ref), "recruiting")


def _recruiting(cohort: Cohort, numbers: Numbers, on: date) -> NextStep:
    applicants = page("recruitment:applicants", query=f"?cohort={cohort.ref}")
    if numbers.undecided:
        words = ngettext("Decide %(count)d application", "Decide %(count)d applications", numbers.undecided)
        return NextStep(words % {"count": numbers.undecided}, f"{applicants}&state=submitted")
    if cohort.recruitment_opens is not None and cohort.recruitment_opens > on:
        words = _("Nobody can apply before %(day)s. Change that day, or wait") % {
            "day": say_date(cohort.recruitment_opens)
        }
        return NextStep(words, page("cohorts:cohort_edit", cohort.ref))
    if cohort.recruitment_closes is not None and cohort.recruitment_closes < on:
        return NextStep(_("Close recruitment"), page("cohorts:cohort", cohort.ref), "selecting")
    return NextStep(_("See who has applied"), applicants)


def _selecting(cohort: Cohort, numbers: Numbers, _on: date) -> NextStep:
    if numbers.undecided:
        return _recruiting(cohort, numbers, _on)
    if numbers.by_state.get("drawn"):
        return NextStep(_("Make the offers"), page("recruitment:offers", cohort.ref))
    if numbers.offers_total or numbers.places_total:
        return NextStep(_("Start confirming places"), page("cohorts:cohort", cohort.ref), "confirming")
    return NextStep(_("Draw the cohort"), page("recruitment:draw_new", cohort.ref))


def _confirming(cohort: Cohort, numbers: Numbers, _on: date) -> NextStep:
    offers = page("recruitment:offers", cohort.ref)
    if numbers.offers_total:
        words = ngettext("See %(count)d open offer", "See %(count)d open offers", numbers.offers_total)
        return NextStep(words % {"count": numbers.offers_total}, offers)
    if any(numbers.places.get(role, 0) < cohort.pairs_wanted for role in (LAY, PROFESSIONAL)):
        return NextStep(_("Fill the free places"), offers)
    if numbers.provisional:
        words = ngettext("Confirm %(count)d employer", "Confirm %(count)d employers", numbers.provisional)
        return NextStep(words % {"count": numbers.provisional}, offers)
    return NextStep(_("Start the cohort"), page("cohorts:cohort", cohort.ref), "running")


def _running(cohort: Cohort, numbers: Numbers, _on: date) -> NextStep:
    if numbers.all_held:
        return NextStep(_("Finish the cohort"), page("cohorts:cohort_finish", cohort.ref))
    return NextStep(_("See the workshops"), page("cohorts:cohort", cohort.ref) + "#workshops")


def _finished(cohort: Cohort, _numbers: Numbers, _on: date) -> NextStep:
    return NextStep(_("Archive when the follow-up is done"), page("cohorts:cohort", cohort.ref), "archived")


STEPS: Final[Mapping[str, Callable[[Cohort, Numbers, date], NextStep]]] = {
    Cohort.State.PLANNING.value: _planning,
    Cohort.State.RECRUITING.value: _recruiting,
    Cohort.State.SELECTING.value: _selecting,
    Cohort.State.CONFIRMING.value: _confirming,
    Cohort.State.RUNNING.value: _running,
    Cohort.State.FINISHED.value: _finished,
}
