"""Invented respondents fill a demo district's survey through the services of real field work."""

from __future__ import annotations

import pytest

from kepu.literacy import scoring
from kepu.literacy.models import AnswerSheet, Case, Survey
from kepu.literacy.queries.field import versions_of
from kepu.literacy.simulate import simulate_field
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Area

from .survey_stage import in_field, make_items, settle_communities


@pytest.fixture
def survey(system: Actor, assessor: Actor, interviewer: Actor) -> Survey:
    Area.objects.filter(pk=system.district.pk).update(is_demo=True)
    make_items(system)
    system.district.refresh_from_db()
    return in_field(assessor, settle_communities(system), interviewer)


def test_every_case_is_answered_or_given_up_as_in_the_field(survey: Survey, assessor: Actor) -> None:
    made = simulate_field(actor=assessor, survey=survey, seed=7, literate_share=0.2)
    assert made.complete + made.others == survey.cases.count() > 20
    done = survey.cases.filter(state=Case.State.COMPLETE).select_related("sheet")
    assert done.count() == made.complete > made.others
    assert not done.filter(age_group="").exists() and not done.filter(consented_at=None).exists()
    assert set(AnswerSheet.objects.values_list("device", flat=True)) == {"simulated"}
    versions = versions_of({case.booklet_id for case in done})
    for case in done:
        for key, answer in case.sheet.answers.items():
            version = versions[case.booklet_id][key]
            assert scoring.read(version, answer) == answer


def test_the_able_answer_better(survey: Survey, assessor: Actor) -> None:
    made = simulate_field(actor=assessor, survey=survey, seed=7, literate_share=0.4, response_rate=0.95)
    versions = versions_of({case.booklet_id for case in survey.cases.all()})
    scores = []
    for case in survey.cases.filter(state="complete").select_related("sheet"):
        answers = case.sheet.answers
        points = sum(scoring.score(version, answers.get(key)) for key, version in versions[case.booklet_id].items())
        scores.append((made.ability[case.number], points))
    scores.sort()
    half = len(scores) // 2
    assert sum(points for _theta, points in scores[:half]) / half < sum(points for _theta, points in scores[half:]) / (len(scores) - half)


def test_the_true_share_is_the_one_asked_for(survey: Survey, assessor: Actor) -> None:
    made = simulate_field(actor=assessor, survey=survey, seed=7, literate_share=0.3)
    assert made.true_share == 0.3
    shares = list(made.by_community.values())  # communities of the stage have equal populations
    assert sum(shares) / len(shares) == pytest.approx(0.3, abs=1e-6)
    assert max(shares) > min(shares)


def test_a_real_district_is_left_alone(system: Actor, assessor: Actor) -> None:
    make_items(system)
    survey = in_field(assessor, settle_communities(system))
    with pytest.raises(Conflict, match="演示"):
        simulate_field(actor=assessor, survey=survey, seed=1)
    assert not AnswerSheet.objects.exists()
