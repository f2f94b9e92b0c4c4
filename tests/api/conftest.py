"""Callers of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.services import create_token


@pytest.fixture(autouse=True)
def counted_from_zero() -> None:
    """Calls of other tests do not count against the rate."""
    cache.clear()


@pytest.fixture
def caller() -> Callable[..., Client]:
    """A program that calls with a token of the actor."""

    def make(actor: Actor, *, can_write: bool = True) -> Client:
        _token, secret = create_token(actor=actor, name="测试", days=1, can_write=can_write)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def post() -> Callable[..., Any]:
    """Send JSON."""

    def send(client: Client, path: str, data: Any, *, method: str = "post", **headers: str) -> Any:
        return getattr(client, method)(
            f"/api/v1{path}", data, content_type="application/json", headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return send
