"""The audit log speaks Chinese to the auditor."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import kepu
from kepu.organizations.action_names import name_of
from kepu.organizations.actors import Actor
from kepu.organizations.services import create_unit

ROOMS = sorted(path.parent for path in Path(kepu.__file__).parent.glob("*/audit_names.py"))
WRITTEN = re.compile(r'audit\(\s*[^,"]+,\s*"([a-z_]+\.[a-z_]+)"')


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_action_that_a_room_writes_has_a_name(room: Path) -> None:
    actions = {action for path in room.rglob("*.py") for action in WRITTEN.findall(path.read_text())}
    assert actions and [action for action in sorted(actions) if name_of(action) == action] == []


def test_an_auditor_finds_an_action_by_its_name(auditor: Actor, office: Actor, client_for: Callable[[Actor], Client]) -> None:
    create_unit(actor=office, name="区档案馆", type="government")
    client = client_for(auditor)
    assert ">登记单位</span>" in client.get("/audit/?q=登记单位").content.decode()
    assert "区档案馆" not in client.get("/audit/?q=发布规划").content.decode()


def test_an_action_without_a_name_is_shown_as_it_is() -> None:
    assert name_of("elsewhere.do_it") == "elsewhere.do_it"
