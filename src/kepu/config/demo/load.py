"""The whole story of the demo district: a plan period that is to be evaluated, and the next one under way."""

from __future__ import annotations

import random
from datetime import date
from importlib.resources import files

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.governance.services import follow_up
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Area, Membership
from kepu.organizations.services import create_district
from kepu.plans.models import Plan
from kepu.plans.services import follow_plan, import_plan, issue_plan, set_plan_public

from . import activity, briefings, district, evaluation, literacy, notices, orders, people, places, progress, schools, volunteers, work

SEED = 500103
PLANS = ("plan-2021.txt", "plan-2026.txt")


@transaction.atomic
def load(today: date | None = None) -> Area:
    """Make the demo district once, with what happened up to `today`; an installation that serves a real district is left alone.

    Raises Conflict where a real district is registered.
    """
    if Area.objects.filter(level=Area.Level.DISTRICT, is_demo=False).exists():
        raise Conflict(_("本系统已登记正式区县，不能载入演示数据。"))
    existing = Area.objects.filter(code=district.DEMO_CODE).first()
    if existing is not None:
        return existing
    today, chance = today or timezone.localdate(), random.Random(SEED)
    place = create_district(code=district.DEMO_CODE, name="渝中区", is_demo=True)
    system = Actor.system(place)
    units = district.settle(system)
    office = Actor.of(Membership.objects.select_related("user", "unit__district").get(user__username="office"))
    cast = progress.Cast(office, people.staff(system, units, chance))
    streets = list(Area.objects.filter(district=place, level=Area.Level.STREET))
    plans = [_plan(office, name) for name in PLANS]
    for plan in plans:
        for year in range(plan.year_from, min(plan.year_to, today.year) + 1):
            issued = work.plan_year(office, plan, year, units)
            taken = work.answer(issued, cast.staff, office, today, chance)
            activity.record(system, taken, streets, today, chance)
            activity.estimate(system, plan, year, today)
            progress.year(cast, plan, taken, today, chance)
            work.finish(taken, cast.staff, today, chance)
            briefings.hold(cast, plan, year, units, today)
    activity.mistakes(office, chance)
    follow_plan(actor=office, plan=plans[0], successor=plans[1])
    evaluation.begin(cast, plans[0], today, chance)
    follow_up(actor=system)
    notices.publish(system, today)
    volunteers.settle(system, units, today)
    communities = places.settle(system)
    orders.settle(system, communities, today)
    literacy.settle(system, office, communities, plans, today)
    schools.settle(system, today)
    return place


def _plan(office: Actor, name: str) -> Plan:
    source = files("kepu.config.demo").joinpath(name).read_text(encoding="utf-8")
    plan = issue_plan(actor=office, plan=import_plan(actor=office, source=source, filename=name))
    return set_plan_public(actor=office, plan=plan, public=True)
