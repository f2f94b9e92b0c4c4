"""State of the ledger: records that nobody can change, and the sums that are kept over them."""

from .records import Audience, ChainHead, EvidenceFile, EvidencePerson, EvidenceRecord
from .rollups import DistinctCounter, DistinctDay, PersonTally, Rollup, RollupState

__all__ = [
    "Audience",
    "ChainHead",
    "DistinctCounter",
    "DistinctDay",
    "EvidenceFile",
    "EvidencePerson",
    "EvidenceRecord",
    "PersonTally",
    "Rollup",
    "RollupState",
]
