"""Values that stand for others while a prepared read is composed, and where they went in its statement."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final

from django.db import connections, models

# Numbers that fit into every integer column: a comparison with one that does not is true or false of every row, and the
# ORM leaves it out.
FIRST_NUMBER: Final = 17_203
FIRST_DAY: Final = date(1613, 3, 7)
FIRST_INSTANT: Final = datetime(1613, 3, 7, 5, 41, 17, 380_119, tzinfo=UTC)
# Apart from each other in the two turns, so that what depends on a value differs between them.
A_TURN: Final = 4_111

Adapter = Callable[[Any, Any], Any]
# How the ORM may hand a value on to the database; `ops` is that of the connection.
ADAPTERS: Final[tuple[Adapter, ...]] = (
    lambda _ops, value: value,
    lambda ops, value: ops.adapt_datetimefield_value(value),
    lambda ops, value: ops.adapt_datefield_value(value),
    lambda ops, value: f"%{ops.prep_for_like_query(value)}%",
    lambda ops, value: f"{ops.prep_for_like_query(value)}%",
    lambda ops, value: ops.prep_for_iexact_query(value),
)


class NotPreparedError(TypeError):
    """A read cannot be kept: it does more with a value than hand it on, or there is no statement for such a value."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a statement that takes a value: which place, which value, and how it is handed on."""

    position: int
    leaf: int
    adapt: Adapter


@dataclass(frozen=True, slots=True)
class Build:
    """What a function returned for stand-ins, and those."""

    rows: "models.QuerySet[Any, Any]"
    leaves: list[Any]


