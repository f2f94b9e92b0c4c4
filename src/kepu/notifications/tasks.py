"""Work of notices in the background."""

from __future__ import annotations

from django_tasks import task

from .services.delivery import deliver_due
from .services.texts import send_due_texts


@task()
def send_due() -> None:
    """Send what waits in the outbox; comes again by itself for what failed."""
    again = deliver_due()
    if again is not None:
        send_due.using(run_after=again).enqueue()


@task()
def send_texts() -> None:
    """Send the text messages that wait; comes again by itself for what failed."""
    again = send_due_texts()
    if again is not None:
        send_texts.using(run_after=again).enqueue()
