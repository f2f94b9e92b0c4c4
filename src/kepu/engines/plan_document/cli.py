"""``kepu plan read FILE``: what the document says, for a person or, with --json, for a program."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from .errors import BadRegister, PlanDocumentError, TooLarge
from .human import describe
from .model import PlanDocument
from .reader import read_plan
from .register import Register
from .source import MAX_BYTES

BAD_INPUT = 2
_REASONS: dict[type[OSError], str] = {FileNotFoundError: "没有这个文件", IsADirectoryError: "这是文件夹", PermissionError: "没有读取的权限"}


def why_not_opened(error: OSError) -> str:
    """Why a file could not be opened, in Chinese where the system's reason is a usual one."""
    return _REASONS.get(type(error)) or error.strerror or ""


def read(
    file: Annotated[Path, typer.Argument(help="规划文件（.docx 或 .txt）；“-”表示标准输入", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（格式见 schema.json）")] = False,
    register: Annotated[Path | None, typer.Option("--register", help="单位名册（JSON），用于核对单位名称", show_default=False)] = None,
) -> None:
    """读取规划文件，列出结构、指标、责任单位和疑问，不写入任何数据。"""
    try:
        document = read_file(file, load_register(register) if register else None)
    except PlanDocumentError as error:
        typer.echo(f"无法读取：{error.message}", err=True)
        raise typer.Exit(BAD_INPUT) from error
    except OSError as error:
        typer.echo(f"无法打开文件“{error.filename or file}”：{why_not_opened(error)}。", err=True)
        raise typer.Exit(BAD_INPUT) from error
    if as_json:
        json.dump(document.to_json(), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(describe(document))


def read_file(path: Path, register: Register | None = None) -> PlanDocument:
    """Read a plan from a file, or from standard input for ``-``.

    At most `MAX_BYTES` + 1 bytes are taken in, so that a giant file is refused unread.
    """
    if str(path) == "-":
        return read_plan(sys.stdin.buffer.read(MAX_BYTES + 1), register=register)
    if path.stat().st_size > MAX_BYTES:
        raise TooLarge
    with path.open("rb") as file:
        return read_plan(file.read(MAX_BYTES + 1), filename=path.name, register=register)


def load_register(path: Path) -> Register:
    """The register of units in a JSON file."""
    try:
        return Register.from_data(json.loads(path.read_text("utf-8-sig")))
    except ValueError as error:
        raise BadRegister from error


def register_commands(app: typer.Typer) -> None:
    """Add the commands of this engine to the ``kepu plan`` group."""
    app.command("read")(read)


app = typer.Typer(no_args_is_help=True, help="规划文件")
app.callback()(lambda: None)
register_commands(app)
