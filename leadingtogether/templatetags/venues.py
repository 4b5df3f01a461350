"""The table of all venues, drawn in Python: a row says so much that as templates it took most of the page's time."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Role
from cohorts.templatetags.staff import cohort_state
from common.addresses import address, address_of
from common.dates import say_short_date
from common.markup import escaped, filled, filled_each
from common.words import say_number
from leadingtogether.all_venues import Day, Line, Response, Side, Total, pair_rows
from projects.models import Project
from workshops.models import Workshop

register = template.Library()

HEAD = (
    '<th scope="col" class="govuk-table__header"{}>'
    '<a class="govuk-link govuk-link--no-visited-state" href="{}">{}{}</a></th>\n'
)
CELL = '<td class="govuk-table__cell" data-label="{}">{}</td>\n'
# Its nine cells follow.
ROW = (
    '<tr class="govuk-table__row">\n<th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a>'
    '<br><span class="lt-meta govuk-!-font-weight-regular">{}</span></th>\n'
)
TOTAL = (
    '<tr class="govuk-table__row">\n<th scope="row" class="govuk-table__header">{}</th>\n'
    '<td class="govuk-table__cell"></td>\n{}</tr>\n'
)
SPAN = "<span>{}</span>"
NONE = SafeString('<span class="lt-none">–</span>')
NOWRAP = " lt-nowrap"
SIDE = (
    '<span class="lt-venue-side">{}\n<span class="lt-meta">{}</span>\n'
    '<svg class="lt-venue-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<rect class="lt-chart__track" width="100" height="6" /><rect class="lt-chart__bar" width="{}" height="6" /></svg>'
    "\n</span>"
)


@register.simple_tag
def venue_heads(request: HttpRequest, sort: str) -> SafeString:
    """Return the heads of the columns, each a link that sorts by it; a second time it sorts the other way round."""
    given, heads = request.GET.copy(), []
    for name, label in _labels().items():
        down = f"-{name}"
        given["sort"] = down if sort == name else name
        order, arrow = {name: ("ascending", "↑"), down: ("descending", "↓")}.get(sort, ("", ""))
        said = (filled(' aria-sort="{}"', order), filled('<span aria-hidden="true"> {}</span>', arrow))
        heads.append((said[0] if order else "", f"?{given.urlencode()}", label, said[1] if order else ""))
    return filled_each(HEAD, heads)


@register.simple_tag
def venue_rows(lines: Iterable[Line], *, several: bool) -> SafeString:
    """Return a row for each cohort; where `several` programmes are shown, each row names its own."""
    rows = Rows(several=several)
    return SafeString("".join(map(rows.drawn, lines)))


@register.simple_tag
def venue_total(total: Total) -> SafeString:
    """Return the row of what the lines add up to."""
    words = Words()
    said = [
        SPAN.format("".join(words.side(side, words.applied(side)) for side in total.sides)),
        SPAN.format(words.offers(total)),
        SPAN.format(words.places(total)),
        SPAN.format(_lines(total.pair_rows)),
        SPAN.format(_lines(f"{number}: {words.of(came, expected)}" for number, came, expected in total.days)),
        SPAN.format(_lines(f"{say_number(count)} {escaped(label.lower())}" for _, label, count in total.project_rows)),
        SPAN.format(_lines(map(words.answers, total.responses))),
        say_number(total.trouble),
    ]
    cells = "".join(map(CELL.format, words.labels[2:], said))
    return SafeString(TOTAL.format(words.together, cells))


def _labels() -> dict[str, str]:
    """Return the head of each column, by what the table is sorted by under it."""
    return {
        "name": _("Cohort"),
        "stage": _("Stage and next step"),
        "eligible": _("Recruitment"),
        "offers": _("Offers"),
        "places": _("Places"),
        "pairs": _("Pairs"),
        "came": _("Workshops"),
        "projects": _("Projects"),
        "answered": _("Surveys"),
        "trouble": _("Messages"),
    }


class Words:
    """What the table says, in the reader’s language: looked up once for all of its rows.

    What its methods return is HTML, in which what people wrote is escaped.
    """

    def __init__(self) -> None:
        self.labels = [escaped(label) for label in _labels().values()]
        self.together = _("All together")
        self.eligible = _("%(eligible)s eligible for %(wanted)s")
        self.who = {Role.LAY: _("%(applied)s lay"), Role.PROFESSIONAL: _("%(applied)s prof.")}
        self.open, self.accepted = _("%(count)s open"), _("%(count)s accepted")
        self.lay, self.professional = _("%(count)s of %(wanted)s lay"), _("%(count)s of %(wanted)s prof.")
        self.came, self.answered = _("%(came)s of %(expected)s"), _("%(answered)s of %(asked)s")
        self.after = _("After %(number)s")

    def applied(self, side: Side) -> str:
        """Return how many applied in one role."""
        return self.who[side.role] % {"applied": say_number(side.applied)}

    def side(self, side: Side, applied: str) -> str:
        """Return one role of a cohort, or of all: how many applied, how many are eligible, and a bar."""
        said = {"eligible": say_number(side.eligible), "wanted": say_number(side.wanted)}
        return SIDE.format(applied, self.eligible % said, side.bar)

    def offers(self, one: Line | Total) -> str:
        """Return how many offers are open, and how many were accepted."""
        counts = (self.open, one.offers_open), (self.accepted, one.offers_accepted)
        return _lines(_in_one(words % {"count": say_number(count)}) for words, count in counts)

    def places(self, one: Line | Total) -> str:
        """Return how many places are taken in each role, of how many."""
        sides = (self.lay, one.lay), (self.professional, one.professional)
        counts = ((words, {"count": say_number(of.places), "wanted": say_number(of.wanted)}) for words, of in sides)
        return _lines(_in_one(words % count) for words, count in counts)

    def of(self, came: int, expected: int) -> str:
        """Return how many came, of how many."""
        return self.came % {"came": say_number(came), "expected": say_number(expected)}

    def answers(self, one: Response) -> str:
        """Return how many answered one survey; a survey after a workshop goes by its number."""
        name = self.after % {"number": one.after} if one.after else escaped(one.name)
        counts = {"answered": say_number(one.answered), "asked": say_number(one.asked)}
        return _in_one(f"{name}: {self.answered % counts}")


class Rows:
    """Draws the rows of one table: what is the same in all of them is worked out once."""

    def __init__(self, *, several: bool) -> None:
        self.several, self.words = several, Words()
        self.row = ROW + "".join(CELL.format(_plain(label), "{}") for label in self.words.labels[1:]) + "</tr>\n"
        self.statuses = [(value, escaped(str(label).lower())) for value, label in Project.Status.choices]
        self.applied, self.provisional = _("applied"), _("%(count)s provisional")
        self.postponed, self.none_planned, self.in_trouble = (
            _("postponed"),
            _("none planned"),
            _("%(count)s in trouble"),
        )
        self.cohort, self.offers = address_of("cohorts:cohort"), address_of("recruitment:offers")
        self.pairs, self.plan = address_of("pairing:pairs"), address_of("workshops:plan")
        self.workshop, self.applicants = address_of("workshops:detail"), address("recruitment:applicants")
        self.projects, self.surveys = address("projects:list"), address("evaluation:overview")
        self.messages = address("messaging:queue")
        # Many cohorts are at one stage, and meet on the same days.
        self.stages: dict[str, str] = {}
        self.dates: dict[date, str] = {}

    def drawn(self, line: Line) -> str:
        """Return the row of one cohort, each number a link to what is behind it."""
        ref, name = line.cohort.ref, escaped(line.cohort.name)
        venue = escaped(line.cohort.venue.name)
        return self.row.format(
            self.cohort(ref),
            name,
            f"{venue}<br>{escaped(line.cohort.programme.name)}" if self.several else venue,
            SPAN.format(self._stage(line, name)),
            SPAN.format("".join(self.words.side(side, self._applied(side, ref, name)) for side in line.sides)),
            self._offers(line, name),
            SPAN.format(self._places(line, name)),
            SPAN.format(_lines(_link(self.pairs(ref), said, f": {name}", NOWRAP) for said in pair_rows(line.pairs))),
            SPAN.format(self._days(line, name)),
            SPAN.format(_lines(self._projects(line, name))),
            SPAN.format(_lines(self._answers(line, name))),
            self._trouble(line, name),
        )

    def _stage(self, line: Line, name: str) -> str:
        words, url, state = escaped(line.step.words), line.step.url, line.cohort.state
        if state not in self.stages:
            self.stages[state] = cohort_state(line.cohort)
        return f"{self.stages[state]}<br>{_link(escaped(url), words, f': {name}') if url else words}"

    def _applied(self, side: Side, ref: str, name: str) -> str:
        url = f"{self.applicants}?cohort={ref}&amp;role={side.role.value}"
        return _link(url, self.words.applied(side), f" {self.applied}: {name}")

    def _offers(self, line: Line, name: str) -> str:
        if not line.offers_open and not line.offers_accepted:
            return NONE
        return _link(self.offers(line.cohort.ref), self.words.offers(line), f": {name}")

    def _places(self, line: Line, name: str) -> str:
        taken = _link(f"{self.cohort(line.cohort.ref)}#places", self.words.places(line), f": {name}")
        count = line.lay.provisional + line.professional.provisional
        said = self.provisional % {"count": say_number(count)}
        return f'{taken}<br><span class="lt-meta">{said}</span>' if count else taken

    def _days(self, line: Line, name: str) -> str:
        if not line.days:
            return _link(self.plan(line.cohort.ref), self.none_planned, f": {name}")
        return _lines(
            _link(self.workshop(day.ref), f"{day.number}: {self._day(day)}", f", {name}", NOWRAP) for day in line.days
        )

    def _day(self, day: Day) -> str:
        if day.held:
            return self.words.of(day.came, day.expected)
        if day.state == Workshop.State.POSTPONED:
            return self.postponed
        if day.date not in self.dates:
            self.dates[day.date] = say_short_date(day.date)
        return self.dates[day.date]

    def _projects(self, line: Line, name: str) -> Iterable[str]:
        begun = f"{self.projects}?cohort={line.cohort.ref}&amp;status="
        for status, label in self.statuses:
            if count := line.projects.get(status):
                yield _link(begun + status, f"{say_number(count)} {label}", f": {name}")

    def _answers(self, line: Line, name: str) -> Iterable[str]:
        url = f"{self.surveys}?programme={line.cohort.programme.ref}"
        return (_link(url, self.words.answers(one), f", {name}") for one in line.responses)

    def _trouble(self, line: Line, name: str) -> str:
        if not line.trouble:
            return NONE
        words = self.in_trouble % {"count": say_number(line.trouble)}
        return _link(f"{self.messages}?state=attention", words, f": {name}")


def _link(url: str, words: str, hidden: str, more: str = "") -> str:
    """Return a link, whose parts are HTML; what is hidden from sight says which cohort it is about."""
    return f'<a class="govuk-link{more}" href="{url}">{words}<span class="govuk-visually-hidden">{hidden}</span></a>'


def _lines(parts: Iterable[str]) -> str:
    """Return each part on a line of its own, or a dash where there is none."""
    return "<br>".join(parts) or NONE


def _in_one(words: str) -> str:
    return f'<span class="lt-nowrap">{words}</span>'


def _plain(text: str) -> str:
    """Return a text for a pattern that is filled again."""
    return text.replace("{", "{{").replace("}", "}}")
