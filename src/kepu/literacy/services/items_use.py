"""What a survey, the self-test or an assessment learnt about the items that it used."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.models import ItemUse, ItemVersion
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, NotFound
from kepu.organizations.services.base import audit, service

FIGURES = ("right", "item_rest", "discrimination", "discrimination_se", "difficulty", "difficulty_se")


@service
def record_item_use(*, actor: Actor, setting: str, label: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Keep the statistics of one occasion, in place of what was kept for it before; how many versions.

    A row holds `version_id`, `shown` (how many were asked) and where known `right` (mean share of points), `item_rest`, `discrimination`,
    `discrimination_se`, `difficulty`, `difficulty_se`, `options` (key -> share who chose it). Figures that are no finite numbers are kept as
    unknown. Raises NotFound for a version of another district, InvalidInput for a share outside 0 to 1 or an unknown setting.
    """
    access.require(actor, "literacy.calculate")
    if setting not in ItemUse.Setting.values or not label.strip():
        raise InvalidInput(_("请给出用途和场合。"))
    given = {int(row["version_id"]): row for row in rows}
    known = ItemVersion.objects.filter(item__district=actor.district, pk__in=given).in_bulk()
    if len(known) < len(given):
        raise NotFound()
    for key, row in given.items():
        ItemUse.objects.update_or_create(version=known[key], setting=setting, label=label.strip()[:80], defaults=_figures(row))
    audit(actor, "literacy.record_item_use", actor.district, label, setting=setting, versions=len(given))
    return len(given)


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: _finite(row.get(name)) for name in FIGURES}
    options = {str(key): float(share) for key, share in (row.get("options") or {}).items()}
    shares = [*options.values(), *([values["right"]] if values["right"] is not None else [])]
    if any(not 0 <= share <= 1 for share in shares) or int(row["shown"]) < 0:
        raise InvalidInput(_("题目 %s 的比例应在0和1之间。") % row["version_id"])
    return {**values, "shown": int(row["shown"]), "options": options}


def _finite(value: Any) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
