"""From a closed survey to its figures: computed in the background, computed again to be sure, published into the ledger."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy.estimation.data import EstimationError
from kepu.literacy.estimation.wording import error_text
from kepu.literacy.models import Calculation, Estimate, Survey
from kepu.literacy.queries.results import latest_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Job
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress, start_job

from .items_use import record_item_use
from .surveys import locked, move, step_of

State = Survey.State
COMPUTABLE = (State.CLOSED, State.ESTIMATED, State.PUBLISHED)
LIMITS = {
    "replicates": (50, 1000),
    "trim": (1.5, 100),
    "minimum_class": (1, 100),
    "minimum_margin": (1, 500),
    "minimum_published": (10, 1000),
}
SOFTWARE = ("numpy", "scipy", "numba")


@service
def start_calculation(*, actor: Actor, survey: Survey, settings: Mapping[str, Any], seed: int | None = None) -> Calculation:
    """Ask for the figures of a closed survey; its own page follows the computation.

    Raises Conflict while the field work goes on or another computation of the survey runs, InvalidInput for settings outside their limits.
    """
    calculation = _begin(actor, survey, settings, seed)
    start_job(
        actor=actor,
        kind="literacy.calculation",
        run=run_calculation,
        title=_("计算《%s》") % calculation.survey.title,
        back_url=reverse("literacy:calculation", args=[calculation.pk]),
        calculation_id=calculation.pk,
    )
    return calculation


@service
def compute_now(*, actor: Actor, survey: Survey, settings: Mapping[str, Any], seed: int | None = None) -> Calculation:
    """The same at once, for a caller who can wait; raises Conflict with what keeps the figure from being right."""
    calculation = _begin(actor, survey, settings, seed)
    try:
        data_digest, outcome = compute_again(calculation)
    except EstimationError as error:
        raise Conflict(error_text(error)) from error
    _store(actor, calculation, data_digest, outcome)
    return calculation


def _begin(actor: Actor, survey: Survey, settings: Mapping[str, Any], seed: int | None) -> Calculation:
    survey = access.fetch(actor, Survey, "literacy.calculate", lock=True, pk=survey.pk)
    if survey.state not in COMPUTABLE:
        raise Conflict(_("调查结束后才能计算。"))
    if survey.calculations.filter(state=Calculation.State.RUNNING, started_at__gt=timezone.now() - datetime.timedelta(hours=1)).exists():
        raise Conflict(_("这次调查正在计算，请等它完成。"))
    wrong = {
        name: _("应在%(low)s到%(high)s之间") % {"low": low, "high": high}
        for name, (low, high) in LIMITS.items()
        if name in settings and not low <= settings[name] <= high
    }
    if wrong:
        raise InvalidInput(fields=wrong)
    number = (survey.calculations.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    calculation = Calculation.objects.create(
        survey=survey, number=number, settings=dict(settings), seed=survey.seed if seed is None else seed, created_by=actor.user
    )
    audit(actor, "literacy.start_calculation", calculation, str(calculation), seed=calculation.seed, **dict(settings))
    return calculation


def run_calculation(*, actor: Actor, progress: Progress, calculation_id: int) -> JobResult:
    """The job: compute and store; what keeps the figure from being right is stored as the calculation's error."""
    calculation = access.fetch(
        actor, Calculation.objects.select_related("survey"), "literacy.calculate", district_path="survey__district", pk=calculation_id
    )
    url = reverse("literacy:calculation", args=[calculation.pk])
    try:
        data_digest, outcome = compute_again(calculation, progress)
    except EstimationError as error:
        text = error_text(error)
        Calculation.objects.filter(pk=calculation.pk).update(state=Calculation.State.FAILED, error=text[:1000], ended_at=timezone.now())
        return JobResult(text, url=url, alarming=True)
    with progress.held():
        _store(actor, calculation, data_digest, outcome)
    return JobResult(_("计算完成"), url=url)


def compute_again(calculation: Calculation, progress: Progress | None = None) -> tuple[str, Any]:
    """The digest of the data as they are now, and the outcome of the chain with the calculation's own settings and seed."""
    from kepu.literacy.estimation.chain import STEPS, Before, as_settings, compute
    from kepu.literacy.queries.estimation import survey_data

    words = {
        "weighting": _("加权"), "calibration": _("标定题目"), "measurement": _("逐份重复权数重新标定"), "estimates": _("估计比例和区间"),
        "communities": _("社区小域估计"), "change": _("与上期比较"), "done": _("完成"),
    }  # fmt: skip

    def told(step: str, done: int, total: int) -> None:
        if progress is not None:
            progress.report(done, total, words[step])

    survey, data = calculation.survey, survey_data(calculation.survey)
    before = None
    earlier = previous_of(survey)
    if earlier is not None:
        before = Before(survey_data(earlier.survey), as_settings(earlier.settings), earlier.seed, earlier.steps["scale"])
    assert len(words) == len(STEPS) + 1
    return data.digest(), compute(data, as_settings(calculation.settings), calculation.seed, before, told)


