"""The evaluation of a plan as a whole."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.governance.models import Evaluation, MeasureEvaluation
from kepu.governance.queries.evaluation_facts import facts_of, leads_of, measures_of
from kepu.notifications.services import Audience, notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Role
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans.models import Plan
from kepu.ui.formats import cn_date

SUMMARY_LIMIT = 20_000


@service
def open_evaluation(*, actor: Actor, plan: Plan, due_on: date) -> Evaluation:
    """Ask the lead units for their evaluation of each measure, with the facts of this moment; from the last year of the plan on.

    Raises Conflict for a plan that is not in force, still runs, or is being evaluated already.
    """
    plan = access.fetch(actor, Plan, "governance.change_evaluation", lock=True, pk=plan.pk)
    today = timezone.localdate()
    if plan.status != Plan.Status.ISSUED:
        raise Conflict(_("只有实施中的规划可以启动总结评估。"))
    if today.year < plan.year_to:
        raise Conflict(_("规划到 %d 年期满，期满当年起才能启动总结评估。") % plan.year_to)
    if Evaluation.objects.filter(plan=plan).exists():
        raise Conflict(_("这个规划的总结评估已经启动。"))
    if due_on < today:
        raise InvalidInput(fields={"due_on": _("自评截止日期不能早于今天")})
    nodes, leads = measures_of(plan), leads_of(plan)
    if not nodes:
        raise Conflict(_("规划中没有举措，无法评估。"))
    evaluation = Evaluation.objects.create(district=actor.district, plan=plan, due_on=due_on)
    MeasureEvaluation.objects.bulk_create(
        MeasureEvaluation(district=actor.district, evaluation=evaluation, node=node, unit_id=leads.get(node.pk)) for node in nodes
    )
    _fill(evaluation)
    audit(actor, "governance.open_evaluation", evaluation, plan.title, measures=len(nodes), due_on=due_on.isoformat())
    units = {unit for node in nodes if (unit := leads.get(node.pk)) is not None}
    notify(
        actor=actor,
        recipients=[Audience((Role.UNIT_HEAD, Role.UNIT_REPORTER), unit_id=unit) for unit in sorted(units)],
        kind="evaluation",
        title=_("请完成总结评估自评：%s") % plan.title,
        body=_("请于%s前提交本单位牵头举措的自评。") % cn_date(due_on),
        url=reverse("governance:evaluation", args=[evaluation.pk]),
        dedupe_key=f"evaluation-{evaluation.pk}",
    )
    return evaluation


@service
def refresh_facts(*, actor: Actor, evaluation: Evaluation) -> Evaluation:
    """Take the figures of this moment; what units and office wrote stays."""
    evaluation = _locked(actor, evaluation)
    _fill(evaluation)
    audit(actor, "governance.refresh_facts", evaluation, evaluation.plan.title)
    return evaluation


@service
def finish_evaluation(*, actor: Actor, evaluation: Evaluation, version: int, summary: str) -> Evaluation:
    """Finish it once every measure is confirmed; `summary` is the judgement of the whole. Raises Conflict naming what is left."""
    evaluation = _locked(actor, evaluation)
    check_version(evaluation, version)
    left = evaluation.measures.exclude(state=MeasureEvaluation.State.CONFIRMED).count()
    if left:
        raise Conflict(_("还有 %d 项举措没有复核通过。") % left)
    if not 0 < len(summary.strip()) <= SUMMARY_LIMIT:
        raise InvalidInput(fields={"summary": _("请写明总体评价，不超过 %d 字") % SUMMARY_LIMIT})
    evaluation.summary, evaluation.status = summary.strip(), Evaluation.Status.FINISHED
    evaluation.finished_at = timezone.now()
    evaluation.version += 1
    evaluation.save()
    audit(actor, "governance.finish_evaluation", evaluation, evaluation.plan.title)
    return evaluation


def _locked(actor: Actor, evaluation: Evaluation) -> Evaluation:
    found = access.fetch(actor, Evaluation.objects.select_related("plan"), "governance.change_evaluation", lock=True, pk=evaluation.pk)
    if found.status == Evaluation.Status.FINISHED:
        raise Conflict(_("总结评估已经完成，不能再改动。"))
    return found


def _fill(evaluation: Evaluation) -> None:
    rows = list(evaluation.measures.select_related("node"))
    on = min(timezone.localdate(), date(evaluation.plan.year_to, 12, 31))
    facts = facts_of(evaluation.plan, [row.node for row in rows], on)
    for row in rows:
        row.facts = facts[row.node_id]
    MeasureEvaluation.objects.bulk_update(rows, ["facts"], batch_size=200)
    evaluation.facts_at = timezone.now()
    evaluation.save(update_fields=["facts_at"])
