"""Charts of results, the same on pages and in the Word report."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kepu.literacy.models import Estimate, Survey
from kepu.literacy.queries.school_reports import Group, Report
from kepu.ui import charts


def _range(row: Estimate) -> charts.Range:
    return charts.Range(row.label, *(round(100 * value, 1) for value in (row.share, row.low, row.high)))


def forest(title: str, rows: Sequence[Estimate], whole: Estimate | None, header: str = "") -> charts.Chart:
    """Groups with their intervals, and the district as reference."""
    reference = round(100 * whole.share, 1) if whole else None
    return charts.ranges(
        title, [_range(row) for row in rows], unit="%", reference=reference, reference_label=_("全区 %s%%") % reference,
        description=_("点为估计，线为95%%置信区间") % (), label_header=header,
    )  # fmt: skip


def trend(rows: Sequence[tuple[Survey, Estimate]], target: float | None) -> charts.Chart:
    """The district's literate share over the waves."""
    points = [
        charts.Point(f"{survey.year}年", round(100 * row.share, 1), low=round(100 * row.low, 1), high=round(100 * row.high, 1))
        for survey, row in rows
    ]
    return charts.line(
        _("具备科学素质的比例"), points, unit="%", target=100 * target if target else None, zero=False, description=_("阴影为95%%置信区间") % ()
    )


def sensitivity(rows: Sequence[dict[str, float | str]]) -> charts.Chart:
    """The same share under other rules."""
    names = {"points": _("卷面得分"), "latent": _("潜在能力")}
    found = [
        charts.Range(
            _("%(scale)s ≥ %(cut)g分") % {"scale": names[str(row["scale"])], "cut": row["cut"]},
            *(round(100 * float(row[key]), 1) for key in ("share", "low", "high")),
        )
        for row in rows
    ]
    return charts.ranges(_("换一种判定规则，比例会变多少"), found, unit="%", label_header=_("规则"))


# From pale to dark, so that the order is seen in grey and by the colour-blind too.
BAND_COLOURS = ("#d9822b", "#b9d3de", "#5a9cb5", "#0b5f7d")


def school_areas(total: Group) -> charts.Chart | None:
    """Areas of a group with their intervals; the district's means stand in the table beside it."""
    rows = [
        charts.Range(line.name, line.mean.value, line.mean.low, line.mean.high)
        for line in total.areas
        if line.mean.low is not None and line.mean.high is not None
    ]
    return charts.ranges(_("各方面得分率"), rows, unit="%", description=_("点为平均得分率，线为95%%区间") % ()) if rows else None


def school_bands(report: Report) -> charts.Chart | None:
    """Shares of pupils in the bands of points: all, and each grade that may be shown."""
    statuses = {str(at): (name, colour) for at, (name, colour) in enumerate(zip(report.band_names, BAND_COLOURS, strict=True))}
    shown = [(_("合计"), report.total), *((group.label, group) for group in report.groups if len(report.groups) > 1)]
    parts = [charts.Part(label, str(at), round(share, 1)) for label, group in shown for at, share in enumerate(group.bands)]
    return charts.stacked(_("各分数段学生占比"), parts, unit="%", statuses=statuses, label_header=_("年级"), share=True) if parts else None
