"""Classes of invented pupils who answer, for a demo district and for tests."""

from __future__ import annotations

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict

from . import invented, scoring
from .models import ItemVersion, Pupil, SchoolClass
from .services.schools_classes import keep_columns, lock_class
from .services.schools_pupils import hand_in

SPREAD, CLASS_SPREAD, BLANK = 0.8, 0.25, 0.02


def simulate_class(*, actor: Actor, school_class: SchoolClass, seed: int, able: float = 0.0) -> int:
    """Pupils with a guardian's consent answer and hand in; how many. Their ability scatters around that of their class, and that around `able`.
    The same seed gives the same answers. Raises Conflict outside of a demo district."""
    own = lock_class(actor, school_class)
    assessment = own.school.assessment
    if not assessment.district.is_demo:
        raise Conflict(_("只有演示区县可以生成模拟答卷。"))
    rng = np.random.default_rng([seed, own.grade, *own.name.encode()])
    papers: dict[str, list[ItemVersion]] = {}
    for entry in assessment.entries.select_related("version__item"):
        papers.setdefault(entry.booklet, []).append(entry.version)
    names, curves = sorted(papers), {name: invented.curves_of(versions) for name, versions in papers.items()}
    pupils = list(own.pupils.filter(consent=Pupil.Consent.GIVEN, state=Pupil.State.WAITING))
    mean, now = able + float(rng.normal(0, CLASS_SPREAD)), timezone.now()
    for pupil in pupils:
        pupil.booklet = names[(pupil.number - 1) % len(names)]
        points = invented.draw_points(curves[pupil.booklet], float(rng.normal(mean, SPREAD)), rng)
        pupil.answers = {
            str(version.pk): scoring.read(version, invented.answer(version, int(won), rng))
            for version, won in zip(papers[pupil.booklet], points, strict=True)
            if rng.random() > BLANK
        }
        pupil.state, pupil.started_at = Pupil.State.STARTED, now
    keep_columns(pupils, ("booklet", "answers", "state", "started_at"))
    return hand_in(pupils, assessment)
