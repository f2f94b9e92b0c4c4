"""How items did in use, and what their figures warn of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kepu.literacy.item_content import Kind
from kepu.literacy.models import Item, ItemUse
from kepu.ui import charts

#: Bounds of a useful item and the fewest answers from which they are looked at; after Ebel & Frisbie, Essentials of Educational Measurement
#: (5th ed. 1991), where a discrimination below 0.2 means that the item is to be rejected or rewritten.
EASY, HARD, WEAK, ENOUGH = 0.95, 0.10, 0.20, 50


@dataclass(frozen=True)
class Flag:
    """A warning about one use."""

    code: str
    message: str
    use: ItemUse


def uses_of(item: Item) -> QuerySet[ItemUse]:
    """All uses of all versions of an item, the oldest first."""
    return ItemUse.objects.filter(version__item=item).select_related("version").order_by("updated_at", "pk")


def flags_of(use: ItemUse) -> list[Flag]:
    """What the figures of one use warn of; nothing while too few answered."""
    if use.shown < ENOUGH:
        return []
    found = []
    if use.right is not None and use.right > EASY:
        found.append(Flag("too_easy", _("太容易：得分率 %.0f%%") % (use.right * 100), use))
    if use.right is not None and use.right < HARD:
        found.append(Flag("too_hard", _("太难：得分率 %.0f%%") % (use.right * 100), use))
    if use.item_rest is not None and use.item_rest < WEAK:
        found.append(Flag("weak", _("区分不开水平：题总相关 %.2f") % use.item_rest, use))
    if (idle := unchosen(use)) and use.options:
        found.append(Flag("idle_distractor", _("没有人选的干扰项：%s") % "、".join(idle), use))
    return found


def unchosen(use: ItemUse) -> list[str]:
    """Wrong options that nobody chose."""
    if use.version.kind not in (Kind.SINGLE, Kind.MULTIPLE):
        return []
    right = use.version.answer.get("keys", [])
    return [option["key"] for option in use.version.options if option["key"] not in right and not use.options.get(option["key"], 0)]


def flags_of_item(uses: Iterable[ItemUse]) -> list[Flag]:
    """Warnings of the latest use of each setting."""
    latest: dict[str, ItemUse] = {}
    for use in uses:
        latest[use.setting] = use
    return [flag for use in latest.values() for flag in flags_of(use)]


def use_chart(uses: Sequence[ItemUse]) -> charts.Chart | None:
    """Share of right answers over the uses, with its 95 % interval (Wilson); None before the first."""
    known = [use for use in uses if use.right is not None]
    if not known:
        return None
    points = []
    for use in known:
        low, high = _interval(use.right or 0.0, use.shown)
        points.append(charts.Point(f"{use.label}（v{use.version.number}）", round((use.right or 0) * 100, 1), low=low, high=high))
    return charts.line(_("各次使用的得分率"), points, unit="%", description=_("横轴为使用场合，括号里是题目版本；阴影为95%置信区间。"))


def _interval(share: float, count: int) -> tuple[float | None, float | None]:
    """Wilson's interval in per cent; none where nobody answered. Wilson, JASA 22 (1927) 209–212."""
    if not count:
        return None, None
    z = 1.959964
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return round(max(0.0, middle - half) * 100, 1), round(min(1.0, middle + half) * 100, 1)
