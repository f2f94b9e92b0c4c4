"""``kepu evidence``: what auditors and operators do with the ledger."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from kepu.organizations.console import find_district, told

if TYPE_CHECKING:
    from kepu.evidence.queries import ChainReport
    from kepu.organizations.models import Area

FAULT = 1
FAULTS = {
    "broken": "第 {0} 号记录与校验值不符：它或它之前的记录被改动过",
    "missing": "第 {0} 号记录缺失",
    "version": "第 {0} 号记录的校验格式本版本不认识，请升级后再核验",
    "head": "第 {0} 号记录与台账末端登记的校验值不符：末端有记录被删除、添加或改动",
}
District = Annotated[str, typer.Option(help="区县代码，如 500103")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
app = typer.Typer(no_args_is_help=True, help="佐证台账")


@app.callback()
def prepare() -> None:
    """佐证台账的核验与汇总。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()


@app.command()
def verify(
    district: District,
    year: Annotated[int | None, typer.Option(help="只核验这一年登记的记录", min=2000, max=9998)] = None,
    as_json: AsJson = False,
) -> None:
    """逐条重算哈希链，指出第一处断裂；完好时给出条数和末端校验值。有断裂时退出码为 1。"""
    from kepu.evidence.queries import verify_chain

    with told():
        area = find_district(district)
    since, until = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    started = time.perf_counter()
    report = verify_chain(area, since, until, progress=None if as_json else _progress)
    seconds = time.perf_counter() - started
    if as_json:
        typer.echo(json.dumps({"district": district, "year": year, "ok": report.ok, **asdict(report), "seconds": round(seconds, 3)}))
    else:
        _tell(area, report, seconds)
    if not report.ok:
        raise typer.Exit(FAULT)


@app.command()
def recount(district: District, repair: Annotated[bool, typer.Option("--repair", help="有差异时按记录重建汇总")] = False) -> None:
    """把各项汇总与全部记录重新核对一遍。有差异且未修复时退出码为 1。"""
    from kepu.evidence import rollups

    with told():
        area = find_district(district)
    rollups.catch_up(area.pk)
    differences = rollups.recount(area.pk)
    if not differences:
        typer.echo(f"{area.name}：汇总与记录一致")
    elif repair:
        typer.echo(f"{area.name}：有 {differences} 处差异，已按 {rollups.rebuild(area.pk)} 条记录重建汇总")
    else:
        typer.echo(f"{area.name}：有 {differences} 处差异，加 --repair 可重建", err=True)
        raise typer.Exit(FAULT)


def _progress(checked: int) -> None:
    if checked % 100_000 == 0:
        typer.echo(f"  已核验 {checked:,} 条", err=True)


def _tell(area: Area, report: ChainReport, seconds: float) -> None:
    speed = f"{report.checked:,} 条，{seconds:.1f} 秒，每秒 {report.checked / max(seconds, 1e-9):,.0f} 条"
    if report.fault:
        typer.echo(f"{area.name}：{FAULTS[report.fault].format(report.sequence)}（此前 {speed}）", err=True)
    elif not report.checked:
        typer.echo(f"{area.name}：没有可以核验的记录")
    else:
        typer.echo(f"{area.name}：第 {report.first} 至 {report.last} 号记录完好（{speed}）\n末端校验值 {report.head_hash}")
    if not report.guarded:
        typer.echo("数据库未设置防改动触发器，请运行 kepu migrate 或检查数据库", err=True)
