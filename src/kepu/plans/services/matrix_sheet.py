"""The responsibility matrix in Excel, laid out as the annex of a plan."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby

import xlsxwriter
from django.utils.translation import gettext as _

from kepu.plans.models import Plan
from kepu.plans.queries import MatrixRow

_WIDTHS = (14, 40, 28, 60)
_LINE = 15  # points per line of text


def matrix_workbook(plan: Plan, rows: Sequence[MatrixRow]) -> bytes:
    """An A4 landscape sheet: category merged over its tasks, task with its number, lead and responsible units."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("任务分工"))
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "仿宋", "font_size": 12}
    title = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "font_name": "方正小标宋简体", "font_size": 18, "text_wrap": True})
    head = book.add_format({**cell, "bold": True, "align": "center", "font_name": "黑体"})
    centred, plain = book.add_format({**cell, "align": "center"}), book.add_format(cell)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, 3, _("%s重点任务分工") % plan.title, title)
    sheet.set_row(0, 48)
    for column, heading in enumerate((_("类别"), _("任务内容"), _("牵头部门"), _("责任单位"))):
        sheet.write_string(1, column, heading, head)
    at = 2
    for category, grouped in groupby(rows, key=lambda row: row.category):
        tasks = list(grouped)
        if len(tasks) > 1:
            sheet.merge_range(at, 0, at + len(tasks) - 1, 0, category, centred)
        else:
            sheet.write_string(at, 0, category, centred)
        for number, row in enumerate(tasks, start=1):
            lead, responsible = "、".join(row.lead), "、".join(row.responsible)
            for column, text in ((1, f"{number}．{row.node.title}"), (2, lead), (3, responsible)):
                sheet.write_string(at, column, text, plain)
            sheet.set_row(at, _LINE * max(2, _lines(lead, _WIDTHS[2]), _lines(responsible, _WIDTHS[3]), _lines(row.node.title, _WIDTHS[1])) + 6)
            at += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_margins(left=0.6, right=0.6)
    book.close()
    return buffer.getvalue()


def _lines(text: str, width: int) -> int:
    """Lines that a Chinese text takes in a column; a character is two units wide at this size."""
    return -(-len(text) * 2 // (width - 2)) if text else 1
