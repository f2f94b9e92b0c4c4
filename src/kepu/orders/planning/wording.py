"""The engine's answers in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS: dict[str, str | Promise] = {
    "past_due": gettext_lazy("已过最晚时间"),
    "outside_horizon": gettext_lazy("合适的时间不在本周"),
    "no_skill": gettext_lazy("能接这一单的服务队都不能讲这个主题（已领单的只看该部门或该队；有的主题要有队员持证）"),
    "no_language": gettext_lazy("没有能用这种语言的服务队"),
    "no_audience": gettext_lazy("没有面向这类人群的服务队"),
    "too_far": gettext_lazy("超出服务队的最远距离"),
    "no_time": gettext_lazy("合适的时间里没有服务队有空"),
    "separation": gettext_lazy("同一支队伍近期到过同一地点讲同一主题"),
    "no_capacity": gettext_lazy("服务队本周时间已满"),
    "no_room": gettext_lazy("与服务队当天的其他服务排不开"),
    "too_costly": gettext_lazy("安排它会使整体更差"),
    "not_found": gettext_lazy("在限定时间内没有找到安排"),
    "no_topic": gettext_lazy("还没有确定主题"),
    "no_place": gettext_lazy("不知道地点在哪里"),
    "no_window": gettext_lazy("本周没有合适的时间"),
}
#: Of one team and one time that somebody tries, where the reasons of an unserved order speak of all.
TRIED: dict[str, str | Promise] = {
    "no_skill": gettext_lazy("这支队伍不能讲这个主题：没有列入专长，或没有队员持有效证书"),
    "no_language": gettext_lazy("这支队伍没有人会这种语言"),
    "no_audience": gettext_lazy("这支队伍不面向这类人群"),
    "too_far": gettext_lazy("超出这支队伍的最远距离"),
    "no_time": gettext_lazy("这支队伍这时没有空"),
    "separation": gettext_lazy("这支队伍近期到过同一地点讲同一主题"),
    "no_capacity": gettext_lazy("这支队伍本周时间已满"),
    "no_room": gettext_lazy("与这支队伍当天的其他服务排不开"),
    "no_window": gettext_lazy("这一天没有点单人方便的时间"),
}
REMEDIES: dict[str, str | Promise] = {
    "capacity": gettext_lazy("%(team)s本周多服务 %(amount)d 分钟"),
    "distance": gettext_lazy("%(team)s多走 %(amount).1f 公里"),
    "skill": gettext_lazy("%(team)s能讲这个主题（列入专长；要持证的，有队员持证）"),
    "language": gettext_lazy("%(team)s有人会这种语言"),
    "audience": gettext_lazy("%(team)s也面向这类人群"),
    "window": gettext_lazy("点单人也接受 %(when)s（%(team)s有空）"),
    "calendar": gettext_lazy("%(team)s也在 %(when)s 服务"),
    "due": gettext_lazy("最晚时间推后 %(amount)d 分钟"),
}


def reason_text(code: str) -> str:
    """Why an order stays unserved."""
    return str(REASONS.get(code, code))


def rule_text(code: str, amount: float) -> str:
    """What a move would break, and by how much."""
    measures = {"too_far": _("（超出 %.1f 公里）"), "no_capacity": _("（超出 %d 分钟）"), "no_room": _("（差 %d 分钟）")}
    measure = measures.get(code)
    return str(TRIED.get(code) or reason_text(code)) + (measure % amount if measure and amount else "")


def remedy_text(remedy: Mapping[str, Any]) -> str:
    """One change that would let the order be served."""
    text = REMEDIES.get(str(remedy["kind"]))
    return str(text) % {"team": remedy.get("team") or _("某支队伍"), "amount": remedy["amount"], "when": remedy["when"]} if text else ""


def why_text(reasons: Mapping[str, Any]) -> str:
    """Why this team."""
    parts = [_("相距 %.1f 公里") % reasons["distance_km"], _("占本周时间 %d%%") % round(reasons["load_share"] * 100)]
    if reasons.get("liked"):
        parts.insert(0, _("这里的居民好评过"))
    if reasons.get("detour_minutes"):
        parts.append(_("路上多 %d 分钟") % reasons["detour_minutes"])
    if reasons.get("runner_up"):
        parts.append(_("其次是%(team)s（少 %(points)d 分）") % {"team": reasons["runner_up"], "points": round(reasons["runner_up_less"])})
    return "，".join(parts)
