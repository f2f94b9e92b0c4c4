"""The conditions of schools as a workbook."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.queries.schools import ConditionsSummary
from kepu.organizations.services.workbook import Column, Sheet, write_sheets


def conditions_workbook(summary: ConditionsSummary) -> bytes:
    """Schools by name, what follows from their figures, and the schools that did not tell."""
    plain = [
        ("pupils", _("在校学生（人）"), "integer"),
        ("full_time", _("专职科学教师（人）"), "integer"),
        ("part_time", _("兼职科学教师（人）"), "integer"),
        ("science_degree", _("理工科背景（人）"), "integer"),
        ("lessons", _("每班每周科学课时"), "decimal"),
        ("labs", _("科学实验室（间）"), "integer"),
        ("experiments", _("每班每学期分组实验（次）"), "decimal"),
        ("activities", _("全年科学活动（场）"), "integer"),
        ("participations", _("科学活动参与（人次）"), "integer"),
    ]
    columns = [
        Column("unit", _("学校"), width=24),
        *(Column(key, name, kind, width=14) for key, name, kind in plain),  # type: ignore[arg-type]
        Column("vice", _("科学副校长"), width=12),
        Column("per_teacher", _("每名科学教师对应学生（人）"), "decimal", width=16),
        Column("per_pupil", _("人均参与活动（次）"), "decimal", width=16),
        Column("remarks", _("说明"), width=30),
    ]
    rows: list[dict[str, Any]] = []
    for line in summary.lines:
        ratio = line.pupils_per_teacher
        rows.append(
            {
                "unit": line.row.unit.name,
                **{key: getattr(line.row, key) for key, _name, _kind in plain},
                "vice": _("有") if line.row.has_vice_head else _("无"),
                "per_teacher": round(ratio, 1) if ratio is not None else None,
                "per_pupil": round(line.activities_per_pupil, 2),
                "remarks": line.row.remarks,
            }
        )
    missing = Sheet(_("未填报"), [Column("unit", _("学校"), width=24)], [{"unit": unit.name} for unit in summary.missing])
    return write_sheets([Sheet(_("学校"), columns, rows), missing])
