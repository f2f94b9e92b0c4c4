"""Excel in and out (and CSV out): the one place where tables in files are read and written.

COLUMNS = [Column("name", _("单位名称"), required=True), Column("on", _("日期"), "date"), unit_column(actor.district, "unit", _("单位"))]
write_template(COLUMNS)                       # an empty workbook with lists to choose from and a sheet of help
rows, errors, faulty = read_workbook(file, COLUMNS)   # rows[0]["on"] is a date; errors say sheet, row, column, what to do; faulty are their rows
store_rows(read_workbook(…), store)           # all or none; what the service refuses is told together with what could not be read
error_sheet(file, errors)                     # the uploaded workbook back, the faulty cells marked
write_workbook(COLUMNS, rows)                 # the same columns, filled
write_sheets([Sheet(_("指标"), COLUMNS, rows)])  # several tables in one workbook
"""

from .columns import Column, choice_column, unit_column
from .csv_file import write_csv
from .faults import error_sheet
from .reading import Row, WorkbookRows, check_header, read_rows, read_workbook, store_rows
from .sheets import Sheet, write_sheets
from .writing import write_template, write_workbook

__all__ = [
    "Column",
    "Row",
    "Sheet",
    "WorkbookRows",
    "check_header",
    "choice_column",
    "error_sheet",
    "read_rows",
    "read_workbook",
    "store_rows",
    "unit_column",
    "write_csv",
    "write_sheets",
    "write_template",
    "write_workbook",
]
