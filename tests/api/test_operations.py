"""Every operation × every role, held against the written table in `tests.access`: an operation that nobody wrote down fails the test."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kepu.config.api import api
from kepu.organizations.actors import Actor
from tests.access import ROLES
from tests.test_access_table import ROOMS

TABLE: dict[str, frozenset[str]] = {name: roles for room in ROOMS for name, roles in getattr(room, "API", {}).items()}
NOWHERE = 987654321


def address(path: str) -> str:
    """An address of nothing: the right is checked before the object is looked up."""
    return "/api/v1" + re.sub(r"\{[^}]+\}", str(NOWHERE), path)


def test_every_operation_stands_in_the_table() -> None:
    assert {f"{method} {path}" for path, operation in api.operations() for method in operation.methods} == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_call_exactly_the_operations_of_the_table(
    role: str, request: pytest.FixtureRequest, caller: Callable[..., Client], db: None
) -> None:
    client = caller(request.getfixturevalue(role))
    for name, roles in TABLE.items():
        method, path = name.split(" ")
        status = client.generic(method, address(path), "{}", content_type="application/json").status_code
        assert (status != 403) == (role in roles) and status != 401, (name, status)


def test_nobody_calls_an_operation_without_signing_in(client: Client, db: None) -> None:
    for name in TABLE:
        method, path = name.split(" ")
        answer = client.generic(method, address(path), "{}", content_type="application/json")
        assert answer.status_code == 401, name
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_only_reads_changes_nothing(operator: Actor, caller: Callable[..., Client]) -> None:
    client = caller(operator, can_write=False)
    for name in TABLE:
        method, path = name.split(" ")
        if method != "GET":
            assert client.generic(method, address(path), "{}", content_type="application/json").status_code == 403, name


def test_an_operation_without_a_permission_is_refused_at_start() -> None:
    from ninja.errors import ConfigError

    from kepu.organizations.rest import Room

    with pytest.raises(ConfigError, match="needs auth=may"):
        Room().get("/forgotten")(lambda request: None)
