"""`kepu orders`: what cron or systemd runs."""

from __future__ import annotations

import os

import typer

app = typer.Typer(no_args_is_help=True, help="群众点单")


@app.callback()
def orders() -> None:
    """群众点单：时限、过期、办结。"""


@app.command()
def follow() -> None:
    """检查时限：提醒、提级、过期、办结（每小时运行一次，重复运行不会重复通知）。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()
    from .tasks import follow_up_everywhere

    for name, done in follow_up_everywhere().items():
        typer.echo(f"{name}：提醒 {done['level_1']} 单，提级 {done['level_2']} 单，过期 {done['expire']} 单，办结 {done['close']} 单")


@app.command()
def states() -> None:
    """打印服务单状态流转的说明文档（docs/order-states.md）。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()
    from .states_document import states_document

    typer.echo(states_document(), nl=False)
