"""What a report may and must say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kepu.governance.models import ProgressReport
from kepu.organizations.errors import InvalidInput

from .progress_evidence import kind_of

TEXT_LIMIT = 4000
QUANTITY_LIMIT = Decimal(10) ** 10  # as the ledger has it


def check_values(values: Mapping[str, Any]) -> None:
    """Raise InvalidInput with every value that no report may have."""
    errors: dict[str, str] = {}
    quantity, completion = values["quantity"], values["completion"]
    if quantity is not None and not (quantity.is_finite() and 0 <= quantity < QUANTITY_LIMIT):
        errors["quantity"] = _("数量应是不小于 0 的数")
    elif quantity is not None and quantity != round(quantity, 4):
        errors["quantity"] = _("数量最多保留四位小数")
    if completion is not None and not 0 <= completion <= 100:
        errors["completion"] = _("进度应在 0 到 100 之间")
    for name in ("done", "problems", "next_steps"):
        if len(values[name]) > TEXT_LIMIT:
            errors[name] = _("请控制在 %d 字以内") % TEXT_LIMIT
    if errors:
        raise InvalidInput(fields=errors)


def check_complete(report: ProgressReport) -> None:
    """Raise InvalidInput with every field that must be filled before the report is handed in."""
    errors: dict[str, str] = {}
    if not report.done:
        errors["done"] = _("请填写本期工作进展；没有进展也请说明情况")
    if report.completion is None:
        errors["completion"] = _("请填写累计完成进度")
    if report.work_item.quantity is not None and report.quantity is None:
        errors["quantity"] = _("这项任务有计划数量，请填写本期完成数量（没有则填 0）")
    kind = kind_of(report.work_item)
    if report.counts_as_evidence and kind is not None and kind.whole and report.quantity is not None and report.quantity % 1:
        errors["quantity"] = _("“%s”的数量应为整数才能记入台账") % kind.name
    if errors:
        raise InvalidInput(fields=errors)
