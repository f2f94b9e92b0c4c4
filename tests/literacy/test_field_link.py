"""A person answers by the link under a one-time code, without an account."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kepu.literacy.models import AnswerSheet, Case, CodeAttempt, Survey
from kepu.literacy.queries.field import entries_of
from kepu.literacy.services.field_answers import hand_in
from kepu.literacy.services.field_cases import ALPHABET, CODE_LENGTH, clean_code, issue_codes, renew_code
from kepu.literacy.services.field_close import close_survey
from kepu.literacy.services.field_sheets import take_sheet
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict

from .survey_stage import PERSON, code_of, filled, in_field, make_items, settle_communities

DOOR = "/literacy/answer/500103/"


@pytest.fixture
def survey(system: Actor, units: object, assessor: Actor) -> Survey:
    make_items(system)
    return in_field(assessor, settle_communities(system))


@pytest.fixture
def code(assessor: Actor, case: Case) -> str:
    return code_of(assessor, case)


def begin(client: Client, code: str, **person: Any) -> Any:
    client.post(DOOR, {"code": code})
    client.post(f"{DOOR}consent/", {"agree": "yes"})
    return client.post(f"{DOOR}background/", {**PERSON, **person})


def answer_screen(client: Client, place: int, case: Case, seconds: str = "12.5") -> Any:
    version = entries_of(case.booklet_id)[place - 1].version
    data: dict[str, Any] = {"seconds": seconds, "go": "next"}
    if version.kind == "order":
        data |= {f"place_{key}": str(number) for number, key in enumerate(version.answer["keys"], start=1)}
    else:
        data["answer"] = version.answer["keys"] if "keys" in version.answer else str(version.answer["value"])
    return client.post(f"{DOOR}questions/{place}/", data)


def fill(client: Client, case: Case) -> None:
    for place in range(1, 11):
        assert answer_screen(client, place, case).status_code == 302


def test_a_person_answers_screen_by_screen_and_the_code_is_dead(case: Case, code: str) -> None:
    phone = Client()
    assert begin(phone, code)["Location"] == f"{DOOR}questions/1/"
    page = phone.get(f"{DOOR}questions/1/").content.decode()
    assert "第 1 题，共 10 题" in page and "正确答案" not in page
    fill(phone, case)
    assert "10 题都已作答" in phone.get(f"{DOOR}finish/").content.decode()
    assert "收到了" in phone.post(f"{DOOR}finish/", follow=True).content.decode()
    case.refresh_from_db()
    assert (case.state, case.mode, case.sex, case.age_group, case.education) == ("complete", "link", "female", "40-49", "senior")
    assert case.consented_at and case.seconds == 125 and case.sheet and len(case.sheet.answers) == 10
    assert case.sheet.entered_by is None
    refused = Client().post(DOOR, {"code": code})
    assert refused.status_code == 409 and "已经提交" in refused.content.decode()


def test_who_comes_back_on_the_same_phone_goes_on_where_he_was(case: Case, code: str) -> None:
    phone = Client()
    begin(phone, code)
    answer_screen(phone, 1, case)
    answer_screen(phone, 2, case)
    phone.post(DOOR, {"code": code})
    assert phone.post(f"{DOOR}consent/", {"agree": "yes"}).status_code == 302
    assert phone.post(f"{DOOR}background/", PERSON)["Location"] == f"{DOOR}questions/3/"
    other = Client().post(DOOR, {"code": code})
    assert other.status_code == 409 and "另一台设备" in other.content.decode()


def test_a_screen_that_is_sent_twice_is_kept_once(case: Case, code: str) -> None:
    phone = Client()
    begin(phone, code)
    answer_screen(phone, 1, case, "9.0")
    answer_screen(phone, 1, case, "9.0")
    case.refresh_from_db()
    draft = case.draft  # type: ignore[attr-defined]
    assert list(draft.seconds.values()) == [9.0] and len(draft.answers) == 1


def test_handing_in_twice_gives_one_sheet(case: Case, code: str, system: Actor) -> None:
    phone = Client()
    begin(phone, code)
    fill(phone, case)
    phone.post(f"{DOOR}finish/")
    assert phone.post(f"{DOOR}finish/")["Location"] == f"{DOOR}done/"
    assert AnswerSheet.objects.filter(case=case).count() == 1


def test_who_is_too_old_is_thanked_and_counted_as_ineligible(case: Case, code: str) -> None:
    phone = Client()
    assert "18至69周岁" in begin(phone, code, age="72").content.decode()
    case.refresh_from_db()
    assert case.state == "ineligible" and case.sheet is None


def test_who_does_not_agree_leaves_no_trace(case: Case, code: str) -> None:
    phone = Client()
    phone.post(DOOR, {"code": code})
    assert "没有参加" in phone.post(f"{DOOR}consent/", {"agree": "no"}).content.decode()
    case.refresh_from_db()
    assert case.state == "issued" and case.consented_at is None
    assert phone.get(f"{DOOR}questions/1/").status_code == 409


def test_an_answer_that_the_item_does_not_offer_is_refused(case: Case, code: str) -> None:
    phone = Client()
    begin(phone, code)
    place = next(n for n, entry in enumerate(entries_of(case.booklet_id), start=1) if entry.version.kind == "single")
    answer = phone.post(f"{DOOR}questions/{place}/", {"answer": "Z", "seconds": "1"})
    assert answer.status_code == 422 and "给出的选项" in answer.content.decode()
    case.refresh_from_db()
    assert case.draft.answers == {}  # type: ignore[attr-defined]


def test_a_foreign_code_is_told_and_many_are_stopped(case: Case, code: str) -> None:
    stranger = Client()
    for _try in range(10):
        answer = stranger.post(DOOR, {"code": "AAAA-BBBB-CCCCC"})
        assert answer.status_code == 422 and "答题码不对" in answer.content.decode()
    stopped = stranger.post(DOOR, {"code": code})
    assert stopped.status_code == 429 and int(stopped["Retry-After"]) > 0
    assert CodeAttempt.objects.count() == 10
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=11)):
        assert stranger.post(DOOR, {"code": code}).status_code == 302


def test_a_code_of_a_closed_survey_has_expired(survey: Survey, assessor: Actor, case: Case, code: str) -> None:
    other = survey.cases.select_related("booklet").get(number=2)
    take_sheet(actor=assessor, case=other, incoming=filled(other))
    survey.refresh_from_db()
    close_survey(actor=assessor, survey=survey, version=survey.version, close_open=True)
    answer = Client().post(DOOR, {"code": code})
    assert answer.status_code == 409 and "已经结束" in answer.content.decode()


def test_a_code_after_the_last_day_has_expired(survey: Survey, code: str) -> None:
    with time_machine.travel(timezone.now() + timezone.timedelta(days=25)):
        assert "已经结束" in Client().post(DOOR, {"code": code}).content.decode()


def test_a_new_code_opens_what_was_begun_on_a_lost_phone(assessor: Actor, case: Case, code: str) -> None:
    begin(Client(), code)
    slip = renew_code(actor=assessor, case=case, reason="手机丢了")
    phone = Client()
    assert Client().post(DOOR, {"code": code}).status_code == 422
    assert phone.post(DOOR, {"code": slip.shown}).status_code == 302


def test_the_interviewer_was_faster(assessor: Actor, case: Case, code: str, system: Actor) -> None:
    phone = Client()
    begin(phone, code)
    fill(phone, case)
    take_sheet(actor=assessor, case=case, incoming=filled(case))
    assert phone.post(f"{DOOR}finish/")["Location"] == f"{DOOR}done/"
    assert AnswerSheet.objects.filter(case=case).count() == 1
    with pytest.raises(Conflict):
        hand_in(actor=Actor.resident(system.district), case=case, device="elsewhere")


def test_codes_cannot_be_guessed_and_are_not_kept(survey: Survey, assessor: Actor) -> None:
    slips = issue_codes(actor=assessor, survey=survey)
    assert len({slip.code for slip in slips}) == len(slips) and len(ALPHABET) ** CODE_LENGTH > 2**60
    assert clean_code(slips[0].shown.lower().replace("0", "o")) == slips[0].code
    assert not Case.objects.filter(code_key__in=[slip.code for slip in slips]).exists()


def test_what_was_typed_wrong_stays_on_the_screen_and_the_message_says_what_to_type(case: Case, code: str) -> None:
    phone = Client()
    begin(phone, code)
    places = {entry.version.kind: (place, entry.version) for place, entry in enumerate(entries_of(case.booklet_id), start=1)}
    place, _version = places["numeric"]
    page = phone.post(f"{DOOR}questions/{place}/", {"answer": "很多", "seconds": "3", "go": "next"}).content.decode()
    assert "请填数字，如 12 或 0.5（收到“很多”）" in page and 'value="很多"' in page
    place, version = places["order"]
    twice = {f"place_{version.options[0]['key']}": "1", f"place_{version.options[1]['key']}": "1"}
    page = phone.post(f"{DOOR}questions/{place}/", {**twice, "seconds": "3", "go": "next"}).content.decode()
    assert "请给每一项选一个不同的次序" in page and page.count('value="1" selected') == 2


def test_an_age_that_cannot_be_is_told_in_plain_words(code: str) -> None:
    page = begin(Client(), code, age=150, eligible_persons=0).content.decode()
    assert "请填写1至120之间的整数" in page and "请填写1至20之间的整数" in page


def test_who_is_not_asked_learns_why_when_he_comes_again(code: str) -> None:
    begin(Client(), code, age=17)
    refused = Client().post(DOOR, {"code": code})
    assert refused.status_code == 409 and "只访问18至69周岁" in refused.content.decode()
