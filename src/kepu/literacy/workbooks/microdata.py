"""Protected interviews as CSV, Parquet or Excel."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kepu.literacy.microdata import Record
from kepu.organizations.services.workbook import Column, write_workbook

if TYPE_CHECKING:
    import polars as pl

NAMES = ("number", "street", "sex", "age_group", "education", "groups", "eligible_persons", "mode")


def as_frame(items: Sequence[str], records: Sequence[Record]) -> pl.DataFrame:
    """A row an interview, a column an item (points; null where it was not asked)."""
    import polars as pl

    columns = {name: [getattr(one, name) or None for one in records] for name in NAMES}
    frame = pl.DataFrame(columns, schema={name: pl.Int32 if name in ("number", "eligible_persons") else pl.String for name in NAMES})
    points = {item: pl.Series(item, [one.points[item] for one in records], dtype=pl.Int8) for item in dict.fromkeys(items)}
    return frame.with_columns(*points.values())


def write_csv(items: Sequence[str], records: Sequence[Record]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    return b"\xef\xbb\xbf" + as_frame(items, records).write_csv().encode()


def write_parquet(items: Sequence[str], records: Sequence[Record]) -> bytes:
    """Parquet."""
    buffer = io.BytesIO()
    as_frame(items, records).write_parquet(buffer)
    return buffer.getvalue()


def write_excel(items: Sequence[str], records: Sequence[Record]) -> bytes:
    """A workbook with Chinese headings."""
    headings = (_("序号"), _("街道"), _("性别"), _("年龄组"), _("文化程度"), _("人群"), _("户内合格人数"), _("方式"))
    columns = [Column(name, heading, width=14) for name, heading in zip(NAMES, headings, strict=True)]
    columns += [Column(item, item, "integer", width=10) for item in dict.fromkeys(items)]
    frame = as_frame(items, records)
    return write_workbook(columns, [dict(row) for row in frame.iter_rows(named=True)], sheet=_("数据"))
