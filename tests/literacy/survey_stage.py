"""A district with streets, communities and a bank of items, and a survey brought as far as a story needs."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from kepu.literacy.models import AgeGroup, Case, Domain, Education, Item, ItemVersion, Sex, Survey
from kepu.literacy.services.field_cases import create_cases, issue_codes
from kepu.literacy.services.field_sheets import Incoming
from kepu.literacy.services.surveys import create_survey, move_survey
from kepu.literacy.services.surveys_booklets import propose_booklets, set_booklets
from kepu.literacy.services.surveys_draw import assign_interviewers, draw_sample
from kepu.literacy.services.surveys_frame import FrameRow, set_frame
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.organizations.services import create_area

DESIGN: dict[str, Any] = {
    "expected_share": 0.2, "margin": 0.12, "confidence": 0.9, "design_effect": 1.2, "response_rate": 0.8, "per_community": 10,
    "items_per_booklet": 10, "booklet_count": 2, "seed": 2026,
}  # fmt: skip


def settle_communities(system: Actor, each: int = 4) -> list[Area]:
    """So many communities in each street."""
    made = []
    for street in Area.objects.filter(district=system.district, level=Area.Level.STREET).order_by("code"):
        for number in range(1, each + 1):
            code = f"{street.code}{100 + number:03d}"
            made.append(create_area(actor=system, code=code, name=f"{street.name[0]}{number}社区", level=Area.Level.COMMUNITY, parent=street))
    return made


def make_items(system: Actor, each: int = 12) -> list[ItemVersion]:
    """Approved secure items: so many of each domain, of all kinds."""
    versions = []
    for domain in Domain.values:
        for number in range(each):
            item = Item.objects.create(district=system.district, code=f"{domain}-{number:02d}")
            kind = ("single", "true_false", "multiple", "single", "order", "numeric")[number % 6]
            versions.append(_version(item, domain, kind, 0.3 + 0.5 * number / each))
    return versions


def _version(item: Item, domain: str, kind: str, expected: float) -> ItemVersion:
    keys = [] if kind == "numeric" else ["T", "F"] if kind == "true_false" else list("ABCD")
    right: dict[str, Any] = {"numeric": {"value": 100, "tolerance": 1}, "order": {"keys": list("BADC")}, "multiple": {"keys": list("AB")}}.get(
        kind, {"keys": keys[:1]}
    )
    version = ItemVersion.objects.create(
        item=item, number=1, kind=kind, stem=f"{item.code}：下列说法哪个对？", options=[{"key": key, "text": f"说法{key}"} for key in keys],
        answer=right, domain=domain, field="life", audiences=["all"], expected=expected, frozen_at=timezone.now(),
    )  # fmt: skip
    item.current, item.state = version, Item.State.APPROVED
    item.save()
    return version


def frame_rows(areas: list[Area], households: int = 900) -> list[FrameRow]:
    cells = {(sex, group): 110 for sex in Sex.values for group in AgeGroup.values}
    return [FrameRow(area, households + 40 * place, cells) for place, area in enumerate(areas)]


def education_of(rows: list[FrameRow]) -> dict[str, int]:
    total = sum(sum(row.persons.values()) for row in rows)
    levels = dict.fromkeys(Education.values, total // 5)
    levels["senior"] += total - sum(levels.values())
    return levels


def designed(actor: Actor, areas: list[Area], **values: Any) -> Survey:
    """A survey with its frame."""
    today = timezone.localdate()
    given = {
        "title": "2026年公民科学素质抽样调查", "year": 2026, "starts_on": today - datetime.timedelta(days=10),
        "ends_on": today + datetime.timedelta(days=20), "consent": "本次调查匿名，仅用于统计。", **DESIGN, **values,
    }  # fmt: skip
    survey = create_survey(actor=actor, **given)
    rows = frame_rows(areas)
    set_frame(actor=actor, survey=survey, rows=rows, education=education_of(rows))
    survey.refresh_from_db()
    return survey


def sampled(actor: Actor, areas: list[Area], **values: Any) -> Survey:
    """Drawn, with booklets and cases."""
    survey = designed(actor, areas, **values)
    set_booklets(actor=actor, survey=survey, proposal=propose_booklets(survey))
    survey.refresh_from_db()
    survey = draw_sample(actor=actor, survey=survey, version=survey.version)
    create_cases(actor=actor, survey=survey)
    return survey


def in_field(actor: Actor, areas: list[Area], interviewer: Actor | None = None, **values: Any) -> Survey:
    """Under way; the interviewer has every community but the last."""
    survey = sampled(actor, areas, **values)
    survey = move_survey(actor=actor, survey=survey, version=survey.version, verb="start")
    if interviewer is not None and interviewer.membership is not None:
        for community in list(survey.sample.filter(state="active"))[:-1]:
            assign_interviewers(actor=actor, survey=survey, community=community, interviewers=[interviewer.membership])
    return survey


def code_of(actor: Actor, case: Case) -> str:
    """Print the slips and take that of the case."""
    return next(slip.code for slip in issue_codes(actor=actor, survey=case.survey) if slip.case.pk == case.pk)


PERSON = {"sex": "female", "age": 43, "education": "senior", "groups": ["workers"], "eligible_persons": 2}


def right_answers(case: Case) -> dict[str, Any]:
    """A full paper without a mistake."""
    found: dict[str, Any] = {}
    for entry in case.booklet.entries.select_related("version"):
        answer = entry.version.answer
        found[str(entry.version_id)] = answer["keys"] if "keys" in answer else answer["value"]
    return found


def filled(case: Case, **values: Any) -> Incoming:
    """What a tablet sends of a case."""
    now = timezone.now()
    answers = right_answers(case)
    given: dict[str, Any] = {
        "key": uuid.uuid4(), "mode": "tablet", "answers": answers, "background": PERSON, "consented_at": now - datetime.timedelta(minutes=12),
        "started_at": now - datetime.timedelta(minutes=12), "completed_at": now, "seconds": dict.fromkeys(answers, 20.0), "device": "tablet-1",
    }  # fmt: skip
    return Incoming(**{**given, **values})
