"""The report of a wave as an official document, with its method annex."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kepu.engines.official_document import Annex, Block, Heading, OfficialDocument, Paragraph, Picture, Signature, Table, write
from kepu.ui import charts as ui

from . import charts
from .estimation.wording import group_name, interval, percent
from .models import Calculation, Estimate, Level, Survey
from .parts import NAMES
from .queries.estimation import response_counts
from .queries.results import TOLD, Results, dimension_names, results_of

SCALES = {"points": "卷面得分", "latent": "潜在能力对应的得分"}


def report_of(calculation: Calculation, today: datetime.date) -> bytes:
    """The Word file; the same calculation and day give the same bytes."""
    return write(document_of(calculation, today))


def document_of(calculation: Calculation, today: datetime.date) -> OfficialDocument:
    """Main findings, groups, streets, change, sensitivity, limits; design, weights, calibration and fingerprints in the annex."""
    found = results_of(calculation)
    survey = calculation.survey
    blocks: list[Block] = [Heading("主要结果"), *_findings(found), Heading("分组结果"), *_groups(found)]
    if found.changes:
        blocks += [Heading("与上期相比"), *_changes(found)]
    blocks += [Heading("判定规则的影响"), *_sensitivity(calculation), Heading("理解结果时应注意"), *_limits(found)]
    return OfficialDocument(
        title=f"{survey.district.name}公民科学素质监测报告（{survey.year}年）",
        subtitle="（演示数据）" if survey.district.is_demo else "" if calculation.published_at else "（未发布稿）",
        blocks=tuple(_numbered(blocks)),
        signature=Signature(f"{survey.district.name}全民科学素质工作领导小组办公室", today),
        annexes=(Annex("调查与估计方法", tuple(_method(calculation))), Annex("估计结果表", (_all(found),), landscape=True)),
    )


def _numbered(blocks: list[Block]) -> Iterator[Block]:
    """The tables with their numbers."""
    number = 0
    for block in blocks:
        if isinstance(block, Table):
            number += 1
            block = replace(block, caption=f"表{number} {block.caption}")
        yield block


def _figure(chart: ui.Chart, caption: str) -> list[Block]:
    return [] if chart.is_empty else [Picture(ui.png(chart), caption, chart.description)]


def _findings(found: Results) -> list[Block]:
    rows = [("水平", "比例", "95%置信区间", "样本")]
    rows += [(row.get_level_display(), percent(row.share), interval(row.low, row.high), str(row.respondents)) for row in found.levels]
    blocks: list[Block] = [Paragraph(sentence) for sentence in found.sentences]
    main = found.headline
    if main is not None and not blocks:
        share, between = percent(main.share), interval(main.low, main.high)
        blocks.append(Paragraph(f"{found.calculation.survey.district.name}公民具备科学素质的比例估计为{share}，95%置信区间为{between}。"))
    blocks.append(Table(tuple(rows), caption="各水平的比例", note="“具备”包含“高阶”"))
    return blocks + _figure(charts.trend(found.trend, found.target), "历次监测的比例") * (len(found.trend) > 1)


def _groups(found: Results) -> list[Block]:
    names = dimension_names()
    blocks: list[Block] = []
    for dimension, rows in found.groups.items():
        chart = charts.forest(f"按{names[dimension]}", rows, found.headline, names[dimension])
        blocks += [Heading(f"按{names[dimension]}", 2), Paragraph(_spread(rows)), *_figure(chart, f"按{names[dimension]}的比例和区间")]
    if found.suppressed:
        blocks.append(Paragraph(f"另有{found.suppressed}个分组样本太少，误差过大，不予公布。"))
    return blocks


def _spread(rows: list[Estimate]) -> str:
    """The highest and the lowest, and whether the sample can tell them apart."""
    high, low = max(rows, key=lambda row: row.share), min(rows, key=lambda row: row.share)
    if len(rows) == 1:
        return f"{high.label}为{percent(high.share)}（{interval(high.low, high.high)}）。"
    ends = [f"{row.label}，{percent(row.share)}（{interval(row.low, row.high)}）" for row in (high, low)]
    text = f"最高的是{ends[0]}；最低的是{ends[1]}。"
    return text + ("两者区间不重叠。" if high.low > low.high else "两者区间重叠，不宜据此排先后。")


def _changes(found: Results) -> list[Block]:
    rows = [("分组", "水平", "变化（百分点）", "95%置信区间")]
    rows += [
        (row.label, row.get_level_display(), f"{100 * row.share:+.1f}", f"{100 * row.low:+.1f}至{100 * row.high:+.1f}")
        for row in found.changes
        if row.dimension in ("district", "street")
    ]
    return [Table(tuple(rows), caption="与上期之差")]


def _sensitivity(calculation: Calculation) -> list[Block]:
    rows = [("量尺", "分数线", "比例", "95%置信区间")]
    rows += [
        (SCALES[row["scale"]], f"{row['cut']:g}", percent(row["share"]), interval(row["low"], row["high"]))
        for row in calculation.steps["sensitivity"]
    ]
    return [
        Paragraph("具备与否由分数线判定。下表给出分数线上下移动2分、换用另一种量尺时的比例；差别越大，结论越依赖规则。"),
        Table(tuple(rows), widths=(2.4, 1, 1, 1.8), caption="不同规则下的比例"),
    ]


def _limits(found: Results) -> list[Block]:
    precision = found.calculation.steps["precision"]
    whole = sum(precision.values()) or 1.0
    parts = {"sampling": "抽样和测量", "calibration": "题目标定、等值和潜在回归"}
    shares = "、".join(f"{parts[name]}{100 * value / whole:.0f}%" for name, value in precision.items())
    return [
        Paragraph(f"区间计入了抽样、测量、题目标定和等值的不确定性，方差中各占：{shares}。未应答可能带来的偏差只能部分由加权校正，未计入区间。"),
        Paragraph("社区结果由模型推算，只用于发现薄弱环节，不用于考核排名。自测和学校测评的数据没有用于本报告。"),
    ]


def _method(calculation: Calculation) -> list[Block]:
    survey, steps = calculation.survey, calculation.steps
    counts = response_counts(survey)
    weighting = {step["step"]: step for step in steps["weighting"]}
    blocks: list[Block] = [Heading("抽样"), Paragraph(_design(survey)), Heading("应答"), Paragraph(_response(counts, weighting["response"]))]
    blocks += [
        Heading("加权"),
        Paragraph(_weighting(weighting, calculation)),
        Heading("题目标定"),
        Paragraph(_calibration(steps["calibration"])),
    ]
    blocks += [Heading("判定规则"), Paragraph(_rule(survey)), Heading("区间"), Paragraph(_intervals(calculation))]
    software = "，".join(f"{name} {number}" for name, number in calculation.software.items())
    blocks += [
        Heading("重现"),
        Paragraph(
            f"第{calculation.number}次计算，随机种子{calculation.seed}。软件：{software}。在平台上点“重新计算并核对”，"
            f"或运行 kepu literacy reproduce {calculation.pk}，即可用同样的数据、参数和种子重现。"
        ),
        Paragraph(calculation.input_digest, "数据指纹（SHA-256）：", align="left"),
        Paragraph(calculation.result_digest, "结果指纹（SHA-256）：", align="left"),
    ]
    return blocks


def _design(survey: Survey) -> str:
    drawn = survey.sample.filter(state="active").count()
    return (
        f"目标总体为{survey.district.name}18—69岁居民。以街道为层，层内按户数成比例（PPS）抽取社区（共{drawn}个），社区内抽取住户，户内在合格居民中抽取一人。"
        f"样本量按预计比例{percent(survey.expected_share)}、允许误差{percent(survey.margin)}、置信水平{percent(survey.confidence, 0)}、"
        f"设计效应{survey.design_effect:g}、应答率{percent(survey.response_rate, 0)}确定。抽样种子{survey.seed}。"
    )


def _response(counts: dict[str, int], response: dict[str, Any]) -> str:
    told = {"complete": "完成", "refused": "拒访", "absent": "多次未遇", "ineligible": "不符合条件", "rejected": "质量不合格"}
    text = "，".join(f"{name}{counts[state]}人" for state, name in told.items() if counts.get(state))
    return f"抽中{sum(counts.values())}人，其中{text}。合格者的加权应答率为{percent(response['rate'])}。"


def _weighting(steps: dict[str, Any], calculation: Calculation) -> str:
    response, raking = steps["response"], steps["raking"]
    names = {"street": "街道", "sex-age": "性别×年龄", "education": "文化程度"}
    joined = {**raking.get("joined_ages", {}), **raking.get("joined_education", {})}
    text = (
        "基础权数为入样概率的倒数；以社区为无应答调整组"
        + (f"（{len(response['merged'])}个样本少的社区并入应答率相近的社区）" if response["merged"] else "")
        + f"；再按{'、'.join(names[name] for name in raking['margins'])}的已知人口做迭代比例调整（raking）。"
    )
    if joined:
        text += "样本少的组与相邻组合并：" + "、".join(f"{group_name(key)}并入{group_name(value)}" for key, value in joined.items()) + "。"
    text += (
        f"权数超过平均的{raking['limit']:g}倍时截断，涉及{raking['trimmed']}人。最终权数{raking['least']:.1f}至{raking['most']:.1f}，"
        f"不等权设计效应（Kish）{raking['kish']:.2f}。"
    )
    base = steps.get("base", {})  # earlier versions recorded none of these
    if base.get("certain"):
        text += f"{base['certain']}个社区必然入样（入样概率为1），各成一层，误差只来自社区内的抽样。"
    if strata := base.get("joined_strata"):
        lone = "、".join(f"{key}并入{value}" for key, value in strata.items())
        text += f"只有一个社区有样本的街道不能单独估计误差，与相邻街道合为一层：{lone}。"
    less = f"，权数只变动一部分，方差按比例放大（Fay系数{base['fay']:g}），免得高估" if "fay" in base else ""
    return text + (
        f"方差用{calculation.settings.get('replicates', 200)}组两阶段自助重复权数（Preston 2009）计算，每组重复都走完全部加权步骤{less}；"
        "社区和个人两级抽样比都已计入；区间的自由度按两级方差各自的自由度合成（Satterthwaite 1946）。"
    )


def _calibration(report: dict[str, Any]) -> str:
    text = f"用双参数模型（可得部分分的题用等级反应模型）标定{report['items']}道题，边际极大似然，"
    text += f"对数似然{report['loglik']:.2f}，信度{report['reliability']:.2f}。"
    why = {"all-alike": "所有人得分相同", "few-answers": "作答人数太少"}
    if report["excluded"]:
        text += "未能标定：" + "、".join(f"{name}（{why[reason]}）" for name, reason in report["excluded"].items()) + "。"
    if report["joined"]:
        text += f"{'、'.join(report['joined'])}有的得分档无人得到，已与相邻档合并。"
    found = report["link"]
    if found:
        errors = f"（标准误{found['slope_se']:.3f}、{found['shift_se']:.3f}）" if found["slope_se"] is not None else ""
        text += f"用{found['items']}道共同题按Stocking–Lord法与上期等值，斜率{found['slope']:.3f}，平移{found['shift']:.3f}{errors}。"
    return text


def _rule(survey: Survey) -> str:
    points = "、".join(f"{NAMES[name]}{value:g}分" for name, value in survey.rule["points"].items())
    cuts = survey.rule["cuts"]
    return (
        f"满分100分：{points}。{cuts['basic']:g}分为基本具备，{cuts['literate']:g}分为具备，{cuts['advanced']:g}分为高阶科学素质。"
        f"判定依据：{SCALES[survey.rule['scale']]}。"
    )


def _intervals(calculation: Calculation) -> str:
    count = calculation.settings.get("replicates", 200)
    return (
        f"抽样误差由{count}份自助法重复权数（两阶段、不放回）估计，区间在logit尺度上构造。潜在能力量尺下，比例是每人达到分数线的概率（以作答、街道、性别、年龄、文化程度和人群为条件）的加权平均；"
        "每份重复权数都重新标定题目、重新等值、重新拟合潜在回归并重新确定分数线，因此一个区间同时计入抽样、测量、标定和等值的误差。"
        "社区估计用多水平logit模型按居民结构分层加总（MRP），并合并5组似真值。"
    )


def _all(found: Results) -> Table:
    """A line for the district and each group, in the order of the text; the workbook of the calculation has the intervals of all levels."""
    estimates = found.calculation.estimates.filter(method=Estimate.Method.DIRECT, is_suppressed=False)
    shares = {(row.dimension, row.key, row.level): percent(row.share) for row in estimates}
    others = [level for level in TOLD if level != Level.LITERATE]
    names = dimension_names()
    rows: list[tuple[str, ...]] = [
        ("分组", "名称", "样本", str(Level.LITERATE.label), "标准误", "95%置信区间", "设计效应", *(str(level.label) for level in others))
    ]
    for row in (*found.levels[:1], *(row for rows in found.groups.values() for row in rows)):
        effect = f"{row.design_effect:.2f}" if row.design_effect is not None else "—"
        own = (percent(row.share), percent(row.standard_error), interval(row.low, row.high), effect)
        rest = (shares.get((row.dimension, row.key, level), "—") for level in others)
        rows.append((names[row.dimension], row.label, str(row.respondents), *own, *rest))
    return Table(tuple(rows), widths=(1.1, 1.9, 0.8, 1.4, 0.9, 1.6, 1.1, 1.4, 1.1, 0.8), note="其余水平的区间见数据表")
