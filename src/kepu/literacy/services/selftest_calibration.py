"""Parameters of the open items from the answers of the self-test. They serve the self-test alone: people chose themselves to take it, so
nothing of it is ever used for the estimate of the sample survey."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy import scoring
from kepu.literacy.models import ItemUse, ItemVersion, SelfTest, SelfTestAnswer
from kepu.literacy.queries.open_bank import OpenBank, open_bank
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import audit, service

from .item_uses import keep_use

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kepu.engines.psychometrics import Calibration

ENOUGH = 200
NEW_COURSES = 200


@dataclass(frozen=True)
class Calibrated:
    """Parameters of an item with their standard errors."""

    discrimination: float
    discrimination_se: float
    difficulty: float
    difficulty_se: float


@dataclass
class Use:
    """How an item was answered; `given` counts by option."""

    shown: int = 0
    share: float = 0.0
    given: Counter[str] | None = None


@service
def calibrate_self_test(*, actor: Actor) -> int:
    """Calibrate the open items with at least 200 answers; how many there were.

    Two-parameter model by marginal maximum likelihood; what an adaptive test did not ask is missing at random, because it was chosen by
    the answers alone (Mislevy & Wu 1996). Items with fewer answers and those that a survey calibrated are anchors that keep the scale;
    without any, the new scale is linked to the present one (Stocking & Lord 1983). Raises InvalidInput where it cannot be done; nothing is
    changed then.
    """
    access.require(actor, "literacy.run_self_test")
    from kepu.engines.psychometrics import PsychometricsError

    bank = open_bank(actor.district)
    uses, columns, answers = read_answers(actor, bank)
    free = [pk for pk in columns if uses[pk].shown >= ENOUGH and bank.parameters[pk].setting != ItemUse.Setting.SURVEY]
    if not free:
        raise InvalidInput(_("还没有一道题有%d份以上的作答，等作答多了再校准。") % ENOUGH)
    try:
        found = fit_items(bank, columns, answers, free)
    except PsychometricsError as error:
        raise InvalidInput(_("校准没有完成，题目参数没有改动：%s") % error) from error
    label = _("%d年自测") % timezone.localdate().year
    for pk, figures in found.items():
        use = uses[pk]
        given = {key: count / use.shown for key, count in sorted((use.given or Counter()).items())}
        keep_use(
            version=bank.versions[pk], setting=ItemUse.Setting.SELF_TEST, label=label, shown=use.shown, right=use.share / use.shown,
            options=given, discrimination=figures.discrimination, discrimination_se=figures.discrimination_se,
            difficulty=figures.difficulty, difficulty_se=figures.difficulty_se,
        )  # fmt: skip
    audit(actor, "literacy.calibrate_self_test", actor.district, label, items=len(found), persons=len(answers))
    return len(found)


def calibration_is_due(actor: Actor) -> bool:
    """Whether 200 courses or more have ended since the last calibration."""
    newest = ItemUse.objects.filter(version__item__district=actor.district, setting=ItemUse.Setting.SELF_TEST).order_by("-updated_at").first()
    ended = SelfTest.objects.filter(district=actor.district, state=SelfTest.State.FINISHED)
    return (ended.filter(finished_at__gt=newest.updated_at) if newest else ended).count() >= NEW_COURSES


def read_answers(actor: Actor, bank: OpenBank) -> tuple[dict[int, Use], list[int], NDArray[np.float64]]:
    """How each item was answered; the versions that are not answered alike by all, and right (1), wrong (0) or NaN by course and version."""
    import numpy as np

    rows = SelfTestAnswer.objects.filter(
        test__district=actor.district, test__state=SelfTest.State.FINISHED, answered_at__isnull=False, version__in=bank.versions
    ).order_by("test_id")
    uses = {pk: Use(given=Counter()) for pk in bank.versions}
    right, cells = Counter[int](), []
    for test, pk, answer, points, is_right in rows.values_list("test_id", "version_id", "answer", "score", "is_right").iterator(chunk_size=5000):
        use, version = uses[pk], bank.versions[pk]
        use.shown += 1
        use.share += (points or 0) / scoring.max_score(version)
        if use.given is not None and isinstance(answer, list) and version.kind != ItemVersion.Kind.ORDER:
            use.given.update(str(key) for key in answer)
        right[pk] += bool(is_right)
        cells.append((test, pk, float(bool(is_right))))
    columns = [pk for pk, use in uses.items() if 0 < right[pk] < use.shown]
    place = {pk: at for at, pk in enumerate(columns)}
    persons: dict[int, int] = {}
    kept = [(persons.setdefault(test, len(persons)), place[pk], value) for test, pk, value in cells if pk in place]
    answers = np.full((len(persons), len(columns)), np.nan)
    if kept:
        row, column, value = zip(*kept, strict=True)
        answers[np.array(row), np.array(column)] = value
    return uses, columns, answers


def fit_items(bank: OpenBank, columns: list[int], answers: NDArray[np.float64], free: list[int]) -> dict[int, Calibrated]:
    """Parameters of the free items on the scale of the bank."""
    from kepu.engines.psychometrics import Priors, calibrate, from_wide
    from kepu.engines.psychometrics.linking import link

    names = [str(pk) for pk in columns]
    anchors = {str(pk): bank.parameters[pk].curve(str(pk)).parameters() for pk in columns if pk not in free}
    responses = from_wide(answers, items=names, options=[(0, 1)] * len(names))
    fit = calibrate(responses, "2pl", fixed=anchors, priors=Priors(slope=(0.0, 0.5)), errors="oakes")
    found = {pk: _figures(fit, str(pk)) for pk in free}
    if anchors or len(free) < 2:
        return found
    scale = link(fit.items[0], [bank.parameters[pk].curve(str(pk)) for pk in columns])
    return {
        pk: replace(
            each,
            discrimination=each.discrimination / scale.slope,
            discrimination_se=each.discrimination_se / scale.slope,
            difficulty=scale.slope * each.difficulty + scale.shift,
            difficulty_se=scale.slope * each.difficulty_se,
        )
        for pk, each in found.items()
    }


def _figures(fit: Calibration, name: str) -> Calibrated:
    """Slope and difficulty with errors; that of the difficulty −d / a by the delta method."""
    import numpy as np

    assert fit.covariance is not None
    parameters, place = fit.parameters(), dict(zip(fit.layout.names, fit.layout.free.tolist(), strict=True))
    a, d = parameters[f"{name}.a"], parameters[f"{name}.d"]
    at = [place[f"{name}.a"], place[f"{name}.d"]]
    covariance = fit.covariance[np.ix_(at, at)]
    slope = np.array([d / a**2, -1 / a])
    return Calibrated(a, float(np.sqrt(covariance[0, 0])), -d / a, float(np.sqrt(slope @ covariance @ slope)))
