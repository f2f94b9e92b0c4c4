"""Reads of the ledger."""

from .drilling import indicator_records, indicator_totals
from .records import detail, effective, evidence_of, evidence_of_node, records_of
from .statuses import IndicatorStatus, Light, indicator_status, indicator_statuses
from .totals import Total, totals
from .verification import ChainReport, verify_chain

__all__ = [
    "ChainReport",
    "IndicatorStatus",
    "Light",
    "Total",
    "detail",
    "effective",
    "evidence_of",
    "evidence_of_node",
    "indicator_records",
    "indicator_status",
    "indicator_statuses",
    "indicator_totals",
    "records_of",
    "totals",
    "verify_chain",
]
