"""Charts of the public page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.plans.models import Indicator
from kepu.ui import charts

from . import pictures
from .queries.public_progress import Progress, PublicIndicator


def charts_of(progress: Progress) -> dict[str, list[charts.Chart] | charts.Chart]:
    """A line for each indicator of which two years are known, and the work of each year."""
    years = pictures.work_by_name(_("各年度工作任务"), [(f"{year}年", count) for year, count in progress.by_year], header=_("年度"))
    lines = [_line(found) for found in progress.indicators if sum(1 for year in found.years if year.value is not None) > 1]
    return {"lines": lines, "work_chart": years}


def _line(found: PublicIndicator) -> charts.Chart:
    indicator = found.status.indicator
    points = [charts.Point(f"{year.year}年", year.value, low=year.low, high=year.high) for year in found.years]
    title = indicator.name if indicator.span == Indicator.Span.YEAR else _("%s（累计）") % indicator.name
    if indicator.aggregation == Indicator.Aggregation.LATEST:
        title = indicator.name
    return charts.line(title, points, unit=indicator.unit_label, target=found.status.target, height=220)
