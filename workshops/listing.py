"""What the lists of workshops show, worked out in Python so that their templates stay plain."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from common.addresses import address_of
from common.dates import say_date, say_time
from common.templatetags.lt import lt_label, lt_tag
from workshops.cautions import Caution, cautions_of
from workshops.leading import lead_cautions, leads_of
from workshops.models import Workshop
from workshops.reads import OVER, marks_of, people_of, workshops_in

COLOURS: dict[str, str] = {
    Workshop.State.PLANNED: "yellow",
    Workshop.State.CONFIRMED: "purple",
    Workshop.State.HELD: "green",
    Workshop.State.POSTPONED: "orange",
    Workshop.State.CANCELLED: "red",
}


def urgent_of(cautions: Iterable[Caution]) -> list[Caution]:
    """Return what cannot wait."""
    return [caution for caution in cautions if caution.urgent]


@dataclass(frozen=True)
class Line:
    """One workshop of a list, in words; an address that is empty leads nowhere."""

    name: str
    url: str
    day: str
    hours: str
    venue: str
    room: str
    lay: str
    professional: str
    counted: str
    sorry: str
    register: str
    cohort: str
    state: SafeString
    cautions: list[Caution]

    @property
    def of_which(self) -> str:
        """Of which workshop something is, for who hears a link without its row."""
        return _("of %(workshop)s, %(cohort)s") % {"workshop": self.name, "cohort": self.cohort}

    @property
    def urgent(self) -> list[Caution]:
        """What cannot wait."""
        return urgent_of(self.cautions)


@dataclass(frozen=True)
class Group:
    """One cohort of the schedule."""

    cohort: Cohort
    about: str
    lines: list[Line]
    to_plan: str
    plan: str


def groups_of(cohorts: Sequence[Cohort], *, plans: Iterable[str], now: datetime) -> list[Group]:
    """Return cohorts, fetched with their programmes, with their workshops. Four queries.

    `plans` are the references of the programmes whose dates the reader may plan.
    """
    by_pk = {cohort.pk: cohort for cohort in cohorts}
    people = people_of(by_pk)
    workshops = list(workshops_in(list(by_pk)))
    siblings: dict[int, list[Workshop]] = defaultdict(list)
    for one in workshops:
        siblings[one.cohort_id].append(one)
    about_leads = lead_cautions(workshops, leads_of(workshops), now=now)
    cautions = {
        one.pk: cautions_of(one, siblings=siblings[one.cohort_id], people=people[one.cohort_id], now=now)
        + about_leads[one.pk]
        for one in workshops
    }
    lines: dict[int, list[Line]] = defaultdict(list)
    for one, line in zip(workshops, lines_of(workshops, people=people, cautions=cautions), strict=True):
        lines[one.cohort_id].append(line)
    may_plan, plan = frozenset(plans), address_of("workshops:plan")
    return [
        Group(
            cohort=cohort,
            about=_about(cohort, people[cohort.pk]),
            lines=lines[cohort.pk],
            to_plan=_to_plan(cohort, len(lines[cohort.pk])),
            plan=plan(cohort.ref) if cohort.programme.ref in may_plan else "",
        )
        for cohort in cohorts
    ]


def lines_of(
    workshops: Sequence[Workshop], *, people: Mapping[int, int], cautions: Mapping[int, list[Caution]]
) -> list[Line]:
    """Return the lines of workshops that were fetched `for_lists`. One query."""
    marks = marks_of(workshops)
    states, detail, register = _states(), address_of("workshops:detail"), address_of("workshops:register")
    return [
        Line(
            name=one.name,
            url=detail(one.ref),
            day=say_date(one.date),
            hours=f"{say_time(one.starts)} – {say_time(one.ends)}",
            venue=str(one.venue),
            room=one.room.name if one.room else "",
            lay=one.lay_facilitator.full_name if one.lay_facilitator else "",
            professional=one.professional_facilitator.full_name if one.professional_facilitator else "",
            counted=_counted(marks[one.pk], people.get(one.cohort_id, 0)),
            sorry=_sorry(marks[one.pk]),
            register=register(one.ref) if one.goes_ahead or one.state == Workshop.State.HELD else "",
            cohort=one.cohort.name,
            state=states[one.state],
            cautions=cautions.get(one.pk, []),
        )
        for one in workshops
    ]


def _states() -> dict[str, SafeString]:
    """Return the tag of each state of a workshop."""
    return {state: lt_tag(state.label, COLOURS[state]) for state in Workshop.State}


def of_how_many(people: int, *, marked: int) -> int:
    """Return how many a day was for: those who take part now, or, where some left since, all who were marked."""
    return max(people, marked)


def _counted(marks: Counter[str], people: int) -> str:
    came = marks["present"] + marks["part"]
    if came or marks["no_show"]:
        of_all = of_how_many(people, marked=came + marks["apologies"] + marks["no_show"])
        return _("%(came)s of %(people)s came") % {"came": came, "people": of_all}
    return _("%(people)s expected") % {"people": max(people - marks["apologies"], 0)}


def _sorry(marks: Counter[str]) -> str:
    sorry = marks["apologies"]
    if not sorry:
        return ""
    return ngettext("%(apologies)s sent apologies", "%(apologies)s sent apologies", sorry) % {"apologies": sorry}


def _about(cohort: Cohort, people: int) -> str:
    return f"{cohort.programme.name} · {lt_label(cohort, 'state')} · {_places(people)}"


def _to_plan(cohort: Cohort, there: int) -> str:
    missing = 0 if cohort.state in OVER else max(cohort.programme.workshops - there, 0)
    words = ngettext("%(missing)s workshop has no date yet.", "%(missing)s workshops have no date yet.", missing)
    return words % {"missing": missing} if missing else ""


@dataclass(frozen=True)
class Card:
    """One workshop that the reader leads, in words."""

    name: str
    url: str
    when: str
    venue: str
    state: SafeString
    people: str
    cautions: list[Caution]
    debrief: str
    workshop: Workshop

    @property
    def of_which(self) -> str:
        """Of which workshop the debrief is, for who hears a link without its card."""
        return _("of %(workshop)s, %(cohort)s") % {"workshop": self.workshop.name, "cohort": self.workshop.cohort.name}


def cards_of(workshops: Sequence[Workshop], *, cautions: Mapping[int, list[Caution]]) -> list[Card]:
    """Return the cards of workshops that were fetched `for_lists` or `for_cards`. Two queries."""
    marks = marks_of(workshops)
    people = people_of({one.cohort_id for one in workshops})
    states, detail, debrief = _states(), address_of("workshops:detail"), address_of("workshops:debrief")
    return [
        Card(
            name=f"{one.cohort.name}, {one.name}",
            url=detail(one.ref),
            when=f"{say_date(one.date)}, {say_time(one.starts)}",
            venue=str(one.venue),
            state=states[one.state],
            people=_came_or_come(one, marks[one.pk], people[one.cohort_id]),
            cautions=cautions.get(one.pk, []),
            debrief=debrief(one.ref) if one.state == Workshop.State.HELD else "",
            workshop=one,
        )
        for one in workshops
    ]


def _came_or_come(workshop: Workshop, marks: Counter[str], people: int) -> str:
    came = marks["present"] + marks["part"]
    if came:
        return ngettext("%(came)s person came", "%(came)s people came", came) % {"came": came}
    return ", ".join(filter(None, (_places(people), _sorry(marks)))) if workshop.goes_ahead else ""


def _places(people: int) -> str:
    return ngettext("%(people)s person has a place", "%(people)s people have a place", people) % {"people": people}
