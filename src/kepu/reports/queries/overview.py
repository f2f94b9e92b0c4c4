"""What the office sees first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kepu.organizations.actors import Actor
from kepu.reports import pictures
from kepu.ui.charts import Chart

from .scope import Scope
from .work import Work, work_of


@dataclass(frozen=True)
class Overview:
    """All of the page."""

    work: Work
    work_chart: Chart


def overview(actor: Actor, scope: Scope) -> Overview:
    """Bounded queries, whatever the size of the district."""
    work = work_of(scope.plan, scope.year, scope.on)
    chart = pictures.work_by_name(_("各单位任务进度"), [(unit.name, count) for unit, count in work.by_unit])
    return Overview(work, chart)
