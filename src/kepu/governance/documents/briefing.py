"""The pack of a hearing in words: sentences assembled from its figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kepu.engines.official_document import Block, Heading, OfficialDocument, Paragraph, Signature, Table
from kepu.governance.models import Briefing, BriefingPack
from kepu.ui.components.marks import LIGHT_TEXT
from kepu.ui.formats import cn_date, cn_datetime, figure


def briefing_document(briefing: Briefing, pack: BriefingPack, issuer: str) -> OfficialDocument:
    """The pack as a document: how things stand, indicators, what is behind and why, decisions of last time, agenda."""
    content = pack.content
    blocks: list[Block] = [
        Heading(_("总体情况")),
        *overall(content),
        Heading(_("指标进展")),
        *indicators(content),
        Heading(_("未完成的任务和原因") if is_over(content) else _("滞后任务和原因")),
        *behind(content),
        Heading(_("以往决定事项落实情况")),
        *decisions(content),
    ]
    if briefing.topics:
        blocks += [Heading(_("会议议程")), *(Paragraph(f"{number}.{topic}") for number, topic in enumerate(briefing.topics, start=1))]
    when = cn_datetime(briefing.starts_at)
    subtitle = _("（%(chair)s听取汇报 %(when)s）") % {"chair": briefing.chair, "when": when}
    signature = Signature(issuer, date.fromisoformat(content["on"]))
    return OfficialDocument(briefing.title, tuple(blocks), subtitle=subtitle, signature=signature)


def is_over(content: dict[str, Any]) -> bool:
    """Whether the plan was closed when the pack was made: what is not done then is no longer overdue."""
    return bool(content.get("closed"))


def overall(content: dict[str, Any]) -> list[Block]:
    """How the year's work stands, in one paragraph."""
    work, lights = content["work"], [row["light"] for row in content["indicators"]]
    values = {"on": cn_date(date.fromisoformat(content["on"])), "plan": content["plan"], "year": content["year"], **work}
    text = _("截至%(on)s，《%(plan)s》%(year)s年度共有工作任务%(total)d项，已完成%(done)d项，") % values
    text += (_("未完成%(late)d项。") if is_over(content) else _("逾期未完成%(late)d项，30日内到期%(soon)d项。")) % values
    if lights:
        counts = {"all": len(lights), "green": lights.count("green"), "amber": lights.count("amber"), "red": lights.count("red")}
        text += _("量化指标%(all)d个，其中正常%(green)d个、预警%(amber)d个、滞后%(red)d个。") % counts
    if content["phase"]:
        text += _("规划处于“%s”阶段。") % content["phase"]
    return [Paragraph(text)]


def indicators(content: dict[str, Any]) -> list[Block]:
    """The table of indicators."""
    if not content["indicators"]:
        return [Paragraph(_("规划没有设定量化指标。"))]
    rows = tuple(
        (row["name"], value_of(row), f"{row['comparison']}{figure(row['target'])}{row['unit']}（{row['span']}）", str(LIGHT_TEXT[row["light"]]))
        for row in content["indicators"]
    )
    return [Table(((_("指标"), _("现值"), _("目标"), _("进度")), *rows), widths=(5, 4, 5, 2))]


def value_of(row: dict[str, Any]) -> str:
    """The value with its interval, or that there is none."""
    if row["value"] is None:
        return _("暂无数据")
    text = f"{figure(row['value'])}{row['unit']}"
    if row["low"] is not None and row["high"] is not None:
        text += f"（{figure(row['low'])}—{figure(row['high'])}）"
    return text


def behind(content: dict[str, Any]) -> list[Block]:
    """Late work with what the units say about it, and the units that are late."""
    late, units = content["behind"], content["units"]
    if not late["count"] and not units["count"]:
        return [Paragraph(_("任务和报告均已完成。") if is_over(content) else _("没有逾期的任务和报告。"))]
    blocks: list[Block] = []
    if late["count"]:
        blocks.append(Paragraph((_("未完成的任务%d项：") if is_over(content) else _("逾期未完成的任务%d项：")) % late["count"]))
        rows = tuple((r["title"], r["unit"], cn_date(date.fromisoformat(r["due_on"])), r["why"] or _("未说明")) for r in late["rows"])
        blocks.append(Table(((_("任务"), _("责任单位"), _("完成时限"), _("原因")), *rows), widths=(5, 3, 3, 5)))
    if units["count"]:
        named = [_("%(unit)s（任务%(late)d项、报告%(reports)d份）") % row for row in units["rows"]]
        said = _("有未完成事项的单位%(count)d个：%(names)s。") if is_over(content) else _("有逾期事项的单位%(count)d个：%(names)s。")
        blocks.append(Paragraph(said % {"count": units["count"], "names": "、".join(named)}))
    return blocks


def decisions(content: dict[str, Any]) -> list[Block]:
    """What was decided before and is not carried out."""
    found = content["decisions"]
    if not found["count"]:
        return [Paragraph(_("以往汇报的决定事项均已办结。"))]
    rows = tuple((r["text"], r["unit"], cn_date(date.fromisoformat(r["due_on"])), r["state"]) for r in found["rows"])
    note = Paragraph(_("尚有%d项决定事项正在办理：") % found["count"])
    return [note, Table(((_("决定事项"), _("承办单位"), _("时限"), _("状态")), *rows), widths=(6, 3, 3, 3))]
