"""Reads of the ledger."""

from .drilling import indicator_estimates, indicator_records, indicator_totals
from .of_plan import chain_head, estimates_of, totals_of_plan
from .records import detail, effective, evidence_of, evidence_of_node, records_of
from .statuses import IndicatorStatus, Light, indicator_status, indicator_statuses
from .totals import Total, as_of_now, totals
from .verification import ChainReport, verify_chain

__all__ = [
    "ChainReport",
    "IndicatorStatus",
    "Light",
    "Total",
    "as_of_now",
    "chain_head",
    "detail",
    "effective",
    "estimates_of",
    "evidence_of",
    "evidence_of_node",
    "indicator_estimates",
    "indicator_records",
    "indicator_status",
    "indicator_statuses",
    "indicator_totals",
    "records_of",
    "totals",
    "totals_of_plan",
    "verify_chain",
]
