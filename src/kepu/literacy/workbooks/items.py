"""Items as a workbook: what is exported comes in again unchanged."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.literacy.item_content import LETTERS, RIGHT, WRONG, Content, Kind, lettered, true_false_options
from kepu.literacy.models import Audience, Domain, Field, ItemVersion
from kepu.literacy.services.items_import import Incoming, faults_of, import_items
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, choice_column, read_workbook, write_workbook

MAX_ROWS = 5_000
OPTIONS = LETTERS
YES_NO = (("yes", "是"), ("no", "否"))
#: Words for the answers of a statement.
STATEMENT = {"对": RIGHT, "正确": RIGHT, "√": RIGHT, "T": RIGHT, "错": WRONG, "错误": WRONG, "×": WRONG, "F": WRONG}


def item_columns() -> list[Column]:
    """Columns of template, import and export."""
    return [
        Column("code", _("题号"), max_length=40, help=_("题库中已有的题号表示修改那道题；留空自动编号"), example="K0001", width=14),
        choice_column("kind", _("题型"), Kind.choices, required=True, width=10),
        Column("stem", _("题干"), required=True, max_length=1000, example=_("植物进行光合作用时吸收的气体是："), width=48),
        *(Column(f"option_{letter}", _("选项%s") % letter, max_length=200, width=18) for letter in OPTIONS),
        Column(
            "answer", _("答案"), required=True, max_length=40, width=12,
            help=_("判断题填“对”或“错”；单选填一个字母，多选填几个字母如 ABD；排序题填正确次序如 CABD；数值题填数"), example="B",
        ),
        Column("tolerance", _("允许误差"), "decimal", minimum=0, help=_("数值题用，留空为0"), width=10),
        Column("explanation", _("解析"), max_length=1000, width=40),
        Column("source", _("事实依据"), max_length=300, help=_("可查证的出处；提交审题前必填"), width=30),
        choice_column("domain", _("内容维度"), Domain.choices, required=True, width=12),
        choice_column("field", _("知识领域"), Field.choices, required=True, width=18),
        Column(
            "audiences", _("适用人群"), "choice", choices={str(label): value for value, label in Audience.choices},
            listed=tuple(str(label) for _value, label in Audience.choices), many=True, help=_("可填几个，用顿号分开；留空为全体公民"), width=20,
        ),
        Column("expected", _("预计正确率"), "percent", minimum=1, maximum=99, help=_("百分数，如 60"), width=12),
        choice_column("secure", _("保密"), YES_NO, help=_("“是”只用于抽样调查；新题留空为“是”"), width=8),
    ]  # fmt: skip


def run_import(*, actor: Actor, progress: Progress) -> JobResult:
    """The import as a job: every row checked, then all stored or none."""
    require(actor, "literacy.change_items")
    columns = item_columns()
    rows, unread, _faulty = read_workbook(progress.source(), columns, max_rows=MAX_ROWS, progress=progress.report)
    incoming = [Incoming(str(number), _content(row), row["code"] or "", _secure(row)) for number, row in enumerate(rows)]
    faults = faults_of(actor, incoming, update=True)
    wrong = unread + [rows[int(fault.place)].error(_heading(columns, name), text) for fault in faults for name, text in fault.fields.items()]
    if wrong:
        raise InvalidWorkbook(sorted(wrong, key=lambda one: one.row))
    progress.report(len(rows), len(rows), _("正在写入"))
    with progress.held():
        done = import_items(actor=actor, incoming=incoming, update=True, source=_("表格"))
    told = _("新增 %(made)d 题，修改 %(changed)d 题，%(same)d 题没有变化。新增和修改的题目为草稿，请提交审题。")
    return JobResult(told % done._asdict(), url=reverse("literacy:items"))


def write_items(versions: Iterable[ItemVersion]) -> bytes:
    """A workbook of these texts, with lists to choose from, which can be changed and handed in again."""
    return write_workbook(item_columns(), [_row(version) for version in versions], sheet=_("题目"), template=True)


def _heading(columns: list[Column], name: str) -> str:
    """The heading beside which a fault of a field is told."""
    key = {"options": "option_A"}.get(name, name)
    return next((str(column.heading) for column in columns if column.key == key), "")


def _secure(row: Row) -> bool | None:
    return None if row["secure"] is None else bool(row["secure"] == "yes")


def _content(row: Row) -> Content:
    kind = row["kind"]
    texts = [row[f"option_{letter}"] or "" for letter in OPTIONS]
    while texts and not texts[-1]:
        texts.pop()
    options = true_false_options() if kind == Kind.TRUE_FALSE else [] if kind == Kind.NUMERIC else lettered(texts)
    plain = {name: row[name] or "" for name in ("stem", "explanation", "source", "domain", "field")}
    return Content(
        kind=kind, options=options, answer=_answer(kind, row), audiences=row["audiences"] or [Audience.ALL.value],
        expected=float(row["expected"]) / 100 if row["expected"] is not None else None, **plain,
    )  # fmt: skip


def _answer(kind: str, row: Row) -> dict[str, Any]:
    """What stands in the cell; what is no answer of the kind is left for the check of the whole item to name."""
    written = unicodedata.normalize("NFKC", row["answer"]).strip().upper()
    if kind == Kind.NUMERIC:
        try:
            value: float | None = float(written)
        except ValueError:
            value = None
        return {"value": value, "tolerance": float(row["tolerance"] or 0)}
    if kind == Kind.TRUE_FALSE:
        return {"keys": [STATEMENT.get(written, written)]}
    return {"keys": [letter for letter in written if not letter.isspace() and letter not in "、,;/>→-"]}


def _row(version: ItemVersion) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(version, name) for name in ("stem", "explanation", "source")}
    row |= {name: getattr(version, f"get_{name}_display")() for name in ("kind", "domain", "field")}
    row |= {"code": version.item.code, "audiences": version.audience_names, "secure": "是" if version.item.is_secure else "否"}
    row["expected"] = round(version.expected * 100, 4) if version.expected is not None else None
    if version.kind == Kind.NUMERIC:
        return row | {"answer": f"{version.answer['value']:.12g}", "tolerance": version.answer.get("tolerance", 0)}
    if version.kind == Kind.TRUE_FALSE:
        return row | {"answer": "对" if version.answer["keys"] == [RIGHT] else "错"}
    letters = {option["key"]: letter for letter, option in zip(OPTIONS, version.options, strict=False)}
    row |= {f"option_{letter}": option["text"] for letter, option in zip(OPTIONS, version.options, strict=False)}
    return row | {"answer": "".join(letters[key] for key in version.answer["keys"])}
