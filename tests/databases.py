"""Databases on which other processes work while a test looks on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection


def copy_empty_database(file: Path) -> str:
    """The address of a copy of the tests' own SQLite database as it was migrated; a test that holds `django_db_setup` may ask for one."""
    with closing(sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    return f"sqlite:///{file}"
