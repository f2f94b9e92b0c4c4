"""A year of service orders and the weeks to come: a menu, orders in every state, visits, ratings, evidence. Stored in bulk, as an import is."""

from __future__ import annotations

import random
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from kepu.orders.evidence_kinds import SERVED
from kepu.orders.models import ServiceOffer
from kepu.orders.queries.settings import measure_of
from kepu.orders.services import create_offer
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Membership
from kepu.plans.models import Plan
from kepu.plans.services import create_indicator
from kepu.volunteers.models import Team

from .order_making import NOW, PAST, Maker, drawn, make_order
from .order_records import store
from .order_words import FORMS, NEEDS

TOTAL = 350
UPCOMING = 134
TARGETS = {2026: 200, 2027: 450, 2028: 700, 2029: 950, 2030: 1200}


def settle(system: Actor, areas: list[Area], today: date) -> None:
    """The menu, the orders up to the day, and the visits that are arranged."""
    chance = random.Random(f"orders-{today}")
    teams = list(Team.objects.filter(district=system.district).prefetch_related("skills").select_related("unit").order_by("pk"))
    now = timezone.make_aware(datetime.combine(today, time(8)))
    maker = Maker(system, areas, teams, _menu(system, teams, chance), now, chance)
    wanted = [(state, True) for state in drawn(NOW, UPCOMING, chance)] + [(state, False) for state in drawn(PAST, TOTAL - UPCOMING, chance)]
    orders = [make_order(maker, state, upcoming) for state, upcoming in wanted]
    orders.sort(key=lambda order: order.created_at)
    store(maker, orders)
    _indicator(system, today)


def _menu(system: Actor, teams: list[Team], chance: random.Random) -> list[ServiceOffer]:
    offers = []
    for team in teams:
        for skill in list(team.skills.all())[:2]:
            form, minutes, low, high = chance.choice(FORMS)
            audiences = chance.choice(([], [], ["elderly"], ["youth"], ["residents", "elderly"], ["workers"]))
            offers.append(create_offer(
                actor=system, unit=team.unit, team=team, topic=skill, title=f"{skill.name}{form}（{team.name[:8]}）", minutes=minutes,
                description=f"围绕{skill.name}，讲{skill.keywords or skill.name}，有演示、有互动，带着问题来。", audiences=audiences,
                group_min=low, group_max=high, needs=chance.choice(NEEDS), is_published=True,
            ))  # fmt: skip
    return offers


def _indicator(system: Actor, today: date) -> None:
    """The plan under way counts the visits."""
    plan = Plan.objects.filter(district=system.district, year_from__lte=today.year, year_to__gte=today.year).order_by("-year_from").first()
    office = Membership.objects.select_related("user", "unit__district").filter(user__username="office").first()
    if plan is None or office is None:
        return
    measure = measure_of(system.district)
    targets = {year: Decimal(value) for year, value in TARGETS.items() if plan.year_from <= year <= plan.year_to}
    create_indicator(
        actor=Actor.of(office), plan=plan, name="群众点单服务场次", unit_label="场次", aggregation="count", kinds=[SERVED.code],
        span="period", comparison="at_least", target=Decimal(1200), deadline=plan.year_to, targets=targets,
        node=measure if measure and measure.plan_id == plan.pk else None,
    )  # fmt: skip
