"""The way of a measure's evaluation: one table from which services, rights and pages are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import MeasureEvaluation

State = MeasureEvaluation.State


@dataclass(frozen=True)
class Step:
    """From where to where, with whose right; `graded` steps carry a grade and a text, others with `needs_reason` a reason."""

    verb: str | Promise
    sources: tuple[str, ...]
    target: str
    perm: str
    graded: bool = False
    needs_reason: bool = False


STEPS: dict[str, Step] = {
    "submit": Step(_("提交自评"), (State.OPEN, State.RETURNED), State.SUBMITTED, "governance.self_evaluate", graded=True),
    "confirm": Step(_("复核通过"), (State.SUBMITTED,), State.CONFIRMED, "governance.review_evaluation", graded=True),
    "return": Step(_("退回修改"), (State.SUBMITTED,), State.RETURNED, "governance.review_evaluation", needs_reason=True),
    "reopen": Step(_("重新评估"), (State.CONFIRMED,), State.RETURNED, "governance.review_evaluation", needs_reason=True),
}
