"""Every address × every role, held against a written table: a page that nobody wrote down fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kepu.organizations.actors import Actor
from kepu.organizations.services.base import SERVICES
from kepu.plans.services import import_plan
from tests.plans.texts import PLAN

ClientFor = Callable[[Actor], Client]
ROLES = ("office", "reporter", "head", "leader", "auditor", "operator")
ALL = frozenset(ROLES)
PUBLIC = frozenset({"anonymous", *ROLES})
# Pages of third parties that keep their own rules: sign-in and second factor.
OUTSIDE = ("accounts/",)
TABLE: dict[str, frozenset[str]] = {
    "/": ALL,
    "/units/": ALL,
    "/plans/": ALL,
    "/plans/import/": frozenset({"office"}),
    "/plans/<int:pk>/": ALL,
    "/plans/<int:pk>/review/": frozenset({"office"}),
    "/plans/<int:pk>/matrix/": ALL,
    "/people/": frozenset({"office", "operator"}),
    "/audit/": frozenset({"office", "auditor"}),
    "/health/live": PUBLIC,
    "/health/ready": PUBLIC,
}
# Addresses that only take POST: whoever is listed gets past the check of his right (and may then be refused for what he sent).
POST_TABLE: dict[str, frozenset[str]] = {
    "/identity/": ALL,
    "/elder/": PUBLIC,
    "/plans/<int:pk>/issue/": frozenset({"office"}),
    "/plans/doubts/<int:pk>/": frozenset({"office"}),
}
# The style guide shows components only; it is open to staff users and in DEBUG, and hidden from everybody else.
HIDDEN = {"/style-guide/"}


def test_a_page_of_another_district_does_not_exist(outsider: Actor, system: Actor, client_for: ClientFor) -> None:
    plan = import_plan(actor=system, source=PLAN)
    client = client_for(outsider)
    for address in ("/plans/<int:pk>/", "/plans/<int:pk>/review/", "/plans/<int:pk>/matrix/"):
        assert client.get(address.replace("<int:pk>", str(plan.pk))).status_code == 404, address


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def test_every_address_stands_in_the_table() -> None:
    known = {*TABLE, *POST_TABLE, *HIDDEN}
    unknown = [route for route in routes() if not route.startswith(OUTSIDE) and f"/{route}" not in known]
    assert unknown == []


@pytest.mark.parametrize("role", ["anonymous", *ROLES])
def test_a_role_sees_exactly_the_pages_of_the_table(role: str, request: pytest.FixtureRequest, client_for: ClientFor, system: Actor) -> None:
    client = Client() if role == "anonymous" else client_for(request.getfixturevalue(role))
    plan = import_plan(actor=system, source=PLAN)
    example = {"/plans/doubts/<int:pk>/": plan.doubts.first(), "": plan}
    for address, roles in TABLE.items():
        answer = client.get(address.replace("<int:pk>", str(plan.pk)))
        if role in roles:
            assert answer.status_code == 200, address
        elif role == "anonymous":
            assert answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"], address
        else:
            assert answer.status_code == 403, address
    for address, roles in POST_TABLE.items():
        subject = example.get(address, plan)
        status = client.post(address.replace("<int:pk>", str(subject.pk if subject else 0))).status_code
        assert (status not in {401, 403} and not (status == 302 and role not in roles)) == (role in roles), (address, status)


def test_the_style_guide_is_hidden_from_ordinary_people(office: Actor, client_for: Callable[[Actor], Client]) -> None:
    assert client_for(office).get("/style-guide/").status_code in {302, 403, 404}


def test_every_service_refuses_to_run_without_an_actor() -> None:
    assert SERVICES
    for service in SERVICES.values():
        with pytest.raises(TypeError, match="needs an actor"):
            service()