class Text(str):
    """A text that may not be looked at: a read that decides by one would always decide alike."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str) and not other:
            # As Django asks; an empty text has no stand-in.
            return False
        if not isinstance(other, Text):
            msg = "A prepared read may not compare a text that it is given; give it a member of an enumeration."
            raise NotPreparedError(msg)
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other


def parted(args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Hashable, list[Any]]:
    """Return what kind of values these are, and those of them that go into a statement, in their order.

    Raise NotPreparedError for a value that no statement can be prepared for.
    """
    leaves: list[Any] = []
    kinds: list[Hashable] = [_kind(value, leaves) for value in args]
    for name, value in kwargs.items():
        kinds.append((name, _kind(value, leaves)))
    return tuple(kinds), leaves


def _kind(value: Any, leaves: list[Any]) -> Hashable:
    if value is None or isinstance(value, bool | Enum):
        return (type(value), value)
    if isinstance(value, models.Model):
        if value.pk is None:
            msg = f"A prepared read cannot look for a {type(value).__name__} that is not saved."
            raise NotPreparedError(msg)
        leaves.append(value.pk)
        return value.__class__
    if isinstance(value, str | int):
        if not value:
            return (type(value), value)
        leaves.append(value)
        return str if isinstance(value, str) else int
    if isinstance(value, date):
        leaves.append(value)
        return datetime if isinstance(value, datetime) else date
    if isinstance(value, list | tuple):
        return tuple(_kind(one, leaves) for one in value)
    # The value itself may be what somebody typed, which stands in no log.
    kind = type(value).__name__
    msg = f"A read cannot be prepared for a {kind}: give it rows, numbers, texts, dates, instants, or lists of them."
    raise NotPreparedError(msg)


def build(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any], *, turn: int) -> Build:
    """Call a function with a stand-in for each value; in another turn with other ones.

    Raise NotPreparedError where it asks the database: then it looks into a row, or at another, while it is composed.
    """
    leaves: list[Any] = []
    given = [_stand_in(value, leaves, turn) for value in args]
    named = {name: _stand_in(value, leaves, turn) for name, value in kwargs.items()}
    with _no_questions():
        return Build(function(*given, **named), leaves)


def _stand_in(value: Any, leaves: list[Any], turn: int) -> Any:
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, list | tuple):
        members = [_stand_in(one, leaves, turn) for one in value]
        # A named tuple takes its members one by one.
        return type(value)(*members) if hasattr(value, "_fields") else type(value)(members)
    number = len(leaves) + turn * A_TURN
    if isinstance(value, models.Model):
        leaves.append(FIRST_NUMBER + number)
        return _row(value.__class__, FIRST_NUMBER + number)
    if not isinstance(value, date) and not value:
        return value
    leaves.append(_unlike(value, number))
    return leaves[-1]


def _unlike(value: Any, number: int) -> Any:
    """Return a value of the same type that nobody would write into a filter."""
    if isinstance(value, str):
        # With what a pattern would read as any letters, so that it shows whether the ORM says that they are none.
        return Text(f"stands % for_another \\ {FIRST_NUMBER + number}")
    if isinstance(value, datetime):
        return FIRST_INSTANT + timedelta(days=number)
    if isinstance(value, date):
        return FIRST_DAY + timedelta(days=number)
    return FIRST_NUMBER + number


def _row(model: type[models.Model], key: int) -> models.Model:
    """Return a row of which nothing but its key is known; to look at anything else asks the database."""
    return model.from_db(None, [model._meta.pk.attname], [key])  # noqa: SLF001 - Django documents it


@contextmanager
def _no_questions() -> Iterator[None]:
    def refuse(*_args: Any) -> Any:
        msg = "A prepared read may not ask the database while it is composed: give it what it looks for."
        raise NotPreparedError(msg)

    with connections["default"].execute_wrapper(refuse):
        yield


def refuse_known(builds: Sequence[Build]) -> None:
    """Raise NotPreparedError where rows that are fetched along depend on a value: those statements are not prepared."""
    # There are no public names for either.
    every: list[Any] = [one.rows for one in builds]
    first, second = ([_fetched_along(lookup) for lookup in rows._prefetch_related_lookups] for rows in every)  # noqa: SLF001
    if first != second or any(rows._known_related_objects for rows in every):  # noqa: SLF001
        msg = "A prepared read may not fetch rows along that depend on a value it is given."
        raise NotPreparedError(msg)


def _fetched_along(lookup: Any) -> Hashable:
    rows = getattr(lookup, "queryset", None)
    if rows is None:
        return str(getattr(lookup, "prefetch_to", lookup))
    sql, values = rows.query.sql_with_params()
    further = tuple(_fetched_along(one) for one in rows._prefetch_related_lookups)  # noqa: SLF001
    return lookup.prefetch_to, sql, tuple(map(comparable, values)), further


def slots(
    ops: Any, leaves: Sequence[Sequence[Any]], values: Sequence[Sequence[Any]], *, same: bool
) -> tuple[Slot, ...]:
    """Return where the values of a call go, from the statements of two turns.

    Raise NotPreparedError where something else than a value that was handed on differs between them.
    """
    first, second = values
    if not same or len(first) != len(second):
        msg = "A prepared read may not be composed otherwise for other values."
        raise NotPreparedError(msg)
    known = _handed_on(ops, leaves)
    return tuple(
        _slot(known, position, pair)
        for position, pair in enumerate(zip(first, second, strict=True))
        if _differ(*pair) or isinstance(pair[0], date)
    )


def _differ(one: Any, other: Any) -> bool:
    return bool(type(one) is not type(other) or comparable(one) != comparable(other))


def comparable(value: Any) -> Any:
    """Return a value of a statement as one that can be compared: PostgreSQL's JSON comes in a wrapper that cannot."""
    return getattr(value, "adapted", _plain(value))


def _plain(value: Any) -> Any:
    """Return the value as one that can be compared."""
    return str.__str__(value) if isinstance(value, Text) else value


def _handed_on(ops: Any, leaves: Sequence[Sequence[Any]]) -> dict[Hashable, tuple[int, Adapter]]:
    """Return what the values of both turns may be in a statement → which value that is, and how it is handed on."""
    known: dict[Hashable, tuple[int, Adapter]] = {}
    for leaf, stand_ins in enumerate(zip(*leaves, strict=True)):
        for adapt in ADAPTERS:
            try:
                adapted = [adapt(ops, _plain(one)) for one in stand_ins]
            except (AttributeError, TypeError, ValueError):
                # A number has no day, and a text is no instant.
                continue
            known.setdefault(_both(adapted), (leaf, adapt))
    return known


def _both(pair: Sequence[Any]) -> Hashable:
    return tuple((type(one), _plain(one)) for one in pair)


def _slot(known: dict[Hashable, tuple[int, Adapter]], position: int, pair: tuple[Any, Any]) -> Slot:
    both = _both([_plain(one) for one in pair])
    if both not in known:
        msg = f"A prepared read may not compute with what it is given, nor look at a clock: {pair[0]!r}."
        raise NotPreparedError(msg)
    return Slot(position, *known[both])
