"""What the lead unit says of a measure and what the office finds."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.governance.evaluation_states import STEPS, Step
from kepu.governance.models import Evaluation, Grade, MeasureEvaluation
from kepu.notifications.services import Audience, notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, InvalidWorkbook, KepuError
from kepu.organizations.models import Role
from kepu.organizations.services.base import audit, check_version, service
from kepu.organizations.services.workbook import Row

TEXT_LIMIT, REASON_LIMIT = 5000, 300


@service
def save_self_evaluation(*, actor: Actor, measure: MeasureEvaluation, version: int, grade: str = "", text: str = "") -> MeasureEvaluation:
    """Keep what the unit has written so far; nothing is required yet. Sending the same again changes nothing."""
    measure = _locked(actor, measure, "governance.self_evaluate")
    text = text.strip()
    if (measure.self_grade, measure.self_text) == (grade, text):
        return measure
    _check_open(measure, STEPS["submit"], version)
    _check_text(grade, text, required=False)
    measure.self_grade, measure.self_text = grade, text
    measure.version += 1
    measure.save()
    return measure


@service
def move_measure_evaluation(
    *, actor: Actor, measure: MeasureEvaluation, step: str, version: int, grade: str = "", text: str = ""
) -> MeasureEvaluation:
    """One step by the table `STEPS`: `grade` and `text` are the self-evaluation or the finding, `text` the reason of a return.

    Raises Conflict when somebody else was faster or the state has no such step, InvalidInput for what is missing.
    """
    row, text = STEPS[step], text.strip()
    measure = _locked(actor, measure, row.perm)
    _check_open(measure, row, version)
    if row.needs_reason and not 0 < len(text) <= REASON_LIMIT:
        raise InvalidInput(fields={"text": _("请写明理由，不超过 %d 字") % REASON_LIMIT})
    if row.graded:
        _check_text(grade, text, required=True, text_required=step == "submit")
    if step == "submit":
        measure.self_grade, measure.self_text, measure.reason = grade, text, ""
    elif step == "confirm":
        measure.grade, measure.remark = grade, text
    else:
        measure.reason = text
    old, measure.state = measure.state, row.target
    measure.version += 1
    measure.save()
    audit(
        actor, f"governance.{step}_measure_evaluation", measure, str(measure.node), state=[old, measure.state], grade=grade, text=text[:REASON_LIMIT]
    )
    if row.needs_reason:
        _tell(actor, measure, row, text)
    return measure


@service
def import_self_evaluations(*, actor: Actor, evaluation: Evaluation, rows: Iterable[Row], submit: bool) -> int:
    """Take in a filled workbook of the unit (or, by the office, of several), all or nothing; returns how many measures changed.

    Raises InvalidWorkbook with each row that does not fit: not the unit's own, changed meanwhile, or without grade or text.
    """
    evaluation = access.fetch(actor, Evaluation, "governance.view_evaluation", pk=evaluation.pk)
    measures = {measure.pk: measure for measure in evaluation.measures.select_related("node", "unit")}
    changed, errors = 0, []
    for row in rows:
        measure = measures.get(row["id"])
        try:
            if measure is None:
                raise InvalidInput(_("这一行不属于本次评估，请不要改动“编号”列。"))
            changed += _take(actor, measure, row, submit)
        except KepuError as error:
            errors.append(row.error(_("自评等次"), "；".join(error.fields.values()) or error.message))
    if errors:
        raise InvalidWorkbook(errors)
    audit(actor, "governance.import_self_evaluations", evaluation, "", rows=changed)
    return changed


def _take(actor: Actor, measure: MeasureEvaluation, row: Row, submit: bool) -> bool:
    grade, text, version = row["grade"] or "", row["text"] or "", row["version"]
    if not grade and not text:
        return False
    same = (measure.self_grade, measure.self_text) == (grade, text)
    if same and (not submit or measure.state not in STEPS["submit"].sources):
        return False
    if submit:
        move_measure_evaluation(actor=actor, measure=measure, step="submit", version=version, grade=grade, text=text)
    else:
        save_self_evaluation(actor=actor, measure=measure, version=version, grade=grade, text=text)
    return True


def _locked(actor: Actor, measure: MeasureEvaluation, perm: str) -> MeasureEvaluation:
    queryset = MeasureEvaluation.objects.select_related("evaluation", "node", "unit")
    return access.fetch(actor, queryset, perm, lock=True, pk=measure.pk)


def _check_open(measure: MeasureEvaluation, row: Step, version: int) -> None:
    if measure.evaluation.status == Evaluation.Status.FINISHED:
        raise Conflict(_("总结评估已经完成，不能再改动。"))
    if measure.state not in row.sources:
        raise Conflict(_("这项举措“%(state)s”，不能%(verb)s。") % {"state": measure.get_state_display(), "verb": row.verb})
    check_version(measure, version)


def _check_text(grade: str, text: str, *, required: bool, text_required: bool = False) -> None:
    errors = {}
    if grade not in Grade.values and (required or grade):
        errors["grade"] = _("请选择等次")
    if (text_required and not text) or len(text) > TEXT_LIMIT:
        errors["text"] = _("请写明完成情况，不超过 %d 字") % TEXT_LIMIT
    if errors:
        raise InvalidInput(fields=errors)


def _tell(actor: Actor, measure: MeasureEvaluation, row: Step, text: str) -> None:
    if measure.unit_id is None:
        return
    notify(
        actor=actor,
        recipients=[Audience((Role.UNIT_HEAD, Role.UNIT_REPORTER), unit_id=measure.unit_id)],
        kind="evaluation",
        title=f"{row.verb}：{measure.node}",
        body=_("理由：%s") % text,
        url=reverse("governance:measure_evaluation", args=[measure.pk]),
        dedupe_key=f"measure-evaluation-{measure.pk}-v{measure.version}",
    )
