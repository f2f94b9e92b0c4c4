"""Indicator values as open data: JSON for programs, CSV and Excel for people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.organizations.services.workbook import Column, Sheet, write_csv, write_sheets
from kepu.plans.models import Plan

from .queries.public_progress import SMALL, Progress, PublicIndicator, YearValue

FIELDS = ("district_code", "district", "plan", "indicator_code", "indicator", "unit", "year", "value", "low", "high", "note", "target", "deadline")


def headings() -> tuple[str, ...]:
    """The fields in words, in their order."""
    return (
        _("区划代码"), _("区县"), _("规划"), _("指标代号"), _("指标"), _("单位"), _("年度"), _("数值"), _("区间下限"), _("区间上限"),
        _("说明"), _("目标"), _("目标年"),
    )  # fmt: skip


def rows(plan: Plan, progress: Progress) -> list[tuple[Any, ...]]:
    """One row for each indicator and year of which something is known; a number that is held back has a note instead."""
    return [_row(plan, found, year) for found in progress.indicators for year in found.years if year.value is not None or year.small]


def _row(plan: Plan, found: PublicIndicator, year: YearValue) -> tuple[Any, ...]:
    indicator = found.status.indicator
    note = _("少于 %d，不公布") % SMALL if year.small else ""
    return (
        plan.district.code, plan.district.name, plan.title, indicator.code, indicator.name, indicator.unit_label, year.year,
        year.value, year.low, year.high, note, indicator.target, indicator.deadline,
    )  # fmt: skip


def as_json(plan: Plan, progress: Progress) -> dict[str, Any]:
    """The values by indicator, with what describes them."""
    indicators = [
        {
            "code": found.status.indicator.code,
            "name": found.status.indicator.name,
            "unit": found.status.indicator.unit_label,
            "target": _number(found.status.indicator.target),
            "deadline": found.status.indicator.deadline,
            "comparison": found.status.indicator.comparison,
            "span": found.status.indicator.span,
            "values": [_value(year) for year in found.years if year.value is not None or year.small],
        }
        for found in progress.indicators
    ]
    return {
        "district": {"code": plan.district.code, "name": plan.district.name},
        "plan": {"title": plan.title, "number": plan.number, "from": plan.year_from, "to": plan.year_to},
        "until": progress.until.isoformat(),
        "demo": plan.is_demo,
        "indicators": indicators,
    }


def _value(year: YearValue) -> dict[str, Any]:
    if year.small:
        return {"year": year.year, "value": None, "below": SMALL}
    return {"year": year.year, "value": _number(year.value), "low": _number(year.low), "high": _number(year.high)}


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def as_csv(plan: Plan, progress: Progress) -> bytes:
    """The rows for programs that know no workbook."""
    return write_csv(headings(), [[_number(value) if isinstance(value, Decimal) else value for value in row] for row in rows(plan, progress)])


def as_workbook(plan: Plan, progress: Progress) -> bytes:
    """The same rows as a workbook."""
    return write_sheets([Sheet(_("指标数值"), _columns(), rows(plan, progress))])


def _columns() -> Sequence[Column]:
    numbers = {"year", "deadline"}
    figures = {"value", "low", "high", "target"}
    return [
        Column(name, heading, "integer" if name in numbers else "decimal" if name in figures else "code" if name == "district_code" else "text")
        for name, heading in zip(FIELDS, headings(), strict=True)
    ]
