"""Automatic numbers of Word: the 一、 that stands on the page though not in the text of a paragraph."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from .numerals import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographTraditional", "chineseLegalSimplified", "japaneseDigitalTenThousand",
}  # fmt: skip
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_SILENT = {"bullet", "none"}


class Numbering:
    """Counts list levels as Word does and gives each paragraph the label that Word would draw."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._of_num: dict[str, str] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read_numbering(self, root: Element) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {}
            for level in abstract.iter(f"{W}lvl"):
                levels[_value(level, "ilvl")] = (
                    _text(level, "numFmt") or "decimal",
                    _text(level, "lvlText"),
                    int(_text(level, "start") or 1),
                )
            self._abstract[abstract.get(f"{W}abstractNumId", "")] = levels
        for num in root.iter(f"{W}num"):
            self._of_num[num.get(f"{W}numId", "")] = _text(num, "abstractNumId")

    def _read_styles(self, root: Element) -> None:
        for style in root.iter(f"{W}style"):
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None and _text(found, "numId"):
                level = int(_text(found, "ilvl") or 0)
                self._of_style[style.get(f"{W}styleId", "")] = (_text(found, "numId"), level)

    def next_label(self, paragraph: Element) -> str:
        """The label of this paragraph, counting it; empty where it has no automatic number."""
        num, level = self._place(paragraph)
        abstract = self._of_num.get(num, "")
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        form, _, start = levels[level]
        counts = self._counts.setdefault(abstract, [None] * 10)
        before = counts[level]
        counts[level] = start if before is None else before + 1
        counts[level + 1 :] = [None] * (9 - level)
        if form in _SILENT:
            return ""
        return re.sub(r"%(\d)", lambda found: self._number(levels, counts, int(found[1]) - 1), levels[level][1])

    def _place(self, paragraph: Element) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        own = properties.find(f"{W}numPr")
        if own is not None and own.find(f"{W}numId") is not None:
            return _text(own, "numId"), min(int(_text(own, "ilvl") or 0), 8)
        return self._of_style.get(_text(properties, "pStyle"), ("", 0))

    @staticmethod
    def _number(levels: dict[int, tuple[str, str, int]], counts: list[int | None], level: int) -> str:
        form, _, start = levels.get(level, ("decimal", "", 1))
        value = counts[level] if 0 <= level < 9 and counts[level] is not None else start
        assert value is not None
        if form in _CHINESE:
            return to_chinese(value)
        if form in _CIRCLED and 0 < value <= 20:
            return chr(ord("①") + value - 1)
        return str(value)


def _text(parent: Element, tag: str) -> str:
    found = parent.find(f"{W}{tag}")
    return found.get(f"{W}val", "") if found is not None else ""


def _value(element: Element, name: str) -> int:
    value = element.get(f"{W}{name}", "0")
    return int(value) if value.isdigit() else 0
