"""The command `kepu`."""

from __future__ import annotations

import os
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from kepu.engines.plan_document.cli import app as plan_app
from kepu.evidence.cli import app as evidence_app
from kepu.governance.cli import app as governance_app
from kepu.literacy.cli import app as literacy_app
from kepu.orders.cli import app as orders_app
from kepu.organizations.cli import app as person_app
from kepu.organizations.console import told
from kepu.reports.cli import app as report_app

app = typer.Typer(no_args_is_help=True, add_completion=False, help="科普：全民科学素质行动工作平台")
district_app = typer.Typer(no_args_is_help=True, help="区县")
demo_app = typer.Typer(no_args_is_help=True, help="演示")
app.add_typer(district_app, name="district")
app.add_typer(demo_app, name="demo")
app.add_typer(plan_app, name="plan")
app.add_typer(governance_app, name="governance")
app.add_typer(evidence_app, name="evidence")
app.add_typer(report_app, name="report")
app.add_typer(person_app, name="person")
app.add_typer(orders_app, name="orders")
app.add_typer(literacy_app, name="literacy")


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kepu.config.settings")
    import django

    django.setup()


@app.command()
def migrate() -> None:
    """建立或升级数据库。"""
    _django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    typer.echo("数据库已就绪")


class Engine(StrEnum):
    """Whose kernels Numba compiles, and what compiles them; the demo district needs the first two."""

    SURVEY = "survey"
    PSYCHOMETRICS = "psychometrics"
    DISPATCH = "dispatch"

    def warm_up(self) -> None:
        import_module({Engine.SURVEY: "kepu.engines.survey.kernels"}.get(self, f"kepu.engines.{self}")).warm_up()


@app.command("compile")
def compile_engines(engines: Annotated[list[Engine] | None, typer.Argument(help="只编译这些内核", show_default="全部")] = None) -> None:
    """编译计算内核，使第一次测算和排班不必等待；重复运行无妨。"""
    for engine in engines or Engine:
        engine.warm_up()
    typer.echo("计算内核已就绪")


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: Annotated[int, typer.Option(help="进程数")] = 1) -> None:
    """启动网站和后台任务，Ctrl-C 停止。"""
    _django()
    from django.core.management import call_command

    # Fingerprinted and compressed once, so that a browser keeps the 0.9 MB of the chart library and loads 0.3 MB.
    call_command("collectstatic", interactive=False, verbosity=0)
    from kepu.config import serving
    from kepu.governance import tasks as governance
    from kepu.literacy import tasks as literacy
    from kepu.notifications.tasks import send_due, send_texts
    from kepu.orders import tasks as orders
    from kepu.organizations import tasks as house
    from kepu.volunteers import tasks as volunteers

    for room in (governance, house, literacy, orders, volunteers):
        room.schedule()
    send_due.enqueue()  # what a crash left in the outbox
    send_texts.enqueue()
    raise typer.Exit(serving.run(host, port, workers))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="备份文件，如 kepu-2026-05-30.tar.gz")]) -> None:
    """备份数据库、上传文件和密钥，网站可以继续使用。"""
    _django()
    from kepu.config.backup import back_up

    with told():
        manifest = back_up(file)
    typer.echo(f"已备份到 {file}（数据库 {manifest['database']['bytes'] / 1e6:.1f} MB）。其中含有密钥，请妥善保管。")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    replace: Annotated[bool, typer.Option("--replace", help="替换现有数据，原数据改名保留")] = False,
) -> None:
    """从备份恢复；请先停止网站。"""
    _django()
    from kepu.config.backup import restore as put_back

    with told():
        manifest = put_back(file, replace=replace)
    typer.echo(f"已恢复 {manifest['made_at']} 的备份，请运行 kepu migrate 后启动网站。")


@district_app.command("create")
def create_district(code: str, name: str) -> None:
    """登记一个区县：六位代码（GB/T 2260）和名称。"""
    _django()
    from kepu.organizations.services import create_district as create

    with told():
        create(code=code, name=name)
    typer.echo(f"已登记 {name}（{code}）")


@plan_app.command("import")
def import_plan_file(
    file: Annotated[Path, typer.Argument(help="规划文件（.docx、.txt）")],
    district: Annotated[str, typer.Option(help="区县代码，如 500103")],
    plan: Annotated[int | None, typer.Option(help="与哪一个已导入的规划比较（编号）；缺省按标题判断")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="采用新的文本；缺省只列出差异")] = False,
) -> None:
    """把规划文件存入系统，等待核对；已导入过的，列出差异。"""
    _django()
    from kepu.plans.cli import import_file

    with told():
        for line in import_file(file, district=district, plan=plan, apply=apply):
            typer.echo(line)


@demo_app.command("load")
def load_demo() -> None:
    """建立数据库，载入演示区县，并列出可用的账号。"""
    migrate()
    from kepu.config import demo

    with told():
        district = demo.load()
    typer.echo(f"演示区县：{district.name}（演示数据）")
    for sign_in in demo.SIGN_INS:
        typer.echo(f"  {sign_in.username:<10} {demo.DEMO_PASSWORD}   {sign_in.title}")
    typer.echo(f"  {demo.PHONE:<10} 志愿者：在 /volunteers/me/{district.code}/ 用手机号登录，验证码见“短信”页")


def main() -> None:
    """Entry point."""
    app()
