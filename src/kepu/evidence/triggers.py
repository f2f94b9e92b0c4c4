"""The database's own refusal to change what was recorded.

The refusal has no switch: not for a service, not for an operator. The test runner, whose databases must be emptied between tests, removes
and installs the triggers itself.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "evidence is append-only"
# Table -> when a new row would take the place of an old one.
_TAKEN = {
    "evidence_evidencerecord": "EXISTS (SELECT 1 FROM evidence_evidencerecord WHERE id = NEW.id) OR EXISTS "
    "(SELECT 1 FROM evidence_evidencerecord WHERE district_id = NEW.district_id AND sequence = NEW.sequence) OR EXISTS "
    "(SELECT 1 FROM evidence_evidencerecord WHERE corrects_id = NEW.corrects_id)",
    "evidence_evidenceperson": "EXISTS (SELECT 1 FROM evidence_evidenceperson WHERE id = NEW.id) OR EXISTS "
    "(SELECT 1 FROM evidence_evidenceperson WHERE record_id = NEW.record_id AND pseudonym = NEW.pseudonym)",
    "evidence_evidencefile": "EXISTS (SELECT 1 FROM evidence_evidencefile WHERE id = NEW.id) OR EXISTS "
    "(SELECT 1 FROM evidence_evidencefile WHERE attachment_id = NEW.attachment_id)",
}
TABLES = tuple(_TAKEN)

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION evidence_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers where they are missing, on the tables that a migration has made so far."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for statement in _statements(connection.vendor, [table for table in TABLES if table in present]):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for the reverse migration and for emptying a test database."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for operation in ("update", "delete", "truncate", "replace"):
                name = f"{table}_no_{operation}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}" if connection.vendor == "postgresql" else f"DROP TRIGGER IF EXISTS {name}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database refuses every change of records and persons."""
    postgres = connection.vendor == "postgresql"
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if postgres
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    operations = ("update", "delete", "truncate") if postgres else ("update", "delete", "replace")
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    return {f"{table}_no_{operation}" for table in TABLES for operation in operations} <= found


def _statements(vendor: str, tables: list[str]) -> list[str]:
    if vendor == "postgresql":
        made = [_POSTGRES_FUNCTION]
        for table in tables:
            for operation, scope in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
                made.append(
                    f"CREATE OR REPLACE TRIGGER {table}_no_{operation} BEFORE {operation.upper()} ON {table} "
                    f"FOR EACH {scope} EXECUTE FUNCTION evidence_refuse_change()"
                )
        return made
    # INSERT OR REPLACE deletes without firing the delete trigger, so a row that would take another's place is refused as well.
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN {_TAKEN[table]} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in tables
    ] + [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{operation} BEFORE {operation.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in tables
        for operation in ("update", "delete")
    ]
