"""What a program reads of the monitoring of literacy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from kepu.literacy.models import Calculation, Survey
from kepu.literacy.services.field_sheets import take_sheet
from kepu.organizations.actors import Actor
from tests.literacy.survey_stage import filled, in_field, make_items, settle_communities

Caller = Callable[..., Client]


@pytest.fixture
def survey(system: Actor, units: object, assessor: Actor, interviewer: Actor) -> Survey:
    make_items(system)
    return in_field(assessor, settle_communities(system), interviewer)


@pytest.fixture
def calculation(survey: Survey) -> Calculation:
    made = Calculation.objects.create(survey=survey, number=1, seed=1, state="done", steps={}, result_digest="ab" * 32)
    figures = {"level": "literate", "method": "direct", "standard_error": 0.01, "low": 0.14, "high": 0.18}
    made.estimates.create(dimension="district", label="江北区", share=0.16, respondents=900, **figures)
    street = survey.frame.first().stratum
    made.estimates.create(dimension="street", key=street.code, label=street.name, share=0.15, respondents=300, **figures)
    made.estimates.create(dimension="group", key="officials", label="领导干部和公务员", share=0.17, respondents=4, is_suppressed=True, **figures)
    return made


def test_a_program_follows_how_far_a_survey_is(survey: Survey, assessor: Actor, interviewer: Actor, caller: Caller) -> None:
    case = survey.cases.filter(community__interviewers=interviewer.membership).select_related("booklet", "survey").order_by("number")[0]
    take_sheet(actor=interviewer, case=case, incoming=filled(case))
    client = caller(assessor)
    (listed,) = client.get("/api/v1/literacy-surveys").json()["items"]
    assert (listed["title"], listed["state"], listed["done_count"]) == (survey.title, "field", 1)
    assert client.get(f"/api/v1/literacy-surveys/{survey.pk}").json() == listed
    found = client.get(f"/api/v1/literacy-surveys/{survey.pk}/progress").json()
    assert {"state": "complete", "count": 1} in found["states"] and {"mode": "tablet", "count": 1} in found["modes"]
    assert sum(line["complete"] for line in found["streets"]) == sum(cell["complete"] for cell in found["cells"]) == 1
    assert found["rates"]["response"] > 0


def test_progress_costs_few_queries_however_many_cases_there_are(
    survey: Survey, assessor: Actor, caller: Caller, django_assert_max_num_queries: Callable
) -> None:
    client = caller(assessor)
    with django_assert_max_num_queries(15):
        client.get(f"/api/v1/literacy-surveys/{survey.pk}/progress")


def test_an_unpublished_result_is_for_those_who_run_the_survey(calculation: Calculation, assessor: Actor, community: Actor, caller: Caller) -> None:
    (run,) = caller(assessor).get(f"/api/v1/literacy-surveys/{calculation.survey_id}/calculations").json()
    assert run["published_at"] is None
    found = caller(assessor).get(f"/api/v1/literacy-calculations/{calculation.pk}").json()
    assert next(row["share"] for row in found["estimates"] if row["dimension"] == "district") == 0.16
    member = caller(community)
    assert member.get("/api/v1/literacy-results").json() == []
    assert member.get(f"/api/v1/literacy-results/{calculation.pk}").status_code == 404


def test_a_published_result_comes_with_intervals_and_without_small_cells(calculation: Calculation, community: Actor, caller: Caller) -> None:
    Calculation.objects.update(published_at=timezone.now())
    (wave,) = caller(community).get("/api/v1/literacy-results").json()
    found = caller(community).get(f"/api/v1/literacy-results/{wave['id']}").json()
    by = {row["dimension"]: row for row in found["estimates"]}
    assert (by["street"]["share"], by["street"]["low"], by["street"]["high"]) == (0.15, 0.14, 0.18)
    assert by["group"]["is_suppressed"] and by["group"]["label"]
    assert {by["group"][name] for name in ("share", "standard_error", "low", "high", "respondents")} == {None}
    assert found["suppressed"] == 1


def test_another_districts_survey_does_not_exist(calculation: Calculation, outsider: Actor, caller: Caller) -> None:
    client = caller(outsider)
    assert client.get(f"/api/v1/literacy-surveys/{calculation.survey_id}/progress").status_code in {403, 404}
    assert client.get(f"/api/v1/literacy-calculations/{calculation.pk}").status_code in {403, 404}
