"""Doubtful interviews are found in one place and decided one by one; rates and data follow stated rules."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu.literacy.microdata import IDENTIFYING, K, Record, protect
from kepu.literacy.models import Case, Survey
from kepu.literacy.quality import (
    DUPLICATE,
    IMPOSSIBLE,
    INTERVIEWER,
    PAPER,
    SPEEDING,
    STRAIGHT,
    Interview,
    intraclass_correlation,
    longest_run,
    review,
)
from kepu.literacy.queries.field_progress import cells_of, rates_of
from kepu.literacy.queries.field_quality import last_review
from kepu.literacy.services.field_close import close_survey
from kepu.literacy.services.field_paper import enter_paper
from kepu.literacy.services.field_quality import decide_case, review_quality
from kepu.literacy.services.field_sheets import full_cases, take_sheet
from kepu.literacy.services.surveys import update_survey
from kepu.literacy.simulate import simulate_field
from kepu.literacy.tasks import review_fields
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Area

from .survey_stage import filled, in_field, make_items, settle_communities


def person(case: int, **values: Any) -> Interview:
    given = {
        "booklet": 1, "seconds": 600.0, "positions": [0, 1, 2, 3, 1, 0], "answers": f"{case}", "score": 0.5, "age": 40, "education": "senior",
        "groups": (), "eligible_persons": 2, "asked_by": None,
    }  # fmt: skip
    return Interview(case, **{**given, **values})


def test_each_kind_of_doubt_is_found() -> None:
    others = [person(number) for number in range(100, 120)]
    found = review(
        [
            *others,
            person(1, seconds=199.0),
            person(2, positions=[2] * 10),
            person(3, answers="same"),
            person(4, answers="same"),
            person(5, answers="all right", score=1.0),
            person(6, answers="all right", score=1.0),
            person(7, age=18, groups=("officials",)),
            person(9, leaves_paper=True),
            person(8, seconds=201.0, positions=[2] * 9 + [None] + [2] * 9),
        ],
        speeding_share=1 / 3,
        straight_run=10,
    )
    assert found.median_seconds == 600
    assert found.flags == {1: [SPEEDING], 2: [STRAIGHT], 3: [DUPLICATE], 4: [DUPLICATE], 7: [IMPOSSIBLE], 9: [PAPER]}


def test_a_paper_that_a_tablet_overtook_is_shown_to_who_reviews(assessor: Actor, interviewer: Actor, system: Actor, units: object) -> None:
    make_items(system)
    survey = in_field(assessor, settle_communities(system), interviewer)
    first, second = full_cases().filter(survey=survey).order_by("number")[:2]
    paper = filled(first)
    enter_paper(actor=assessor, case=first, key=paper.key, answers=paper.answers, background=paper.background, consented=True)
    for case in (first, second):
        take_sheet(actor=interviewer, case=case, incoming=filled(case))
    review_quality(actor=assessor, survey=survey)
    first.refresh_from_db()
    second.refresh_from_db()
    assert PAPER in first.flags and PAPER not in second.flags


@given(st.lists(st.one_of(st.none(), st.integers(0, 3))))
def test_a_run_is_as_long_as_a_plain_count_says(positions: list[int | None]) -> None:
    spelled = "".join("." if place is None else str(place) for place in positions)
    longest = max((n for n in range(len(spelled) + 1) if any(str(place) * n in spelled for place in range(4))), default=0)
    assert longest_run(positions) == longest


def test_an_interviewer_whose_cases_know_too_much_is_marked() -> None:
    rng = np.random.default_rng(4)
    cases = [person(number, asked_by=number % 10, score=float(rng.normal(0.5, 0.1))) for number in range(300)]
    cases += [person(1000 + number, asked_by=99, score=float(rng.normal(0.75, 0.1))) for number in range(30)]
    report = review(cases, speeding_share=1 / 3, straight_run=10)
    marked = {case for case, flags in report.flags.items() if INTERVIEWER in flags}
    assert marked == set(range(1000, 1030))
    assert {asker.who: asker.status for asker in report.askers}[99] == "red"


def test_the_intraclass_correlation_is_that_of_a_known_table() -> None:
    """Shrout & Fleiss 1979, table 2 (six targets, four judges): ICC(1,1) = .17."""
    table = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
    cases = [person(10 * row + column, asked_by=row, score=score) for row, scores in enumerate(table) for column, score in enumerate(scores)]
    assert intraclass_correlation(cases) == pytest.approx(0.1657, abs=1e-4)


def test_rates_are_those_of_the_standard_definitions() -> None:
    """By hand: e = 80/90; RR3 = 60 / (80 + e × 45) = 0.5."""
    rates = rates_of({"complete": 60, "started": 5, "refused": 12, "rejected": 3, "absent": 25, "ineligible": 10, "issued": 20})
    assert rates.eligibility == pytest.approx(80 / 90)
    assert rates.response == pytest.approx(50) and rates.cooperation == pytest.approx(75)
    assert rates.refusal == pytest.approx(10) and rates.contact == pytest.approx(100 * 80 / 120)
    assert rates_of({}).response is None


PEOPLE = st.builds(
    Record,
    number=st.integers(1, 9999),
    street=st.sampled_from(["七星岗街道", "解放碑街道", "大坪街道"]),
    sex=st.sampled_from(["男", "女"]),
    age_group=st.sampled_from(["18-29", "60-69"]),
    education=st.sampled_from(["初中", "大学本科及以上"]),
    groups=st.sampled_from(["", "农民"]),
    eligible_persons=st.integers(1, 20),
    mode=st.just("本人在线填写"),
    points=st.just({}),
)


@given(st.lists(PEOPLE, max_size=80), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_nobody_stands_in_a_group_smaller_than_k(records: list[Record], seed: int) -> None:
    told = protect(records, seed=seed)
    counts = Counter(tuple(getattr(one, name) for name in IDENTIFYING) for one in told)
    assert all(count >= K for count in counts.values())
    assert [one.number for one in told] == list(range(1, len(told) + 1)) and all(one.eligible_persons <= 4 for one in told)
    assert len(told) > len(records) - K


@pytest.fixture
def survey(system: Actor, units: object, assessor: Actor, interviewer: Actor) -> Survey:
    Area.objects.filter(pk=system.district.pk).update(is_demo=True)
    system.district.refresh_from_db()
    make_items(system)
    return in_field(assessor, settle_communities(system), interviewer)


def test_a_doubtful_interview_is_rejected_with_a_reason_and_taken_back(survey: Survey, assessor: Actor) -> None:
    cases = list(survey.cases.select_related("booklet", "survey").order_by("number")[:6])
    for place, case in enumerate(cases):
        sheet = filled(case)
        take_sheet(actor=assessor, case=case, incoming=filled(case, seconds=dict.fromkeys(sheet.answers, 2.0 if place == 0 else 20.0)))
    review_quality(actor=assessor, survey=survey)
    case = Case.objects.get(pk=cases[0].pk)
    assert case.flags == [SPEEDING] and not survey.cases.exclude(pk=case.pk).exclude(flags=[]).exists()
    with pytest.raises(InvalidInput):
        decide_case(actor=assessor, case=case, decision="reject", reason="")
    case = decide_case(actor=assessor, case=case, decision="reject", reason="20秒答完", version=case.version)
    assert case.state == "rejected" and case.decided_by == assessor.user
    with pytest.raises(Conflict):
        decide_case(actor=assessor, case=case, decision="keep", reason="核实过", version=case.version - 1)
    assert decide_case(actor=assessor, case=case, decision="keep", reason="核实过").state == "complete"
    with pytest.raises(Conflict, match="没有答卷"):
        decide_case(actor=assessor, case=survey.cases.filter(state="issued")[0], decision="reject", reason="x")


def test_the_page_shows_the_last_look_and_what_came_in_since(
    survey: Survey, assessor: Actor, client_for: Callable[[Actor], Client], django_assert_num_queries: Any
) -> None:
    desk, address = client_for(assessor), f"/literacy/surveys/{survey.pk}/quality/"
    assert "还没有检查" in desk.get(address).content.decode()
    cases = list(survey.cases.select_related("booklet", "survey").order_by("number")[:8])
    for case in cases[:4]:
        take_sheet(actor=assessor, case=case, incoming=filled(case))
    assert review_fields() == 1 and review_fields() == 0
    with CaptureQueriesContext(connection) as few:
        assert "此后又收到" not in desk.get(address).content.decode()
    for case in cases[4:]:
        take_sheet(actor=assessor, case=case, incoming=filled(case))
    with django_assert_num_queries(len(few)):
        assert "此后又收到 4 份" in desk.get(address).content.decode()
    report = review_quality(actor=assessor, survey=survey)
    last = last_review(survey)
    assert last is not None and last.is_current
    assert (last.report.askers, last.report.correlation, last.report.counts) == (report.askers, report.correlation, report.counts)
    survey.refresh_from_db()
    update_survey(actor=assessor, survey=survey, version=survey.version, quality={"straight_run": 4})
    assert "改过质量提示的界限" in desk.get(address).content.decode()


def test_targets_of_the_cells_add_up_to_the_interviews_of_the_design(survey: Survey, assessor: Actor) -> None:
    simulate_field(actor=assessor, survey=survey, seed=5, literate_share=0.3)
    cells = cells_of(survey)
    assert len(cells) == 2 * 2 * 5
    # 30.06 / (1 + 29.06 / 8800) × 1.2 = 35.95, by hand
    assert sum(cell.target for cell in cells) == pytest.approx(36)
    assert sum(cell.complete for cell in cells) == survey.cases.filter(state="complete").count()


def test_researchers_get_data_without_codes_in_three_formats(survey: Survey, assessor: Actor, client_for: Callable[[Actor], Client]) -> None:
    simulate_field(actor=assessor, survey=survey, seed=5, literate_share=0.3, response_rate=0.98)
    survey.refresh_from_db()
    close_survey(actor=assessor, survey=survey, version=survey.version, close_open=True)
    desk = client_for(assessor)
    page = f"/literacy/surveys/{survey.pk}/data/"
    assert "至少出现 5 次" in desk.get(page).content.decode()
    frame = pl.read_parquet(io.BytesIO(desk.post(f"{page}parquet/").content))
    assert {"street", "sex", "age_group", "education", "groups"} < set(frame.columns)
    assert not {"code", "community", "case", "age", "interviewer"} & set(frame.columns)
    counts = frame.group_by("groups", "street", "education", "age_group", "sex").len()["len"]
    assert counts.min() >= K and 0 < len(frame) <= survey.cases.filter(state="complete").count()
    csv = pl.read_csv(io.BytesIO(desk.post(f"{page}csv/").content))
    assert csv.shape == frame.shape
    assert desk.post(f"{page}xlsx/").content.startswith(b"PK") and desk.post(f"{page}pdf/").status_code == 404
