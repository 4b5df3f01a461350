"""What happened in the demo world, in the order in which it happened, whichever cohort it happened in."""

import heapq
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from django.db.models import Min, Q
from django.db.models.functions import Coalesce, Greatest

from leadingtogether.demo.days import at
from leadingtogether.schedule import SWEEPS
from messaging.hours import next_open
from messaging.models import Message
from messaging.tasks import send_due

Deed = Callable[[datetime], object]
# What is due within so long is sent together.
A_WHILE = timedelta(hours=3)
# What the service did by itself as time went by. The other sweeps run once, this morning.
IN_THE_PAST = frozenset(
    {
        "lapse-offers",
        "end-pairs",
        "start-projects",
        "remind-of-workshops",
        "ask-facilitators",
        "arrange-needs",
        "open-waves",
        "look-after-supporters",
    }
)
# What is not told: links that end, pages that are made from rows, and what `deliver` and the end of the build do.
LEFT_OUT = frozenset({"expire-tokens", "print-batches", "erase-printed", "send-messages", "seal-audit"})


@dataclass
class Timeline:
    """Deeds with their moments. `run` does those that have come by the morning of `today`; the others are not told."""

    today: date
    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _number: "count[int]" = field(default_factory=count)

    def add(self, moment: datetime, deed: Deed) -> None:
        """Have something happen; deeds of one moment keep the order in which they were added."""
        heapq.heappush(self._deeds, (moment, next(self._number), deed))

    def run(self) -> None:
        """Do everything until this morning, the first things first. A deed may add others."""
        morning = at(self.today, 0, 8)
        while self._deeds and self._deeds[0][0] <= morning:
            moment, _number, deed = heapq.heappop(self._deeds)
            deliver(moment)
            deed(moment)


def sweep(now: datetime) -> None:
    """Do what the service did by itself as of `now`."""
    _sweep(now, IN_THE_PAST)


def sweep_all(now: datetime) -> None:
    """Do all that the service does by itself, as of `now`."""
    _sweep(now, {one.name for one in SWEEPS} - LEFT_OUT)


def _sweep(now: datetime, names: AbstractSet[str]) -> None:
    for one in SWEEPS:
        if one.name in names:
            one.function()(now)


def deliver(until: datetime) -> None:
    """Let letters, calls and emails go where they would have gone, each about when it was due."""
    while (moment := _next_delivery(until)) is not None:
        if not send_due(moment):
            return


def _next_delivery(until: datetime) -> datetime | None:
    """Return when the next message would go, or None where none goes until then."""
    when = Greatest("due_at", Coalesce("retry_at", "due_at"))
    waiting = Message.objects.filter(state=Message.State.QUEUED).annotate(when=when).filter(when__lte=until)
    first = waiting.aggregate(at_once=Min("when", filter=Q(urgent=True)), rest=Min("when", filter=Q(urgent=False)))
    moments = [min(until, first["at_once"] + A_WHILE)] if first["at_once"] else []
    if first["rest"]:
        # What can wait waits for the hours in which the service speaks.
        moments.append(next_open(min(until, first["rest"] + A_WHILE)))
    return min((moment for moment in moments if moment <= until), default=None)


@dataclass
class Story:
    """The life of one cohort, told in days from its first workshop."""

    timeline: Timeline
    first: date

    def on(self, days: int, deed: Deed, *, hour: int = 10, minute: int = 0) -> None:
        """Have something happen so many days after the first workshop."""
        self.timeline.add(self.moment(days, hour, minute), deed)

    def sweeps(self, *days: int, hour: int = 12) -> None:
        """Let the sweeps run on these days."""
        for day in days:
            self.on(day, sweep, hour=hour)

    def moment(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return an instant so many days after the first workshop."""
        return at(self.first, days, hour, minute)

    def day(self, days: int) -> date:
        """Return a date so many days after the first workshop."""
        return self.first + timedelta(days=days)
