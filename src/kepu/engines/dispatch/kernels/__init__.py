"""Compiled loops. Importing this forgets machine code that was made from other sources than the present ones."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path


def forget_stale_code(folder: Path) -> bool:
    """Drop the code that Numba kept if any kernel changed since, for it watches each file alone, not what a file calls."""
    sources = sorted([*folder.glob("*.py"), folder.parent / "arrays.py"])
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    kept = folder / "__pycache__"
    stamp = kept / "sources.sha256"
    if stamp.is_file() and stamp.read_text() == digest:
        return False
    for code in [*kept.glob("*.nbi"), *kept.glob("*.nbc")]:
        code.unlink(missing_ok=True)
    kept.mkdir(exist_ok=True)
    stamp.write_text(digest)
    return True


with suppress(OSError):
    forget_stale_code(Path(__file__).parent)
