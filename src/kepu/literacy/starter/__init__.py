"""The bank that comes with the software: own wording, no official items, facts with their sources; a file per domain beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kepu.literacy.item_content import Content, Kind, lettered, true_false_options
from kepu.literacy.models import Domain

HERE = Path(__file__).parent


@dataclass(frozen=True)
class StarterItem:
    """An item as its file has it."""

    code: str
    content: Content
    is_secure: bool


@dataclass(frozen=True)
class StarterEnemies:
    """Two items that must not stand in one booklet."""

    first: str
    second: str
    reason: str


@cache
def items() -> tuple[StarterItem, ...]:
    """All items, by domain in the order of their files."""
    return tuple(_item(domain, row) for domain in Domain.values for row in _read(f"{domain}.toml")["item"])


@cache
def enemies() -> tuple[StarterEnemies, ...]:
    """Pairs to keep apart."""
    return tuple(StarterEnemies(row["codes"][0], row["codes"][1], row["reason"]) for row in _read("enemies.toml")["pair"])


def _read(name: str) -> dict[str, Any]:
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)


def _item(domain: str, row: dict[str, Any]) -> StarterItem:
    kind = row["kind"]
    if kind == Kind.NUMERIC:
        answer: dict[str, Any] = {"value": row["answer"], "tolerance": row.get("tolerance", 0)}
    else:
        answer = {"keys": list(row["answer"])}
    content = Content(
        kind=kind,
        stem=row["stem"],
        domain=domain,
        field=row["field"],
        options=true_false_options() if kind == Kind.TRUE_FALSE else lettered(row.get("options", [])),
        answer=answer,
        explanation=row["explanation"],
        source=row["source"],
        audiences=list(row["audiences"]),
        expected=row["expected"],
    )
    return StarterItem(row["code"], content, row["secure"])
