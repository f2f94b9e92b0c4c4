"""What was decided at a hearing, followed until it is done."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.governance.briefing_states import DECISION_STEPS
from kepu.governance.models import Briefing, BriefingDecision
from kepu.notifications.services import Audience, notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Role, Unit
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans.models import PlanNode
from kepu.plans.services import create_work_item, issue_work_items
from kepu.ui.formats import cn_date

TEXT_LIMIT, REASON_LIMIT = 500, 300


@service
def add_decision(*, actor: Actor, briefing: Briefing, text: str, unit: Unit, due_on: date) -> BriefingDecision:
    """Write down a decision of a hearing that was held; the unit is told. The same text for the same unit is entered once."""
    briefing = access.fetch(actor, Briefing, "governance.change_briefing", lock=True, pk=briefing.pk)
    text = text.strip()
    if briefing.status != Briefing.Status.HELD:
        raise Conflict(_("登记召开之后才能记录决定事项。"))
    errors = {}
    if not 0 < len(text) <= TEXT_LIMIT:
        errors["text"] = _("请写明决定事项，不超过 %d 字") % TEXT_LIMIT
    if unit.district_id != actor.district.pk:
        errors["unit"] = _("承办单位应是本区单位")
    if briefing.held_on and due_on < briefing.held_on:
        errors["due_on"] = _("办理时限不能早于召开日期")
    if errors:
        raise InvalidInput(fields=errors)
    decision, is_new = BriefingDecision.objects.get_or_create(
        briefing=briefing, text=text, unit=unit, defaults={"district": actor.district, "due_on": due_on}
    )
    if is_new:
        audit(actor, "governance.add_decision", decision, text, unit=unit.name, due_on=due_on.isoformat())
        _tell_unit(actor, decision, _("领导决定事项：%s") % text, _("请于%s前办结并报告结果。") % cn_date(due_on))
    return decision


@service
def move_decision(*, actor: Actor, decision: BriefingDecision, step: str, version: int, text: str = "") -> BriefingDecision:
    """One step by the table `DECISION_STEPS`; `text` is the result or the reason that the step asks for.

    Raises Conflict when somebody else was faster or the state has no such step, InvalidInput for a missing text.
    """
    row, text = DECISION_STEPS[step], text.strip()
    decision = access.fetch(actor, BriefingDecision, row.perm, lock=True, pk=decision.pk)
    if decision.work_item_id is not None and step != "drop":
        raise Conflict(_("这项决定已转为工作任务，请在工作任务中办理。"))
    if decision.state not in row.sources:
        raise Conflict(_("这项决定“%(state)s”，不能%(verb)s。") % {"state": decision.get_state_display(), "verb": row.verb})
    check_version(decision, version)
    if row.asks and not text:
        raise InvalidInput(fields={row.asks: _("请写明办理结果") if row.asks == "result" else _("请写明理由")})
    old, decision.state = decision.state, row.target
    if row.asks == "result":
        decision.result = text
    decision.reason = text[:REASON_LIMIT] if row.asks == "reason" else ""
    decision.closed_on = timezone.localdate() if row.target in (BriefingDecision.State.DONE, BriefingDecision.State.DROPPED) else None
    decision.version += 1
    decision.save()
    audit(actor, f"governance.{step}_decision", decision, decision.text, state=[old, decision.state], text=text[:REASON_LIMIT])
    _tell_of_step(actor, decision, step, text)
    return decision


@service
def make_decision_work(*, actor: Actor, decision: BriefingDecision, node: PlanNode, version: int) -> BriefingDecision:
    """Turn an open decision into a work item of the plan, issued to the unit; from then on the work item tells how it stands."""
    decision = access.fetch(
        actor, BriefingDecision.objects.select_related("briefing__plan", "unit"), "governance.change_decision", lock=True, pk=decision.pk
    )
    check_version(decision, version)
    if decision.state != BriefingDecision.State.OPEN or decision.work_item_id is not None:
        raise Conflict(_("只有办理中、尚未转办的决定可以转为工作任务。"))
    plan = decision.briefing.plan
    item = create_work_item(
        actor=actor, plan=plan, node=node, year=decision.due_on.year, title=decision.text[:200], unit=decision.unit, due_on=decision.due_on,
        deliverable=_("落实“%s”的决定") % decision.briefing.title[:100],
    )  # fmt: skip
    (decision.work_item,) = issue_work_items(actor=actor, plan=plan, year=item.year, items=[item.pk])
    decision.version += 1
    decision.save()
    audit(actor, "governance.make_decision_work", decision, decision.text, work_item=item.pk)
    return decision


def _tell_of_step(actor: Actor, decision: BriefingDecision, step: str, text: str) -> None:
    verb = DECISION_STEPS[step].verb
    if step == "report":
        _tell(actor, decision, [Audience.office()], _("请确认：%s") % decision.text, text)
    else:
        _tell_unit(actor, decision, f"{verb}：{decision.text}", text)


def _tell_unit(actor: Actor, decision: BriefingDecision, title: str, body: str) -> None:
    _tell(actor, decision, [Audience((Role.UNIT_HEAD, Role.UNIT_REPORTER), unit_id=decision.unit_id)], title, body)


def _tell(actor: Actor, decision: BriefingDecision, recipients: list[Audience], title: str, body: str) -> None:
    url = reverse("governance:briefing", args=[decision.briefing_id])
    key = f"decision-{decision.pk}-v{decision.version}"
    notify(actor=actor, recipients=recipients, kind="decision", title=title, body=body, url=url, dedupe_key=key)
