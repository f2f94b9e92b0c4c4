"""What the page of one order shows."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kepu.evidence.kinds import kind
from kepu.orders.forms.times import table
from kepu.orders.models import Order
from kepu.orders.order_states import VERBS
from kepu.orders.queries.desks import similar
from kepu.orders.queries.menu import suggest, topics
from kepu.orders.queries.settings import limits_of, settings_of
from kepu.orders.queries.teams import units_with_topic
from kepu.orders.rules import open_verbs
from kepu.orders.services.evidence import evidence_of_order
from kepu.orders.services.moves import name_of
from kepu.orders.services.sessions import current_session
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.plans.models import WorkItem
from kepu.volunteers.queries import managed_teams, teams

FULL = Order.objects.select_related(
    "area__parent", "offer", "topic__field", "unit", "team", "district", "merged_into", "part_of", "created_by", "work_item"
)
WITH_FORM = {"dispatch", "return", "merge", "split", "claim", "decline", "accept", "release", "schedule", "assign", "finish", "no_show",
             "cancel", "settle", "uphold", "redispatch", "check_in"}  # fmt: skip


def order_context(actor: Actor, order: Order) -> dict[str, Any]:
    """Facts, history, and what each open step needs to be chosen."""
    verbs = [verb for verb in open_verbs(actor, order) if verb in WITH_FORM]
    context: dict[str, Any] = {
        "order": order,
        "windows": list(order.windows.all()),
        "verbs": verbs,
        "verb_names": VERBS,
        "history": [_entry(event) for event in order.events.select_related("user", "unit").order_by("-id")],
        "session": current_session(order) if order.starts_at else None,
        "evidence": [(record, kind(record.kind).unit_label) for record in evidence_of_order(order)],
        "ratings": list(order.ratings.all()),
        "late": _is_late(order),
        "may_reveal": allowed(actor, "orders.reveal_contact", order),
        "may_prioritize": allowed(actor, "orders.change_priority", order) and "cancel" in verbs,
        "parts": list(order.parts.all()),
        "priorities": Order.Priority.choices,
    }
    return context | _choices(actor, order, set(verbs))


def _choices(actor: Actor, order: Order, verbs: set[str]) -> dict[str, Any]:
    """Lists to choose from, only those that a step on this page needs."""
    found: dict[str, Any] = {}
    if "dispatch" in verbs:
        able = set(units_with_topic(actor, order.topic_id)) if order.topic_id else set()
        units = Unit.objects.filter(district=actor.district, is_active=True).exclude(type=Unit.Type.COMMUNITY)
        found["units"] = sorted(units, key=lambda unit: (unit.pk not in able, unit.pk))
        found["able"] = able
        found["topics"] = topics(actor.district)
        found["suggestions"] = suggest(order.district, order.wish) if order.wish and not order.topic_id else []
    if "merge" in verbs:
        found["similar"] = similar(order)
    if "claim" in verbs:
        found["teams"] = teams(actor).filter(unit=actor.unit)
        found["work_items"] = WorkItem.objects.filter(unit=actor.unit, year=timezone.localdate().year).exclude(status=WorkItem.Status.DROPPED)
    if "accept" in verbs:
        found["own_teams"] = managed_teams(actor).filter(unit=order.unit, is_active=True)
    if "assign" in verbs:
        found["all_teams"] = teams(actor).filter(**({"skills": order.topic_id} if order.topic_id else {}))
    if verbs & {"redispatch", "uphold"}:
        found["times"] = table([])
    return found


def _entry(event: Any) -> dict[str, Any]:
    texts = [event.reason, *[str(event.details[name]) for name in ("team", "into", "part_of", "merged") if event.details.get(name)]]
    return {
        "when": event.at,
        "title": VERBS.get(event.verb, event.verb),
        "actor": name_of(event),
        "text": " · ".join(text for text in texts if text),
        "status": "red" if event.verb in ("return", "decline", "release", "cancel", "expire", "no_show", "dispute") else "",
    }


def _is_late(order: Order) -> bool:
    limit = limits_of(settings_of(order.district)).get(order.state)
    began = order.ends_at if order.state == Order.State.SCHEDULED and order.ends_at else order.entered_at
    return limit is not None and (timezone.now() - began).total_seconds() > limit.hours * 3600
