"""Who would take the place of somebody who leaves, why that one, and whether it is early enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cohorts.models import Cohort, Place
from cohorts.recruitment.actions.draw_records import candidates_of, quotas_at
from cohorts.recruitment.actions.reserves import Standing, drawn_and_waiting, next_in_line, standing_of
from cohorts.recruitment.lottery_pool import Candidate, Shortfall, shortfalls_of
from cohorts.recruitment.lottery_reserves import PassedOver
from cohorts.recruitment.models import Reserve
from common.dates import in_london

OVER = frozenset({Cohort.State.FINISHED, Cohort.State.ARCHIVED, Cohort.State.CANCELLED})


@dataclass(frozen=True)
class Successor:
    """What is known about passing on one place.

    `before` is what the quotas miss once the person has gone, `after` what they still miss with the reserve.
    `last_day` is the latest day to reply (None: no date is set yet, so any), `reply_by` the day to suggest.
    """

    begun: bool
    reserve: Reserve | None
    before: Sequence[Shortfall]
    after: Sequence[Shortfall]
    passed_over: Sequence[PassedOver]
    drawn_first: int
    reply_by: date | None
    last_day: date | None

    @property
    def early_enough(self) -> bool:
        """Whether somebody can still be asked and answer before the first day."""
        return not self.begun and self.reply_by is not None

    @property
    def may_offer(self) -> bool:
        """Whether the place can be offered now."""
        return self.early_enough and self.reserve is not None and not self.drawn_first

    @property
    def restores_all(self) -> bool:
        """Whether parity and every quota hold again with this reserve."""
        return self.may_offer and not self.after


def successor_of(*, place: Place, now: datetime) -> Successor:
    """Return who would take this place if its person left now. The place comes with cohort and programme."""
    cohort = place.cohort
    begun = cohort.state in OVER or cohort.has_begun(now=now)
    if begun or place.kind == Place.Kind.GRADUATE:
        return Successor(
            begun=True, reserve=None, before=(), after=(), passed_over=(), drawn_first=0, reply_by=None, last_day=None
        )
    last_day, reply_by = days_to_reply(cohort=cohort, now=now)
    standing = standing_of(cohort=cohort)
    choice, reserve = next_in_line(standing=standing, role=place.role, leaver=place)
    drawn = sum(application.role == place.role for application in drawn_and_waiting(standing=standing))
    return Successor(
        begun=False,
        reserve=reserve,
        before=_missed_without(place, standing),
        after=choice.shortfalls if reserve else (),
        passed_over=choice.passed_over,
        drawn_first=drawn,
        reply_by=reply_by,
        last_day=last_day,
    )


def days_to_reply(*, cohort: Cohort, now: datetime) -> tuple[date | None, date | None]:
    """Return the last possible day to reply, and the day to suggest (None: it is too late for an answer).

    Somebody who joins has to know it on the day before the first workshop.
    """
    today = in_london(now).date()
    usual = today + timedelta(days=cohort.programme.offer_days)
    first = cohort.first_day()
    if first is None:
        return None, usual
    last = first - timedelta(days=1)
    return last, min(usual, last) if last > today else None


def _missed_without(place: Place, standing: Standing) -> Sequence[Shortfall]:
    if not standing.draws:
        return ()
    known = {one.key: one for draw in reversed(standing.draws) for one in candidates_of(draw)}
    stay = [one for one in standing.seated if one.place_id != place.pk]
    seated = [known.get(one.application.ref) or Candidate(one.application.ref, one.role) for one in stay]
    return shortfalls_of(seated, quotas_at(standing.draws[0], standing.cohort))
