"""The database's own refusal to count one hour of a person twice.

PostgreSQL: an exclusion constraint on one range per entry. The person's number stands above the seconds (2^34 of them reach the year 2514), so
that ranges of two people never meet and no extension is needed. SQLite has no exclusion constraints; triggers ask before a row is written,
and its single writer leaves no gap between the question and the write.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "volunteers_hourentry"
NAME = "hour_entry_no_overlap"
MESSAGE = "hours of one person overlap"
_SPAN = (
    "int8range(volunteer_id * 17179869184 + extract(epoch FROM start_at AT TIME ZONE 'UTC')::bigint, "
    "volunteer_id * 17179869184 + extract(epoch FROM end_at AT TIME ZONE 'UTC')::bigint)"
)
_TAKEN = (
    f"NEW.is_live AND EXISTS (SELECT 1 FROM {TABLE} WHERE volunteer_id = NEW.volunteer_id AND is_live AND id IS NOT NEW.id "
    "AND start_at < NEW.end_at AND end_at > NEW.start_at)"
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the constraint where it is missing, once its table exists."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor) or installed(connection):
            return
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the constraint away, for the reverse migration."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}")
            return
        for operation in ("insert", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{operation}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database refuses overlapping hours."""
    postgres = connection.vendor == "postgresql"
    query = "SELECT count(*) FROM pg_constraint WHERE conname = %s" if postgres else "SELECT count(*) FROM sqlite_master WHERE name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [NAME if postgres else f"{NAME}_%"])
        return bool(cursor.fetchone()[0] == (1 if postgres else 2))


def _statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist ({_SPAN} WITH &&) WHERE (is_live)"]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {NAME}_{operation} BEFORE {operation.upper()} ON {TABLE} WHEN {_TAKEN} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for operation in ("insert", "update")
    ]
