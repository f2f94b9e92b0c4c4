"""Units named in the running text: （牵头单位：…；责任单位：…）, （…等按职责分工负责）, …牵头，…配合."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LEAD = r"(?:牵头(?:负责)?(?:单位|部门)|主责单位|主办单位|主要责任单位)"
_HELP = r"(?:(?:共同)?责任(?:单位|部门|主体)?|配合(?:单位|部门)|参[与加](?:单位|部门)|协办单位|协同单位|协助单位|成员单位|负责单位)"
_LABEL = re.compile(rf"(?P<lead>{_LEAD})\s*[:：]|(?P<help>{_HELP})\s*[:：]")
_BRACKETS = r"[（(【\[〔]"
_CLOSING = r"[）)】\]〕]"
_INSIDE = r"[^（()）【】\[\]〔〕。]*(?:[（(][^（()）]{1,20}[）)][^（()）【】\[\]〔〕。]*)*"
_DUTY = r"(?:按照?(?:各自)?职[责能]?(?:分工)?(?:负责|落实|推进|抓好)?|分工负责|共同负责|负责|牵头|配合|参与)"

#: A bracket that assigns units, anywhere in a paragraph.
ASSIGNMENT = re.compile(
    rf"{_BRACKETS}\s*(?P<labelled>(?:{_LEAD}|{_HELP})\s*[:：]{_INSIDE}){_CLOSING}"
    rf"|{_BRACKETS}\s*(?P<duty>[^（()）【】\[\]〔〕。：:]{{2,300}}?(?:[（(][^（()）]{{1,20}}[）)][^（()）。：:]{{0,300}}?){{0,8}}{_DUTY})\s*。?\s*{_CLOSING}"
)
#: The same at the end of a title.
ASSIGNMENT_TAIL = re.compile(rf"{_BRACKETS}\s*(?:{_LEAD}|{_HELP})\s*[:：]|{_BRACKETS}[^（()）]{{2,300}}{_DUTY}\s*{_CLOSING}\s*$")
_LINE = re.compile(rf"(?:{_LEAD}|{_HELP})\s*[:：]\s*\S.*")
_DUTY_PARTS = re.compile(r"[，,；;]")
_DUTY_END = re.compile(rf"(?P<units>.*?)(?:等)?(?:有关|相关)?(?P<what>{_DUTY})$")
_UNIT = re.compile(r"(委|局|办|部|会|联|院|校|所|站|馆|街道|镇|乡|政府|公司|中心|协|单位|部门|室|等|园区|集团|社区|医院|大学)(?:[）)])?$")


@dataclass(frozen=True, slots=True)
class Assigned:
    """Units as written after lead and help words, and where in the text they stand."""

    lead: str
    responsible: str
    start: int
    end: int
    is_open: bool


def is_assignment_line(text: str) -> bool:
    """Whether a paragraph does nothing but name units."""
    if _LINE.fullmatch(text) and len(text) <= 600 and "。" not in text[:-1]:
        return True
    found = ASSIGNMENT.match(text)
    return found is not None and found.end() >= len(text.rstrip("。；")) and bool(_parse(found))


def find_assignments(text: str) -> Iterator[Assigned]:
    """Every assignment of units in a paragraph, left to right."""
    if _LINE.fullmatch(text) and "。" not in text[:-1]:
        lead, responsible = _by_label(text.rstrip("。"))
        yield Assigned(lead, responsible, 0, len(text), _is_open(text))
        return
    for found in ASSIGNMENT.finditer(text):
        parsed = _parse(found)
        if parsed:
            yield Assigned(*parsed, found.start(), found.end(), _is_open(found[0]))


def _parse(found: re.Match[str]) -> tuple[str, str] | None:
    if found["labelled"]:
        return _by_label(found["labelled"])
    return _by_duty(found["duty"])


def _by_label(text: str) -> tuple[str, str]:
    """Units behind each label; 责任单位 before 配合单位, without 牵头, leads."""
    labels = list(_LABEL.finditer(text))
    lead: list[str] = []
    rest: list[str] = []
    has_lead = any(label["lead"] for label in labels)
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        units = text[label.end() : after.start() if after else len(text)].strip("；;，,。 ")
        leads = label["lead"] or (not has_lead and after is not None and label["help"].startswith("责任") and label is labels[0])
        (lead if leads else rest).append(units)
    return "、".join(lead), "、".join(rest)


def _by_duty(text: str) -> tuple[str, str] | None:
    """（甲牵头，乙、丙配合） and （甲、乙等按职责分工负责）; None where no unit is named."""
    lead: list[str] = []
    rest: list[str] = []
    pending: list[str] = []
    for part in _DUTY_PARTS.split(text):
        found = _DUTY_END.fullmatch(part.strip())
        if found is None:
            pending.append(part.strip())
            continue
        units = "、".join(filter(None, [*pending, found["units"].strip()]))
        pending = []
        (lead if "牵头" in found["what"] else rest).append(units)
    names = [name for units in (*lead, *rest) for name in units.split("、") if name]
    if not names or not all(_UNIT.search(name) for name in names):
        return None
    return "、".join(filter(None, lead)), "、".join(filter(None, rest))


def _is_open(text: str) -> bool:
    return bool(re.search(r"等(?:按|分|共|负|部门|单位|有关|相关|[）)】；;，,。]|$)", text))
