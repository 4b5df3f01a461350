"""Triggers that refuse to change or delete an audit event, on SQLite and on PostgreSQL.

SQLite drops the triggers of a table silently when a migration alters it: such a migration calls `create` again, and a
test asserts that they exist. A transactional test empties its tables between `drop` and `create`.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "people_auditevent"
REFUSAL = "Audit events are never changed or deleted."
FUNCTION = f"{TABLE}_refuse"
# What each database refuses. SQLite has no TRUNCATE.
DEEDS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def names(connection: Any) -> set[str]:
    """Return the names of the triggers that belong on the table."""
    return {_name(deed) for deed in DEEDS[connection.vendor]}


def existing(connection: Any) -> set[str]:
    """Return the names of our triggers that are on the table."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE])
        return {row[0] for row in cursor.fetchall()}


def create(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; those that are there stay."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        for deed in DEEDS[connection.vendor]:
            for statement in _statements(connection.vendor, deed):
                cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away; those that are not there do not matter."""
    with connection.cursor() as cursor:
        on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
        for deed in DEEDS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(deed)}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def _name(deed: str) -> str:
    return f"{TABLE}_no_{deed}"


def _statements(vendor: str, deed: str) -> tuple[str, ...]:
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        return (f"CREATE TRIGGER IF NOT EXISTS {_name(deed)} BEFORE {deed.upper()} ON {TABLE} {refuse}",)
    each = "STATEMENT" if deed == "truncate" else "ROW"
    refuse = f"FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
    return (
        f"DROP TRIGGER IF EXISTS {_name(deed)} ON {TABLE}",
        f"CREATE TRIGGER {_name(deed)} BEFORE {deed.upper()} ON {TABLE} {refuse}",
    )
