"""What an interviewer's tablet takes along and brings back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kepu.literacy.models import AnswerSheet, Case, Survey
from kepu.literacy.services.field_close import close_survey
from kepu.literacy.services.field_dispositions import dispose_case, reopen_case
from kepu.literacy.services.field_sheets import take_sheet
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied

from .survey_stage import PERSON, filled, right_answers


@pytest.fixture
def foreign(survey: Survey) -> Case:
    """A case of the community that the interviewer does not have."""
    return survey.cases.select_related("booklet", "survey").latest("number")


@pytest.fixture
def tablet(interviewer: Actor, client_for: Callable[[Actor], Client]) -> Client:
    return client_for(interviewer)


def sheet(case: Case, **values: Any) -> dict[str, Any]:
    now = timezone.now().isoformat()
    given = {
        "case": case.pk, "key": str(uuid.uuid4()), "answers": right_answers(case), "seconds": {}, "background": PERSON, "consented_at": now,
        "started_at": now, "completed_at": now, "device": "t1",
    }  # fmt: skip
    return {**given, **values}


def sync(client: Client, **sent: Any) -> list[dict[str, Any]]:
    answer = client.post("/literacy/field/tablet/sync/", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def test_the_tablet_takes_along_own_cases_and_no_answers(tablet: Client, case: Case, foreign: Case) -> None:
    taken = tablet.get("/literacy/field/tablet/data/").json()
    numbers = {one["id"] for one in taken["cases"]}
    assert case.pk in numbers and foreign.pk not in numbers
    assert set(taken["booklets"][str(case.booklet_id)][0]) == {"id", "kind", "stem", "options"}


def test_the_same_sheet_sent_twice_is_one(tablet: Client, case: Case) -> None:
    one = sheet(case)
    assert [found["status"] for found in sync(tablet, sheets=[one])] == ["accepted"]
    assert [found["status"] for found in sync(tablet, sheets=[one, one])] == ["accepted", "accepted"]
    assert AnswerSheet.objects.filter(case=case).count() == 1
    case.refresh_from_db()
    assert case.state == "complete" and case.mode == "tablet" and case.interviewer is not None


def test_a_second_sheet_of_a_complete_case_is_told_how_it_was_completed(tablet: Client, case: Case) -> None:
    sync(tablet, sheets=[sheet(case)])
    (refused,) = sync(tablet, sheets=[sheet(case)])
    assert refused["status"] == "refused" and "通过“调查员平板”完成" in refused["message"]
    assert AnswerSheet.objects.count() == 1


def test_each_sheet_is_taken_for_itself(tablet: Client, case: Case, foreign: Case, survey: Survey) -> None:
    third = survey.cases.select_related("booklet").get(number=3)
    bad = sheet(third, answers={key: ["Z"] for key in right_answers(third)})
    found = sync(tablet, sheets=[sheet(foreign), bad, sheet(case), {"case": "x"}, 7])
    assert [one["status"] for one in found] == ["refused", "refused", "accepted", "refused", "refused"]
    assert found[0]["code"] == "permission_denied" and "第1题没有“Z”" in found[1]["message"]
    assert AnswerSheet.objects.count() == 1


def test_a_key_of_another_case_is_refused(tablet: Client, case: Case, survey: Survey) -> None:
    first, second = sheet(case), survey.cases.select_related("booklet").get(number=2)
    sync(tablet, sheets=[first])
    (refused,) = sync(tablet, sheets=[sheet(second, key=first["key"])])
    assert refused["status"] == "refused" and "另一个样本" in refused["message"]
    second.refresh_from_db()
    assert second.state == "issued"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"consented_at": None}, "同意"),
        ({"background": {**PERSON, "age": 12}}, "18至69"),
        ({"background": {**PERSON, "sex": "x"}}, "性别"),
        ({"answers": {"999999": ["A"]}}, "不属于这套问卷"),
        ({"key": "nonsense"}, "编号"),
        ({"answers": []}, "不完整"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said(tablet: Client, case: Case, change: dict[str, Any], told: str) -> None:
    (refused,) = sync(tablet, sheets=[sheet(case, **change)])
    assert refused["status"] == "refused" and told in refused["message"]
    assert not AnswerSheet.objects.exists()


def test_nonsense_is_refused_as_a_whole(tablet: Client) -> None:
    for body in ("{", "[1]", '{"sheets": 3}'):
        assert tablet.post("/literacy/field/tablet/sync/", body, content_type="application/json").status_code == 422


def test_nobody_is_absent_before_the_third_contact(tablet: Client, case: Case) -> None:
    (first,) = sync(tablet, outcomes=[{"case": case.pk, "key": "a", "outcome": "absent", "contacts": 1}])
    assert first["status"] == "refused" and "3 次" in first["message"]
    assert sync(tablet, outcomes=[{"case": case.pk, "key": "a", "outcome": "", "contacts": 2}])[0]["state"] == "issued"
    last = {"case": case.pk, "key": "b", "outcome": "absent", "contacts": 3}
    assert [one["state"] for one in sync(tablet, outcomes=[last, last])] == ["absent", "absent"]
    case.refresh_from_db()
    assert case.contacts == 3


def test_a_refusal_can_be_tried_again(assessor: Actor, interviewer: Actor, case: Case) -> None:
    dispose_case(actor=interviewer, case=case, outcome="refused", contacts=1, reason="没有时间")
    with pytest.raises(Conflict, match="拒访"):
        take_sheet(actor=interviewer, case=case, incoming=filled(case))
    with pytest.raises(PermissionDenied):
        reopen_case(actor=interviewer, case=case, reason="约好了")
    reopen_case(actor=assessor, case=case, reason="约好了")
    take_sheet(actor=interviewer, case=case, incoming=filled(case))
    case.refresh_from_db()
    assert case.state == "complete"


def test_somebody_elses_case_is_not_touched(interviewer: Actor, foreign: Case) -> None:
    with pytest.raises(PermissionDenied):
        take_sheet(actor=interviewer, case=foreign, incoming=filled(foreign))
    with pytest.raises(PermissionDenied):
        dispose_case(actor=interviewer, case=foreign, outcome="refused")


def test_a_closed_survey_takes_no_sheets(tablet: Client, assessor: Actor, survey: Survey, case: Case) -> None:
    sync(tablet, sheets=[sheet(case)])
    survey.refresh_from_db()
    with pytest.raises(InvalidInput, match="没有结果"):
        close_survey(actor=assessor, survey=survey, version=survey.version)
    close_survey(actor=assessor, survey=survey, version=survey.version, close_open=True)
    late = survey.cases.select_related("booklet").get(number=2)
    (refused,) = sync(tablet, sheets=[sheet(late)])
    assert refused["status"] == "refused" and refused["code"] in ("conflict", "permission_denied")
    assert "已结束调查" in refused["message"]
    assert AnswerSheet.objects.count() == 1


def test_the_worker_keeps_every_file_of_the_page(tablet: Client) -> None:
    script = tablet.get("/literacy/field/tablet/worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    assets = json.loads(script.content.decode().split("const ASSETS = ")[1].split(";\n")[0])
    page = tablet.get("/literacy/field/tablet/").content.decode()
    used = {part.split('"')[0] for attribute in ('src="', 'href="') for part in page.split(attribute)[1:] if part.startswith("/static/")}
    assert used <= set(assets)
