"""A small bank of items of all kinds for the tests of the self-test and of schools."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kepu.literacy.models import Domain, Field, Item, ItemVersion
from kepu.organizations.models import Area

DOMAINS = (
    Domain.KNOWLEDGE,
    Domain.KNOWLEDGE,
    Domain.METHODS,
    Domain.SPIRIT,
    Domain.ABILITY,
    Domain.KNOWLEDGE,
    Domain.METHODS,
    Domain.THOUGHT,
    Domain.ABILITY,
    Domain.KNOWLEDGE,
)
FIELDS = tuple(Field.values)
LETTERS = [{"key": key, "text": f"选项{key}"} for key in "ABCD"]


def _content(number: int) -> dict[str, Any]:
    kind = (ItemVersion.Kind.SINGLE, ItemVersion.Kind.SINGLE, ItemVersion.Kind.TRUE_FALSE, ItemVersion.Kind.SINGLE, ItemVersion.Kind.MULTIPLE)
    chosen = ItemVersion.Kind.ORDER if number % 20 == 13 else ItemVersion.Kind.NUMERIC if number % 20 == 17 else kind[number % 5]
    if chosen == ItemVersion.Kind.TRUE_FALSE:
        return {"kind": chosen, "options": [{"key": "T", "text": "对"}, {"key": "F", "text": "错"}], "answer": {"keys": ["T"]}}
    if chosen == ItemVersion.Kind.NUMERIC:
        return {"kind": chosen, "options": [], "answer": {"value": 100, "tolerance": 0.5}}
    keys = {ItemVersion.Kind.MULTIPLE: ["A", "C"], ItemVersion.Kind.ORDER: ["B", "A", "D", "C"]}.get(chosen, ["A"])
    return {"kind": chosen, "options": LETTERS, "answer": {"keys": keys}}


def make_bank(district: Area, count: int = 40, **values: Any) -> list[ItemVersion]:
    """Approved open items over all domains, from easy to hard."""
    made = []
    for number in range(count):
        item = Item.objects.create(district=district, code=f"t-{number:03d}", is_secure=values.get("is_secure", False))
        version = ItemVersion.objects.create(
            item=item,
            number=1,
            stem=f"第{number}道样题问什么？",
            explanation=f"第{number}题的解析。",
            source="样本教材，2024年",
            domain=DOMAINS[number % 10],
            field=FIELDS[number % 6],
            audiences=values.get("audiences", ["all"]),
            expected=0.92 - 0.7 * number / count,
            frozen_at=timezone.now(),
            **_content(number),
        )
        item.state, item.current = Item.State.APPROVED, version
        item.save()
        made.append(version)
    return made


def right_answer(version: ItemVersion) -> Any:
    """What scores full points."""
    return version.answer["value"] if version.kind == ItemVersion.Kind.NUMERIC else list(version.answer["keys"])


def wrong_answer(version: ItemVersion) -> Any:
    """What scores none."""
    if version.kind == ItemVersion.Kind.NUMERIC:
        return -1
    if version.kind == ItemVersion.Kind.ORDER:
        return list(reversed(version.answer["keys"]))
    return [next(str(option["key"]) for option in version.options if option["key"] not in version.answer["keys"])]


def as_form(version: ItemVersion, answer: Any) -> dict[str, Any]:
    """An answer as a page sends it."""
    if version.kind == ItemVersion.Kind.ORDER:
        return {f"place-{key}": str(place) for place, key in enumerate(answer, start=1)}
    return {"answer": answer}


__all__ = ["as_form", "make_bank", "right_answer", "wrong_answer"]
