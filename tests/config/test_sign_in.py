"""The door: guessing is slowed down, sessions end, headers protect."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from kepu.organizations.actors import Actor


@pytest.fixture(autouse=True)
def counted_from_zero() -> None:
    cache.clear()


def test_a_guesser_is_stopped_even_with_the_right_password_at_last(office: Actor) -> None:
    client = Client()
    for _ in range(6):
        client.post("/accounts/login/", {"login": "office", "password": "wrong guess"})
    client.post("/accounts/login/", {"login": "office", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


def test_a_guesser_does_not_stop_others(office: Actor, reporter: Actor) -> None:
    for _ in range(6):
        Client().post("/accounts/login/", {"login": "office", "password": "wrong guess"})
    client = Client()
    client.post("/accounts/login/", {"login": "reporter", "password": "correct horse battery"})
    assert "_auth_user_id" in client.session


def test_whether_an_account_exists_is_not_told(office: Actor) -> None:
    pages = [Client().post("/accounts/login/", {"login": name, "password": "wrong guess"}).content.decode() for name in ("office", "nobody")]
    same = [re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page) for page in pages]
    assert same[0] == same[1] and "不正确" in same[0]


def test_each_answer_carries_the_headers_of_safety(client: Client, db: None) -> None:
    headers = client.get("/accounts/login/").headers
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin" and headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_session_is_of_this_browser_and_this_working_day(office: Actor, client_for: Callable[[Actor], Client]) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "office", "password": "correct horse battery"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == ""
    assert client.session.get_expiry_age() <= 12 * 3600


def test_headers_of_a_proxy_are_not_believed_where_there_is_none(client: Client, db: None) -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
