"""Scores of the pupils of an assessment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from kepu.literacy import scoring
from kepu.literacy.models import Assessment, ItemUse, ItemVersion, Pupil
from kepu.literacy.models.surveys import default_rule
from kepu.literacy.parts import PART_OF
from kepu.literacy.queries.parameters import Parameters, parameters_of
from kepu.literacy.queries.school_reports import district_figures, rows_of
from kepu.literacy.school_figures import likeness
from kepu.organizations.actors import Actor

from .items_use import record_item_use
from .schools_classes import keep_columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERSONS, ANSWERS = 200, 100
SETTINGS = (ItemUse.Setting.SCHOOL,)


def score_pupils(actor: Actor, assessment: Assessment) -> dict[str, Any]:
    """Score all who handed in and say how: expected a posteriori under the two-parameter model.

    With at least 200 pupils and 100 answers to each item the items are calibrated from these pupils (then pupils have mean 0 and standard
    deviation 1); else parameters of earlier assessments or the authors' expectations hold, which is told. Full points count as right.
    """
    import numpy as np

    from kepu.engines.psychometrics import PsychometricsError, Scale, empirical_reliability, from_wide, score

    versions = list({entry.version_id: entry.version for entry in assessment.entries.select_related("version__item")}.values())
    pupils = list(Pupil.objects.filter(school_class__school__assessment=assessment, state=Pupil.State.FINISHED).order_by("pk"))
    if not pupils:
        return {"persons": 0}
    answers = _matrix(pupils, versions)
    known, method, reason = parameters_of(versions, SETTINGS), "fixed", ""
    given = (~np.isnan(answers)).sum(axis=0)
    if len(pupils) >= PERSONS and given.min() >= ANSWERS:
        try:
            known, method = {**known, **_calibrate(answers, versions)}, "calibrated"
        except PsychometricsError as error:
            reason = str(error)
    scale = Scale.of([known[version.pk].curve(str(version.pk)) for version in versions])
    responses = from_wide(answers, items=[str(version.pk) for version in versions], options=[(0, 1)] * len(versions), part=True)
    found = score(scale, responses, "eap")
    points = _points(found.theta, versions, known)
    for pupil, *own in zip(pupils, found.theta.tolist(), found.se.tolist(), points.tolist(), strict=True):
        pupil.theta, pupil.standard_error, pupil.points = own
    keep_columns(pupils, ("theta", "standard_error", "points"))
    _keep_uses(actor, assessment, pupils, versions, known if method == "calibrated" else {})
    reliability = empirical_reliability(found) if len(pupils) > 1 else None
    rows = rows_of(assessment)
    alike = likeness([row.points for row in rows], [row.school_class for row in rows])
    return {
        "district": district_figures(rows), "likeness": alike,
        "persons": len(pupils), "items": len(versions), "method": method, "reason": reason, "reliability": reliability,
        "provisional": sum(not each.setting for each in known.values()) if method == "fixed" else 0,
    }  # fmt: skip


def _matrix(pupils: list[Pupil], versions: list[ItemVersion]) -> NDArray[np.float64]:
    """Right (1), wrong (0) or not in the booklet (NaN), by pupil and version."""
    import numpy as np

    most = np.array([scoring.max_score(version) for version in versions], float)
    rows = np.array([[pupil.scores.get(str(version.pk), np.nan) for version in versions] for pupil in pupils], float)
    return np.where(np.isnan(rows), np.nan, (rows >= most).astype(float))


def _calibrate(answers: NDArray[np.float64], versions: list[ItemVersion]) -> dict[int, Parameters]:
    """Parameters of the items that were not answered alike by all."""
    import numpy as np

    from kepu.engines.psychometrics import Priors, calibrate, from_wide

    mean = np.nanmean(answers, axis=0)
    kept = [at for at in range(len(versions)) if 0 < mean[at] < 1]
    names = [str(versions[at].pk) for at in kept]
    fit = calibrate(from_wide(answers[:, kept], items=names, options=[(0, 1)] * len(kept)), "2pl", priors=Priors(slope=(0.0, 0.5)))
    values = fit.parameters()
    return {
        versions[at].pk: Parameters(values[f"{name}.a"], -values[f"{name}.d"] / values[f"{name}.a"], ItemUse.Setting.SCHOOL)
        for at, name in zip(kept, names, strict=True)
    }


def _points(theta: NDArray[np.float64], versions: list[ItemVersion], known: dict[int, Parameters]) -> NDArray[np.float64]:
    """Expected points out of 100 on all items, areas weighted as in the national survey."""
    import numpy as np

    shares: Any = default_rule()["points"]
    by_area: dict[str, list[NDArray[np.float64]]] = {}
    for version in versions:
        own = known[version.pk]
        area = PART_OF[version.domain]
        by_area.setdefault(area, []).append(1 / (1 + np.exp(-own.discrimination * (theta - own.difficulty))))
    total = sum(shares[area] for area in by_area)
    return np.asarray(100 * sum(shares[area] / total * np.mean(curves, axis=0) for area, curves in by_area.items()))


def _keep_uses(actor: Actor, assessment: Assessment, pupils: list[Pupil], versions: list[ItemVersion], known: dict[int, Parameters]) -> None:
    rows = []
    for version in versions:
        key, most = str(version.pk), scoring.max_score(version)
        points = [pupil.scores[key] for pupil in pupils if key in pupil.scores]
        if not points:
            continue
        chosen = Counter[str]()
        for pupil in pupils:
            given = pupil.answers.get(key)
            if isinstance(given, list) and version.kind != ItemVersion.Kind.ORDER:
                chosen.update(str(each) for each in given)
        figures, options = known.get(version.pk), {each: count / len(points) for each, count in sorted(chosen.items())}
        row = {"version_id": version.pk, "shown": len(points), "right": sum(points) / most / len(points), "options": options}
        rows.append(row | ({"discrimination": figures.discrimination, "difficulty": figures.difficulty} if figures else {}))
    record_item_use(actor=actor, setting=ItemUse.Setting.SCHOOL, label=assessment.title, rows=rows)
