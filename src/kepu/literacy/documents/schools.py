"""Reports of schools and of the district in Word and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kepu.engines.official_document import Block, Heading, OfficialDocument, Paragraph, Picture, Signature, Table
from kepu.literacy.charts import school_areas, school_bands
from kepu.literacy.models import Assessment
from kepu.literacy.queries.school_reports import Group, Report
from kepu.literacy.school_figures import LEAST, Mean
from kepu.organizations.services.workbook import Column, Sheet, write_sheets
from kepu.ui import charts


def mean_words(mean: Mean | None) -> str:
    """A mean with its interval, to one decimal."""
    if mean is None:
        return "—"
    if mean.low is None or mean.high is None:
        return f"{mean.value:.1f}"
    return f"{mean.value:.1f}（{mean.low:.1f}—{mean.high:.1f}）"


def method_words(assessment: Assessment) -> list[str]:
    """How the figures came about and what they do not say."""
    known = assessment.scoring
    texts = [
        _("交卷%(persons)d人，题目%(items)d道。分数为折合百分制：按学生水平推算他在全部题目上的得分，使不同试卷可以比较。")
        % {"persons": known.get("persons", 0), "items": known.get("items", 0)}
    ]
    if known.get("method") == "calibrated":
        texts.append(_("题目参数由本次作答按双参数模型校准，学生水平为后验期望估计。"))
    elif known.get("provisional"):
        texts.append(_("交卷人数或每题作答不够校准，有%d道题用命题人预计的难度，分数只供参考。") % known["provisional"])
    else:
        texts.append(_("题目参数沿用以往测评的校准结果。"))
    if known.get("reliability") is not None:
        texts.append(_("测验信度%.2f。") % known["reliability"])
    if known.get("likeness") is not None:
        texts.append(_("同班学生相似程度（组内相关）%.2f。") % known["likeness"])
    texts.append(
        _(
            "括号内为95%区间。同班学生受同一位教师、同一种环境影响，彼此相似，区间按班级计算；班级少时区间宽。学校之间的差别还来自生源和家庭条件，不能直接当作教学质量的差别。"
        )
    )
    texts.append(_("不足%d人的分组不显示；与之相减能推出小组结果的，也不显示。报告不给学生排名，不给学校排名。") % LEAST)
    return texts


def school_document(title: str, report: Report, assessment: Assessment, *, issuer: str, on: date, schools: Sequence[Group] = ()) -> OfficialDocument:
    """A report as an official document."""
    blocks: list[Block] = [
        Paragraph(
            _("《%(title)s》应参加%(asked)d人，交卷%(persons)d人。")
            % {"title": assessment.title, "asked": report.total.asked, "persons": report.total.persons}
        ),
        Heading(_("总体情况")),
        *_profile(report.total, bool(schools)),
        *_picture(school_areas(report.total)),
        Heading(_("分年级情况")),
        _groups(_("年级"), report.groups, report.band_names),
        *_picture(school_bands(report)),
    ]
    if schools:
        blocks += [Heading(_("各校情况（按校名排列）")), _groups(_("学校"), schools, report.band_names)]
    blocks += [Heading(_("说明")), *(Paragraph(text) for text in method_words(assessment))]
    return OfficialDocument(title, tuple(blocks), signature=Signature(issuer, on))


def _picture(chart: charts.Chart | None) -> list[Block]:
    return [] if chart is None else [Picture(charts.png(chart), chart.title, chart.description)]


def _profile(total: Group, whole: bool) -> list[Block]:
    if total.is_hidden or total.mean is None:
        return [Paragraph(_("交卷不足%d人，不显示结果。") % LEAST)]
    if whole:
        own = tuple((line.name, mean_words(line.mean)) for line in total.areas)
        return [Paragraph(_("折合分平均%s分。") % mean_words(total.mean)), Table(((_("方面"), _("得分率（%）")), *own), widths=(4, 5))]
    rows = tuple((line.name, mean_words(line.mean), f"{line.district:.1f}" if line.district is not None else "—", line.words) for line in total.areas)
    return [
        Paragraph(_("折合分平均%s分。") % mean_words(total.mean)),
        Table(((_("方面"), _("得分率（%）"), _("全区平均（%）"), _("比较")), *rows), widths=(4, 5, 4, 5)),
    ]


def _groups(name: str, groups: Sequence[Group], names: Sequence[str]) -> Table:
    rows = [(group.label, str(group.asked), *_cells(group, len(names))) for group in groups]
    return Table(((name, _("应参加"), _("交卷"), _("折合分平均（95%区间）"), *(_("%s占比（%%）") % each for each in names)), *rows))


def _cells(group: Group, columns: int) -> tuple[str, ...]:
    if group.is_hidden:
        return (_("不足或不便显示"), "—", *("—",) * columns)
    return (
        (str(group.persons), mean_words(group.mean), *(f"{share:.0f}" for share in group.bands or [0.0] * columns))
        if group.mean
        else ("0", "—", *("—",) * columns)
    )


def school_workbook(report: Report, assessment: Assessment, schools: Sequence[Group] = ()) -> bytes:
    """The figures of a report as a workbook."""
    columns = [
        Column("label", _("分组"), width=20),
        Column("asked", _("应参加"), "integer", width=10),
        Column("persons", _("交卷"), width=14),
        Column("mean", _("折合分平均"), width=12),
        Column("low", _("95%下限"), width=10),
        Column("high", _("95%上限"), width=10),
        *(Column(f"band{at}", _("%s占比（%%）") % name, width=14) for at, name in enumerate(report.band_names)),
    ]
    areas = [
        Column("name", _("方面"), width=18),
        Column("value", _("得分率（%）"), "decimal", width=12),
        Column("low", _("95%下限"), "decimal", width=10),
        Column("high", _("95%上限"), "decimal", width=10),
        Column("district", _("全区平均（%）"), "decimal", width=14),
        Column("words", _("比较"), width=24),
    ]
    sheets = [Sheet(_("分年级"), columns, [_row(group) for group in [report.total, *report.groups]])]
    if schools:
        sheets.append(Sheet(_("分学校"), columns, [_row(group) for group in schools]))
    sheets.append(
        Sheet(
            _("各方面"),
            areas,
            [
                {
                    "name": line.name,
                    "value": _round(line.mean.value),
                    "low": _round(line.mean.low),
                    "high": _round(line.mean.high),
                    "district": _round(line.district),
                    "words": line.words,
                }
                for line in report.total.areas
            ],
        )
    )
    sheets.append(Sheet(_("说明"), [Column("text", _("说明"), width=100)], [{"text": text} for text in method_words(assessment)]))
    return write_sheets(sheets)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _row(group: Group) -> dict[str, Any]:
    row: dict[str, Any] = {"label": group.label, "asked": group.asked}
    if group.is_hidden:
        return {**row, "persons": _("不足或不便显示")}
    row["persons"] = group.persons
    if group.mean:
        row |= {"mean": _round(group.mean.value), "low": _round(group.mean.low), "high": _round(group.mean.high)}
        row |= {f"band{at}": _round(share) for at, share in enumerate(group.bands)}
    return row
