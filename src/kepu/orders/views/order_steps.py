"""From the forms of an order's page to the services."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kepu.orders import services
from kepu.orders.forms.times import spans
from kepu.orders.models import Order
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit
from kepu.plans.models import WorkItem
from kepu.volunteers.models import Skill, Team

NUMBERS = {"priority": _lazy("优先级"), "people_reached": _lazy("实到人数"), "minutes": _lazy("时长")}
M = TypeVar("M", bound=models.Model)
Step = Callable[..., Any]


def take_step(actor: Actor, order: Order, verb: str, data: QueryDict) -> None:
    """Read what the step needs and take it; raises Conflict for a page that is no longer right."""
    version = data.get("version", "")
    step = STEPS.get(verb)
    if step is None or not version.isdecimal():
        raise Conflict(_("请刷新页面后再试。"))
    service, read = step
    service(actor=actor, order=order, version=int(version), **read(actor, data))


def _chosen(model: type[M], data: QueryDict, name: str, actor: Actor, path: str = "district") -> M | None:
    value = data.get(name, "")
    if not value:
        return None
    found = model._default_manager.filter(**{path: actor.district}, pk=value).first() if value.isdecimal() else None
    if found is None:
        raise InvalidInput(fields={name: _("请从列表中选择")})
    return found


def _needed(model: type[M], data: QueryDict, name: str, actor: Actor) -> M:
    found = _chosen(model, data, name, actor)
    if found is None:
        raise InvalidInput(fields={name: _("请选择")})
    return found


def _number(data: QueryDict, name: str) -> int:
    value = data.get(name, "").strip()
    if not value.isdecimal() or len(value) > 6:
        raise InvalidInput(fields={name: _("%s请填写数字") % NUMBERS[name]})
    return int(value)


def moment(data: QueryDict, name: str) -> datetime.datetime:
    """A local date and time as the browser sends it."""
    try:
        found = parse_datetime(data.get(name, ""))
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput(fields={name: _("请填写日期和时间")})
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _windows(data: QueryDict) -> list[Any]:
    try:
        return spans(data.getlist("windows"))
    except ValueError as error:
        raise InvalidInput(fields={"windows": _("请重新选择时间")}) from error


def _reason(actor: Actor, data: QueryDict) -> dict[str, Any]:
    return {"reason": data.get("reason", "")}


def _nothing(actor: Actor, data: QueryDict) -> dict[str, Any]:
    return {}


def _dispatch(actor: Actor, data: QueryDict) -> dict[str, Any]:
    return {
        "topic": _chosen(Skill, data, "topic", actor),
        "unit": _chosen(Unit, data, "unit", actor),
        "priority": _number(data, "priority") if data.get("priority") else None,
    }


def _claim(actor: Actor, data: QueryDict) -> dict[str, Any]:
    return {"team": _chosen(Team, data, "team", actor), "work_item": _chosen(WorkItem, data, "work_item", actor, "plan__district")}


def _split(actor: Actor, data: QueryDict) -> dict[str, Any]:
    parts = data.get("people", "").replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    if not all(part.isdecimal() and len(part) < 5 for part in parts if part):
        raise InvalidInput(fields={"people": _("请写各份人数，用逗号分开，如 30,20")})
    return {"people": [int(part) for part in parts if part] or [0]}


def _finish(actor: Actor, data: QueryDict) -> dict[str, Any]:
    return {"people_reached": _number(data, "people_reached"), "minutes": _number(data, "minutes"), "report": data.get("report", "")}


STEPS: dict[str, tuple[Step, Callable[[Actor, QueryDict], dict[str, Any]]]] = {
    "dispatch": (services.dispatch_order, _dispatch),
    "return": (services.return_order, _reason),
    "merge": (services.merge_orders, lambda actor, data: {"into": _needed(Order, data, "into", actor)}),
    "split": (services.split_order, _split),
    "priority": (services.set_priority, lambda actor, data: {"priority": _number(data, "priority")}),
    "claim": (services.claim_order, _claim),
    "decline": (services.decline_order, _reason),
    "accept": (services.accept_order, lambda actor, data: {"team": _needed(Team, data, "team", actor)}),
    "release": (services.release_order, _reason),
    "schedule": (services.schedule_order, lambda actor, data: {"starts_at": moment(data, "starts_at"), "agreed": data.get("agreed") == "on"}),
    "assign": (services.assign_order, lambda actor, data: {"team": _needed(Team, data, "team", actor), "starts_at": moment(data, "starts_at")}),
    "check_in": (services.check_in_order, _nothing),
    "finish": (services.finish_order, _finish),
    "no_show": (services.report_no_show, _reason),
    "cancel": (services.cancel_order, _reason),
    "settle": (services.settle_dispute, _reason),
    "uphold": (services.uphold_dispute, lambda actor, data: _reason(actor, data) | {"windows": _windows(data)}),
    "redispatch": (services.redispatch_order, lambda actor, data: {"windows": _windows(data)}),
}
