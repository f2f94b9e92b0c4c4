"""Leaders' hearings of the demo district and what they decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kepu.governance.models import Briefing, BriefingDecision
from kepu.governance.services import add_decision, hold_briefing, move_decision, plan_briefing
from kepu.organizations.models import Membership, Role, Unit
from kepu.plans.models import Plan

from .progress import Cast

ATTENDEES = ("区科协", "区教委", "区科技局", "区卫生健康委", "区总工会", "区委组织部")
AGENDA = "听取年度工作进展汇报\n研究进度滞后事项\n部署下一年度重点"
MINUTES = "会议听取了年度工作进展汇报，肯定了各单位工作，要求聚焦滞后事项压实责任、按期完成。"
DECISIONS = (
    ("年底前补齐社区科普活动室应急展板", "区应急局"),
    ("提出职工技能培训数字化报名方案", "区人力社保局"),
    ("梳理可向公众开放的科研设施清单", "区科技局"),
    ("完善智慧助老课程师资名册", "区民政局"),
    ("研究科普品牌活动联合推广办法", "区委宣传部"),
    ("建立馆校合作课程评价办法", "区教委"),
)


def hold(cast: Cast, plan: Plan, year: int, units: Mapping[str, Unit], today: date) -> None:
    """A hearing late in a past year, held and with two decisions; in the current year one that is still to come."""
    past = year < today.year
    day = date(year, 11, 18) + timedelta(days=year % 7) if past else today + timedelta(days=16)
    leader = Membership.objects.select_related("user").get(unit__district=plan.district, role=Role.LEADER).user
    briefing = plan_briefing(
        actor=cast.office,
        plan=plan,
        title=f"{day.year}年度全民科学素质工作汇报会",
        starts_at=timezone.make_aware(datetime.combine(day, time(14, 30))),
        chair="分管副区长",
        place="区政府第二会议室",
        leader=leader,
        attendees=[units[name] for name in ATTENDEES],
        agenda=AGENDA,
    )
    if past:
        _close(cast, briefing, day, units, settled=year < today.year - 1)


def _close(cast: Cast, briefing: Briefing, day: date, units: Mapping[str, Unit], *, settled: bool) -> None:
    briefing = hold_briefing(actor=cast.office, briefing=briefing, version=briefing.version, held_on=day, minutes=MINUTES)
    for number in range(2):
        text, name = DECISIONS[(2 * day.year + number) % len(DECISIONS)]
        due_on = day + timedelta(days=60 if settled else 420 + 40 * number)
        decision = add_decision(actor=cast.office, briefing=briefing, text=text, unit=units[name], due_on=due_on)
        if settled or number:
            decision = _step(cast, decision, "report", "已按要求办结，材料已报纲要办。")
        if settled:
            _step(cast, decision, "confirm", "")


def _step(cast: Cast, decision: BriefingDecision, step: str, text: str) -> BriefingDecision:
    actor = cast.staff[decision.unit.name][1] if step == "report" else cast.office
    return move_decision(actor=actor, decision=decision, step=step, version=decision.version, text=text)
