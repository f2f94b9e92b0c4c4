"""``kepu person``: the first people of a new installation, whom nobody could enter in the browser yet."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from .console import find_district, told

app = typer.Typer(no_args_is_help=True, help="人员")


@app.callback()
def prepare() -> None:
    """登记人员。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()


@app.command("create")
def create(
    username: Annotated[str, typer.Argument(help="登录账号")],
    name: Annotated[str, typer.Argument(help="姓名")],
    district: Annotated[str, typer.Option(help="区县代码，如 500103")],
    unit: Annotated[str, typer.Option(help="单位名称；没有登记的会新建")] = "区科协",
    unit_type: Annotated[str, typer.Option(help="新建单位的类型，如 mass、government")] = "mass",
    role: Annotated[str, typer.Option(help="角色：office、operator、unit_reporter、unit_head、leader、auditor")] = "office",
) -> None:
    """登记一个人，给出设置密码的一次性链接。"""
    from django.conf import settings
    from django.db import transaction

    from kepu.organizations.actors import Actor
    from kepu.organizations.models import Unit
    from kepu.organizations.services import create_unit, enter_person, invite

    with told(), transaction.atomic():
        area = find_district(district)
        actor = Actor.system(area)
        place = Unit.objects.filter(district=area, name=unit).first() or create_unit(actor=actor, name=unit, type=unit_type)
        user = enter_person(actor=actor, username=username, display_name=name, phone="", unit=place, role=role)
        path = invite(actor=actor, users=[user])[user.pk]
    typer.echo(f"已登记 {name}（{username}，{place}）。请打开下面的链接设置密码，链接只能用一次：")
    typer.echo(f"{settings.KEPU_BASE_URL or 'http://127.0.0.1:8000'}{path}")
