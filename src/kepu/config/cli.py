"""The command `kepu`."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from kepu.engines.plan_document.cli import app as plan_app

app = typer.Typer(no_args_is_help=True, add_completion=False, help="科普：全民科学素质行动工作平台")
district_app = typer.Typer(no_args_is_help=True, help="区县")
demo_app = typer.Typer(no_args_is_help=True, help="演示")
app.add_typer(district_app, name="district")
app.add_typer(demo_app, name="demo")
app.add_typer(plan_app, name="plan")


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


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: Annotated[int, typer.Option(help="进程数")] = 1) -> None:
    """启动网站和后台任务，Ctrl-C 停止。"""
    _django()
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    worker = subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--queue-name", "*"])
    try:
        subprocess.run(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
             "--workers", str(workers), "--no-ws", "--blocking-threads", "4", "kepu.config.wsgi:application"],
            check=False,
        )  # fmt: skip
    finally:
        worker.terminate()
        worker.wait()


@district_app.command("create")
def create_district(code: str, name: str) -> None:
    """登记一个区县：六位代码（GB/T 2260）和名称。"""
    _django()
    from kepu.organizations.errors import KepuError
    from kepu.organizations.services import create_district as create

    try:
        create(code=code, name=name)
    except KepuError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(2) from error
    typer.echo(f"已登记 {name}（{code}）")


@demo_app.command("load")
def load_demo() -> None:
    """载入演示区县，并列出可用的账号。"""
    _django()
    from kepu.config import demo
    from kepu.organizations.errors import KepuError

    try:
        district = demo.load()
    except KepuError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(2) from error
    typer.echo(f"演示区县：{district.name}（演示数据）")
    for sign_in in demo.SIGN_INS:
        typer.echo(f"  {sign_in.username:<10} {demo.DEMO_PASSWORD}   {sign_in.title}")


def main() -> None:
    """Entry point."""
    app()
