"""`kepu report`: reports without a browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kepu.organizations.console import BAD_INPUT, find_district, told

app = typer.Typer(no_args_is_help=True, help="报告")
District = Annotated[str, typer.Option(help="区县代码，如 500103")]
Output = Annotated[Path, typer.Option("-o", "--output", help="写到哪个 .docx 文件")]
Workbook = Annotated[Path | None, typer.Option(help="同时把附表写到哪个 .xlsx 文件")]


@app.callback()
def report() -> None:
    """报告：年度报告、规划期评估报告。"""


@app.command()
def annual(
    district: District,
    output: Output,
    year: Annotated[int, typer.Option(help="年度")],
    workbook: Workbook = None,
) -> None:
    """生成一个年度的工作报告（Word，公文格式）。"""
    _write(district, output, workbook, "annual", year)


@app.command()
def evaluation(
    district: District,
    output: Output,
    year: Annotated[int, typer.Option(help="规划期内的任一年")],
    workbook: Workbook = None,
) -> None:
    """生成规划期的实施情况评估报告（Word，公文格式）。"""
    _write(district, output, workbook, "evaluation", year)


def _write(code: str, output: Path, workbook: Path | None, kind: str, year: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()
    try:
        with told():
            title = _make(code, output, workbook, kind, year)
    except OSError as error:
        typer.echo(f"无法写入 {error.filename}：{error.strerror}", err=True)
        raise typer.Exit(BAD_INPUT) from error
    typer.echo(f"已生成《{title}》：{output}")


def _make(code: str, output: Path, workbook: Path | None, kind: str, year: int) -> str:
    from django.utils import timezone

    from kepu.organizations.actors import Actor
    from kepu.organizations.errors import NotFound
    from kepu.plans.summaries import shown_plans

    from .documents.workbook import annex_workbook
    from .services import check_scope, document_of, facts_of, title_of

    area = find_district(code)
    plan = next((plan for plan in shown_plans(area) if plan.year_from <= year <= plan.year_to), None)
    if plan is None:
        raise NotFound(f"没有涵盖 {year} 年的规划，或规划还在核对")
    check_scope(plan, kind, year, timezone.localdate())
    facts = facts_of(Actor.system(area), plan, kind, year, timezone.localtime())
    output.write_bytes(document_of(facts, kind))
    if workbook is not None:
        workbook.write_bytes(annex_workbook(facts))
    return title_of(facts, kind)
