"""What happened in the demo district: evidence with season, good and bad years, and a few corrected mistakes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.services import NewEvidence, correct_evidence, record_estimate, record_evidence_many, void_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.plans.models import Plan

from .work import Task, climate

# Invented estimates in per cent with their intervals: value, low, high, day of publication. From 2025 on the district asks by itself.
ESTIMATES = (
    (date(2021, 12, 15), "14.62", "12.91", "16.50"),
    (date(2022, 12, 20), "16.05", "14.24", "18.01"),
    (date(2023, 12, 18), "17.71", "15.86", "19.72"),
    (date(2024, 12, 16), "19.28", "17.39", "21.31"),
)
COUNTED_ONE_BY_ONE = {"activity", "brand_activity"}


def record(system: Actor, tasks: list[Task], places: list[Area], today: date, chance: random.Random) -> int:
    """Write what the tasks brought about up to today, in the order in which it happened."""
    entries = [entry for task in tasks for entry in _entries(task, places, today, chance)]
    entries.sort(key=lambda entry: entry.happened_on)
    return record_evidence_many(actor=system, entries=entries)


def _entries(task: Task, places: list[Area], today: date, chance: random.Random) -> Iterator[NewEvidence]:
    line, year = task.line, task.item.year
    share = climate(year) * chance.triangular(0.78, 1.18, 1.02)
    events = max(1, round(line.events * share)) if line.events > 1 else 1
    mean = float(task.item.quantity or line.quantity) * share / events
    for number in range(events):
        day = _day(line.months, year, chance)
        if day > today:
            continue
        quantity = 1 if line.kind in COUNTED_ONE_BY_ONE else max(1, round(mean * chance.lognormvariate(-0.1, 0.45)))
        area = task.item.unit.area or chance.choice(places)
        name = line.named[(year + number) % len(line.named)] if line.named else line.title
        yield NewEvidence(
            kind=line.kind,
            happened_on=day,
            quantity=quantity,
            unit=task.item.unit,
            area=area,
            audience=line.audience,
            work_item=task.item,
            note=f"{name}（{area.name}）",
        )


def _day(months: tuple[int, ...], year: int, chance: random.Random) -> date:
    return date(year, chance.choice(months), 1) + timedelta(days=chance.randrange(28))


def estimate(system: Actor, plan: Plan, year: int, today: date) -> None:
    """The year's estimate of the share of literate citizens, where it is published by now."""
    node = plan.indicators.get(code="literate_share").node
    for day, value, low, high in ESTIMATES:
        if day.year == year and day <= today:
            record_estimate(actor=system, happened_on=day, value=Decimal(value), low=Decimal(low), high=Decimal(high), node=node, note="年度抽样评估")


def mistakes(office: Actor, chance: random.Random) -> None:
    """Some figures were typed wrongly and some events entered twice; the ledger shows how that was mended."""
    entries = EvidenceRecord.objects.filter(district=office.district, kind="activity_attendance").order_by("sequence")
    places = list(entries.values_list("sequence", flat=True))
    for place in chance.sample(places, min(9, len(places) // 20)):
        wrong = entries.get(sequence=place)
        if place % 3:
            correct_evidence(actor=office, record=wrong, reason="核对签到表后更正人数", quantity=int(wrong.quantity) + chance.randrange(3, 30))
        else:
            void_evidence(actor=office, record=wrong, reason="与同日另一条记录重复")
