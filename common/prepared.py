"""Reads whose statement is composed once a process, and afterwards only given other values.

Django composes a query anew each time: for the reads of a usual page of ours that takes longer than the database needs
to answer them. `@prepared` goes before a function that returns a queryset:

    @prepared
    def places_of(person: Person, on: date) -> PlaceQuerySet:
        return Place.objects.of(person).filter(began_on__lte=on)

What it returns is a queryset like any other. Read as it is, counted, sliced, or asked for one row, it runs the
statement that is kept; whatever else is done to it (`filter`, `annotate`, use as a subquery) is done to the queryset
that the function returns, as if nothing were kept.

The function is given stand-ins for its values, and is then called no more. So it must only hand its values on: rows,
numbers, texts, dates, instants, and sequences of them go into the statement, and it may not look at them. What it may
look at, and what has a statement of its own for each value, is None, a bool, a member of an enumeration, and whatever
is empty or zero. A function that reads the database, looks into a row, computes with a value or takes the time from a
clock is refused: in the tests, which compose every statement twice and compare (`prepared_query.checked`), with a
NotPreparedError. In production nobody should see an error for it: there its query is composed anew each time, and the
log says so once.
"""

import logging
from collections.abc import Callable, Hashable, Sequence
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, models

from common import stand_ins
from common.prepared_query import PreparedQuery, is_checked
from common.stand_ins import NotPreparedError
from common.statements import ORDERED, Pattern

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T", bound="str | int")
Q = TypeVar("Q", bound="models.QuerySet[Any, Any]")
# A function with more kinds of values than this forgets them all and begins again.
MOST_STATEMENTS: Final = 500


def prepared(build: Callable[P, Q]) -> Callable[P, Q]:
    """Keep the statements of a function that returns a queryset, where it does no more than hand its values on."""
    read = Read(build)

    @wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> Q:
        return cast("Q", read(args, kwargs))

    return ask


def alike(keys: Sequence[T]) -> list[T]:
    """Return references or keys, and so many that no row has that they are as many as a power of two.

    A list has a statement for each length: so one that may be long is asked for with few of them.
    """
    if not keys:
        return []
    none: Any = "none {}".format if isinstance(keys[0], str) else int.__neg__
    wanted = 1 << (len(keys) - 1).bit_length()
    return [*keys, *map(none, range(len(keys), wanted))]


class Read:
    """A function that returns a queryset, and what is kept of it."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self.patterns: dict[Hashable, Pattern] = {}
        self.told = False

    def __call__(self, args: Sequence[Any], kwargs: dict[str, Any]) -> "models.QuerySet[Any, Any]":
        """Return the rows for these values, not asked for yet."""
        try:
            pattern, leaves = self._kept(args, kwargs)
        except NotPreparedError as refusal:
            if is_checked():
                raise
            self._tell(refusal)
            return cast("models.QuerySet[Any, Any]", self.build(*args, **kwargs))
        query = PreparedQuery(pattern, leaves, lambda: self.build(*args, **kwargs))
        return _like(pattern.rows, query)

    def _kept(self, args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Pattern, list[Any]]:
        key, leaves = stand_ins.parted(args, kwargs)
        pattern = self.patterns.get(key)
        if pattern is None:
            if len(self.patterns) >= MOST_STATEMENTS:
                self.patterns.clear()
            pattern = Pattern(self.build, args, kwargs)
            # Composed now, so that what is refused is refused here.
            pattern.statement(ORDERED, DEFAULT_DB_ALIAS)
            self.patterns[key] = pattern
        return pattern, leaves

    def _tell(self, refusal: NotPreparedError) -> None:
        if not self.told:
            self.told = True
            logger.warning("%s.%s is composed each time: %s", self.build.__module__, self.build.__qualname__, refusal)


def _like(rows: "models.QuerySet[Any, Any]", query: "PreparedQuery") -> "models.QuerySet[Any, Any]":
    """Return a queryset that is as `rows` is but for its query."""
    # Django makes its own copies so, and has no public way to make one over another query.
    like: Any = rows
    made = like.__class__(like.model, query, like._db, like._hints)  # noqa: SLF001
    made._prefetch_related_lookups = like._prefetch_related_lookups[:]  # noqa: SLF001
    made._iterable_class = like._iterable_class  # noqa: SLF001
    made._fields = like._fields
    return cast("models.QuerySet[Any, Any]", made)
