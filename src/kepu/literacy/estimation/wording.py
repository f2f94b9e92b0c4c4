"""What the figures say, and what keeps them from being computed, in words that do not overclaim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.parts import NAMES

from .data import EstimationError


def percent(value: float, digits: int = 1) -> str:
    """A share in percent."""
    return f"{100 * value:.{digits}f}%"


def interval(low: float, high: float) -> str:
    return f"{percent(low)}–{percent(high)}"


def verdict(share: float, low: float, high: float, target: float, name: str) -> str:
    """Whether a target (a share) is reached, as far as the interval lets one say."""
    values = {"name": name, "share": percent(share), "interval": interval(low, high), "target": percent(target)}
    if low >= target:
        return _("%(name)s为%(share)s，95%%置信区间%(interval)s整体不低于%(target)s：可以认为达到目标。") % values
    if high < target:
        return _("%(name)s为%(share)s，95%%置信区间%(interval)s整体低于%(target)s：尚未达到目标。") % values
    return _("%(name)s为%(share)s，95%%置信区间%(interval)s包含%(target)s：是否达到目标，目前的样本还不能断定。") % values


def changed(share: float, low: float, high: float, name: str) -> str:
    """Whether a share changed since the wave before."""
    values = {"name": name, "points": f"{100 * share:+.1f}", "low": f"{100 * low:+.1f}", "high": f"{100 * high:+.1f}"}
    if low > 0:
        return _("%(name)s比上期变化%(points)s个百分点（95%%置信区间%(low)s至%(high)s）：有把握认为上升。") % values
    if high < 0:
        return _("%(name)s比上期变化%(points)s个百分点（95%%置信区间%(low)s至%(high)s）：有把握认为下降。") % values
    return _("%(name)s比上期变化%(points)s个百分点（95%%置信区间%(low)s至%(high)s）：区间包含0，还不能认为有变化。") % values


def group_name(code: str) -> str:
    """A group of persons as people call it: an age group, an education, or a sex and an age group joined by a bar."""
    from kepu.literacy.models import AgeGroup, Education, Sex

    labels = {str(value): str(label) for choices in (Sex, AgeGroup, Education) for value, label in choices.choices}
    return "".join(labels.get(part, part) for part in code.split("|"))


def error_text(error: EstimationError) -> str:
    """What is wrong, where, and what to do."""
    details: Mapping[str, Any] = error.details
    subject = str(error.subject)
    texts = {
        "no-cases": _("这次调查没有样本，请先抽样并开展调查。"),
        "too-few-respondents": _("有效样本只有%(n)s份，少于%(least)s份，不能估计。请先补充调查。")
        % {"n": subject, "least": details.get("least", "")},
        "one-community": _("有效样本只来自一个社区，无法计算误差。至少要有两个社区。"),
        "community-without-residents": _("社区“%s”既没有户数也没有人口数，无法计算权数。请在抽样框中补充后再计算。") % subject,
        "no-population": _("抽样框没有人口数据，无法加权。请导入分社区、性别、年龄的人口。"),
        "street-without-respondents": _("以下街道没有有效样本，不能推断到全区：%s。请补充调查，或把它与相邻街道合并为一层后重新抽样。")
        % "、".join(details.get("streets", [subject])),
        "empty-margin": _("人口中有、样本中没有的性别年龄组：%s。请补充调查这些人，或把“每组最少样本”调大以合并相邻年龄组。")
        % "、".join(group_name(cell) for cell in details.get("cells", [subject])),
        "margins-contradict": _("两套人口数据互相矛盾：分社区合计%(first)s人，分文化程度合计%(second)s人，相差超过0.5%%。请核对后重新导入。")
        % {"first": details.get("first", ""), "second": details.get("second", "")}
        if "first" in details
        else _("加权用的几套人口总数不一致，请核对后重新导入。"),
        "booklet-without-part": _("有%(n)s份问卷没有“%(part)s”的题目，按现行规则无法计分（样本编号：%(cases)s）。请改用潜在能力量尺，或重新组卷。")
        % {"n": details.get("count", ""), "part": NAMES.get(subject, subject), "cases": "、".join(str(case) for case in details.get("cases", []))},
        "no-calibrated-item": _("“%s”没有一道题可以标定，无法确定分数线。请检查这些题的作答。") % NAMES.get(subject, subject),
        "too-few-items": _("可以标定的题目只有%s道，少于5道：其余的题所有人答案相同，或作答人数太少。") % subject,
        "calibration-not-converged": _("题目标定没有收敛，没有得出结果。常见原因是有题目几乎不区分能力，请到题库查看区分度后停用再算。（%s）")
        % subject,
        "calibration-refused": _("题目标定不能进行：%s") % subject,
        "empty-cell": _("加权时有一组没有样本：%s。请补充调查，或把“每组最少样本”调大以合并相邻组。") % subject,
        "not-converged": _("加权没有收敛：几套人口总数可能互相矛盾，或某些组的样本太少（%s）。请合并小组后再算。") % subject,
        "small-class": _("无应答调整组“%s”样本太少，请调小“每组最少样本”。") % subject,
        "one-psu-in-stratum": _("有的层只有一个社区，无法计算误差：%s。") % subject,
    }
    return texts.get(error.code, _("计算没有完成：%s") % (details.get("message") or subject or error.code))
