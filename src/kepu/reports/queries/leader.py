"""What a leader sees on one page."""

from __future__ import annotations

from dataclasses import dataclass

from kepu.organizations.actors import Actor

from .scope import Scope
from .work import Work, work_of


@dataclass(frozen=True)
class LeaderView:
    """All of the page."""

    work: Work


def leader_view(actor: Actor, scope: Scope) -> LeaderView:
    """Bounded queries."""
    return LeaderView(work_of(scope.plan, scope.year, scope.on, limit=5))
