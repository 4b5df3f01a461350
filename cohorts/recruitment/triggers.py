"""The record of a draw cannot be changed: triggers on SQLite and on PostgreSQL refuse it, whoever asks.

No row is ever deleted. A column of `ALWAYS` stays as it was written; a column of `ONCE` stays from the moment on that
its condition holds in the row as it was. Sealed columns may be encrypted anew: the digests that hold them stay.
SQLite drops the triggers of a table silently when a migration alters it: such a migration calls `create` again, and a
test asserts that they exist. A transactional test empties its tables between `drop` and `create_all`. A migration makes
the triggers as they were then (`FIRST`, then up to its own number): a later one may look at a column that is not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "The record of a draw is never changed or deleted."
FUNCTION = "recruitment_record_refuse"
FIRST, FOLLOWS, ERASED = 5, 10, 11


@dataclass(frozen=True)
class Stays:
    """Columns of a table that never change, and those that do not from a moment on (a condition on the old row).

    `since` is the number of the migration that made these triggers.
    """

    table: str
    always: tuple[str, ...]
    once: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    since: int = FIRST


RECORDS = (
    Stays(
        "recruitment_draw",
        (
            "ref", "programme_id", "seed", "method", "algorithm_version", "quotas", "result", "met", "digest",
            "made_at", "made_by_id",
        ),
        (("settled", "OLD.state <> 'made'", ("state", "settled_at", "settled_by_id")),),
    ),
    Stays(
        "recruitment_ceremony",
        ("ref", "programme_id", "way", "terms", "frozen_digest", "commitment", "frozen_at", "frozen_by_id"),
        (
            ("computed", "OLD.digest <> ''", ("public", "digest", "figures", "computed_at", "findings", "agreed_at",
                                              "agreed_by_id")),
            ("published", "OLD.published_at IS NOT NULL", ("published_at", "published_by_id")),
            ("drawn", "OLD.randomness <> ''", ("randomness", "how", "rolled_by", "witnesses", "entered_at",
                                               "entered_by_id", "draw_id")),
            ("ended", "OLD.state IN ('drawn', 'aside')", ("state", "aside_at", "aside_by_id", "aside_reason")),
        ),
    ),
    Stays("recruitment_draw", (), (("follows", "", ("follows_id",)),), since=FOLLOWS),
    Stays("recruitment_draw", (), (("erased", "OLD.erased_at IS NOT NULL", ("erased_at",)),), since=ERASED),
    Stays("recruitment_ceremony", (), (("erased", "OLD.erased_at IS NOT NULL", ("erased_at",)),), since=ERASED),
    Stays(
        "recruitment_handover",
        ("ref", "ceremony_id", "kind", "name", "organisation", "person_id", "token_hash", "made_at", "made_by_id"),
        (("taken", "OLD.taken_at IS NOT NULL", ("taken_at",)),),
    ),
)  # fmt: skip
TABLES = tuple(dict.fromkeys(record.table for record in RECORDS))


def names(connection: Any) -> set[str]:
    """Return the names of the triggers that belong on the tables."""
    return {name for name, *_rest in _triggers(connection.vendor)}


def existing(connection: Any) -> set[str]:
    """Return the names of our triggers that are on the tables."""
    if connection.vendor == "sqlite":
        query = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for table, name in cursor.fetchall() if table in TABLES}


def create_all(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers as they are after all migrations; those that are there are made anew."""
    create(connection, upto=max(record.since for record in RECORDS))


def create(connection: BaseDatabaseWrapper, *, upto: int = FIRST) -> None:
    """Make the triggers as they are after the migration of this number; those that are there are made anew."""
    drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        for name, table, deed, condition in _triggers(connection.vendor, upto=upto):
            cursor.execute(_statement(connection.vendor, name, table, deed, condition))


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; those that are not there do not matter."""
    with connection.cursor() as cursor:
        for name, table, *_rest in _triggers(connection.vendor):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def _triggers(vendor: str, *, upto: int | None = None) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, table, deed and condition of each, up to a migration or of all."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    for record in RECORDS:
        if upto is not None and record.since > upto:
            continue
        if record.since == FIRST:
            yield f"{record.table}_no_delete", record.table, "DELETE", ""
            if vendor == "postgresql":
                yield f"{record.table}_no_truncate", record.table, "TRUNCATE", ""
        always = (("frozen", "", record.always),) if record.always else ()
        for moment, since, columns in (*always, *record.once):
            changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
            condition = f"{since} AND ({changed})" if since else changed
            yield f"{record.table}_{moment}_stays", record.table, "UPDATE", condition


def _statement(vendor: str, name: str, table: str, deed: str, condition: str) -> str:
    when = f" WHEN ({condition})" if condition else ""
    begins = f"CREATE TRIGGER {name} BEFORE {deed} ON {table}"
    if vendor == "sqlite":
        return f"{begins} FOR EACH ROW{when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    each = "STATEMENT" if deed == "TRUNCATE" else "ROW"
    return f"{begins} FOR EACH {each}{when} EXECUTE FUNCTION {FUNCTION}()"
