"""What a program that calls the API can rely on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from kepu.organizations.actors import Actor
from kepu.organizations.models import ApiToken, Unit
from kepu.organizations.services import create_token, create_unit, revoke_token
from kepu.plans.models import Plan
from kepu.plans.services import import_plan
from tests.plans.texts import PLAN

Caller = Callable[..., Client]
Post = Callable[..., Any]
PROBLEM = "application/problem+json"


def test_a_token_acts_under_its_membership(reporter: Actor, caller: Caller) -> None:
    me = caller(reporter).get("/api/v1/me").json()
    assert (me["username"], me["unit"], me["role"]) == ("reporter", "区卫生健康委", "unit_reporter")


def test_only_the_digest_of_a_token_is_kept(office: Actor) -> None:
    token, secret = create_token(actor=office, name="对接", days=1)
    assert secret not in str(ApiToken.objects.values().get(pk=token.pk))


def test_a_revoked_token_opens_nothing(office: Actor) -> None:
    token, secret = create_token(actor=office, name="对接", days=1)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/me").status_code == 200
    revoke_token(actor=office, token=token)
    assert client.get("/api/v1/me").status_code == 401


def test_an_expired_token_opens_nothing(office: Actor, caller: Caller) -> None:
    client = caller(office)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_dies_with_its_membership(office: Actor, caller: Caller) -> None:
    client = caller(office)
    assert office.membership is not None
    office.membership.is_active = False
    office.membership.save()
    assert client.get("/api/v1/me").status_code == 401


def test_a_browser_that_writes_needs_the_csrf_token(operator: Actor) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(operator.user)  # type: ignore[arg-type]
    assert client.get("/api/v1/me").status_code == 200
    refused = client.post("/api/v1/units", {"name": "区气象局", "type": "government"}, content_type="application/json")
    assert refused.status_code == 403 and refused.headers["Content-Type"] == PROBLEM


def test_a_list_is_read_page_by_page_without_gap_or_repetition(office: Actor, caller: Caller, units: dict[str, Unit]) -> None:
    client, seen, cursor = caller(office), [], ""
    while True:
        page = client.get("/api/v1/units", {"limit": 2, "cursor": cursor}).json()
        seen += [unit["name"] for unit in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(units) and set(seen) == set(units)


def test_a_row_added_meanwhile_does_not_shift_the_pages(office: Actor, system: Actor, caller: Caller) -> None:
    client = caller(office)
    first = client.get("/api/v1/units", {"limit": 4}).json()
    create_unit(actor=system, name="区气象局", type=Unit.Type.GOVERNMENT)
    second = client.get("/api/v1/units", {"limit": 4, "cursor": first["next"]}).json()
    names = [unit["name"] for unit in first["items"] + second["items"]]
    assert len(names) == len(set(names)) == Unit.objects.count()


@pytest.mark.parametrize("cursor", ["x", "MQ", "////", "5Yy6", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_made_up_cursor_is_refused(office: Actor, caller: Caller, cursor: str) -> None:
    assert caller(office).get("/api/v1/units", {"cursor": cursor}).status_code == 422


def test_a_post_that_is_repeated_with_its_key_is_done_once(operator: Actor, caller: Caller, post: Post) -> None:
    client = caller(operator)
    answers = [post(client, "/units", {"name": "区气象局", "type": "government"}, Idempotency_Key="k-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Unit.objects.filter(name="区气象局").count() == 1


def test_a_key_is_not_used_for_another_request(operator: Actor, caller: Caller, post: Post) -> None:
    client = caller(operator)
    post(client, "/units", {"name": "区气象局", "type": "government"}, Idempotency_Key="k-1")
    answer = post(client, "/units", {"name": "区税务局", "type": "government"}, Idempotency_Key="k-1")
    assert answer.status_code == 422 and not Unit.objects.filter(name="区税务局").exists()


def test_a_refused_post_leaves_its_key_free(operator: Actor, caller: Caller, post: Post) -> None:
    client = caller(operator)
    assert post(client, "/units", {"name": "区科协", "type": "mass"}, Idempotency_Key="k-1").status_code == 422
    Unit.objects.filter(name="区科协").update(name="区科学技术协会")
    assert post(client, "/units", {"name": "区科协", "type": "mass"}, Idempotency_Key="k-1").status_code == 201


@pytest.fixture
def plan(system: Actor, units: dict[str, Unit]) -> Plan:
    plan = import_plan(actor=system, source=PLAN)
    plan.doubts.update(status="settled")
    return plan


def test_a_change_names_the_version_that_it_was_made_from(plan: Plan, office: Actor, caller: Caller, post: Post) -> None:
    client = caller(office)
    assert post(client, f"/plans/{plan.pk}/issue", {}).status_code == 428
    assert post(client, f"/plans/{plan.pk}/issue", {}, If_Match='"7"').status_code == 412
    tag = client.get(f"/api/v1/plans/{plan.pk}").headers["ETag"]
    issued = post(client, f"/plans/{plan.pk}/issue", {}, If_Match=tag)
    assert issued.status_code == 200 and issued.json()["status"] == "issued" and issued.headers["ETag"] != tag


def test_a_plan_is_imported_from_a_file_once(office: Actor, units: dict[str, Unit], caller: Caller) -> None:
    from io import BytesIO

    client = caller(office)
    for _ in range(2):
        file = BytesIO(PLAN.encode())
        file.name = "方案.txt"
        answer = client.post("/api/v1/plans/file", {"file": file}, headers={"Idempotency-Key": "import-1"})
        assert answer.status_code == 201
    assert Plan.objects.count() == 1


def test_the_tree_of_a_plan_comes_in_the_order_of_the_document(plan: Plan, reporter: Actor, caller: Caller) -> None:
    nodes = caller(reporter).get(f"/api/v1/plans/{plan.pk}/nodes", {"limit": 200}).json()["items"]
    assert [node["position"] for node in nodes] == list(range(plan.nodes.count()))
    positions = {node["id"]: node["position"] for node in nodes}
    assert all(positions[node["parent_id"]] < node["position"] for node in nodes if node["parent_id"])


def test_what_another_district_has_does_not_exist(plan: Plan, outsider: Actor, caller: Caller) -> None:
    client = caller(outsider)
    assert client.get(f"/api/v1/plans/{plan.pk}").status_code == 404
    assert client.get("/api/v1/plans").json()["items"] == []


def test_an_error_says_in_chinese_what_is_wrong_and_where(operator: Actor, caller: Caller, post: Post) -> None:
    answer = post(caller(operator), "/units", {"type": "castle"})
    assert answer.status_code == 422 and answer.headers["Content-Type"] == PROBLEM
    body = answer.json()
    assert {error["pointer"] for error in body["errors"]} == {"#/body/data/name", "#/body/data/type"}
    assert "必须填写" in str(body) and body["status"] == 422 and body["type"] == "urn:kepu:problem:invalid_input"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/no-such-thing", "", 404),
        ("GET", "/plans/99999999999999999999", "", 404),
        ("DELETE", "/units", "", 405),
        ("POST", "/units", "{", 400),
        ("POST", "/units", '{"name": "a\\u0000", "type": "mass"}', 400),
        ("POST", "/units", '{"name": "\\ud800", "type": "mass"}', 422),
        ("GET", "/units?q=%00", "", 400),
    ],
)
def test_every_error_is_a_problem_document(operator: Actor, caller: Caller, method: str, path: str, body: str, status: int) -> None:
    answer = caller(operator).generic(method, f"/api/v1{path}", body, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status and answer.json()["detail"]


def test_a_failure_of_the_server_tells_no_secret(operator: Actor, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("password=hunter2")

    client = caller(operator)
    client.raise_request_exception = False
    monkeypatch.setattr("kepu.organizations.queries.areas", fail)
    answer = client.get("/api/v1/areas")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert "hunter2" not in answer.content.decode() and "Traceback" not in answer.content.decode()


def test_who_calls_too_often_is_told_when_to_come_back(reporter: Actor, caller: Caller) -> None:
    client = caller(reporter)
    with override_settings(KEPU_API_RATE="3/min"):
        statuses = [client.get("/api/v1/me").status_code for _ in range(4)]
        refused = client.get("/api/v1/me")
    assert statuses == [200, 200, 200, 429]
    assert int(refused.headers["Retry-After"]) > 0 and refused.headers["Content-Type"] == PROBLEM


def test_the_description_is_openapi_and_open_to_all(client: Client, db: None) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1") and "/api/v1/plans/{pk}/nodes" in described["paths"]
    for operations in described["paths"].values():
        for operation in operations.values():
            assert operation["summary"] and operation["security"] and "4XX" in operation["responses"]


def test_a_new_token_is_shown_once(office: Actor, client_for: Callable[[Actor], Client]) -> None:
    client = client_for(office)
    page = client.post("/account/tokens/", {"name": "数据交换平台", "days": 90}).content.decode()
    assert "kepu_" in page.split("new-token")[2]
    later = client.get("/account/tokens/").content.decode()
    assert "数据交换平台" in later and "new-token" not in later


def test_the_pages_of_tokens_ask_few_questions(office: Actor, client_for: Callable[[Actor], Client], django_assert_max_num_queries: Any) -> None:
    for number in range(15):
        create_token(actor=office, name=f"令牌 {number}", days=30)
    client = client_for(office)
    with django_assert_max_num_queries(11):  # five of them are the counts of the menu
        client.get("/account/tokens/")


def test_lists_ask_the_same_number_of_questions_for_any_length(office: Actor, plan: Plan, caller: Caller, django_assert_max_num_queries: Any) -> None:
    client = caller(office)
    for path in ("/units", "/areas", "/people", "/audit", "/plans", f"/plans/{plan.pk}/nodes", f"/plans/{plan.pk}/responsibilities"):
        with django_assert_max_num_queries(6):
            assert client.get(f"/api/v1{path}", {"limit": 200}).status_code == 200
