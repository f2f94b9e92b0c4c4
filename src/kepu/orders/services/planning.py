"""Planning a week: asked for, solved in the background, and carried out only where the dispatcher approves."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kepu.engines import dispatch
from kepu.orders.models import Order, WeekPlan
from kepu.orders.planning import Scenario, Week, week_of
from kepu.orders.queries.week import try_move
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, KepuError
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress, start_job
from kepu.volunteers.models import Team

from .moves import check_not_moved
from .teams import assign_order

SECONDS = (1, 60)
WEEKS_AHEAD = 12
ENOUGH = 0.0005  # proven gap at which the search may end before its time
TOLD_EVERY = 0.4  # seconds between two writes of how far the engine is


@service
def start_plan(*, actor: Actor, starts_on: datetime.date, name: str, scenario: Scenario, seconds: int = 10, seed: int = 0) -> WeekPlan:
    """Ask for a plan of the week from a Monday; it is solved in the background and changes nothing by itself."""
    access.require(actor, "orders.plan_week")
    today = timezone.localdate()
    if starts_on.weekday() != 0 or not today - datetime.timedelta(days=7) < starts_on <= today + datetime.timedelta(weeks=WEEKS_AHEAD):
        raise InvalidInput(fields={"starts_on": _("请选择本周或以后%d周内的周一") % WEEKS_AHEAD})
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        raise InvalidInput(fields={"seconds": _("计算时间应在%(low)d到%(high)d秒之间") % {"low": SECONDS[0], "high": SECONDS[1]}})
    if not (0 <= scenario.extra_teams <= 10 and 50 <= scenario.capacity_percent <= 300 and 50 <= scenario.distance_percent <= 300):
        raise InvalidInput(_("设想的数值超出范围。"))
    plan = WeekPlan.objects.create(
        district=actor.district, starts_on=starts_on, name=name.strip()[:60] or _("方案"), scenario=asdict(scenario), made_by=actor.user
    )
    url = reverse("orders:plan", args=[plan.pk])
    plan.job = start_job(
        actor=actor,
        kind="week_plan",
        run=solve_week,
        title=_("排%s一周的服务") % starts_on,
        back_url=url,
        plan_id=plan.pk,
        seconds=seconds,
        seed=seed,
    )
    plan.save(update_fields=["job"])
    audit(actor, "orders.start_plan", plan, plan.name, starts_on=starts_on.isoformat(), **asdict(scenario))
    return plan


def solve_week(*, actor: Actor, progress: Progress, plan_id: int, seconds: int, seed: int) -> JobResult:
    """The job: solve, and write down how far it is."""
    plan = WeekPlan.objects.select_related("district").get(pk=plan_id, district=actor.district)
    scenario = Scenario.of(plan.scenario)
    week = week_of(plan.district, plan.starts_on, scenario)
    if not week.orders:
        return _failed(plan, _("这一周没有可以安排的服务单。"))
    told = _Teller(plan, progress, seconds)
    movable = [visit.order for visit in week.told] if scenario.movable else []
    try:
        answer = dispatch.replan(
            week.problem, week.told, dispatch.Settings(seed=seed, time_limit=seconds, gap=ENOUGH), movable=movable, progress=told
        )
    except dispatch.DispatchError as error:
        return _failed(plan, _("数据有误，不能计算：%s") % error.message[:200])
    plan.result = result_of(week, answer.plan)
    plan.versions = {str(pk): order.version for pk, order in week.orders.items()}
    plan.state, plan.progress = WeekPlan.State.READY, told.points
    with progress.held():
        plan.save(update_fields=["result", "versions", "state", "progress"])
    return JobResult(_("安排了 %d 单") % len(answer.plan.visits), url=reverse("orders:plan", args=[plan.pk]))


class _Teller:
    """Writes value and bound as they come, a few times a second."""

    def __init__(self, plan: WeekPlan, progress: Progress, seconds: int) -> None:
        self.plan, self.progress, self.seconds = plan, progress, seconds
        self.points: list[list[float]] = []
        self.last = 0.0

    def __call__(self, now: dispatch.Progress) -> bool:
        if now.bound == float("inf") or time.monotonic() - self.last < TOLD_EVERY:
            return True
        self.last = time.monotonic()
        self.points.append([round(now.seconds, 2), round(now.objective, 1), round(now.bound, 1)])
        WeekPlan.objects.filter(pk=self.plan.pk).update(progress=self.points[-200:])
        self.progress.report(min(int(now.seconds), self.seconds), self.seconds)
        return True


def _failed(plan: WeekPlan, message: str) -> JobResult:
    WeekPlan.objects.filter(pk=plan.pk).update(state=WeekPlan.State.FAILED, message=message)
    return JobResult(message, url=reverse("orders:plan", args=[plan.pk]), alarming=True)


def result_of(week: Week, plan: dispatch.Plan) -> dict[str, Any]:
    """The plan as it is stored: no objects, times as ISO text, teams by name where a person reads them."""
    names = {team.id: team.name for team in week.teams.values()} | {-number: _("设想的第%d队") % number for number in range(1, 11)}
    return {
        "visits": [_visit(week, visit, names) for visit in plan.visits],
        "unserved": [
            {
                "order": item.order, "reason": str(item.reason),
                "remedies": [
                    {"kind": remedy.kind, "team": names.get(int(remedy.team)) if remedy.team is not None else "", "amount": remedy.amount,
                     "when": f"{week.time(remedy.window.start):%m-%d %H:%M}–{week.time(remedy.window.end):%H:%M}" if remedy.window else ""}
                    for remedy in item.remedies[:3]
                ],
            }
            for item in plan.unserved
        ],
        "left_out": [{"order": pk, "reason": reason} for pk, reason in week.left_out.items()],
        "fixed": [order.pk for order in week.fixed],
        "points": round(plan.objective.total, 1), "bound": round(plan.bound, 1), "gap": round(plan.gap, 5), "seconds": round(plan.seconds, 2),
        "status": plan.status, "travel_minutes": plan.diagnostics.get("travel_minutes", 0),
        "told": [[visit.order, visit.team, week.time(visit.start).isoformat()] for visit in week.told],
    }  # fmt: skip


def _visit(week: Week, visit: dispatch.Visit, names: dict[int, str]) -> dict[str, Any]:
    why = visit.reasons
    reasons = {}
    if why is not None:
        reasons = {
            "distance_km": round(why.distance_km, 2), "liked": why.liked, "load_share": round(why.load_share, 3), "points": round(why.points, 1),
            "detour_minutes": why.detour_minutes, "runner_up": names.get(int(why.runner_up.team), "") if why.runner_up else "",
            "runner_up_less": round(why.runner_up.points_less, 1) if why.runner_up else 0,
        }  # fmt: skip
    return {
        "order": visit.order, "team": visit.team, "team_name": names.get(int(visit.team), ""), "starts_at": week.time(visit.start).isoformat(),
        "sequence": visit.sequence, "travel_minutes": visit.travel_minutes, "reasons": reasons,
    }  # fmt: skip


@service
def approve_plan(*, actor: Actor, plan: WeekPlan, orders: Iterable[int]) -> tuple[int, list[str]]:
    """Carry out the plan for the chosen orders; returns how many were assigned and, for each that moved meanwhile, what happened to it."""
    plan = access.fetch(actor, WeekPlan, "orders.plan_week", lock=True, pk=plan.pk)
    if plan.state not in (WeekPlan.State.READY, WeekPlan.State.APPROVED):
        raise Conflict(_("方案现在是“%s”，不能批准。") % plan.get_state_display())
    visits = {visit["order"]: visit for visit in plan.result["visits"]}
    chosen = [visits[pk] for pk in dict.fromkeys(orders) if pk in visits]
    if not chosen:
        raise InvalidInput(_("请至少勾选一项安排。"))
    done, refused = 0, []
    week = week_of(actor.district, plan.starts_on)
    for visit in chosen:
        order = Order.objects.get(pk=visit["order"], district=actor.district)
        try:
            with transaction.atomic():
                carried = _carry_out(actor, plan, week, order, visit)
            week, done = carried or week, done + bool(carried)
        except KepuError as error:
            refused.append(f"{order.number}：{'；'.join(error.fields.values()) or error.message}")
    if done or not refused:
        plan.state, plan.approved_at, plan.approved_by = WeekPlan.State.APPROVED, timezone.now(), actor.user
        plan.save(update_fields=["state", "approved_at", "approved_by"])
    audit(actor, "orders.approve_plan", plan, plan.name, chosen=len(chosen), assigned=done)
    return done, refused


def _carry_out(actor: Actor, plan: WeekPlan, week: Week, order: Order, visit: dict[str, Any]) -> Week | None:
    """Assign one order; the week with the visit in it, or None where it stands so already."""
    starts_at = parse_datetime(visit["starts_at"])
    team = Team.objects.filter(pk=visit["team"], district=actor.district).select_related("unit").first()
    if team is None or starts_at is None:
        raise InvalidInput(_("设想中的队伍不能指派。"))
    if (order.state, order.team_id, order.starts_at) == (Order.State.SCHEDULED, team.pk, starts_at):
        return None
    check_not_moved(order, plan.versions[str(order.pk)])
    # Another plan or desk may have taken the team's time since.
    answer = try_move(week, order, team, at=starts_at)
    if not answer.feasible:
        raise Conflict("；".join(answer.broken))
    assign_order(actor=actor, order=order, version=order.version, team=team, starts_at=starts_at)
    return week.with_visit(order.pk, team.pk, starts_at)


@service
def discard_plan(*, actor: Actor, plan: WeekPlan) -> WeekPlan:
    """Put a plan aside."""
    plan = access.fetch(actor, WeekPlan, "orders.plan_week", lock=True, pk=plan.pk)
    if plan.state != WeekPlan.State.READY:
        raise Conflict(_("方案现在是“%s”，不能放弃。") % plan.get_state_display())
    plan.state = WeekPlan.State.DISCARDED
    plan.save(update_fields=["state"])
    audit(actor, "orders.discard_plan", plan, plan.name)
    return plan
