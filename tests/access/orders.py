"""Service orders."""

from __future__ import annotations

import datetime

from django.utils import timezone

from kepu.orders.models import Order, Rating, WeekPlan
from kepu.orders.services import Wish, create_offer, place_by_phone
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.volunteers.models import Skill
from kepu.volunteers.services import create_team, load_usual_skills

from . import ALL, OFFICE, PUBLIC

READERS = frozenset({"office", "leader", "auditor", "community", "reporter", "head", "team_leader"})
DESKS = READERS - {"leader", "auditor"}
MAKERS = frozenset({"office", "reporter", "head", "team_leader"})
# The order of these addresses waits for any department in the community of the cast, so that a team has no part in it yet.
PARTIES = READERS - {"team_leader"}

GET: dict[str, frozenset[str]] = {
    "/orders/": READERS,
    "/orders/<int:pk>/": PARTIES,
    "/orders/visits/<int:pk>/": PARTIES,
    "/orders/week/": READERS - {"community"},
    "/orders/week/check/": OFFICE,
    "/orders/plans/": OFFICE,
    "/orders/plans/<int:pk>/": OFFICE,
    "/orders/phone/": frozenset({"office", "community"}),
    "/orders/offers/": ALL,
    "/orders/offers/new/": MAKERS,
    "/orders/offers/<int:pk>/": OFFICE,
    "/orders/ratings/": READERS,
    "/orders/settings/": OFFICE,
    "/orders/menu/": PUBLIC,
    "/orders/menu/<str:code>/": PUBLIC,
    "/orders/menu/<str:code>/<int:pk>/": PUBLIC,
    "/orders/new/<str:code>/": PUBLIC,
    "/orders/new/<str:code>/suggestions/": PUBLIC,
    "/orders/public/<str:code>/": PUBLIC,
    "/orders/board/<str:code>/": PUBLIC,
    "/orders/board/<str:code>/<str:area>/": PUBLIC,
    "/orders/areas/<str:code>/": PUBLIC,
    "/orders/find/<str:code>/": PUBLIC,
    "/orders/my/<str:token>/": PUBLIC,
}
POST: dict[str, frozenset[str]] = {
    "/orders/<int:pk>/move/": DESKS - {"team_leader"},
    "/orders/<int:pk>/contact/": DESKS - {"team_leader"},
    "/orders/ratings/<int:pk>/": OFFICE,
    "/orders/week/assign/": OFFICE,
    "/orders/plans/<int:pk>/approve/": OFFICE,
    "/orders/new/<str:code>/code/": PUBLIC,
    "/orders/find/<str:code>/code/": PUBLIC,
    "/orders/public/<str:code>/codes/": PUBLIC,
    "/orders/public/<str:code>/orders/": PUBLIC,
}


API = {
    "GET /orders": READERS,
    "GET /orders/{int:pk}": READERS,
    "POST /orders": frozenset({"office", "community"}),
    "POST /orders/{int:pk}/dispatch": frozenset({"office", "community"}),
    "POST /orders/{int:pk}/return": frozenset({"office", "community"}),
    "POST /orders/{int:pk}/claim": frozenset({"reporter", "head"}),
    "POST /orders/{int:pk}/decline": frozenset({"reporter", "head"}),
    "POST /orders/{int:pk}/accept": frozenset({"team_leader"}),
    "POST /orders/{int:pk}/release": frozenset({"reporter", "head", "team_leader"}),
    "POST /orders/{int:pk}/schedule": frozenset({"team_leader"}),
    "POST /orders/{int:pk}/assign": OFFICE,
    "POST /orders/{int:pk}/check-in": frozenset({"team_leader"}),
    "POST /orders/{int:pk}/finish": frozenset({"team_leader"}),
    "POST /orders/{int:pk}/cancel": frozenset({"office", "community"}),
    "GET /service-offers": ALL,
    "GET /service-offers/{int:pk}": ALL,
}


def _unit(system: Actor) -> Unit:
    return Unit.objects.get(district=system.district, name="区教委")


def _order(system: Actor) -> Order:
    load_usual_skills(actor=system)
    skill = Skill.objects.get(district=system.district, code="ai")
    street = Area.objects.get(district=system.district, code="500103001")
    area = Area.objects.filter(district=system.district, parent=street).first() or street
    begin = timezone.now().replace(hour=1, minute=0, second=0, microsecond=0) + datetime.timedelta(days=3)
    wish = Wish(
        area=area, place="活动室", windows=[(begin, begin + datetime.timedelta(hours=3))], people_expected=20, audience="general", topic=skill,
        contact_name="李奶奶", contact_phone="13800138000",
    )  # fmt: skip
    order = place_by_phone(actor=system, wish=wish)
    Order.objects.filter(pk=order.pk).update(state="dispatched")
    return order


def concrete(system: Actor) -> dict[str, str]:
    order, unit, code = _order(system), _unit(system), system.district.code
    team = create_team(actor=system, unit=unit, name="区教委讲师团", skills=[order.topic])
    offer = create_offer(actor=system, unit=unit, title="人工智能讲座", topic=order.topic, is_published=True)
    rating = Rating.objects.create(order=order, visit=1, team=team, stars=5, words="好")
    visit = order.visit_rows.create(number=1)
    public = {
        route: route.replace("<str:code>", code).replace("<int:pk>", str(offer.pk)).replace("<str:area>", order.area.code)
        for route in (*GET, *POST)
        if "<str:code>" in route
    }
    plan = WeekPlan.objects.create(district=system.district, starts_on=timezone.localdate(), name="方案")
    day = timezone.localtime(order.windows.get().starts_at).date()
    return {
        "/orders/week/check/": f"/orders/week/check/?week={day.isoformat()}&order={order.pk}&team={team.pk}&day={day.weekday()}",
        "/orders/plans/<int:pk>/": f"/orders/plans/{plan.pk}/",
        "/orders/plans/<int:pk>/approve/": f"/orders/plans/{plan.pk}/approve/",
        **{route: route.replace("<int:pk>", str(order.pk)) for route in (*GET, *POST) if route.startswith("/orders/<int:pk>/")},
        **public,
        "/orders/offers/<int:pk>/": f"/orders/offers/{offer.pk}/",
        "/orders/ratings/<int:pk>/": f"/orders/ratings/{rating.pk}/",
        "/orders/visits/<int:pk>/": f"/orders/visits/{visit.pk}/",
        "/orders/my/<str:token>/": f"/orders/my/{token_of(order)}/",
    }


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    order = _order(system)
    offer = create_offer(actor=system, unit=_unit(system), title="人工智能讲座", topic=order.topic, is_published=True)
    return {"orders": order.pk, "service-offers": offer.pk}
