"""Schemathesis: whatever a role sends, the server does not fail and answers as its description says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kepu.config.wsgi import application
from kepu.organizations.actors import Actor
from kepu.organizations.services import create_token
from tests.access import ROLES
from tests.test_access_table import ROOMS

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, response_headers_conformance]
# Roles differ in what they may, not in how a request is read.
EXAMPLES, OF_THE_OTHERS = 8, 3


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The server runs inside the transaction of the test, whose connection must not be closed at the end of a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def identifiers(system: Actor, units: dict[str, Any]) -> dict[str, list[int]]:
    """Path -> numbers of objects that exist, from the same stories as the access table."""
    found: dict[str, list[int]] = {}
    for room in ROOMS:
        make: Callable[[Actor], dict[str, int]] | None = getattr(room, "identifiers", None)
        for path, number in (make(system) if make else {}).items():
            found.setdefault(path, []).append(number)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_the_server_answers_as_described(role: str, request: pytest.FixtureRequest, identifiers: dict[str, list[int]], settings: Any) -> None:
    settings.KEPU_API_RATE = "1000000/min"
    cache.clear()
    _token, secret = create_token(actor=request.getfixturevalue(role), name="测试", days=1, can_write=True)
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for result in description.get_all_operations():
        call(result.ok(), secret, identifiers, EXAMPLES if role == "office" else OF_THE_OTHERS)


def call(operation: Any, secret: str, identifiers: dict[str, list[int]], examples: int) -> None:
    collection = operation.path.removeprefix("/api/v1/").split("/")[0]
    known = st.sampled_from(identifiers.get(collection, [1]))
    cases = st.one_of(operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE))

    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=cases, number=known, swap=st.integers(0, 3))
    def send(case: Any, number: int, swap: int) -> None:
        if swap and "pk" in (case.path_parameters or {}):
            case.path_parameters["pk"] = number
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)

    send()
