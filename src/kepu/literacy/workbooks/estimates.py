"""Estimates as open data: a workbook and CSV."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.literacy.models import Calculation
from kepu.literacy.queries.results import open_data
from kepu.organizations.services.workbook import Column, Sheet, write_csv, write_sheets


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
    """The same rows for programs that know no workbook."""
    shown = columns()
    return write_csv([column.heading for column in shown], ([row[column.key] for column in shown] for row in open_data(calculation)))
