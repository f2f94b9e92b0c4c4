"""Calculations and results of literacy monitoring."""

from __future__ import annotations

import datetime

from django.utils import timezone

from kepu.literacy.models import Calculation, Survey
from kepu.organizations.actors import Actor

from . import ALL, OFFICE, PUBLIC

READERS = frozenset({"office", "assessor", "leader", "auditor"})
RUNNERS = frozenset({"office", "assessor"})

GET: dict[str, frozenset[str]] = {
    "/literacy/surveys/<int:pk>/calculations/": READERS,
    "/literacy/calculations/<int:pk>/": READERS,
    "/literacy/calculations/<int:pk>/report.docx": READERS,
    "/literacy/calculations/<int:pk>/estimates.xlsx": READERS,
    "/literacy/results/": ALL,
    "/literacy/published/": PUBLIC,
    "/literacy/published/<str:code>/": PUBLIC,
    "/literacy/published/<str:code>/estimates.csv": PUBLIC,
}
POST: dict[str, frozenset[str]] = {
    "/literacy/calculations/<int:pk>/publish/": OFFICE,
    "/literacy/calculations/<int:pk>/withdraw/": OFFICE,
    "/literacy/calculations/<int:pk>/reproduce/": READERS,
}

API = {
    "GET /literacy-surveys": READERS,
    "GET /literacy-surveys/{int:pk}": READERS,
    "GET /literacy-surveys/{int:pk}/progress": READERS,
    "GET /literacy-surveys/{int:pk}/calculations": READERS,
    "GET /literacy-calculations/{int:pk}": READERS,
    "GET /literacy-results": ALL,
    "GET /literacy-results/{int:pk}": ALL,
}


def _published(system: Actor) -> Calculation:
    today = timezone.localdate()
    survey = Survey.objects.create(
        district=system.district,
        title="去年的调查",
        year=today.year - 1,
        starts_on=today - datetime.timedelta(days=60),
        ends_on=today,
        seed=1,
        state="published",
    )
    made = Calculation.objects.create(survey=survey, number=1, seed=1, state="done", steps=STEPS, published_at=timezone.now())
    made.estimates.create(
        method="direct",
        dimension="district",
        label=system.district.name,
        level="literate",
        share=0.16,
        standard_error=0.01,
        low=0.14,
        high=0.18,
        respondents=900,
    )
    return made


def concrete(system: Actor) -> dict[str, str]:
    made = _published(system)
    found = {route: route.replace("<int:pk>", str(made.pk)) for route in (*GET, *POST) if route.startswith("/literacy/calculations/")}
    found |= {route: route.replace("<str:code>", system.district.code) for route in GET if "<str:code>" in route}
    return found | {"/literacy/surveys/<int:pk>/calculations/": f"/literacy/surveys/{made.survey_id}/calculations/"}


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    made = _published(system)
    return {"literacy-surveys": made.survey_id, "literacy-calculations": made.pk, "literacy-results": made.pk}


STEPS = {
    "weighting": [
        {"step": "response", "merged": {}, "rate": 0.7},
        {"step": "raking", "margins": ["street"], "trimmed": 0, "limit": 5.0, "mean": 500.0, "least": 100.0, "most": 900.0, "kish": 1.2},
    ],
    "calibration": {
        "items": 40, "excluded": {}, "joined": [], "loglik": -9000.0, "steps": 9, "reliability": 0.88, "cuts": {"basic": -0.1}, "link": None,
    },
    "sensitivity": [{"scale": "points", "cut": 70.0, "share": 0.16, "low": 0.14, "high": 0.18}],
    "change": {"comparable": None},
    "precision": {"sampling": 0.0001, "calibration": 0.0},
}  # fmt: skip
