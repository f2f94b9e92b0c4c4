"""What a column of a workbook holds."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kepu.organizations.models import Area, Unit

from . import values

Text = str | Promise
Kind = Literal["text", "code", "integer", "decimal", "percent", "date", "choice"]
SEPARATORS = re.compile(r"[、,，;；/\n]+")


def folded(text: object) -> str:
    """A name as it is compared: half-width, without spaces and case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).casefold()


@dataclass(frozen=True, eq=False)
class Column:
    """One column: `key` names its value in a row, `heading` stands in the sheet.

    Kinds: text, code (text that looks like a number: area codes, telephone numbers), integer, decimal, percent (20 for 20 %), date, and choice
    (one of `choices`, what is typed -> what is meant; `listed` are those offered in the list). `many` lets a cell hold several, separated by 、.
    """

    key: str
    heading: Text
    kind: Kind = "text"
    required: bool = False
    help: Text = ""
    example: Any = ""
    choices: Mapping[str, Any] | None = None
    listed: Sequence[str] = ()
    many: bool = False
    max_length: int = 500
    minimum: int | Decimal | datetime.date | None = None
    maximum: int | Decimal | datetime.date | None = None
    headings: tuple[Text, ...] = ()
    width: int = 16

    @cached_property
    def _known(self) -> dict[str, Any]:
        return {folded(name): value for name, value in (self.choices or {}).items()}

    def parse(self, cell: object) -> Any:
        """The value of a cell: None (or [] where several are allowed) for an empty one.

        Raises ValueError with a message for the person who filled the sheet.
        """
        if values.is_empty(cell):
            if self.required:
                raise ValueError(_("请填写%s") % self.heading)
            return [] if self.many else None
        if self.many:
            parts = [part.strip() for part in SEPARATORS.split(values.text(cell)) if part.strip()]
            return list(dict.fromkeys(self._one(part) for part in parts))
        return self._one(cell)

    def _one(self, cell: object) -> Any:
        if self.kind == "choice":
            return self._chosen(values.text(cell))
        value = values.PARSERS[self.kind](cell)
        if isinstance(value, str) and len(value) > self.max_length:
            raise ValueError(_("最多 %(most)d 个字，现有 %(length)d 个") % {"most": self.max_length, "length": len(value)})
        if self.minimum is not None and value < self.minimum:
            raise ValueError(_("不能小于 %s") % self.minimum)
        if self.maximum is not None and value > self.maximum:
            raise ValueError(_("不能大于 %s") % self.maximum)
        return value

    def _chosen(self, typed: str) -> Any:
        name = folded(typed)
        if name in self._known:
            return self._known[name]
        near = difflib.get_close_matches(typed, [str(offer) for offer in self.listed or self._known], n=3, cutoff=0.5)
        if near:
            raise ValueError(_("没有“%(typed)s”，是否为：%(near)s") % {"typed": typed[:40], "near": "、".join(near)})
        raise ValueError(_("没有“%s”，请从下拉列表中选择") % typed[:40])


def choice_column(key: str, heading: Text, choices: Iterable[tuple[Any, Text]], **more: Any) -> Column:
    """A choice from the pairs of a Django `TextChoices`; the label is written, the value too is understood."""
    pairs = [(str(value), str(label)) for value, label in choices]
    accepted = {**{value: value for value, _label in pairs}, **{label: value for value, label in pairs}}
    return Column(key, heading, "choice", choices=accepted, listed=tuple(label for _value, label in pairs), **more)


def unit_column(district: Area, key: str, heading: Text, **more: Any) -> Column:
    """An active unit of the district by its name or an alias; the value is the `Unit`."""
    units = Unit.objects.filter(district=district, is_active=True).prefetch_related("aliases").order_by("type", "id")
    accepted: dict[str, Unit] = {}
    names: list[str] = []
    for unit in units:
        names.append(unit.name)
        accepted.update({alias.name: unit for alias in unit.aliases.all()})
        accepted[unit.name] = unit
    return Column(key, heading, "choice", choices=accepted, listed=tuple(names), width=24, **more)
