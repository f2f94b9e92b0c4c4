"""A hearing that is arranged, and one that was held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kepu.governance.models import Briefing, BriefingDecision
from kepu.governance.services import add_decision, hold_briefing, plan_briefing
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import Plan


@pytest.fixture
def arranged(office: Actor, leader: Actor, plan: Plan, units: dict[str, Unit]) -> Briefing:
    return plan_briefing(
        actor=office,
        plan=plan,
        title="年度工作汇报会",
        starts_at=timezone.now() - timedelta(hours=3),
        chair="分管副区长",
        place="第一会议室",
        leader=leader.user,
        attendees=[units["区卫生健康委"]],
        agenda="纲要办汇报\n领导讲话",
    )


@pytest.fixture
def held(office: Actor, arranged: Briefing) -> Briefing:
    return hold_briefing(actor=office, briefing=arranged, version=arranged.version, held_on=timezone.localdate(), minutes="同意。")


@pytest.fixture
def decide(office: Actor, held: Briefing, units: dict[str, Unit]) -> Callable[..., BriefingDecision]:
    def make(**otherwise: Any) -> BriefingDecision:
        values = {"text": "加快智慧助老课程进度", "unit": units["区卫生健康委"], "due_on": timezone.localdate() + timedelta(days=20)}
        return add_decision(actor=office, briefing=held, **{**values, **otherwise})

    return make
