"""`kepu governance`: what cron or systemd runs."""

from __future__ import annotations

import os

import typer

app = typer.Typer(no_args_is_help=True, help="工作推进")


@app.callback()
def governance() -> None:
    """工作推进：催报、督办。"""


@app.command()
def remind() -> None:
    """催报：截止前提醒，逾期标记，逐级提请督促和督办（每天运行一次，重复运行不会重复通知）。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()
    from .tasks import follow_up_everywhere

    for name, done in follow_up_everywhere().items():
        typer.echo(
            f"{name}：提醒 {done.reminded} 份，新逾期 {done.overdue} 份，提请牵头部门 {done.lead} 份，提请纲要办 {done.office} 份，"
            f"提醒审核 {done.reviews} 份，提请督办审核 {done.reviews_up} 份"
        )


@app.command()
def states() -> None:
    """打印进展报告状态流转的说明文档（docs/progress-states.md）。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()
    from .states_document import states_document

    typer.echo(states_document(), nl=False)
