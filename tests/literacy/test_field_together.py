"""Two at once: one wins, the other is told, and there is one sheet."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from kepu.literacy.models import AnswerSheet, Case, Survey
from kepu.literacy.services.field_answers import begin_answers, hand_in, save_background
from kepu.literacy.services.field_dispositions import dispose_case
from kepu.literacy.services.field_paper import enter_paper
from kepu.literacy.services.field_sheets import take_sheet
from kepu.literacy.services.surveys_draw import assign_interviewers, draw_sample
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Role, Unit
from tests.governance.progress.test_together import at_once

from .survey_stage import PERSON, designed, filled, in_field, make_items, right_answers, settle_communities

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def survey(system: Actor, units: dict[str, Unit], assessor: Actor, interviewer: Actor) -> Survey:
    make_items(system)
    return in_field(assessor, settle_communities(system), interviewer)


def sheets(outcomes: list[object]) -> tuple[list[AnswerSheet], list[Conflict]]:
    return [one for one in outcomes if isinstance(one, AnswerSheet)], [one for one in outcomes if isinstance(one, Conflict)]


def test_of_two_interviewers_one_wins_and_the_other_is_told(
    survey: Survey, case: Case, assessor: Actor, interviewer: Actor, person: Callable[..., Actor], units: dict[str, Unit]
) -> None:
    second = person(units["区科协"], Role.INTERVIEWER, "second")
    assign_interviewers(actor=assessor, survey=survey, community=case.community, interviewers=[interviewer.membership, second.membership])
    outcomes = at_once(
        lambda: take_sheet(actor=interviewer, case=case, incoming=filled(case)),
        lambda: take_sheet(actor=second, case=case, incoming=filled(case)),
    )
    taken, refused = sheets(outcomes)
    assert len(taken) == len(refused) == 1, outcomes
    assert "通过“调查员平板”完成" in refused[0].message
    case.refresh_from_db()
    assert AnswerSheet.objects.count() == 1 and case.sheet == taken[0]


def test_the_same_sheet_sent_three_times_at_once_is_one(case: Case, interviewer: Actor) -> None:
    incoming = filled(case, key=uuid.uuid4())
    taken, refused = sheets(at_once(*[lambda: take_sheet(actor=interviewer, case=case, incoming=incoming)] * 3))
    assert len(taken) == 3 and not refused and len({sheet.pk for sheet in taken}) == 1


def test_link_and_tablet_cross(case: Case, interviewer: Actor, system: Actor) -> None:
    resident = Actor.resident(system.district)
    begin_answers(actor=resident, case=case, device="phone")
    save_background(actor=resident, case=case, device="phone", background=PERSON)
    outcomes = at_once(
        lambda: hand_in(actor=resident, case=case, device="phone"),
        lambda: take_sheet(actor=interviewer, case=case, incoming=filled(case)),
    )
    taken, refused = sheets(outcomes)
    assert len(taken) == len(refused) == 1, outcomes
    assert AnswerSheet.objects.count() == 1


def test_a_refusal_and_a_sheet_cross(case: Case, interviewer: Actor) -> None:
    outcomes = at_once(
        lambda: dispose_case(actor=interviewer, case=case, outcome="refused"),
        lambda: take_sheet(actor=interviewer, case=case, incoming=filled(case)),
    )
    assert sum(isinstance(one, Conflict) for one in outcomes) == 1, outcomes
    case.refresh_from_db()
    assert (case.state == "complete") == AnswerSheet.objects.exists()


def test_two_entries_of_a_paper_at_once_are_the_first_and_the_second(case: Case, interviewer: Actor, assessor: Actor) -> None:
    answers = right_answers(case)
    at_once(
        *[
            lambda who=who: enter_paper(actor=who, case=case, key=uuid.uuid4(), answers=answers, background=PERSON, consented=True)
            for who in (interviewer, assessor)
        ]
    )
    case.refresh_from_db()
    assert case.state == "complete" and sorted(AnswerSheet.objects.values_list("entry", flat=True)) == [1, 2]


def test_two_draws_at_once_give_one_sample(system: Actor, units: dict[str, Unit], assessor: Actor) -> None:
    survey = designed(assessor, settle_communities(system))
    outcomes = at_once(*[lambda: draw_sample(actor=assessor, survey=survey, version=survey.version)] * 2)
    assert sum(isinstance(one, Conflict) for one in outcomes) == 1, outcomes
    assert survey.sample.count() == survey.frame.count()
