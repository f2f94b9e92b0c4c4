"""`kepu literacy`: what an operator runs for the monitoring."""

from __future__ import annotations

import os
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="科学素质监测")


@app.callback()
def literacy() -> None:
    """科学素质监测：题库、抽样调查、结果。"""


@app.command()
def load_starter(district: Annotated[str, typer.Option(help="区县代码，如 500103")]) -> None:
    """载入入门题库（非官方题库）；重复运行不会重复载入。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()
    from kepu.literacy.services.items_starter import load_starter as load
    from kepu.organizations.actors import Actor
    from kepu.organizations.models import Area

    area = Area.objects.filter(code=district, level=Area.Level.DISTRICT).first()
    if area is None:
        typer.echo(f"没有区县 {district}", err=True)
        raise typer.Exit(2)
    done = load(actor=Actor.system(area))
    typer.echo(f"{area.name}：载入 {done.made} 题，已有 {done.present} 题。入门题库不是官方题库，用于正式调查前请组织专家审题。")
    if done.taken:
        typer.echo(f"题号已被本区题目占用，没有载入：{'、'.join(done.taken)}", err=True)
