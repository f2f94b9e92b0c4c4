"""What a journey needs beyond the demo district, made in a served installation: python -m tests.journeys.stage."""

from __future__ import annotations

import os
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
django.setup()

from kepu.config.demo.district import ALIASES, DEMO_CODE, UNITS  # noqa: E402
from kepu.config.demo.people import DEMO_PASSWORD  # noqa: E402
from kepu.governance.models import ReportingPeriod  # noqa: E402
from kepu.governance.services import sync_reports  # noqa: E402
from kepu.literacy.services.items_starter import load_starter  # noqa: E402
from kepu.organizations.actors import Actor  # noqa: E402
from kepu.organizations.models import Area, Role, Unit  # noqa: E402
from kepu.organizations.services import add_membership, create_district, create_unit, create_user  # noqa: E402
from kepu.plans.models import Indicator  # noqa: E402
from kepu.plans.queries import plan_in_force  # noqa: E402
from kepu.plans.services import create_work_item, issue_work_items  # noqa: E402

COUNTED_WORK = "开展卫生技能培训"


def join(system: Actor, unit: Unit, role: str, username: str, name: str) -> None:
    user = create_user(actor=system, username=username, display_name=name, password=DEMO_PASSWORD)
    add_membership(actor=system, user=user, unit=unit, role=role)


def issue_counted_work(system: Actor, unit: Unit) -> None:
    """Issued work that counts towards the training indicator, with a report owed for the newest period."""
    plan = plan_in_force(system)
    period = ReportingPeriod.objects.filter(plan=plan).latest("starts_on")
    indicator = Indicator.objects.get(plan=plan, code="training_attendance")
    create_work_item(
        actor=system, plan=period.plan, node=indicator.node or period.plan.nodes.filter(kind="measure")[0], year=period.year,
        title=COUNTED_WORK, unit=unit, lead_unit=unit, due_on=date(period.year, 12, 31), indicator=indicator, quantity=500,
    )  # fmt: skip
    issue_work_items(actor=system, plan=period.plan, year=period.year)
    sync_reports(actor=system, period=period)


def main() -> None:
    """A second head of the unit of `reporter`, work that counts, the starter items, and a district that has its units and no plan yet."""
    system = Actor.system(Area.objects.get(code=DEMO_CODE))
    unit = Unit.objects.get(district=system.district, name="区卫生健康委")
    join(system, unit, Role.UNIT_HEAD, "deputy", "副负责人")
    issue_counted_work(system, unit)
    load_starter(actor=system)
    pilot = Actor.system(create_district(code="500199", name="试点区"))
    units = {
        name: create_unit(actor=pilot, name=name, type=kind, aliases=ALIASES.get(name, ())) for kind, names in UNITS.items() for name in names.split()
    }
    join(pilot, units["区科协"], Role.OFFICE, "pilot", "试点区纲要办")


if __name__ == "__main__":
    main()
