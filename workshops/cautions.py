"""What a coordinator should look at twice in a schedule. Cautions warn; they never refuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from common.bank_holidays import in_england
from common.dates import in_london
from workshops.models import Workshop

# Between two workshops a pair needs time for its project.
CLOSE = timedelta(days=14)
SOON = timedelta(days=14)
# Who begins earlier has mostly written “1:30am” for “1:30pm”.
MORNING = time(7)
# The names that the library gives, for the translators.
BANK_HOLIDAYS = (
    gettext_noop("New Year's Day"),
    gettext_noop("Good Friday"),
    gettext_noop("Easter Monday"),
    gettext_noop("May Day"),
    gettext_noop("Spring Bank Holiday"),
    gettext_noop("Late Summer Bank Holiday"),
    gettext_noop("Christmas Day"),
    gettext_noop("Boxing Day"),
)


def bank_holiday(day: date) -> str:
    """Return the name of the bank holiday in England on this day, or an empty text."""
    return _(in_england(day.year).get(day, ""))


@dataclass(frozen=True)
class Caution:
    """One sentence, and whether it has to be dealt with now."""

    words: str
    urgent: bool = False


def day_cautions(day: date, *, number: int, others: Sequence[Workshop]) -> list[Caution]:
    """Return what speaks against a day for workshop `number` of a cohort whose other workshops are `others`."""
    found = []
    if name := bank_holiday(day):
        found.append(Caution(_("This is a bank holiday: %(name)s.") % {"name": name}))
    for other in others:
        if not other.goes_ahead and other.state != Workshop.State.HELD:
            continue
        earlier, later = sorted([(number, day), (other.number, other.date)])
        if later[1] <= earlier[1]:
            found.append(Caution(_("Workshop %(later)s is not after workshop %(earlier)s.") % _pair(earlier, later)))
        elif later[1] - earlier[1] < CLOSE and abs(number - other.number) == 1:
            found.append(
                Caution(_("Less than 2 weeks between workshops %(earlier)s and %(later)s.") % _pair(earlier, later))
            )
    return found


def _pair(earlier: tuple[int, date], later: tuple[int, date]) -> dict[str, int]:
    return {"earlier": earlier[0], "later": later[0]}


def cautions_of(workshop: Workshop, *, siblings: Sequence[Workshop], people: int, now: datetime) -> list[Caution]:
    """Return what needs attention about one workshop; `people` is how many have an active place.

    `siblings` are the workshops of its cohort, itself among them or not. No queries.
    """
    if workshop.state == Workshop.State.POSTPONED:
        return [Caution(_("It needs a new date."), urgent=True)]
    if not workshop.goes_ahead:
        return []
    if workshop.starts_at <= now:
        # What was to be done before is too late now; what comes next is the register.
        over = _("The day has passed. Take the register and mark it as held.")
        return [Caution(over, urgent=True)] if workshop.ends_at <= now else []
    found = _people_cautions(workshop, people)
    found += cautions_of_day(workshop, siblings=siblings, now=now)
    if workshop.state == Workshop.State.PLANNED and workshop.date - in_london(now).date() < SOON:
        found.append(Caution(_("Less than 2 weeks to go, and it is not confirmed."), urgent=True))
    return found


def cautions_of_day(workshop: Workshop, *, siblings: Sequence[Workshop], now: datetime) -> list[Caution]:
    """Return what speaks against the day and hour of a workshop among the others of its cohort. No queries."""
    if workshop.ends_at <= now:
        return [Caution(_("This day has passed."))]
    # The earlier of two is told by the later one alone.
    others = [other for other in siblings if other.pk != workshop.pk and other.number < workshop.number]
    found = day_cautions(workshop.date, number=workshop.number, others=others)
    if workshop.starts < MORNING:
        found.append(Caution(_("It begins before 7 in the morning. Is that meant?")))
    return found


def _people_cautions(workshop: Workshop, people: int) -> list[Caution]:
    found = []
    if workshop.lay_facilitator_id is None:
        found.append(Caution(_("No lay facilitator.")))
    if workshop.professional_facilitator_id is None:
        found.append(Caution(_("No professional facilitator.")))
    if workshop.room is not None and workshop.room.capacity < people:
        found.append(
            Caution(
                _("%(room)s holds %(capacity)s people; %(people)s have a place.")
                % {"room": workshop.room.name, "capacity": workshop.room.capacity, "people": people}
            )
        )
    return found
