"""Reads the facts of a year or of a plan period, once, in a bounded number of queries."""

from __future__ import annotations

import datetime
from collections import Counter

from kepu.evidence import queries as evidence
from kepu.governance import queries as governance
from kepu.governance.documents.office import office_of
from kepu.governance.queries.briefings import open_decisions
from kepu.governance.queries.evaluations import evaluation_of
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.plans import summaries
from kepu.plans.models import Plan
from kepu.reports.facts import Facts, Provenance, Totals, UnitFact

from .evidence_facts import kinds_between, months_between, places_between, records_by_unit, records_total
from .indicator_facts import indicator_facts
from .task_facts import task_facts

DAY = datetime.timedelta(days=1)


def annual_facts(actor: Actor, plan: Plan, year: int, now: datetime.datetime) -> Facts:
    """What is known about a year of the plan on the day `now`, compared with the year before.

    Indicators and tasks are compared within the plan only; the share of work that is done, when the year is over.
    """
    since, until = datetime.date(year, 1, 1), min(datetime.date(year, 12, 31), now.date())
    compared = (datetime.date(year - 1, 1, 1), _year_earlier(until)) if year > plan.year_from else None
    earlier = plan if compared else plan.predecessor
    before = _totals(earlier, year - 1, datetime.date(year, 1, 1)) if earlier and until == datetime.date(year, 12, 31) else None
    return _facts(actor, plan, since, until, now, compared, year, before)


def evaluation_facts(actor: Actor, plan: Plan, now: datetime.datetime) -> Facts:
    """What is known about the whole period of the plan."""
    since, until = datetime.date(plan.year_from, 1, 1), min(datetime.date(plan.year_to, 12, 31), now.date())
    return _facts(actor, plan, since, until, now, None, None, None)


def _facts(
    actor: Actor,
    plan: Plan,
    since: datetime.date,
    until: datetime.date,
    now: datetime.datetime,
    compared: tuple[datetime.date, datetime.date] | None,
    year: int | None,
    before: Totals | None,
) -> Facts:
    district, on = actor.district, min(until + DAY, now.date())
    sequence, head_hash = evidence.chain_head(district)
    counts = summaries.count_by_unit(plan, year, on)
    following = _totals(plan, year + 1, on) if year is not None else None
    return Facts(
        district=district.name,
        issuer=office_of(district),
        plan_title=plan.title,
        plan_number=plan.number,
        since=since,
        until=until,
        provenance=Provenance(now, sequence, head_hash),
        indicators=indicator_facts(plan, until, with_before=compared is not None, years=year is None),
        tasks=task_facts(plan, year, on, since, until, compared),
        work=_total(count for _unit, count in counts),
        before=before,
        units=_units(actor, counts, since, until, on),
        kinds=kinds_between(district, since, until, (since.replace(year=since.year - 1), _year_earlier(until)) if year is not None else None),
        areas=places_between(district, since, until),
        months=months_between(district, since, until),
        records=records_total(district, since, until),
        decisions=tuple(f"{decision.unit}：{decision.text}" for decision in open_decisions(district).filter(briefing__plan=plan).order_by("due_on")),
        next_work=following,
        by_year=tuple((number, _as_totals(count)) for number, count in summaries.count_by_year(plan, on).items()),
        summary=_summary(plan) if year is None else "",
        is_demo=district.is_demo,
        is_closed=plan.status == Plan.Status.CLOSED,
    )


def _units(actor: Actor, counts: list[tuple], since: datetime.date, until: datetime.date, on: datetime.date) -> tuple[UnitFact, ...]:
    """Every unit that has work, owes a report or left evidence."""
    records = records_by_unit(actor.district, since, until)
    owed = overdue_by_unit(actor.district, on)
    units = dict(counts)
    for unit in (*owed, *records):
        units.setdefault(unit, summaries.WorkCount())
    return tuple(
        UnitFact(unit.name, count.total, count.done, count.behind, owed.get(unit, 0), records.get(unit, 0))
        for unit, count in sorted(units.items(), key=lambda row: (row[0].type, row[0].pk))
    )


def _summary(plan: Plan) -> str:
    """What the office said of the whole plan in its evaluation."""
    found = evaluation_of(plan)
    return found.summary if found else ""


def overdue_by_unit(district: Area, on: datetime.date) -> dict[Unit, int]:
    """How many progress reports each unit owes after their due date."""
    return dict(Counter(report.unit for report in governance.overdue(district, on)))


def _totals(plan: Plan, year: int, on: datetime.date) -> Totals:
    return _total(count for _unit, count in summaries.count_by_unit(plan, year, on))


def _total(counts: object) -> Totals:
    found = list(counts)  # type: ignore[call-overload]
    whole = summaries.total(found)
    return Totals(whole.total, whole.done, whole.behind, len(found))


def _as_totals(count: summaries.WorkCount) -> Totals:
    return Totals(count.total, count.done, count.behind)


def _year_earlier(day: datetime.date) -> datetime.date:
    """The same day a year earlier; 29 February becomes 28 February."""
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else datetime.date(day.year - 1, 2, 28)
