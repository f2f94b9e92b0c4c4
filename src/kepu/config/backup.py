"""Backup and restore: database, files and keys of an installation in one archive."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from kepu.organizations.errors import Conflict, InvalidInput

MANIFEST = "manifest.json"
KEY = "secret_key"
FORMAT = 1


def back_up(target: Path) -> dict[str, Any]:
    """Write an archive that holds one moment of the database, however many write meanwhile; returns its manifest.

    The database is taken before the files, so that every file that it names is in the archive. The archive holds the key that decrypts
    personal data and is readable by its owner only. Raises Conflict where `target` exists.
    """
    if target.exists():
        raise Conflict(_("%s 已存在，请换一个文件名。") % target)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        database = Path(folder) / _database_name()
        _dump(database)
        manifest = {
            "format": FORMAT,
            "version": version("kepu"),
            "vendor": connection.vendor,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": {"name": database.name, "bytes": database.stat().st_size, "sha256": _digest(database)},
        }
        partial = Path(folder) / "archive"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle, tarfile.open(fileobj=handle, mode="w:gz") as archive:
            _add_text(archive, Path(folder), json.dumps(manifest, ensure_ascii=False, indent=1))
            archive.add(database, database.name)
            for path, name in ((settings.VAR_DIR / KEY, KEY), (Path(settings.MEDIA_ROOT), "media")):
                if path.exists():
                    archive.add(path, name)
        shutil.move(partial, target)
    return manifest


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put an archive in the place of the present data, which is kept aside; returns its manifest. The site must be stopped.

    Everything is checked before anything is moved. Raises InvalidInput for a damaged or foreign archive, Conflict where there are data
    and `replace` is not given.
    """
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        database = folder / manifest["database"]["name"]
        if connection.vendor == "sqlite" and Path(settings.DATABASES["default"]["NAME"]).exists() and not replace:
            raise Conflict(_("当前已有数据。确定要替换请加 --replace，原数据会改名保留。"))
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        _load(database, stamp)
        _swap(folder / "media", Path(settings.MEDIA_ROOT), stamp)
        _swap(folder / KEY, settings.VAR_DIR / KEY, stamp)
    return manifest


def _database_name() -> str:
    return "kepu.sqlite3" if connection.vendor == "sqlite" else "kepu.dump"


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=60)) as source:
            # One read transaction: writers go on, and none of what they write comes in halfway.
            source.execute("VACUUM INTO ?", [str(target)])
        return
    _run(["pg_dump", "--format=custom", f"--file={target}", _address()])


def _load(database: Path, stamp: str) -> None:
    if connection.vendor != "sqlite":
        _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={_address()}", str(database)])
        return
    connection.close()
    place = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("-wal", "-shm", ""):
        old = place.with_name(place.name + suffix)
        if old.exists():
            old.rename(old.with_name(f"{place.name}.before-{stamp}{suffix}"))
    shutil.move(database, place)


def _address() -> str:
    wanted = settings.DATABASES["default"]
    login = f"{wanted['USER']}:{wanted['PASSWORD']}@" if wanted.get("PASSWORD") else f"{wanted['USER']}@"
    return f"postgresql://{login}{wanted['HOST'] or 'localhost'}:{wanted['PORT'] or 5432}/{wanted['NAME']}"


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise InvalidInput(_("没有找到 %s，请安装 PostgreSQL 客户端工具。") % command[0]) from error
    except subprocess.CalledProcessError as error:
        raise InvalidInput(error.stderr.strip() or str(error)) from error


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        database = folder / Path(manifest["database"]["name"]).name
        whole = manifest["format"] == FORMAT and _digest(database) == manifest["database"]["sha256"]
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError) as error:
        raise InvalidInput(_("%s 不是完整的备份文件。") % source) from error
    if not whole:
        raise InvalidInput(_("%s 已损坏，没有恢复任何内容。") % source)
    if manifest["vendor"] != connection.vendor:
        raise InvalidInput(_("备份来自 %(theirs)s，当前数据库是 %(ours)s。") % {"theirs": manifest["vendor"], "ours": connection.vendor})
    return manifest


def _swap(new: Path, place: Path, stamp: str) -> None:
    if not new.exists():
        return
    if place.exists():
        place.rename(place.with_name(f"{place.name}.before-{stamp}"))
    shutil.move(new, place)


def _add_text(archive: tarfile.TarFile, folder: Path, text: str) -> None:
    path = folder / MANIFEST
    path.write_text(text, encoding="utf-8")
    archive.add(path, MANIFEST)


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
