"""What each person must have been told, on which day and by which way, worked out from the script alone.

It shares no code with the service: the rules are written down a second time, as the programme states them, so that a
mistake in the one is not repeated in the other. Somebody sends once a day, at 10am; what befalls people happens before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import holidays
from dateutil.relativedelta import relativedelta

from chaos.lives import CHECKS, MONTHS, WORKSHOPS, Group, Life, Script

REMINDED = (14, 2)
# For each survey: on how many days after it opens one is reminded, and for how many days it takes answers.
SURVEYS = {"baseline": ((3, 10, 21), 120), "follow-up": ((7, 21, 42), 56)}
# Whether somebody is still reached is asked again after so many days without an answer.
CHECKED = (7, 14)
# So many days before the follow-up opens people are told that it comes.
TOLD_AHEAD = 28
AFTER_WORKSHOP, AFTER_LAST = ((3, 10), 21), ((3, 10), 42)
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=range(2026, 2036))


@dataclass(frozen=True, order=True)
class Said:
    """One thing that somebody is told: what, about which day or survey, on which day and by which way."""

    number: int
    what: str
    about: str
    on: date
    way: str


def is_open(day: date) -> bool:
    """Whether people are written to on that day: a weekday, no bank holiday, not 20 December to 4 January."""
    christmas = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4)
    return day.weekday() < 5 and day not in BANK_HOLIDAYS and not christmas


def first_open(script: Script, day: int) -> int:
    """Return the first day from `day` on which people are written to."""
    while not is_open(script.on(day)):
        day += 1
    return day


def last_open(script: Script, day: int) -> int:
    """Return the last day until `day` on which people are written to."""
    while not is_open(script.on(day)):
        day -= 1
    return day


def in_turn(script: Script, first: int, afters: Sequence[int]) -> list[int]:
    """Return the days on which something is said, and again after so many days of silence.

    It is as long from one time to the next as it should be, also where nothing could be said for days.
    """
    found = [first_open(script, first)]
    for before, after in pairwise((0, *afters)):
        found.append(first_open(script, max(first + after, found[-1] + after - before)))
    return found


def all_due(script: Script) -> Iterator[Said]:
    """Yield everything that anybody must have been told."""
    for group in script.groups:
        for life in group.lives:
            yield from _reminders(script, group, life)
            yield from _moves(script, group, life)
            yield from _surveys(script, group, life)
            yield from _checks(script, group, life)
            yield from _notice(script, group, life)


def answered(script: Script, group: Group, life: Life, wave: str) -> int | None:
    """Return the day on which they answer a survey, or None where they do not, or were not asked by then."""
    opened = opens(script, group, life, wave)
    if opened is None or wave not in life.answers:
        return None
    day = opened + life.answers[wave]
    return day if day < life.asked_until and day < closes(group, wave, opened) else None


def opens(script: Script, group: Group, life: Life, wave: str) -> int | None:
    """Return the day on which a survey opens for them, or None where they are not asked."""
    if wave == "baseline":
        return 0
    if wave == "follow-up":
        last = script.on(group.held(WORKSHOPS))
        return (last + relativedelta(months=MONTHS) - script.began).days if life.follow_up else None
    number = int(wave.rpartition("-")[2])
    held = group.held(number)
    came = life.ends > held and number not in life.misses
    # The register is taken the morning after. The last survey asks everybody.
    return held + 1 if came or number == WORKSHOPS else None


def closes(group: Group, wave: str, opened: int) -> int:
    """Return the day from whose morning a survey takes no more answers."""
    if wave == "baseline":
        return min(opened + SURVEYS[wave][1], group.held(1))
    return opened + _plan(wave)[1]


def checked(script: Script, group: Group, months: int) -> int:
    """Return the day on which people are asked whether they are still reached."""
    last = script.on(group.held(WORKSHOPS))
    return last_open(script, (last + relativedelta(months=months) - script.began).days)


def told_ahead(script: Script, group: Group, life: Life) -> int | None:
    """Return the day on which they are told that the follow-up comes, or None where they are not asked."""
    opened = opens(script, group, life, "follow-up")
    return None if opened is None else last_open(script, opened - TOLD_AHEAD)


def confirmed(script: Script, group: Group, life: Life, months: int) -> int | None:
    """Return the day on which they say how they are reached, or None where they do not, or were not asked."""
    days = life.answers.get(f"check-{months}")
    if days is None or not life.follow_up:
        return None
    day = checked(script, group, months) + days
    return day if day < life.asked_until else None


def waves() -> list[str]:
    """Return the surveys in their order."""
    return ["baseline", *(f"workshop-{number}" for number in range(1, WORKSHOPS + 1)), "follow-up"]


def _plan(wave: str) -> tuple[tuple[int, ...], int]:
    return SURVEYS.get(wave, AFTER_LAST if wave == f"workshop-{WORKSHOPS}" else AFTER_WORKSHOP)


def _reminders(script: Script, group: Group, life: Life) -> Iterator[Said]:
    for number in range(1, WORKSHOPS + 1):
        for day, since, until in group.spans(number):
            for before in REMINDED:
                # One that falls on a closed day goes earlier: later it would not help.
                wanted = last_open(script, day - before)
                # One that would have gone yesterday still goes, an older one does not.
                if wanted < since - 1:
                    continue
                sent = first_open(script, max(wanted, since))
                if sent < min(until, day, life.ends):
                    about = f"{script.on(day)} {before}d"
                    yield Said(life.number, "workshop-reminder", about, script.on(sent), life.way_on(sent))


def _moves(script: Script, group: Group, life: Life) -> Iterator[Said]:
    for told, _number, new in group.moves:
        # It is urgent: it waits for no weekday, except where somebody must post it or phone.
        way = life.way_on(told)
        sent = told if way == "email" else first_open(script, told)
        if sent < min(life.ends, new):
            yield Said(life.number, "workshop-moved", str(script.on(new)), script.on(sent), way)


def _surveys(script: Script, group: Group, life: Life) -> Iterator[Said]:
    for wave in waves():
        opened = opens(script, group, life, wave)
        if opened is None:
            continue
        end = min(closes(group, wave, opened), life.asked_until)
        done = answered(script, group, life, wave)
        afters = _plan(wave)[0]
        for turn, (after, sent) in enumerate(zip((0, *afters), in_turn(script, opened, afters), strict=True)):
            if sent < (end if done is None else min(end, done)):
                what = "survey-reminder" if after else "survey-invitation"
                about = f"{wave} {after}d" if after else wave
                yield Said(life.number, what, about, script.on(sent), life.way_on(sent, turn))


def _checks(script: Script, group: Group, life: Life) -> Iterator[Said]:
    for months in CHECKS if life.follow_up else ():
        first, done = checked(script, group, months), confirmed(script, group, life, months)
        for turn, (after, sent) in enumerate(zip((0, *CHECKED), in_turn(script, first, CHECKED), strict=True)):
            if sent < min(first + 28, life.asked_until if done is None else done):
                about = f"{months}m {after}d"
                yield Said(life.number, "contact-check", about, script.on(sent), life.way_on(sent, turn))


def _notice(script: Script, group: Group, life: Life) -> Iterator[Said]:
    day = told_ahead(script, group, life)
    if day is not None and day < life.asked_until:
        yield Said(life.number, "follow-up-notice", "follow-up", script.on(day), life.way_on(day))


def days_to_live(script: Script) -> list[int]:
    """Return the days on which anything can happen, and the open days on which something is then sent."""
    found = {0, 1}
    for group in script.groups:
        for number in range(1, WORKSHOPS + 1):
            for day, _since, _until in group.spans(number):
                found |= {last_open(script, day - before) for before in REMINDED} | {day, day + 1}
        found |= {told for told, _number, _new in group.moves}
        for life in group.lives:
            found |= {day for day in (life.leaves, life.dies, life.bounces) if day is not None}
            for wave in waves():
                opened = opens(script, group, life, wave)
                if opened is not None:
                    found |= set(in_turn(script, opened, _plan(wave)[0])) | {opened}
                    found |= {day for day in [answered(script, group, life, wave)] if day is not None}
            found |= {day for day in [told_ahead(script, group, life)] if day is not None}
            for months in CHECKS:
                found |= set(in_turn(script, checked(script, group, months), CHECKED))
                found |= {day for day in [confirmed(script, group, life, months)] if day is not None}
    later = {first_open(script, day + ahead) for day in found for ahead in (0, 1)}
    return sorted(day for day in found | later if 0 <= day <= script.days)
