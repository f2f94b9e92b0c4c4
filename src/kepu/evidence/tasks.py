"""Work of the ledger in the background."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from kepu.evidence.rollups import catch_up

EVERY = 1000


@task()
def roll_up_backlog(district_id: int) -> None:
    """Bring the sums of a district up to its newest record."""
    before, left = 0, catch_up(district_id)
    while left and left != before:
        before, left = left, catch_up(district_id)


def roll_up_later(district_id: int, before: int, after: int) -> None:
    """Ask for a rollup after the commit whenever the ledger has passed another thousand records; the readers roll up what is less."""
    if before // EVERY != after // EVERY:
        transaction.on_commit(partial(roll_up_backlog.enqueue, district_id))
