"""Work of notices in the background."""

from __future__ import annotations

from django_tasks import task

from .services.delivery import deliver_due


@task()
def send_due() -> None:
    """Send what waits in the outbox; comes again by itself for what failed."""
    again = deliver_due()
    if again is not None:
        send_due.using(run_after=again).enqueue()
