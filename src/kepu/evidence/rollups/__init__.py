"""The sums over the ledger: kept from a watermark in the order of the sequence, a batch to a transaction.

Sequence numbers are given under the lock of the district's head, which is held until the commit; so whoever sees number n sees every number
before it, and a watermark passes nothing over.
"""

from .recount import rebuild, recount
from .rolling import LAG, catch_up, lag, roll_up

__all__ = ["LAG", "catch_up", "lag", "rebuild", "recount", "roll_up"]
