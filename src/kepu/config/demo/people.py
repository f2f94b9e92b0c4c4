"""Invented people: each unit has someone who fills in and someone who answers for the unit."""

from __future__ import annotations

import random
from functools import cache

from django.contrib.auth.hashers import make_password

from kepu.notifications.services import mark_all_read
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Membership, Role, Unit, User
from kepu.organizations.services import add_membership, create_user

DEMO_PASSWORD = "kepu-demo-2026"  # printed at start, valid in the demo district only
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
GIVEN = [
    "文静",
    "志强",
    "海燕",
    "晓东",
    "春梅",
    "建国",
    "思远",
    "雨桐",
    "国庆",
    "丽华",
    "一鸣",
    "佳琪",
    "永红",
    "俊杰",
    "秀兰",
    "子涵",
    "光明",
    "欣怡",
    "德胜",
    "明月",
]


def who_signs_in(system: Actor, username: str, name: str) -> User:
    """A person who can be tried, with the password of all of them."""
    user = create_user(actor=system, username=username, display_name=name)
    user.password = _hashed()
    user.save(update_fields=["password"])
    return user


@cache
def _hashed() -> str:
    """Once, since hashing is slow on purpose."""
    return make_password(DEMO_PASSWORD)


def staff(system: Actor, units: dict[str, Unit], chance: random.Random) -> dict[str, tuple[Actor, Actor]]:
    """Unit name -> (reporter, head); they have no password, so nobody can sign in as them."""
    made = {}
    for number, (name, unit) in enumerate(units.items(), start=1):
        pair = []
        for role, short in ((Role.UNIT_REPORTER, "r"), (Role.UNIT_HEAD, "h")):
            person = chance.choice(SURNAMES) + chance.choice(GIVEN)
            user = create_user(actor=system, username=f"demo{short}{number:02d}", display_name=person, password=None)
            membership = add_membership(actor=system, user=user, unit=unit, role=role)
            pair.append(Actor(district=system.district, role=role, user=user, unit=unit, membership=membership))
        made[name] = (pair[0], pair[1])
    return made


def read_notices(district: Area) -> None:
    """Everybody has seen what is long settled."""
    for membership in Membership.objects.filter(unit__district=district).select_related("user", "unit__district"):
        mark_all_read(actor=Actor.of(membership))
