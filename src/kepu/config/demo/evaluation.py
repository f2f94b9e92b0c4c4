"""The finished plan of the demo district is being evaluated: some measures are through, some wait, some are still to be written."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.utils import timezone

from kepu.governance.models import Grade, MeasureEvaluation
from kepu.governance.services import move_measure_evaluation, open_evaluation
from kepu.plans.models import Plan

from .progress import Cast

State = MeasureEvaluation.State
SAID = {
    Grade.DONE: "五年来按年度计划推进，各年度任务均已办结，佐证齐全，达到规划要求。",
    Grade.MOSTLY: "主要任务已完成，受场地和户外活动限制，部分年度场次少于计划，已在后续年度补齐大部分。",
}
REMARK = "佐证与台账一致，同意自评。"


def begin(cast: Cast, plan: Plan, today: date, chance: random.Random) -> None:
    """Ask for the evaluation of a plan whose period is over, and let most lead units answer."""
    if today.year <= plan.year_to:
        return
    evaluation = open_evaluation(actor=cast.office, plan=plan, due_on=max(today, timezone.localdate()) + timedelta(days=21))
    for measure in evaluation.measures.select_related("unit", "node"):
        luck = chance.random()
        if measure.unit is None or luck > 0.8:
            continue
        grade = Grade.MOSTLY if chance.random() < 0.25 else Grade.DONE
        head = cast.staff[measure.unit.name][1]
        measure = move_measure_evaluation(actor=head, measure=measure, step="submit", version=measure.version, grade=grade, text=SAID[grade])
        if luck < 0.5:
            move_measure_evaluation(actor=cast.office, measure=measure, step="confirm", version=measure.version, grade=grade, text=REMARK)
