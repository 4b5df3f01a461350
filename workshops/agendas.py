"""The parts of a day: read from a programme's template, moved along with the day, and checked. No queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from itertools import pairwise, zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.dates import say_time
from workshops.cautions import Caution
from workshops.models import Session, clock_after
from workshops.provisions import LONGEST_WITHOUT_BREAK, longest_stretch

# A part whose length nobody gave, and after which nothing follows.
USUAL = 30
# Longer than this without a break is too long for anybody.
TOO_LONG = 120


@dataclass(frozen=True)
class Part:
    """One part of a day: when it begins (local time), how many minutes it lasts, and what happens."""

    starts: time
    title: str
    minutes: int = USUAL
    is_break: bool = False
    led_by: str = ""
    room: str = ""
    note: str = ""

    @property
    def ends(self) -> time:
        """When it ends."""
        return clock_after(self.starts, self.minutes)


def between(start: time, end: time) -> int:
    """Return the minutes from one time of day to another; negative where it is earlier."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def of_session(session: Session) -> Part:
    """Return a part of a workshop's own agenda."""
    names = ("starts", "title", "minutes", "is_break", "led_by", "room", "note")
    return Part(**{name: getattr(session, name) for name in names})


def of_template(agenda: Any, number: int) -> list[Part]:
    """Return the parts that a programme gives to its workshop `number`, in the order of their times.

    The template is a list of workshops, each a list of {"starts": "09:30", "title": …, "minutes": 30, "break": true,
    "led_by": …, "room": …, "note": …}. Entries without a time or a title are left out; one without a length lasts
    until the next begins.
    """
    if not isinstance(agenda, list) or not 1 <= number <= len(agenda):
        return []
    parts = [part for entry in agenda[number - 1] or [] if (part := _part(entry)) is not None]
    parts.sort(key=lambda part: part.starts)
    following = [part.starts for part in parts[1:]]
    return [
        replace(part, minutes=max(between(part.starts, after), 1) if after else USUAL) if part.minutes == 0 else part
        for part, after in zip_longest(parts, following)
    ]


def _part(entry: Any) -> Part | None:
    try:
        return Part(
            starts=time.fromisoformat(entry["starts"]),
            title=str(entry["title"])[:160],
            minutes=int(entry.get("minutes", 0)),
            is_break=bool(entry.get("break")),
            led_by=str(entry.get("led_by", ""))[:80],
            room=str(entry.get("room", ""))[:80],
            note=str(entry.get("note", "")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def to_template(agenda: Any, number: int, parts: Iterable[Part]) -> list[list[dict[str, Any]]]:
    """Return a programme's agenda in which workshop `number` has these parts."""
    whole = [list(one or []) for one in agenda] if isinstance(agenda, list) else []
    whole += [[] for _missing in range(number - len(whole))]
    whole[number - 1] = [
        {
            "starts": f"{part.starts:%H:%M}",
            "title": part.title,
            "minutes": part.minutes,
            "break": part.is_break,
            "led_by": part.led_by,
            "room": part.room,
            "note": part.note,
        }
        for part in parts
    ]
    return whole


def beginning_at(parts: Sequence[Part], start: time) -> list[Part]:
    """Return the parts of a day that begins at `start`: all times follow, lengths stay."""
    moved = between(parts[0].starts, start) if parts else 0
    return [replace(part, starts=clock_after(part.starts, moved)) for part in parts]


def cautions_of_day(
    parts: Sequence[Part], *, starts: time | None = None, ends: time | None = None, resting: int = 0
) -> list[Caution]:
    """Return what does not fit in a day; `resting` is how many people need regular rest breaks."""
    found = [_overlap(first, second) for first, second in pairwise(parts)]
    if parts and starts is not None and parts[0].starts < starts:
        found.append(Caution(_("“%(title)s” begins before the workshop does.") % {"title": parts[0].title}))
    if parts and ends is not None and (last := max(part.ends for part in parts)) > ends:
        said = {"last": say_time(last), "end": say_time(ends)}
        found.append(Caution(_("The agenda lasts until %(last)s; the workshop ends at %(end)s.") % said))
    found.append(_breaks(parts, resting))
    return [caution for caution in found if caution is not None]


def _overlap(first: Part, second: Part) -> Caution | None:
    if second.starts >= first.ends:
        return None
    said = {"second": second.title, "first": first.title, "time": say_time(first.ends)}
    return Caution(_("“%(second)s” begins before “%(first)s” ends at %(time)s.") % said, urgent=True)


def _breaks(parts: Sequence[Part], resting: int) -> Caution | None:
    stretch = longest_stretch(parts)
    if resting and stretch > LONGEST_WITHOUT_BREAK:
        said = ngettext(
            "%(people)s person needs regular rest breaks; there are %(minutes)s minutes without one.",
            "%(people)s people need regular rest breaks; there are %(minutes)s minutes without one.",
            resting,
        )
        return Caution(said % {"people": resting, "minutes": stretch}, urgent=True)
    if stretch > TOO_LONG:
        return Caution(_("There are %(minutes)s minutes without a break.") % {"minutes": stretch})
    return None
