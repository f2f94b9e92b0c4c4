"""Estimates as open data: a workbook and CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.models import Calculation
from kepu.literacy.queries.results import open_data
from kepu.organizations.services.workbook import Column, Sheet, write_sheets


def columns() -> list[Column]:
    """The table's columns, in their order."""
    return [
        Column("survey", _("调查")), Column("year", _("年度"), "integer"), Column("method", _("方法")), Column("dimension", _("分组")),
        Column("key", _("代码"), "code"), Column("label", _("名称")), Column("level", _("水平")), Column("share", _("比例"), "decimal"),
        Column("standard_error", _("标准误"), "decimal"), Column("low", _("下限"), "decimal"), Column("high", _("上限"), "decimal"),
        Column("respondents", _("样本数"), "integer"), Column("note", _("说明")),
    ]  # fmt: skip


def as_workbook(calculation: Calculation) -> bytes:
    return write_sheets([Sheet(_("估计结果"), columns(), open_data(calculation))])


def as_csv(calculation: Calculation) -> bytes:
    """UTF-8 with a mark at its beginning, so that a spreadsheet shows the Chinese; text that could be taken for a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(column.heading) for column in columns()])
    for row in open_data(calculation):
        writer.writerow([_cell(row[column.key]) for column in columns()])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
