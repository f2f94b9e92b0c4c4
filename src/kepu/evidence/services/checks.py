"""What a record must satisfy before the database is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kepu.evidence.kinds import Kind, Need
from kepu.evidence.models import Audience, EvidenceRecord
from kepu.organizations.errors import Text

Number = Decimal | int | str | None
STEP = Decimal("0.0001")
LIMIT = Decimal(10) ** 10
FIRST_YEAR = 2000
AUDIENCES = frozenset(Audience.values)


def read_number(name: str, value: Number, errors: dict[str, Text]) -> Decimal | None:
    """A quantity with at most four decimals; floats are refused by the type, because they are not what was written."""
    if value is None:
        return None
    try:
        number = Decimal(value)
        if abs(number) >= LIMIT or number != number.quantize(STEP):
            errors[name] = _("请填写绝对值小于100亿、小数不超过4位的数")
            return None
    except (InvalidOperation, TypeError, ValueError):
        errors[name] = _("请填写数字")
        return None
    return number


def check_record(record: EvidenceRecord, known: Kind, persons: int, today: date, errors: dict[str, Text]) -> None:
    """Hold a record against its kind and against reason; adds to `errors`."""
    if not isinstance(record.happened_on, date) or isinstance(record.happened_on, datetime):
        errors.setdefault("happened_on", _("请填写日期"))
    elif record.happened_on > today:
        errors.setdefault("happened_on", _("发生日期不能晚于今天"))
    elif record.happened_on.year < FIRST_YEAR:
        errors.setdefault("happened_on", _("发生日期不能早于%d年") % FIRST_YEAR)
    if record.audience and record.audience not in AUDIENCES:
        errors.setdefault("audience", _("人群不在目录中"))
    if len(record.note) > 500:
        errors.setdefault("note", _("说明不能超过500字"))
    quantity = record.quantity
    if quantity is None or quantity <= 0:
        errors.setdefault("quantity", _("请填写大于0的数量"))
    elif known.whole and quantity % 1:
        errors.setdefault("quantity", _("“%s”的数量应为整数") % known.name)
    present: Mapping[str, Any] = {"audience": record.audience, "persons": persons, "value": record.value is not None}
    for dimension, need in (("audience", known.audience), ("persons", known.persons), ("value", known.value)):
        if need is Need.REQUIRED and not present[dimension]:
            errors.setdefault(dimension, _("“%s”需要填写这一项") % known.name)
        elif need is Need.NONE and present[dimension]:
            errors.setdefault(dimension, _("“%s”不填这一项") % known.name)
    _check_interval(record, errors)


def _check_interval(record: EvidenceRecord, errors: dict[str, Text]) -> None:
    value, low, high = record.value, record.low, record.high
    if (low is None) != (high is None):
        errors.setdefault("low" if low is None else "high", _("区间的上限和下限要同时填写"))
    elif low is not None and high is not None and (value is None or not low <= value <= high):
        errors.setdefault("low", _("数值应在区间下限与上限之间"))
