"""Differences of two texts, sign by sign, for Chinese sentences; a number counts as one sign."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

LONG = 5_000
_SIGN = re.compile(r"\d+(?:[.,]\d+)*|.", re.DOTALL)


def operations(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces in order as (kind, text), kind one of same, removed, added.

    The removed and same pieces together give `old`, the added and same pieces give `new`. Texts beyond 5,000 signs are compared
    line by line, because the comparison sign by sign takes quadratic time.
    """
    if len(old) + len(new) > LONG:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    else:
        before, after = _SIGN.findall(old), _SIGN.findall(new)
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(("removed", "".join(before[a:b])))
        if d > c:
            pieces.append(("added", "".join(after[c:d])))
    return pieces


def inline_diff(old: str, new: str) -> SafeString:
    """The comparison as HTML with `<del>` and `<ins>`, escaped."""
    tags = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    parts = [format_html(tags[kind], text) for kind, text in operations(old or "", new or "")]
    return format_html('<span class="diff">{}</span>', mark_safe("".join(parts)))
