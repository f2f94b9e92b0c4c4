"""``kepu literacy``: what assessors do from the command line."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from kepu.organizations.console import BAD_INPUT, find_district, told

FAULT = 1
app = typer.Typer(no_args_is_help=True, help="科学素质监测")


@app.callback()
def prepare() -> None:
    """题库、调查和结果。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()


@app.command()
def reproduce(number: Annotated[int, typer.Argument(help="计算的编号（结果页面的地址里有，方法附件也写明）")]) -> None:
    """用存下的数据、参数和种子重新计算一次，与存下的结果逐项比较；不一致时退出码为1。"""
    from kepu.literacy.models import Calculation
    from kepu.literacy.services.calculations import reproduce as again

    found = Calculation.objects.select_related("survey__district").filter(pk=number).first()
    if found is None:
        typer.echo(f"没有编号为{number}的计算。", err=True)
        raise typer.Exit(BAD_INPUT)
    with told():
        result = again(found)
    typer.echo(f"{found}：{result.text()}")
    if not (result.same_data and result.same_result):
        raise typer.Exit(FAULT)


@app.command()
def load_starter(district: Annotated[str, typer.Option(help="区县代码，如 500103")]) -> None:
    """载入入门题库（非官方题库）；重复运行不会重复载入。"""
    from kepu.literacy.services.items_starter import load_starter as load
    from kepu.organizations.actors import Actor

    with told():
        area = find_district(district)
        done = load(actor=Actor.system(area))
    typer.echo(f"{area.name}：载入 {done.made} 题，已有 {done.present} 题。入门题库不是官方题库，用于正式调查前请组织专家审题。")
    if done.taken:
        typer.echo(f"题号已被本区题目占用，没有载入：{'、'.join(done.taken)}", err=True)


@app.command()
def nightly() -> None:
    """汇总自测参与人次、清除自测凭据、在作答足够时校准题目（每天运行一次，重复运行不会重复登记）。"""
    from .tasks import tend_self_tests

    for name, done in tend_self_tests().items():
        typer.echo(f"{name}：登记 {done['days']} 天，清除凭据 {done['forgotten']} 个，校准 {done['items']} 题")
