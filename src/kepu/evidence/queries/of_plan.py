"""Evidence by the measures of a plan, and the newest link of the chain: what a report is made from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from kepu.evidence.models import ChainHead, EvidenceRecord
from kepu.evidence.rollups.recount import effective
from kepu.organizations.models import Area
from kepu.plans.models import Indicator, Plan

from .series import Estimate, load


def totals_of_plan(plan: Plan, since: date, until: date) -> dict[tuple[int, str], Decimal]:
    """(node id, kind) -> quantity of effective evidence that names a measure of the plan, or a piece of work of one.

    One query over the records of these days; for a document in the background, not for a page.
    """
    named = Q(node__plan=plan) | Q(node=None, work_item__plan=plan)
    records = effective(EvidenceRecord.objects.filter(named, district=plan.district_id, happened_on__range=(since, until)))
    rows = records.order_by().values_list(Coalesce("node_id", "work_item__node_id"), "kind").annotate(total=Sum("quantity"))
    found: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for node, kind, total in rows:
        found[node, kind] += total
    return dict(found)


def chain_head(district: Area) -> tuple[int, str]:
    """Sequence and hash of the newest record; (0, "") before the first."""
    return ChainHead.objects.filter(district=district).values_list("sequence", "chain_hash").first() or (0, "")


def estimates_of(plan: Plan, on: date) -> dict[int, list[Estimate]]:
    """Indicator id -> the levels that were published up to a day, earliest first, for the indicators that are estimated."""
    estimated = list(plan.indicators.filter(aggregation=Indicator.Aggregation.LATEST))
    loaded = load(plan.district, estimated, date(plan.year_from, 1, 1), on) if estimated else {}
    return {pk: series.estimates for pk, series in loaded.items()}
