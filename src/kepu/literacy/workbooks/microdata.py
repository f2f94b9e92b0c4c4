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
    if any(one.weight is not None for one in records):
        frame = frame.with_columns(pl.Series("weight", [one.weight for one in records], dtype=pl.Float64))
    return frame.with_columns(*points.values())


def with_replicates(frame: pl.DataFrame, records: Sequence[Record]) -> pl.DataFrame:
    """The same with a column a replicate weight, `replicate_1` and on."""
    import polars as pl

    count = max((len(one.replicates) for one in records), default=0)
    blank = [None] * count
    values = [list(one.replicates) or blank for one in records]
    return frame.with_columns(*(pl.Series(f"replicate_{r + 1}", [row[r] for row in values], dtype=pl.Float64) for r in range(count)))


def write_csv(items: Sequence[str], records: Sequence[Record]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    return b"\xef\xbb\xbf" + with_replicates(as_frame(items, records), records).write_csv().encode()


def write_parquet(items: Sequence[str], records: Sequence[Record]) -> bytes:
    """Parquet."""
    buffer = io.BytesIO()
    with_replicates(as_frame(items, records), records).write_parquet(buffer)
    return buffer.getvalue()


def write_excel(items: Sequence[str], records: Sequence[Record]) -> bytes:
    """A workbook with Chinese headings, without replicate weights."""
    headings = (_("序号"), _("街道"), _("性别"), _("年龄组"), _("文化程度"), _("人群"), _("户内合格人数"), _("方式"))
    columns = [Column(name, heading, width=14) for name, heading in zip(NAMES, headings, strict=True)]
    frame = as_frame(items, records)
    if "weight" in frame.columns:
        columns.append(Column("weight", _("权重"), "decimal", width=12))
    columns += [Column(item, item, "integer", width=10) for item in dict.fromkeys(items)]
    return write_workbook(columns, [dict(row) for row in frame.iter_rows(named=True)], sheet=_("数据"))
