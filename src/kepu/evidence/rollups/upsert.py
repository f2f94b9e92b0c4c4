"""Adding many rows to sums in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Sums:
    """A table of sums: its key columns and its columns that are added up, each with its type in PostgreSQL."""

    table: str
    keys: dict[str, str]
    adds: dict[str, str]

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows (keys, then amounts) to what is there. Sort them by their keys, so that two writers lock rows in the same order."""
        if not rows:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(self._statement(f"VALUES ({', '.join(['%s'] * len(rows[0]))})"), rows)
            else:
                # A column is one array: the server reads some ten parameters instead of a hundred thousand.
                arrays = ", ".join(f"%s::{type}[]" for type in (*self.keys.values(), *self.adds.values()))
                cursor.execute(self._statement(f"SELECT * FROM unnest({arrays})"), [list(column) for column in zip(*rows, strict=True)])

    def _statement(self, source: str) -> str:
        keys = ", ".join(self.keys)
        adds = ", ".join(f"{name} = {self.table}.{name} + excluded.{name}" for name in self.adds)
        return f"INSERT INTO {self.table} ({keys}, {', '.join(self.adds)}) {source} ON CONFLICT ({keys}) DO UPDATE SET {adds}"
