"""Paper questionnaires: printed with the number of the case, entered twice, differences decided by a third look."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kepu.literacy.models import AnswerSheet, Case, ItemVersion, Survey
from kepu.literacy.papers import case_mark
from kepu.literacy.queries.field import entries_of
from kepu.literacy.services.field_paper import differences, enter_paper, resolve_paper
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.organizations.models import AuditEntry

from .survey_stage import PERSON, right_answers


def enter(actor: Actor, case: Case, **values: Any) -> Any:
    given = {"key": uuid.uuid4(), "answers": right_answers(case), "background": PERSON, "consented": True, **values}
    return enter_paper(actor=actor, case=case, **given)


def first_single(case: Case) -> tuple[int, ItemVersion]:
    return next((place, e.version) for place, e in enumerate(entries_of(case.booklet_id), start=1) if e.version.kind == "single")


def typed(case: Case, **values: str) -> dict[str, Any]:
    """The form of an entry as a person fills it."""
    data: dict[str, Any] = {**PERSON, "consented": "on", "key": str(uuid.uuid4())}
    for place, entry in enumerate(entries_of(case.booklet_id), start=1):
        answer = entry.version.answer
        data[f"q{place}"] = "".join(answer["keys"]).lower() if "keys" in answer else str(answer["value"])
    return {**data, **values}


def test_two_entries_that_agree_complete_the_case(interviewer: Actor, assessor: Actor, case: Case) -> None:
    assert enter(interviewer, case).case.state == "started"
    done = enter(assessor, case)
    assert done.case.state == "complete" and not done.differs
    case.refresh_from_db()
    assert case.mode == "paper" and case.sheet is not None and case.sheet.entry == 2


def test_an_entry_sent_twice_is_one_entry(interviewer: Actor, case: Case) -> None:
    key = uuid.uuid4()
    enter(interviewer, case, key=key)
    enter(interviewer, case, key=key)
    assert AnswerSheet.objects.filter(case=case).count() == 1


def test_differences_are_shown_side_by_side_and_a_third_look_decides(
    interviewer: Actor, assessor: Actor, case: Case, client_for: Callable[[Actor], Client]
) -> None:
    place, version = first_single(case)
    enter(interviewer, case)
    wrong = {**right_answers(case), str(version.pk): ["D"]}
    assert enter(assessor, case, answers=wrong, background={**PERSON, "age": 34, "education": "junior", "groups": []}).differs
    desk = client_for(assessor)
    page = desk.get(f"/literacy/field/paper/case/{case.pk}/compare/").content.decode()
    assert f"第{place}题" in page and "43" in page and "34" in page and "assessor" in page and "interviewer" in page
    assert "高中（中专、技校）" in page and "初中" in page and "产业工人" in page and "都不是" in page
    with pytest.raises(InvalidInput, match="对照原卷"):
        resolve_paper(actor=assessor, case=case, key=uuid.uuid4(), choices={"age": "1"})
    answer = desk.post(
        f"/literacy/field/paper/case/{case.pk}/compare/",
        {"key": str(uuid.uuid4()), "choice-age": "2", "choice-education": "1", "choice-groups": "1", f"choice-{version.pk}": "1"},
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.age) == ("complete", 34)
    assert case.sheet is not None and case.sheet.entry == 3 and case.sheet.answers[str(version.pk)] == ["A"]
    assert AnswerSheet.objects.filter(case=case).count() == 3 and not differences(case)[4:]


def test_a_blank_in_one_entry_can_be_what_holds(interviewer: Actor, assessor: Actor, case: Case) -> None:
    _place, version = first_single(case)
    enter(interviewer, case)
    enter(assessor, case, answers={key: value for key, value in right_answers(case).items() if key != str(version.pk)})
    sheet = resolve_paper(actor=assessor, case=case, key=uuid.uuid4(), choices={str(version.pk): "2"})
    assert str(version.pk) not in sheet.answers


def test_where_both_entries_misread_the_paper_what_it_says_is_written(
    interviewer: Actor, assessor: Actor, case: Case, client_for: Callable[[Actor], Client]
) -> None:
    place, version = first_single(case)
    enter(interviewer, case, answers={**right_answers(case), str(version.pk): ["C"]}, background={**PERSON, "age": 34})
    enter(assessor, case, answers={**right_answers(case), str(version.pk): ["D"]}, background={**PERSON, "age": 44})
    desk, address = client_for(assessor), f"/literacy/field/paper/case/{case.pk}/compare/"
    said = {"key": str(uuid.uuid4()), "choice-age": "3", "age": "200", f"q{place}": "b"}
    refused = desk.post(address, said)
    page = refused.content.decode()
    assert refused.status_code == 422 and "请填写1至" in page and 'value="200"' in page and 'value="b"' in page
    assert "没有“E”这个答案" in desk.post(address, {**said, "age": "36", f"q{place}": "e"}).content.decode()
    assert not AnswerSheet.objects.filter(case=case, entry=3).exists()
    assert desk.post(address, {**said, "age": "36"}).status_code == 302
    case.refresh_from_db()
    assert case.sheet is not None and (case.state, case.age, case.sheet.answers[str(version.pk)]) == ("complete", 36, ["B"])
    assert AuditEntry.objects.get(action="literacy.resolve_paper").changes["corrected"] == ["年龄", f"第{place}题"]


def test_who_made_the_first_entry_does_not_make_the_second(interviewer: Actor, assessor: Actor, case: Case) -> None:
    enter(interviewer, case)
    with pytest.raises(Conflict, match="请由另一人"):
        enter(interviewer, case, same_person_reason="今天只有我一个人")
    assert AnswerSheet.objects.filter(case=case).count() == 1
    assert enter(assessor, case).case.state == "complete"


def test_an_office_of_one_person_says_why_and_it_is_kept(assessor: Actor, case: Case, client_for: Callable[[Actor], Client]) -> None:
    enter(assessor, case)
    with pytest.raises(InvalidInput) as error:
        enter(assessor, case, same_person_reason=" ")
    assert set(error.value.fields) == {"same_person_reason"}
    desk, address = client_for(assessor), f"/literacy/field/paper/case/{case.pk}/"
    assert "第一次是您录入的" in desk.get(address).content.decode()
    refused = desk.post(address, typed(case))
    assert refused.status_code == 422 and "请由另一人录第二次" in refused.content.decode()
    assert desk.post(address, typed(case, same_person_reason="本科室只有一人")).status_code == 302
    sheet = AnswerSheet.objects.get(case=case, entry=2)
    assert sheet.same_person_reason == "本科室只有一人" and sheet.accepted_by == case
    assert AuditEntry.objects.filter(action="literacy.enter_paper", changes__same_person_reason="本科室只有一人").exists()
    assert "本科室只有一人" in desk.get(f"/literacy/field/cases/{case.pk}/").content.decode()


def test_letters_are_typed_in_from_the_paper(interviewer: Actor, assessor: Actor, case: Case, client_for: Callable[[Actor], Client]) -> None:
    tablet = client_for(interviewer)
    answer = tablet.post(f"/literacy/field/paper/{case.survey_id}/", {"mark": case_mark(case)})
    assert answer["Location"] == f"/literacy/field/paper/case/{case.pk}/"
    tablet.post(f"/literacy/field/paper/case/{case.pk}/", typed(case))
    assert "等另一人第二次录入" in tablet.get(f"/literacy/field/paper/{case.survey_id}/").content.decode()
    assert 'name="q1"' not in tablet.get(f"/literacy/field/paper/case/{case.pk}/").content.decode()
    desk = client_for(assessor)
    page = desk.get(f"/literacy/field/paper/case/{case.pk}/").content.decode()
    assert "第 2 次" in page and 'value="A"' not in page
    desk.post(f"/literacy/field/paper/case/{case.pk}/", typed(case))
    case.refresh_from_db()
    assert case.state == "complete" and case.sheet is not None and case.sheet.answers == right_answers(case)


def test_an_option_that_is_not_there_is_named_and_what_was_typed_stays(interviewer: Actor, case: Case, client_for: Callable[[Actor], Client]) -> None:
    place, _version = first_single(case)
    answer = client_for(interviewer).post(f"/literacy/field/paper/case/{case.pk}/", typed(case, **{f"q{place}": "Q"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and f"第{place}题：没有“Q”这个答案" in page and 'value="Q"' in page
    assert not AnswerSheet.objects.exists()


@pytest.mark.parametrize(("mark", "told"), [("KP999999-00001", "另一次调查"), ("xyz", "样本编号"), ("99999", "没有分给您的样本")])
def test_a_wrong_number_is_told(interviewer: Actor, case: Case, client_for: Callable[[Actor], Client], mark: str, told: str) -> None:
    answer = client_for(interviewer).post(f"/literacy/field/paper/{case.survey_id}/", {"mark": mark})
    assert answer.status_code == 422 and told in answer.content.decode()


def test_without_consent_or_by_a_stranger_nothing_is_entered(interviewer: Actor, survey: Survey, case: Case) -> None:
    with pytest.raises(InvalidInput):
        enter(interviewer, case, consented=False)
    foreign = survey.cases.select_related("booklet", "survey").latest("number")
    with pytest.raises(PermissionDenied):
        enter(interviewer, foreign)
    assert not AnswerSheet.objects.exists()


def test_a_third_entry_is_refused(interviewer: Actor, assessor: Actor, case: Case) -> None:
    enter(interviewer, case)
    enter(assessor, case, background={**PERSON, "age": 44})
    with pytest.raises(Conflict, match="已录入两次"):
        enter(assessor, case)
