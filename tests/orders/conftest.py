"""A resident who orders, the community, a department and a team that serve, on a working day."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from kepu.notifications.models import PhoneCode, TextMessage
from kepu.notifications.services import send_code, verify_code
from kepu.orders.models import Order, ServiceOffer
from kepu.orders.services import (
    PURPOSE,
    Wish,
    accept_order,
    check_in_order,
    claim_order,
    create_offer,
    dispatch_order,
    finish_order,
    place_order,
    rate_order,
    schedule_order,
)
from kepu.orders.services.sessions import current_session
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.volunteers.models import Skill, Team, Volunteer
from kepu.volunteers.services import add_to_team, add_volunteer, create_team, load_usual_skills, register_presence, set_weekly_times

CHINA = timezone.get_fixed_timezone(480)
MONDAY = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=CHINA)
TUESDAY = datetime.date(2026, 11, 24)
PHONE = "13800138000"
REPORT = "讲了高血压用药和自我监测，现场答疑。"


def at(hour: int, day: datetime.date = TUESDAY, minute: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, minute), tzinfo=CHINA)


def span(begin: int, end: int, day: datetime.date = TUESDAY) -> tuple[datetime.datetime, datetime.datetime]:
    return at(begin, day), at(end, day)


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    """It is Monday, eight in the morning."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def skills(clock: Any, system: Actor) -> dict[str, Skill]:
    load_usual_skills(actor=system)
    return {skill.code: skill for skill in Skill.objects.filter(district=system.district)}


@pytest.fixture
def team(system: Actor, team_leader: Actor, units: dict[str, Unit], skills: dict[str, Skill]) -> Team:
    made = create_team(
        actor=system,
        unit=units["区卫生健康委"],
        name="红岩健康科普服务队",
        skills=[skills["chronic"]],
        languages=["cmn"],
        latitude=29.553,
        longitude=106.563,
        leaders=[team_leader.membership],
    )
    set_weekly_times(actor=system, owner=made, times=[(day, datetime.time(8), datetime.time(18)) for day in range(7)])
    return made


@pytest.fixture
def member(system: Actor, team: Team) -> Volunteer:
    made = add_volunteer(actor=system, name="张晓明", phone="13900139000")
    add_to_team(actor=system, volunteer=made, team=team)
    return made


@pytest.fixture
def offer(system: Actor, team: Team, skills: dict[str, Skill]) -> ServiceOffer:
    return create_offer(
        actor=system, unit=team.unit, team=team, title="慢性病防治讲座", topic=skills["chronic"], audiences=["elderly", "general"], is_published=True
    )


@pytest.fixture
def home(community: Actor) -> Area:
    """The community where people order."""
    assert community.unit is not None and community.unit.area is not None
    return community.unit.area


@pytest.fixture
def resident(system: Actor) -> Actor:
    return Actor.resident(system.district)


@dataclass
class Story:
    """The cast, and how far an order has come."""

    resident: Actor
    community: Actor
    head: Actor
    leader: Actor
    office: Actor
    team: Team
    member: Volunteer
    offer: ServiceOffer
    home: Area
    clock: time_machine.Traveller
    values: dict[str, Any] = field(default_factory=dict)

    def wish(self, **values: Any) -> Wish:
        usual = {
            "area": self.home,
            "place": "8号楼活动室",
            "windows": [span(9, 12), span(14, 17)],
            "people_expected": 20,
            "audience": "elderly",
            "contact_name": "李奶奶",
            "contact_phone": PHONE,
            "offer": self.offer,
        }
        return Wish(**{**usual, **values})

    def proof(self, phone: str = PHONE) -> str:
        PhoneCode.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))  # the rate is tested elsewhere
        send_code(actor=self.resident, phone=phone, purpose=PURPOSE, address="10.0.0.1")
        message = TextMessage.objects.filter(template="code").first()
        assert message is not None
        return verify_code(actor=self.resident, phone=phone, purpose=PURPOSE, code=json.loads(message.parameters)["code"])

    def order(self, **values: Any) -> Order:
        key = values.pop("idempotency_key", "")
        wish = self.wish(**values)
        return place_order(actor=self.resident, wish=wish, proof=self.proof(wish.contact_phone), idempotency_key=key)

    def dispatched(self, **values: Any) -> Order:
        order = self.order(**values)
        return dispatch_order(actor=self.community, order=order, version=order.version, unit=self.team.unit)

    def claimed(self, **values: Any) -> Order:
        order = self.dispatched(**values)
        return claim_order(actor=self.head, order=order, version=order.version)

    def accepted(self, **values: Any) -> Order:
        order = self.claimed(**values)
        return accept_order(actor=self.leader, order=order, version=order.version, team=self.team)

    def scheduled(self, **values: Any) -> Order:
        order = self.accepted(**values)
        return schedule_order(actor=self.leader, order=order, version=order.version, starts_at=at(9))

    def checked_in(self, **values: Any) -> Order:
        order = self.scheduled(**values)
        self.clock.move_to(at(9))
        self.member_arrives(order)
        return check_in_order(actor=self.leader, order=order, version=order.version)

    def member_arrives(self, order: Order) -> None:
        session = current_session(order)
        assert session is not None
        register_presence(actor=self.leader, session=session, volunteer=self.member)

    def done(self, **values: Any) -> Order:
        order = self.checked_in(**values)
        self.clock.move_to(at(10))
        return finish_order(actor=self.leader, order=order, version=order.version, people_reached=23, minutes=60, report=REPORT)

    def rated(self, stars: int = 5, **values: Any) -> Order:
        order = self.done(**values)
        rate_order(actor=self.resident, token=token_of(order), stars=stars, tags=["clear"], words="讲得好")
        order.refresh_from_db()
        return order


@pytest.fixture
def story(
    resident: Actor,
    community: Actor,
    head: Actor,
    team_leader: Actor,
    office: Actor,
    team: Team,
    member: Volunteer,
    offer: ServiceOffer,
    home: Area,
    clock: time_machine.Traveller,
) -> Story:
    return Story(resident, community, head, team_leader, office, team, member, offer, home, clock)


MakeStory = Callable[..., Story]


@pytest.fixture
def other_team(system: Actor, units: dict[str, Unit], skills: dict[str, Skill]) -> Team:
    """A team of another unit for the same topic."""
    made = create_team(
        actor=system, unit=units["区教委"], name="区教委讲师团", skills=[skills["chronic"]], latitude=29.55, longitude=106.55, leaders=[]
    )
    set_weekly_times(actor=system, owner=made, times=[(day, datetime.time(8), datetime.time(18)) for day in range(7)])
    return made


@pytest.fixture
def measure(system: Actor) -> PlanNode:
    """A measure of an issued plan that speaks of orders."""
    plan = Plan.objects.create(district=system.district, title="规划", year_from=2026, year_to=2030, status="issued")
    return plan.nodes.create(key="1", position=0, depth=2, kind="measure", title="科技志愿服务", text="推行群众点单、社区派单、部门领单。")


@pytest.fixture
def work_item(measure: PlanNode, team: Team) -> WorkItem:
    """This year's task of the department."""
    return WorkItem.objects.create(
        plan=measure.plan, node=measure, year=2026, title="科普进社区", unit=team.unit, due_on=datetime.date(2026, 12, 31), status="accepted"
    )
