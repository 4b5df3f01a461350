"""Statements of prepared reads: what is sent to the database, where the values go, and how the rows are read.

What is the same for every call stands in the words of the statement, and only what differs is handed over beside them.
SQLite plans a statement anew for every call where a value is handed over that an index of some rows alone goes by, such
as a state: for the counts of Today that took longer than to count.
"""

import re
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from common import stand_ins
from common.stand_ins import Slot

Words = tuple[str | None, tuple[Any, ...]]
# Where a statement takes a value, and a percent sign that is none of these.
PLACE: Final = re.compile("%%|%s")


@dataclass(frozen=True, slots=True)
class Form:
    """How the rows of a queryset are asked for."""

    kind: str = "rows"
    ordered: bool = True

    def of(self, rows: "models.QuerySet[Any, Any]") -> Query:
        """Return the query that asks for them so."""
        if self.kind == "count":
            return rows.order_by().values("pk").query
        query = rows.query if self.ordered else rows.order_by().query
        return query.exists() if self.kind == "exists" else query

    def text(self, compiler: SQLCompiler) -> Words:
        """Return the SQL and its values; None where the ORM sees that there can be no rows."""
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return None, ()
        if self.kind == "count":
            sql = f"SELECT COUNT(*) FROM ({sql}) AS counted"  # noqa: S608 - the SQL is the ORM's own
        return sql, tuple(values)


COUNT: Final = Form("count")
EXISTS: Final = Form("exists")
ORDERED: Final = Form()
UNORDERED: Final = Form(ordered=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is sent to the database: the words, the values with room for those of a call, and how its rows are read."""

    sql: str | None
    values: tuple[Any, ...]
    slots: tuple[Slot, ...]
    compiler: SQLCompiler
    # The places of values, as the ORM composes it, that stand in the words.
    written: frozenset[int]

    def given(self, leaves: Sequence[Any], ops: Any) -> tuple[Any, ...]:
        """Return the values with those of a call in their places."""
        values = list(self.values)
        for slot in self.slots:
            values[slot.position] = slot.adapt(ops, leaves[slot.leaf])
        return tuple(values)


class Pattern:
    """A function's queryset for one kind of values, with stand-ins, and the statements made of it."""

    def __init__(self, build: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        self.builds = [stand_ins.build(build, args, kwargs, turn=turn) for turn in (0, 1)]
        self.rows = self.builds[0].rows
        self.statements: dict[Hashable, Statement] = {}
        query = self.rows.query
        self.can_be_cut = not (query.is_sliced or query.combinator or query.select_for_update)
        stand_ins.refuse_known(self.builds)

    def statement(self, form: Form, using: str) -> Statement:
        """Return the statement for rows in this form; it is composed when it is asked for the first time."""
        key = (form, using)
        if key not in self.statements:
            self.statements[key] = self._composed(form, using)
        return self.statements[key]

    def _composed(self, form: Form, using: str) -> Statement:
        texts = []
        for one in self.builds:
            compiler = form.of(one.rows).get_compiler(using)
            texts.append((compiler, *form.text(compiler)))
        (compiler, sql, values), (_other, again, others) = texts
        leaves = [one.leaves for one in self.builds]
        slots = stand_ins.slots(compiler.connection.ops, leaves, (values, others), same=sql == again)
        ready = reader_class(type(compiler))(compiler.query, compiler.connection, using)  # type: ignore[arg-type]
        ready.__dict__.update(compiler.__dict__)
        ready.known = {}
        written = _to_write(values, slots)
        short, left = write_out(sql, values, written)
        return Statement(short, left, _moved(slots, written), ready, written)


def write_out(sql: str | None, values: Sequence[Any], written: Collection[int]) -> Words:
    """Return a statement with the values at these places in its words, and the values that are left."""
    places = iter(range(len(values)))

    def fill(found: "re.Match[str]") -> str:
        if found.group() == "%s" and (place := next(places)) in written:
            return _literal(values[place])
        return found.group()

    left = tuple(value for place, value in enumerate(values) if place not in written)
    return sql and PLACE.sub(fill, sql), left


def _literal(value: Any) -> str:
    """Return a value of the program's own as SQL writes it, where a percent sign would stand for a value."""
    if isinstance(value, int):
        return str(value)
    return "'{}'".format(str.__str__(value).replace("'", "''").replace("%", "%%"))


def _to_write(values: Sequence[Any], slots: Sequence[Slot]) -> frozenset[int]:
    """Return the places of what is the same for every call, and is written alike by every database."""
    taken = {slot.position for slot in slots}
    return frozenset(place for place, value in enumerate(values) if place not in taken and _is_plain(value))


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return not {"\\", "\0"} & set(value)
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _moved(slots: Sequence[Slot], written: Collection[int]) -> tuple[Slot, ...]:
    """Return where the values of a call go among those that are left."""
    return tuple(
        replace(slot, position=slot.position - sum(place < slot.position for place in written)) for slot in slots
    )


class Reader(SQLCompiler):
    """Goes before the compiler of a database: knows its words already, and how its columns become values."""

    prepared: Words
    # Shared by all readers of a statement.
    known: dict[str, Any]

    def get_converters(self, expressions: Any) -> Any:
        """Return what turns columns into values, found once."""
        if "converters" not in self.known:
            self.known["converters"] = super().get_converters(expressions)
        return self.known["converters"]

    def has_composite_fields(self, expressions: Any) -> bool:
        """Whether a column is a key of several columns, found once."""
        if "composite" not in self.known:
            self.known["composite"] = super().has_composite_fields(expressions)
        return bool(self.known["composite"])

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the statement and its values. Raise EmptyResultSet where there can be no rows."""
        sql, values = self.prepared
        if sql is None:
            raise EmptyResultSet
        return sql, values


@cache
def reader_class(compiler: type[SQLCompiler]) -> type[Reader]:
    """Return the compiler of a database that knows its words already."""
    return type("PreparedCompiler", (Reader, compiler), {})
