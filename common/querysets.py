"""What every read of the house shares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import Col
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from common.prepared_query import PreparedQuery

M = TypeVar("M", bound=models.Model)
# Every column of a row that is joined.
WHOLE: Final = ("*",)
# Stands for a column that no order can name by its place.
UNNAMED: Final = (object(), None, None)


class SoonerOrder(SQLCompiler):
    """Goes before the compiler of a database, which then writes the same SQL sooner.

    Before Django orders rows it takes a fingerprint of every column that it reads, in case the order names one by its
    place among them. That is for what has a name of its own, as annotations have; for a hundred columns of models, as
    when people and venues are read with a row, it took longer than all the rest of a query.
    """

    def _order_by_pairs(self) -> Iterator[Any]:  # type: ignore[override]
        whole = self.select
        if whole and not self.query.combinator:
            columns = [column if _has_a_name(*column) else UNNAMED for column in whole]
            self.select = columns if any(column is not UNNAMED for column in columns) else []
        try:
            yield from super()._order_by_pairs()  # type: ignore[misc]
        finally:
            self.select = whole


def _has_a_name(expression: Any, _sql: Any, alias: str | None) -> bool:
    return alias is not None or type(expression) is not Col


@cache
def _sooner(compiler: type[SQLCompiler]) -> type[SQLCompiler]:
    """Return the compiler of a database with the order written sooner."""
    return type("HouseCompiler", (SoonerOrder, compiler), {})


class HouseQuery(Query):
    """A query whose order is written sooner."""

    def get_compiler(self, *args: Any, **kwargs: Any) -> SQLCompiler:
        """Return what writes this query, made from what Django would take."""
        found = super().get_compiler(*args, **kwargs)
        sooner = _sooner(type(found))  # type: ignore[arg-type] # the stubs do not know that a class has a hash
        return sooner(self, found.connection, found.using, found.elide_empty)


@dataclass(frozen=True)
class Different:
    """Rows of which equal ones are counted once, and no more than one over `most`: then it is known that it is more."""

    rows: "models.QuerySet[Any, Any]"
    most: int


def counts_of(questions: "Sequence[models.QuerySet[Any, Any] | Different]") -> list[int]:
    """Return how many rows each of these querysets has, in their order. One query.

    Each is put into words by itself and counted inside one statement: as subqueries of a queryset Django would copy
    each of them several times over, and so take longer to ask than the database to answer.
    """
    if not questions:
        return []
    asked = [_counting(rows) for rows in questions]
    # What asks something of each row comes first: SQLite opens a table for each time, and walks past all that are open.
    order = sorted(range(len(asked)), key=lambda place: -asked[place][0].count("EXISTS("))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'({asked[place][0]})' for place in order)}",
            [value for place in order for value in asked[place][1]],
        )
        counts = dict(zip(order, cursor.fetchone(), strict=True))
    return [counts[place] for place in range(len(asked))]


def _counting(rows: "models.QuerySet[Any, Any] | Different") -> tuple[str, Sequence[Any]]:
    """Return the statement that counts these rows, and its values."""
    if isinstance(rows, Different):
        return _counting_different(rows)
    query: Any = rows.query
    if isinstance(query, PreparedQuery) and query.can_be_counted:
        sql, given = query.counting(rows.db)
        return sql or "SELECT 0", given
    # A union has but the columns that its parts name.
    asked = rows if query.combinator else rows.order_by().values("pk")
    try:
        sql, given = asked.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0", ()
    return f"SELECT COUNT(*) FROM ({sql}) AS counted", given  # noqa: S608 - the SQL is the ORM's own


def _counting_different(wanted: Different) -> tuple[str, Sequence[Any]]:
    try:
        sql, given = wanted.rows.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0", ()
    # The database stops when it has found so many.
    first = f"SELECT DISTINCT * FROM ({sql}) AS every LIMIT {wanted.most + 1}"  # noqa: S608 - the SQL is the ORM's own
    return f"SELECT COUNT(*) FROM ({first}) AS counted", given  # noqa: S608


def _columns(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]  # noqa: SLF001 - Django documents it


class HouseQuerySet(models.QuerySet[M]):
    """A queryset that can lock its rows where the database knows how (SQLite's IMMEDIATE already serialises)."""

    def __init__(
        self,
        model: type[models.Model] | None = None,
        query: Query | None = None,
        using: str | None = None,
        hints: dict[str, models.Model] | None = None,
    ) -> None:
        super().__init__(model, query or HouseQuery(model), using, hints)

    def joined(self, **relations: Sequence[str]) -> Self:
        """Read rows beside one's own, and of them these columns alone: `joined(lay__person=NAMED, cohort=WHOLE)`.

        Whoever is joined for a name brings 27 columns along otherwise, and a query costs by the column. One that is
        asked for and was not read costs a query of its own.
        """
        whole = {relation: self._of(relation, named) for relation, named in relations.items()}
        theirs = [f"{relation}__{column}" for relation, columns in whole.items() for column in columns]
        return self.select_related(*relations).only(*_columns(self.model), *theirs)

    def _of(self, relation: str, named: Sequence[str]) -> Sequence[str]:
        if named is not WHOLE:
            return named
        model: Any = self.model
        for step in relation.split("__"):
            model = model._meta.get_field(step).related_model  # noqa: SLF001 - Django documents it
        return _columns(model)

    def locked(self) -> "HouseQuerySet[M]":
        """Lock the rows until the transaction ends."""
        return self.select_for_update()
