"""`kepu literacy`: what cron or systemd runs."""

from __future__ import annotations

import os

import typer

app = typer.Typer(no_args_is_help=True, help="科学素质监测")


@app.callback()
def literacy() -> None:
    """科学素质监测：自测的每日汇总。"""


@app.command()
def nightly() -> None:
    """汇总自测参与人次、清除自测凭据、在作答足够时校准题目（每天运行一次，重复运行不会重复登记）。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()
    from .tasks import tend_self_tests

    for name, done in tend_self_tests().items():
        typer.echo(f"{name}：登记 {done['days']} 天，清除凭据 {done['forgotten']} 个，校准 {done['items']} 题")
