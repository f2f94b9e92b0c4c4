"""Sample data of the style guide."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import charts, icons


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("工作名称"), max_length=60, help_text=_("写清做什么，不超过 60 字。"))
    kind = forms.ChoiceField(
        label=_("类别"),
        choices=[("", _("请选择")), ("course", _("培训")), ("event", _("活动"))],
    )
    period = forms.ChoiceField(
        label=_("周期"),
        choices=[("m", _("月")), ("q", _("季")), ("y", _("年"))],
        widget=forms.RadioSelect,
    )
    people = forms.IntegerField(label=_("参加人次"), min_value=0)
    day = forms.DateField(label=_("完成日期"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label=_("进展说明"), widget=forms.Textarea, required=False)
    proof = forms.FileField(
        label=_("佐证材料"),
        required=False,
        help_text=_("PDF、图片或 Excel，每个不超过 20 MB。"),
    )
    agree = forms.BooleanField(label=_("以上内容已经本单位负责人核实"))


def _trend() -> charts.Chart:
    actual = [11.2, 12.6, 14.1, 15.8, 17.3]
    points = [charts.Point(f"{2021 + i}年", y, low=y - 1.1, high=y + 1.1) for i, y in enumerate(actual)]
    points += [charts.Point("2026年", 18.9, forecast=True, low=17.1, high=20.7)]
    return charts.line(
        "具备科学素质公民比例",
        points,
        unit="%",
        target=20,
        description="年度抽样估计、95% 区间与预测（样例数据）",
    )


def _sample_charts() -> list[charts.Chart]:
    places = [
        "七星岗",
        "解放碑",
        "两路口",
        "上清寺",
        "菜园坝",
        "南纪门",
        "朝天门",
        "大溪沟",
        "大坪",
        "化龙桥",
        "石油路",
    ]
    sizes = [8200, 15400, 9100, 7600, 4300, 3900, 12800, 6400, 17900, 8800, 11200]
    parts = [
        charts.Part(place, status, (i * 3 + j * 5) % 7 + 1)
        for i, place in enumerate(places[:6])
        for j, status in enumerate(("green", "amber", "red", "grey"))
    ]
    goals = [
        charts.Goal("职业技能培训", 86_200, 100_000, "人次", "amber"),
        charts.Goal("品牌活动", 6, 5, "项", "green"),
        charts.Goal("具备科学素质比例", 17.3, 20, "%", "red"),
        charts.Goal("听取工作汇报", None, 1, "次", "grey"),
    ]
    cells = [
        charts.Cell(place, f"{month}月", None if month == 2 else (i * 7 + month * 11) % 40)
        for i, place in enumerate(places[:7])
        for month in range(1, 13)
    ]
    series = [
        charts.Point(datetime.date(2026, m, 1), 20 + (i * 13 + m * m) % 50, series=place) for i, place in enumerate(places[:6]) for m in range(1, 11)
    ]
    estimates = [charts.Range(p, 12 + i * 1.3, 10 + i * 1.2, 14.2 + i * 1.4) for i, p in enumerate(places[:6])]
    return [
        _trend(),
        charts.bullet("约束性指标完成情况", goals, description="竖线为目标（样例数据）"),
        charts.bars(
            "各街道活动参加人次",
            zip(places, sizes, strict=True),
            unit="人次",
            label_header="街道",
        ),
        charts.stacked("各街道任务状态", parts, unit="项", label_header="街道"),
        charts.heat_map("各街道月度佐证记录", cells, unit="条", row_header="街道"),
        charts.ranges("各街道素质比例估计", estimates, unit="%", reference=20, label_header="街道"),
        charts.donut("经费来源", [("财政", 620), ("社会", 210), ("捐赠", 90)], unit="万元"),
        charts.small_multiples("各街道月度走势", series, unit="场"),
    ]


def _plan_tree() -> list[dict[str, Any]]:
    leaves = [
        {
            "number": f"{i}．",
            "title": f"样例措施{i}",
            "url": "#tree",
            "badge": "1 处存疑" if i == 2 else "",
            "tone": "amber",
        }
        for i in (1, 2, 3)
    ]
    action = {
        "number": "（一）",
        "title": "样例提升行动",
        "children": leaves,
        "url": "#tree",
    }
    return [
        {"number": "三、", "title": "提升行动", "children": [action]},
        {"number": "四、", "title": "重点工程", "url": "#tree"},
    ]


def guide_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the style guide shows."""
    now = datetime.datetime(2026, 11, 20, 9, 30)
    bound = SampleForm({"name": "", "kind": "course", "people": "三百"})
    return {
        "form": SampleForm(),
        "bound": bound,
        "page_obj": Paginator(range(237), 20).get_page(request.GET.get("page", 3)),
        "charts": _sample_charts(),
        "icons": sorted(icons.ICONS),
        "tree": _plan_tree(),
        "tabs": [
            {"label": _("概况"), "url": "?", "current": True},
            {"label": _("任务"), "url": "?", "count": 12},
            {"label": _("佐证记录"), "url": "?"},
        ],
        "steps": [_("草稿"), _("单位负责人"), _("牵头单位"), _("纲要办"), _("已通过")],
        "timeline": [
            {
                "when": now,
                "title": _("纲要办退回"),
                "actor": _("张三 · 纲要办"),
                "text": _("请补充第三季度人次。"),
                "status": "red",
            },
            {
                "when": now - datetime.timedelta(days=1),
                "title": _("牵头单位同意"),
                "actor": _("李四"),
                "status": "green",
            },
            {
                "when": now - datetime.timedelta(days=3),
                "title": _("单位提交"),
                "actor": _("王五"),
            },
        ],
        "old_text": "每年举办科普活动不少于3场，覆盖全部社区。",
        "new_text": "每年举办品牌科普活动不少于5场，覆盖全部街道、社区。",
        "rows": [
            ("解放碑街道", 15400, "green", 92, [3, 5, 4, 8, 9, 12]),
            ("大坪街道", 17900, "amber", 71, [9, 8, 8, None, 7, 8]),
            ("化龙桥街道", 123456, "red", 38, [9, 7, 5, 4, 4, 2]),
            ("菜园坝街道", None, "grey", None, []),
        ],
        "swatches": [
            "primary",
            "teal",
            "accent",
            "green-mark",
            "amber-mark",
            "red-mark",
            "grey-mark",
            "ink",
            "ink-3",
        ],
    }
