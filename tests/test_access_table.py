"""Every address × every role, held against the written table in `tests.access`: a page that nobody wrote down fails the test."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import tests.access
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.organizations.services.base import SERVICES
from tests.access import PUBLIC, ROLES

ClientFor = Callable[[Actor], Client]
ROOMS = [import_module(f"tests.access.{module.name}") for module in pkgutil.iter_modules(tests.access.__path__)]
GET: dict[str, frozenset[str]] = {route: roles for room in ROOMS for route, roles in room.GET.items()}
# Addresses that take POST: whoever is listed gets past the check of his right (and may then be refused for what he sent).
POST: dict[str, frozenset[str]] = {route: roles for room in ROOMS for route, roles in room.POST.items()}
# Pages of third parties that keep their own rules: sign-in and second factor; the API and the editors' pages, which have tables
# of their own; and what the editors publish.
OUTSIDE = ("accounts/", "api/v1/", "cms/", "site/")
# The style guide shows components only; it is open to staff users and in DEBUG, and hidden from everybody else.
HIDDEN = {"/style-guide/"}


@pytest.fixture
def addresses(system: Actor, units: dict[str, Unit]) -> dict[str, str]:
    """Route -> an address that exists in the district of the cast."""
    made = {route: address for room in ROOMS for route, address in room.concrete(system).items()}
    return {route: made.get(route, route) for route in (*GET, *POST)}


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def test_every_address_stands_in_the_table() -> None:
    known = {*GET, *POST, *HIDDEN}
    unknown = [route for route in routes() if not route.startswith(OUTSIDE) and f"/{route}" not in known]
    assert unknown == []


def test_the_table_names_no_address_that_is_gone() -> None:
    assert {*GET, *POST} - {f"/{route}" for route in routes()} == set()


def test_every_route_with_a_parameter_is_tried_on_an_object_that_exists(addresses: dict[str, str]) -> None:
    assert [address for address in addresses.values() if "<" in address] == []


@pytest.mark.parametrize("role", ["anonymous", *ROLES])
def test_a_role_sees_exactly_the_pages_of_the_table(role: str, request: pytest.FixtureRequest, client_for: ClientFor, system: Actor) -> None:
    client = Client() if role == "anonymous" else client_for(request.getfixturevalue(role))
    addresses = request.getfixturevalue("addresses")  # after the person, because some objects are his own
    for route, roles in GET.items():
        answer = client.get(addresses[route])
        if role in roles:
            assert answer.status_code == 200, route
        elif role == "anonymous":
            assert answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"], route
        else:
            assert answer.status_code == 403, route
    for route, roles in POST.items():
        status = client.post(addresses[route]).status_code
        assert (status not in {401, 403} and not (status == 302 and role not in roles)) == (role in roles), (route, status)


def test_a_page_of_another_district_does_not_exist(outsider: Actor, addresses: dict[str, str], client_for: ClientFor) -> None:
    client = client_for(outsider)
    for route, roles in GET.items():
        if "<" in route.replace("<slug:code>", "") and roles != PUBLIC:  # a code names a kind, which all districts share
            assert client.get(addresses[route]).status_code in {403, 404}, route


def test_the_style_guide_is_hidden_from_ordinary_people(office: Actor, client_for: ClientFor) -> None:
    assert client_for(office).get("/style-guide/").status_code in {302, 403, 404}


def test_every_service_refuses_to_run_without_an_actor() -> None:
    assert SERVICES
    for service in SERVICES.values():
        with pytest.raises(TypeError, match="needs an actor"):
            service()
