"""Operations on surveys and what they found: only reads, because each step of a survey is decided by a person who sees what it does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema

from kepu.organizations.access import fetch
from kepu.organizations.rest import Cursor, Page, Room, actor_of, cursor_page, listed, may

from .models import Calculation, Case, Estimate, Level, Mode, Survey
from .queries import field_progress as progress
from .queries import results
from .queries.surveys import surveys_of

room = Room(tags=["literacy surveys"])
State = Annotated[Survey.State, listed(Survey.State)]
CaseState = Annotated[Case.State, listed(Case.State)]
CalculationState = Annotated[Calculation.State, listed(Calculation.State)]
Method = Annotated[Estimate.Method, listed(Estimate.Method)]
LevelCode = Annotated[Level, listed(Level)]
ModeCode = Annotated[Mode, listed(Mode)]


class SurveyOut(Schema):
    """A survey, how far it is, and what it is designed for."""

    id: int
    title: str
    year: int
    state: State
    starts_on: date
    ends_on: date
    previous_id: int | None
    indicator_id: int | None
    expected_share: float
    margin: float
    confidence: float
    case_count: int = Field(description="Persons drawn")
    done_count: int = Field(description="Interviews completed")
    version: int


class RatesOut(Schema):
    """Rates of AAPOR in percent; null while there is nothing to divide by."""

    response: float | None = Field(description="RR3")
    cooperation: float | None = Field(description="COOP1")
    refusal: float | None = Field(description="REF2")
    contact: float | None = Field(description="CON2")


class StateCountOut(Schema):
    """Cases in a state."""

    state: CaseState
    count: int


class ModeCountOut(Schema):
    """Interviews completed by one way of answering."""

    mode: ModeCode
    count: int


class StreetOut(Schema):
    """Cases of a street."""

    street: str
    cases: int
    complete: int
    rates: RatesOut


class CellOut(Schema):
    """A street × sex × age group: interviews completed beside the target."""

    street: str
    sex: str
    age_group: str
    complete: int
    target: float
    light: str = Field(description="green, amber, red, or grey without a target")


class ProgressOut(Schema):
    """How far the field is."""

    rates: RatesOut
    states: list[StateCountOut]
    modes: list[ModeCountOut]
    streets: list[StreetOut]
    cells: list[CellOut]


class CalculationOut(Schema):
    """A run from the closed survey to its estimates."""

    id: int
    survey_id: int
    number: int
    state: CalculationState
    seed: int
    input_digest: str
    result_digest: str
    started_at: datetime
    ended_at: datetime | None
    published_at: datetime | None


class EstimateOut(Schema):
    """A share with its 95 % interval; of a group that is too small everything but its name is null. Of a change the differences of shares."""

    method: Method
    dimension: str = Field(description="district, street, sex, age_group, education, group or community")
    key: str
    label: str
    level: LevelCode = Field(description="This level or above; low is the rest")
    share: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    respondents: int | None
    is_suppressed: bool


class ResultOut(CalculationOut):
    """What a calculation found."""

    title: str
    year: int
    target: float | None = Field(description="Of the indicator, as a share")
    sentences: list[str] = Field(description="What the figures say and what they leave open")
    suppressed: int = Field(description="Groups that are too small to be told")
    estimates: list[EstimateOut]


def _survey(request: HttpRequest, pk: int, perm: str = "literacy.view_surveys") -> Survey:
    return fetch(actor_of(request), surveys_of(actor_of(request)), perm, pk=pk)


def _result(found: Calculation) -> dict[str, Any]:
    told = results.results_of(found)
    own = {name: getattr(found, name) for name in CalculationOut.model_fields}
    return own | {
        "title": found.survey.title, "year": found.survey.year, "target": told.target, "sentences": told.sentences,
        "suppressed": told.suppressed, "estimates": results.told_estimates(found),
    }  # fmt: skip


def _calculations() -> QuerySet[Calculation]:
    return Calculation.objects.select_related("survey__district", "survey__indicator")


@room.get("/literacy-surveys", auth=may("literacy.view_surveys"), response=Page[SurveyOut])
def list_surveys(request: HttpRequest, query: Query[Cursor]) -> dict[str, Any]:
    """The surveys of the district, the newest first."""
    return cursor_page(surveys_of(actor_of(request)), query, newest_first=True)


@room.get("/literacy-surveys/{int:pk}", auth=may("literacy.view_surveys"), response=SurveyOut)
def read_survey(request: HttpRequest, pk: int) -> Survey:
    """A survey."""
    return _survey(request, pk)


@room.get("/literacy-surveys/{int:pk}/progress", auth=may("literacy.view_surveys"), response=ProgressOut)
def read_progress(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Response of a survey: overall, by street, and by cell against its target."""
    survey = _survey(request, pk)
    counts = progress.state_counts(survey)
    cells = [
        {"street": cell.street, "sex": cell.sex, "age_group": cell.age_group, "complete": cell.complete, "target": cell.target, "light": cell.status}
        for cell in progress.cells_of(survey)
    ]
    return {
        "rates": progress.rates_of({state: count for state, _label, count in counts}),
        "states": [{"state": state, "count": count} for state, _label, count in counts],
        "modes": [{"mode": mode, "count": count} for mode, _label, count in progress.by_mode(survey)],
        "streets": [
            {"street": line.label, "cases": line.cases, "complete": line.rates.complete, "rates": line.rates} for line in progress.by_street(survey)
        ],
        "cells": cells,
    }


@room.get("/literacy-surveys/{int:pk}/calculations", auth=may("literacy.view_calculations"), response=list[CalculationOut])
def list_calculations(request: HttpRequest, pk: int) -> list[Calculation]:
    """Every calculation of a survey, the newest first."""
    return results.calculations_of(_survey(request, pk, "literacy.view_calculations"))


@room.get("/literacy-calculations/{int:pk}", auth=may("literacy.view_calculations"), response=ResultOut)
def read_calculation(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What a calculation found, published or not; without estimates while it runs or where it failed."""
    return _result(fetch(actor_of(request), _calculations(), "literacy.view_calculations", district_path="survey__district", pk=pk))


@room.get("/literacy-results", auth=may("literacy.view_results"), response=list[CalculationOut])
def list_results(request: HttpRequest) -> list[Calculation]:
    """What the district has published, the newest wave first."""
    return results.published(actor_of(request).district)


@room.get("/literacy-results/{int:pk}", auth=may("literacy.view_results"), response=ResultOut)
def read_result(request: HttpRequest, pk: int) -> dict[str, Any]:
    """A published result: levels, groups and streets with their intervals."""
    published = _calculations().filter(published_at__isnull=False)
    return _result(fetch(actor_of(request), published, "literacy.view_results", district_path="survey__district", pk=pk))