def previous_of(survey: Survey) -> Calculation | None:
    """What the wave before was last found to be."""
    return latest_of(survey.previous_id) if survey.previous_id is not None else None


def _store(actor: Actor, calculation: Calculation, data_digest: str, outcome: Any) -> None:
    from kepu.literacy.estimation.chain import as_settings
    from kepu.literacy.queries.results import label_of

    least = as_settings(calculation.settings).minimum_published
    names = label_of(calculation.survey)
    Estimate.objects.bulk_create(
        Estimate(
            calculation=calculation, method=share.method, dimension=share.dimension, key=share.key, label=names(share.dimension, share.key)[:100],
            level=share.level, share=share.share, standard_error=share.standard_error, low=share.low, high=share.high,
            respondents=share.respondents, design_effect=share.design_effect,
            is_suppressed=share.method != "small_area" and share.respondents < least,
        )
        for share in outcome.shares
    )  # fmt: skip
    calculation.steps = outcome.steps | {"scale": outcome.scale}
    calculation.input_digest, calculation.result_digest = data_digest, outcome.digest()
    calculation.software = {"python": platform.python_version(), **{name: version(name) for name in SOFTWARE}}
    calculation.state, calculation.ended_at = Calculation.State.DONE, timezone.now()
    calculation.save()
    survey = locked(actor, calculation.survey, "literacy.calculate")
    if survey.state == State.CLOSED:
        move(actor, survey, step_of(survey, "estimate"))
    record_item_use(actor=actor, setting="survey", label=survey.title[:80], rows=outcome.items)


@dataclass(frozen=True)
class Reproduction:
    """Whether a calculation came out the same: `same_data` and `same_result` compare fingerprints, `largest` is the largest difference of a share."""

    same_data: bool
    same_result: bool
    largest: float

    def text(self) -> str:
        if not self.same_data:
            return _("数据与计算时不同：抽样框、样本或作答在那之后有改动，不能重现。")
        if self.same_result:
            return _("已用原来的数据、参数和随机种子重新计算，结果完全一致。")
        return _("重新计算的结果与公布的不一致，最大相差%.6f。") % self.largest


def reproduce(calculation: Calculation, progress: Progress | None = None) -> Reproduction:
    """Compute a finished calculation again from the stored data and compare every figure.

    Raises Conflict for one that is not finished.
    """
    if calculation.state != Calculation.State.DONE:
        raise Conflict(_("这次计算没有完成，不能重现。"))
    try:
        data_digest, outcome = compute_again(calculation, progress)
    except EstimationError as error:
        raise Conflict(error_text(error)) from error
    stored = {(e.method, e.dimension, e.key, e.level): e for e in calculation.estimates.all()}
    largest = max(
        (
            max(abs(now.share - then.share), abs(now.low - then.low), abs(now.high - then.high))
            if (then := stored.get((now.method, now.dimension, now.key, now.level)))
            else 1.0
            for now in outcome.shares
        ),
        default=1.0,
    )
    same = outcome.digest() == calculation.result_digest and len(stored) == len(outcome.shares)
    return Reproduction(data_digest == calculation.input_digest, same, largest)


@service
def start_reproduction(*, actor: Actor, calculation: Calculation) -> Job:
    """Ask for a finished calculation to be computed again and compared."""
    calculation = access.fetch(actor, Calculation, "literacy.view_calculations", district_path="survey__district", pk=calculation.pk)
    if calculation.state != Calculation.State.DONE:
        raise Conflict(_("这次计算没有完成，不能重现。"))
    return start_job(
        actor=actor,
        kind="literacy.reproduction",
        run=run_reproduction,
        title=_("重现《%s》的结果") % calculation,
        back_url=reverse("literacy:calculation", args=[calculation.pk]),
        calculation_id=calculation.pk,
    )


def run_reproduction(*, actor: Actor, progress: Progress, calculation_id: int) -> JobResult:
    """The job behind the button."""
    calculation = access.fetch(
        actor, Calculation.objects.select_related("survey"), "literacy.view_calculations", district_path="survey__district", pk=calculation_id
    )
    found = reproduce(calculation, progress)
    with transaction.atomic():
        audit(actor, "literacy.reproduce", calculation, str(calculation), same_data=found.same_data, same_result=found.same_result)
    url = reverse("literacy:calculation", args=[calculation.pk])
    return JobResult(found.text(), url=url, alarming=not (found.same_data and found.same_result))
