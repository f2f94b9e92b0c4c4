"""The pages of the self-test, in a browser without JavaScript and with htmx; and the overview."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kepu.literacy.models import ItemVersion, SelfTest, SelfTestAnswer
from kepu.literacy.questions import right_words
from kepu.literacy.services.selftest import set_self_test
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area

from .small_bank import as_form, make_bank, right_answer

ClientFor = Callable[[Actor], Client]
START = "/literacy/test/500103/"
QUESTION, RESULT = f"{START}question/", f"{START}result/"


@pytest.fixture(autouse=True)
def bank(district: Area) -> list[ItemVersion]:
    cache.clear()
    return make_bank(district)


def waiting() -> SelfTestAnswer:
    return SelfTestAnswer.objects.select_related("version", "test").get(answered_at__isnull=True)


def begin(client: Client) -> None:
    assert client.post(START, {"consent": "on", "group": "elderly"}).headers["Location"] == QUESTION


def answer(client: Client, **values: Any) -> Any:
    asked = waiting()
    return client.post(QUESTION, {"position": asked.position, "go": "next", **as_form(asked.version, right_answer(asked.version)), **values})


def take(client: Client) -> str:
    begin(client)
    for _ in range(15):
        if answer(client).headers["Location"] == RESULT:
            break
    page: str = client.get(RESULT).content.decode()
    return page


def test_a_resident_goes_from_the_list_of_districts_to_an_explained_result() -> None:
    client = Client()
    assert START in client.get("/literacy/test/").content.decode()
    assert "不用登录" in client.get(START).content.decode()
    page = take(client)
    assert "大约处于" in page and "不是官方的公民科学素质测评" in page and "命题人的预计" in page
    for shown in SelfTestAnswer.objects.select_related("version"):
        assert shown.version.stem in page and shown.version.explanation in page and right_words(shown.version) in page
    assert "样本教材，2024年" in page and "再测一次" in page


def test_going_back_and_sending_again_leaves_one_answer() -> None:
    client = Client()
    begin(client)
    first = waiting()
    form = {"position": 1, "go": "next", **as_form(first.version, right_answer(first.version))}
    assert [client.post(QUESTION, form).status_code for _ in range(3)] == [302, 302, 302]
    assert "第 2 题" in client.get(QUESTION).content.decode() and SelfTestAnswer.objects.count() == 2
    assert "no-store" in client.get(QUESTION).headers["Cache-Control"]


def test_a_question_sent_empty_comes_back_with_what_to_do() -> None:
    client = Client()
    begin(client)
    page = client.post(QUESTION, {"position": 1, "go": "next"})
    assert page.status_code == 422 and "请先作答" in page.content.decode()
    page = client.post(QUESTION, {"position": 1, "go": "next", "answer": "Z"})
    asked = waiting().version
    assert page.status_code == 422 or asked.kind in ("order", "numeric")


def test_an_order_with_a_place_given_twice_keeps_what_was_chosen(district: Area) -> None:
    client = Client()
    begin(client)
    asked = waiting()
    asked.version = ItemVersion.objects.filter(kind="order").exclude(pk=asked.version_id)[0]
    asked.save()
    form = {"position": 1, "go": "next", "place-A": "1", "place-B": "1", "place-C": "2", "place-D": "3"}
    page = client.post(QUESTION, form)
    text = page.content.decode()
    assert page.status_code == 422 and "次序不能重复" in text and text.count("selected") == 4


def test_htmx_gets_the_next_question_as_a_part_and_then_the_result() -> None:
    client = Client()
    begin(client)
    for _ in range(15):
        asked = waiting()
        form = {"position": asked.position, "go": "next", **as_form(asked.version, right_answer(asked.version))}
        part = client.post(QUESTION, form, headers={"HX-Request": "true"})
        if "HX-Redirect" in part.headers:
            break
        assert part.status_code == 200 and "<html" not in part.content.decode() and f"第 {asked.position + 1} 题" in part.content.decode()
    assert part.headers["HX-Redirect"] == RESULT and SelfTest.objects.get().state == "finished"


def test_the_cookie_is_signed_and_a_forged_one_leads_to_the_beginning() -> None:
    client = Client()
    begin(client)
    cookie = client.cookies["kepu_test_500103"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == START
    client.cookies["kepu_test_500103"] = "forged:1:abc"
    assert client.get(QUESTION).headers["Location"] == START
    assert client.get(RESULT).headers["Location"] == START


def test_without_consent_the_page_says_what_is_missing_and_keeps_the_rest() -> None:
    page = Client().post(START, {"group": "youth"})
    assert page.status_code == 422 and "请先阅读并同意" in page.content.decode()
    assert re.search(r'value="youth"\s+selected', page.content.decode()) and not SelfTest.objects.exists()


def test_closed_self_test_is_said_on_its_page_and_takes_no_start(office: Actor) -> None:
    set_self_test(actor=office, version=1, is_open=False)
    assert "本区暂未开放自测" in Client().get(START).content.decode()
    assert Client().post(START, {"consent": "on"}).status_code == 404
    assert Client().get("/literacy/test/999999/").status_code == 404


def test_nobody_starts_courses_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kepu.literacy.views.selftest.STARTS_AN_HOUR", 3)
    client = Client()
    assert [client.post(START, {"consent": "on"}).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert SelfTest.objects.count() == 3


def test_a_running_course_can_be_taken_up_again_and_ended_early() -> None:
    client = Client()
    begin(client)
    for _ in range(5):
        answer(client)
    assert "接着答" in client.get(START).content.decode()
    assert client.post(f"{START}end/").headers["Location"] == RESULT
    assert "看上次的结果" in client.get(START).content.decode()


def test_a_question_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    begin(client)
    client.get(QUESTION)
    with django_assert_max_num_queries(6):
        client.get(QUESTION)
    with django_assert_max_num_queries(17):
        answer(client)


def test_result_page_does_not_grow_in_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    take(client)
    with django_assert_max_num_queries(14):
        client.get(RESULT)


def test_the_overview_says_that_these_people_are_not_the_citizens(
    assessor: Actor, client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(assessor)
    assert "还没有人自测" in client.get("/literacy/test/overview/").content.decode()
    take(Client())
    begin(Client())
    with django_assert_max_num_queries(22):
        page = client.get("/literacy/test/overview/").content.decode()
    assert "不代表全体公民" in page and ">50%<" in page and "暂定（命题人预计）" in page


def test_the_assessor_closes_the_self_test_and_a_leader_may_not(assessor: Actor, leader: Actor, client_for: ClientFor) -> None:
    form = {"least": 8, "most": 12, "standard_error": "0.5", "version": 1}
    assert client_for(leader).post("/literacy/test/overview/", form).status_code == 403
    assert client_for(assessor).post("/literacy/test/overview/", {**form, "least": 13}).status_code == 422
    assert client_for(assessor).post("/literacy/test/overview/", form).status_code == 302
    assert "本区暂未开放自测" in Client().get(START).content.decode()
    assert client_for(assessor).post("/literacy/test/overview/", form).status_code == 422  # somebody else's page is out of date


def test_calibration_without_answers_says_how_many_are_needed(assessor: Actor, client_for: ClientFor) -> None:
    client = client_for(assessor)
    page = client.post("/literacy/test/overview/calibrate/", follow=True).content.decode()
    assert "200份以上" in page
