"""What the office sees first."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kepu.evidence.queries import IndicatorStatus, as_of_now, indicator_statuses
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.summaries import WorkCount
from kepu.reports import pictures
from kepu.ui.charts import Chart

from .activity import Activity, activity_of, records_of_units
from .attention import Point, points
from .indicator_facts import fact_of
from .reporting import Reporting, all_of, reporting_by_unit
from .scope import Scope
from .work import Work, work_of


@dataclass(frozen=True)
class UnitRow:
    """A unit with its work, its reports and its evidence of the year."""

    unit: Unit
    work: WorkCount
    reporting: Reporting
    records: int


@dataclass(frozen=True)
class Overview:
    """All of the page."""

    attention: list[Point]
    indicators: list[IndicatorStatus]
    goals: Chart
    work: Work
    work_chart: Chart
    reporting: Reporting
    units: list[UnitRow]
    activity: Activity


def overview(actor: Actor, scope: Scope) -> Overview:
    """A number of queries that depends on nothing but the kinds of indicators."""
    with as_of_now(actor.district):
        return _overview(actor, scope)


def _overview(actor: Actor, scope: Scope) -> Overview:
    district, plan, year = actor.district, scope.plan, scope.year
    indicators = indicator_statuses(plan, scope.until)
    work = work_of(plan, year, scope.on)
    by_unit = reporting_by_unit(district, plan, year)
    reporting = all_of(by_unit)
    records = records_of_units(district, datetime.date(year, 1, 1), scope.until)
    units = [UnitRow(unit, count, by_unit.get(unit.pk, Reporting()), records.get(unit.pk, 0)) for unit, count in work.by_unit]
    return Overview(
        attention=points(plan, year, indicators, work.by_unit, work.total, reporting),
        indicators=indicators,
        goals=pictures.goals(_("指标完成进度"), [fact_of(status) for status in indicators if status.value is not None]),
        work=work,
        work_chart=pictures.work_by_name(_("各单位任务进度"), [(unit.name, count) for unit, count in work.by_unit]),
        reporting=reporting,
        units=units,
        activity=activity_of(district, year, scope.until),
    )
