"""Pairs that may need the team, with the reason in words: what they said, what they did not say, and who did not come.

What was known when somebody last saw to a pair no longer counts. The facts lie in two apps, so they meet here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Task
from cohorts.pairing.kinds import CALL
from cohorts.pairing.models import Pair, PairCare, Pulse
from cohorts.pairing.querysets import PairQuerySet
from cohorts.permissions import COORDINATOR
from common.prepared import prepared
from people.models import Person
from people.querysets import NAMED
from workshops.models import RegisterEntry

# Both have had so long to answer before their silence counts.
SILENT_AFTER = timedelta(days=7)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
HALVES = ("lay", "professional")


def pairs_at_risk(person: Person, *, now: datetime) -> PairQuerySet:
    """Return the pairs at risk that this person coordinates, each with why as true or false columns."""
    return _at_risk(person, now - SILENT_AFTER, NEVER)


def keys_at_risk(person: Person, *, now: datetime) -> "QuerySet[Pair, int]":
    """Return the keys of those pairs, those introduced first before the others."""
    return _keys_at_risk(person, now - SILENT_AFTER, NEVER)


def pairs_with_facts(keys: Sequence[int], *, now: datetime) -> PairQuerySet:
    """Return these pairs with the same columns, and with the names that a line says."""
    return _with_facts_and_names(keys, now - SILENT_AFTER, NEVER)


@prepared
def _at_risk(person: Person, asked_by: datetime, never: datetime) -> PairQuerySet:
    running = [Cohort.State.CONFIRMING, Cohort.State.RUNNING]
    pairs = Pair.objects.for_team(person, COORDINATOR).introduced().filter(cohort__state__in=running)
    return _with_facts(pairs, asked_by, never).filter(
        Q(wants_call=True)
        | Q(silent=True)
        | Q(lay_no_touch=True)
        | Q(professional_no_touch=True)
        | Q(lay_missed=True)
        | Q(professional_missed=True)
    )


@prepared
def _keys_at_risk(person: Person, asked_by: datetime, never: datetime) -> "QuerySet[Pair, int]":
    return _at_risk(person, asked_by, never).order_by("introduced_at", "pk").values_list("pk", flat=True)


@prepared
def _with_facts_and_names(keys: Sequence[int], asked_by: datetime, never: datetime) -> PairQuerySet:
    pairs = _with_facts(Pair.objects.filter(pk__in=keys).order_by(), asked_by, never)
    people = [f"{half}__person__{name}" for half in HALVES for name in NAMED]
    named = pairs.select_related("cohort", *(f"{half}__person" for half in HALVES))
    return named.only("ref", "cohort__name", *(f"{half}__person" for half in HALVES), *people)


def _with_facts(pairs: PairQuerySet, asked_by: datetime, never: datetime) -> PairQuerySet:
    cared = PairCare.objects.filter(pair=OuterRef("pk")).order_by("-at").values("at")[:1]
    pairs = pairs.annotate(cared_at=Coalesce(Subquery(cared), Value(never, DateTimeField())))
    calls = Task.objects.filter(kind=CALL.slug, state=Task.State.OPEN).order_by().values("subject_ref")
    said_no = Pulse.objects.filter(in_touch=Pulse.Answer.NO)
    missed = RegisterEntry.objects.filter(mark=RegisterEntry.Mark.NO_SHOW)
    return pairs.annotate(
        wants_call=ExpressionWrapper(Q(ref__in=calls), BooleanField()),
        silent=Exists(_silence(asked_by).filter(pair=OuterRef("pk"), asked_at__gt=OuterRef("cared_at"))),
        **{f"{half}_no_touch": _where(half, said_no, _no_touch(half)) for half in HALVES},
        **{f"{half}_missed": _where(half, missed, _missed(half)) for half in HALVES},
    )


def _where(half: str, few: "QuerySet[Any, Any]", rows: "QuerySet[Any, Any]") -> "ExpressionWrapper[Any]":
    """Whether one half is among a few, and is told of by these rows: to know the few is cheaper than to ask of each."""
    among = Q(**{f"{half}__in": few.order_by().values("place")})
    return ExpressionWrapper(among & Q(Exists(rows)), BooleanField())


def _no_touch(half: str) -> "QuerySet[Any, Any]":
    """One of them says that they have not been in touch, and has not said otherwise later."""
    later = Pulse.objects.filter(pair=OuterRef("pair"), place=OuterRef("place"), week__gt=OuterRef("week"))
    said = Pulse.objects.filter(pair=OuterRef("pk"), place=OuterRef(f"{half}_id"), in_touch=Pulse.Answer.NO)
    return said.filter(answered_at__gt=OuterRef("cared_at")).exclude(Exists(later.exclude(in_touch="")))


def _silence(asked_by: datetime) -> "QuerySet[Any, Any]":
    """Neither has answered anything the last time that both were asked, a week ago or more."""
    later = Pulse.objects.filter(pair=OuterRef("pair"), week__gt=OuterRef("week"))
    answered = Pulse.objects.filter(pair=OuterRef("pair"), week=OuterRef("week"), answered_at__isnull=False)
    asked = Pulse.objects.filter(asked_at__lte=asked_by)
    return asked.exclude(Exists(answered)).exclude(Exists(later))


def _missed(half: str) -> "QuerySet[Any, Any]":
    """One of them did not come to a workshop, without apologies, and has not been to a later one."""
    came = [RegisterEntry.Mark.PRESENT, RegisterEntry.Mark.PART]
    later = RegisterEntry.objects.filter(
        place=OuterRef("place"), mark__in=came, workshop__number__gt=OuterRef("workshop__number")
    )
    gone = RegisterEntry.objects.filter(place=OuterRef(f"{half}_id"), mark=RegisterEntry.Mark.NO_SHOW)
    return gone.filter(marked_at__gt=OuterRef("cared_at")).exclude(Exists(later))


@dataclass(frozen=True)
class Line:
    """One pair at risk, and why, in sentences."""

    pair: Pair
    reasons: list[str]
    last_care: PairCare | None


def lines_of(pairs: list[Pair]) -> list[Line]:
    """Return a line for each pair that came from `pairs_at_risk` or `pairs_with_facts`. One query."""
    last = {care.pair_id: care for care in _cares_of([pair.pk for pair in pairs])}
    return [Line(pair, list(_reasons(pair)), last.get(pair.pk)) for pair in pairs]


@prepared
def _cares_of(pairs: Sequence[int]) -> "QuerySet[PairCare]":
    cares = PairCare.objects.filter(pair__in=pairs).select_related("by").order_by("at", "pk")
    return cares.only("pair", "at", "words", *(f"by__{name}" for name in NAMED))


def _reasons(pair: Any) -> Iterator[str]:
    """Say why; `pair` carries the columns of `pairs_at_risk`."""
    if pair.wants_call:
        yield _("One of them asked for a call.")
    for half, place in zip(HALVES, pair.places, strict=True):
        if getattr(pair, f"{half}_no_touch"):
            yield _("%(name)s says that they have not been in touch.") % {"name": place.person}
    if pair.silent:
        yield _("Neither has answered when we asked how it goes.")
    for half, place in zip(HALVES, pair.places, strict=True):
        if getattr(pair, f"{half}_missed"):
            yield _("%(name)s did not come to a workshop.") % {"name": place.person}
