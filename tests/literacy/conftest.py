"""A survey in the field, for the stories of how answers come in."""

from __future__ import annotations

import pytest

from kepu.literacy.models import Case, Survey
from kepu.organizations.actors import Actor

from .survey_stage import in_field, make_items, settle_communities


@pytest.fixture
def survey(system: Actor, units: object, assessor: Actor, interviewer: Actor) -> Survey:
    make_items(system)
    return in_field(assessor, settle_communities(system), interviewer)


@pytest.fixture
def case(survey: Survey) -> Case:
    return survey.cases.select_related("booklet", "survey").get(number=1)
