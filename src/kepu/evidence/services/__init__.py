"""Writes of the ledger."""

from .bulk import record_evidence_many
from .corrections import correct_evidence, void_evidence
from .drafts import NewEvidence
from .recording import record_estimate, record_evidence

__all__ = [
    "NewEvidence",
    "correct_evidence",
    "record_estimate",
    "record_evidence",
    "record_evidence_many",
    "void_evidence",
]
