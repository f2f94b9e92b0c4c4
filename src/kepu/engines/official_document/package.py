"""The same document gives the same file: no clock, no machine, no order by chance."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

EPOCH = datetime(2000, 1, 1)


def repack(content: bytes) -> bytes:
    """The archive with its entries in a fixed order and without the time of writing."""
    source = zipfile.ZipFile(io.BytesIO(content))
    first = "[Content_Types].xml"
    names = sorted(source.namelist(), key=lambda name: (name != first, name))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            archive.writestr(entry, source.read(name))
    return target.getvalue()
