"""Surveys and their field work."""

from __future__ import annotations

from kepu.literacy.models import SampledCommunity, Survey
from kepu.literacy.services.surveys_draw import assign_interviewers
from kepu.organizations.actors import Actor
from kepu.organizations.models import Membership, Role
from tests.literacy.survey_stage import in_field, make_items, settle_communities

from . import PUBLIC

READERS = frozenset({"office", "assessor", "leader", "auditor"})
RUNNERS = frozenset({"office", "assessor"})
ASKERS = RUNNERS | {"interviewer"}

SURVEY = "/literacy/surveys/<int:pk>/"
CASE = "/literacy/field/cases/<int:pk>/"
PAPER = "/literacy/field/paper/case/<int:pk>/"
ANSWER = "/literacy/answer/<str:code>/"
GET: dict[str, frozenset[str]] = {
    "/literacy/surveys/": READERS,
    "/literacy/surveys/new/": RUNNERS,
    "/literacy/surveys/size/": RUNNERS,
    SURVEY: READERS,
    f"{SURVEY}edit/": RUNNERS,
    f"{SURVEY}frame/": READERS,
    f"{SURVEY}frame/import/": RUNNERS,
    f"{SURVEY}frame/export/": READERS,
    f"{SURVEY}sample/": READERS,
    f"{SURVEY}sample/export/": READERS,
    f"{SURVEY}sample/map/": READERS,
    f"{SURVEY}booklets/": RUNNERS,
    f"{SURVEY}booklets/<str:label>/": RUNNERS,
    f"{SURVEY}cases/": READERS,
    f"{SURVEY}progress/": READERS,
    f"{SURVEY}quality/": READERS,
    f"{SURVEY}close/": RUNNERS,
    f"{SURVEY}data/": RUNNERS,
    "/literacy/field/": ASKERS,
    "/literacy/field/tablet/": ASKERS,
    "/literacy/field/tablet/data/": ASKERS,
    "/literacy/field/tablet/worker.js": ASKERS,
    CASE: RUNNERS,
    "/literacy/field/paper/<int:pk>/": ASKERS,
    PAPER: ASKERS,
    ANSWER: PUBLIC,
}
POST: dict[str, frozenset[str]] = {
    f"{SURVEY}move/": RUNNERS,
    f"{SURVEY}sample/draw/": RUNNERS,
    f"{SURVEY}sample/assign/": RUNNERS,
    f"{SURVEY}sample/<int:community>/": RUNNERS,
    f"{SURVEY}booklets/assemble/": RUNNERS,
    f"{SURVEY}cases/create/": RUNNERS,
    f"{SURVEY}cases/codes/": RUNNERS,
    f"{SURVEY}cases/papers/": RUNNERS,
    f"{SURVEY}quality/review/": RUNNERS,
    f"{SURVEY}data/<str:kind>/": RUNNERS,
    f"{CASE}move/": RUNNERS,
    "/literacy/field/tablet/sync/": ASKERS,
    f"{PAPER}compare/": ASKERS,
    # Behind the door of the link: whoever has no code is sent back to it.
    f"{ANSWER}consent/": PUBLIC,
    f"{ANSWER}background/": PUBLIC,
    f"{ANSWER}questions/<int:place>/": PUBLIC,
    f"{ANSWER}finish/": PUBLIC,
    f"{ANSWER}done/": PUBLIC,
}


def _survey(system: Actor) -> Survey:
    make_items(system, each=6)
    areas = settle_communities(system, each=2)
    survey = in_field(system, areas, items_per_booklet=5, booklet_count=1, per_community=12)
    asker = Membership.objects.filter(unit__district=system.district, role=Role.INTERVIEWER).first()
    if asker is not None:
        for community in survey.sample.filter(state=SampledCommunity.State.ACTIVE):
            assign_interviewers(actor=system, survey=survey, community=community, interviewers=[asker])
    return survey


def concrete(system: Actor) -> dict[str, str]:
    survey = _survey(system)
    case = survey.cases.order_by("number")[0]
    community = survey.sample.filter(state=SampledCommunity.State.ACTIVE)[0]
    # A draft in design, because a frame is taken in only before the draw.
    design = Survey.objects.create(
        district=system.district, title="设计中", year=2026, seed=1, starts_on=survey.starts_on, ends_on=survey.ends_on,
    )  # fmt: skip
    made = {}
    for route in (*GET, *POST):
        pk = case.pk if route.startswith((CASE, PAPER)) else survey.pk
        address = route.replace("<int:pk>", str(pk)).replace("<int:community>", str(community.pk)).replace("<str:label>", "A")
        address = address.replace("<str:kind>", "csv").replace("<str:code>", system.district.code).replace("<int:place>", "1")
        if address != route:
            made[route] = address
    made[f"{SURVEY}frame/import/"] = f"/literacy/surveys/{design.pk}/frame/import/"
    return made
