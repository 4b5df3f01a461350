"""What stands where a queryset keeps its query, so that it runs a statement that is kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql import Query

from common.stand_ins import comparable
from common.statements import COUNT, EXISTS, ORDERED, UNORDERED, Form, Pattern, Words, write_out

# What a query can be asked without composing it: it is the same whatever the values are.
SAME: Final = frozenset(
    {
        "annotation_select",
        "combinator",
        "default_ordering",
        "distinct",
        "distinct_fields",
        "extra_order_by",
        "extra_select",
        "get_meta",
        "group_by",
        "is_empty",
        "model",
        "order_by",
        "select_for_update",
        "selected",
        "values_select",
    }
)
_check = False


@contextmanager
def checked() -> Iterator[None]:
    """Compose every statement a second time while this lasts, and raise AssertionError where the kept one differs."""
    global _check  # noqa: PLW0603 - one switch for the process, thrown by the tests
    before, _check = _check, True
    try:
        yield
    finally:
        _check = before


def is_checked() -> bool:
    """Whether statements are compared, as in the tests."""
    return _check


class PreparedQuery:
    """Stands where a queryset keeps its query: runs what is kept, and is a query like any other for all else."""

    def __init__(self, pattern: Pattern, leaves: Sequence[Any], build: Callable[[], Any]) -> None:
        mine = self.__dict__
        mine["pattern"], mine["leaves"], mine["build"] = pattern, leaves, build
        mine["ordered"], mine["low_mark"], mine["high_mark"], mine["whole"] = True, 0, None, None

    def __getattr__(self, name: str) -> Any:
        # Only for what is not kept in this object.
        return getattr(self.pattern.rows.query if name in SAME and self.whole is None else self.composed(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.composed(), name, value)

    def __str__(self) -> str:
        return str(self.composed())

    def composed(self) -> Query:
        """Return the query that the function composes; from here on this one is that."""
        if self.whole is None:
            self.__dict__["whole"] = self._compose()
        return cast("Query", self.whole)

    def _compose(self) -> Query:
        rows = self.build()
        query = cast("Query", rows.query if self.ordered else rows.order_by().query)
        if self.is_sliced:
            query.set_limits(self.low_mark, self.high_mark)
        return query

    @property
    def is_sliced(self) -> bool:
        """Whether some of the rows are asked for alone."""
        if self.whole is not None:
            return bool(self.whole.is_sliced)
        return self.low_mark != 0 or self.high_mark is not None or not self.pattern.can_be_cut

    def can_filter(self) -> bool:
        """Whether rows can still be left out."""
        return not self.is_sliced

    def chain(self, klass: type[Query] | None = None) -> Any:
        """Return a copy, as a queryset asks for when something is done to it."""
        if self.whole is not None or klass is not None:
            return self.composed().chain(klass)
        made = PreparedQuery(self.pattern, self.leaves, self.build)
        made.__dict__.update(ordered=self.ordered, low_mark=self.low_mark, high_mark=self.high_mark)
        return made

    clone = chain

    def add_q(self, wanted: models.Q, *args: Any, **kwargs: Any) -> None:
        """Leave rows out; `get()` asks for this without naming any."""
        if wanted or self.whole is not None:
            self.composed().add_q(wanted, *args, **kwargs)

    def clear_ordering(self, *, force: bool = False, clear_default: bool = True) -> None:
        """Forget the order, as `get()` does before it asks."""
        if force and not clear_default and self.whole is None and not self.is_sliced:
            self.__dict__["ordered"] = False
        else:
            self.composed().clear_ordering(force=force, clear_default=clear_default)

    def add_ordering(self, *names: Any) -> None:
        """Order the rows; `get()` asks for this without naming any column."""
        if names or self.whole is not None:
            self.composed().add_ordering(*names)

    def set_limits(self, low: int | None = None, high: int | None = None) -> None:
        """Ask for some of the rows alone, counted from those that are asked for already."""
        if self.whole is not None or not self.pattern.can_be_cut:
            self.composed().set_limits(low, high)
            return
        begins, ends = self.low_mark, self.high_mark
        if high is not None:
            ends = begins + high if ends is None else min(ends, begins + high)
        if low is not None:
            begins = begins + low if ends is None else min(ends, begins + low)
        self.__dict__.update(low_mark=begins, high_mark=ends)

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's
        """Return what runs the statement and reads its rows."""
        if self.whole is not None or using is None:
            return self.composed().get_compiler(using, connection, elide_empty)
        return self._reader(ORDERED if self.ordered else UNORDERED, using)

    def get_count(self, using: str) -> int:
        """Return how many rows there are."""
        if not self.can_be_counted:
            return self.composed().get_count(using)
        row = self._reader(COUNT, using).execute_sql("single")
        return int(row[0]) if row else 0

    @property
    def can_be_counted(self) -> bool:
        """Whether the statement that counts can be kept: not that of a part, nor of values that may be alike."""
        return self.whole is None and not self.is_sliced and self.pattern.rows._fields is None

    def sql_with_params(self) -> Words:
        """Return the statement and its values, to be used inside another. Raise EmptyResultSet where it has no rows."""
        if self.whole is not None:
            return cast("Words", self.whole.sql_with_params())
        words = self._words(ORDERED if self.ordered else UNORDERED, DEFAULT_DB_ALIAS)
        if words[0] is None:
            raise EmptyResultSet
        return words

    def counting(self, using: str) -> Words:
        """Return the statement that counts and its values; None where there can be no rows."""
        return self._words(COUNT, using)

    def has_results(self, using: str) -> bool:
        """Whether there is a row."""
        if self.whole is not None or self.is_sliced:
            return bool(self.composed().has_results(using))
        return bool(self._reader(EXISTS, using).execute_sql("single"))

    def _reader(self, form: Form, using: str) -> Any:
        statement = self.pattern.statement(form, using)
        reader = statement.compiler.__class__.__new__(statement.compiler.__class__)
        reader.__dict__.update(statement.compiler.__dict__)
        reader.connection = connections[using]
        reader.prepared = self._words(form, using)
        return reader

    def _words(self, form: Form, using: str) -> Words:
        statement, connection = self.pattern.statement(form, using), connections[using]
        sql = statement.sql
        if sql is not None and form.kind == "rows" and self.is_sliced and self.pattern.can_be_cut:
            cut = connection.ops.limit_offset_sql(self.low_mark, self.high_mark)
            # A part without a row, such as the page of an empty list, is not asked for.
            sql = f"{sql} {cut}" if self.low_mark != self.high_mark else None
        words = sql, statement.given(self.leaves, connection.ops) if sql is not None else ()
        if _check:
            self._compare(form, using, words)
        return words

    def _compare(self, form: Form, using: str, kept: Words) -> None:
        query = self._compose() if form.kind == "rows" else form.of(self.build())
        now = write_out(*form.text(query.get_compiler(using)), self.pattern.statement(form, using).written)
        if _comparable(now) != _comparable(kept):
            msg = f"A prepared read keeps {kept}, but is composed as {now}."
            raise AssertionError(msg)


def _comparable(words: Words) -> Words:
    sql, values = words
    return sql, tuple(map(comparable, values))
