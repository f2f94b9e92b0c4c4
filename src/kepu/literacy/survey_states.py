"""The way of a survey: one table, from which services, pages and rights are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Survey

State = Survey.State


@dataclass(frozen=True)
class Transition:
    """One row: `verb` leads from any of `sources` to `target` by who holds `perm`. `by_page` is False where another step of work takes it."""

    verb: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str
    perm: str = "literacy.change_survey"
    needs_reason: bool = False
    by_page: bool = True


TRANSITIONS = (
    Transition("draw", _("抽样"), (State.DESIGN,), State.SAMPLED, by_page=False),
    Transition("undo_draw", _("撤销抽样"), (State.SAMPLED,), State.DESIGN, needs_reason=True),
    Transition("start", _("开始调查"), (State.SAMPLED,), State.FIELD, "literacy.manage_field"),
    Transition("halt", _("撤回开始"), (State.FIELD,), State.SAMPLED, "literacy.manage_field", needs_reason=True),
    Transition("close", _("结束调查"), (State.FIELD,), State.CLOSED, "literacy.manage_field", by_page=False),
    Transition("reopen", _("重新打开"), (State.CLOSED,), State.FIELD, "literacy.manage_field", needs_reason=True),
    Transition("estimate", _("估计"), (State.CLOSED, State.ESTIMATED), State.ESTIMATED, "literacy.calculate", by_page=False),
    Transition("publish", _("发布"), (State.ESTIMATED,), State.PUBLISHED, "literacy.publish", by_page=False),
    Transition("withdraw", _("撤回发布"), (State.PUBLISHED,), State.ESTIMATED, "literacy.publish", needs_reason=True, by_page=False),
)
ORDER = (State.DESIGN, State.SAMPLED, State.FIELD, State.CLOSED, State.ESTIMATED, State.PUBLISHED)


def row_of(verb: str, state: str) -> Transition | None:
    """The row by which a survey in this state takes the step, if there is one."""
    return next((row for row in TRANSITIONS if row.verb == verb and state in row.sources), None)


def steps_from(state: str) -> list[Transition]:
    """What can be done from here."""
    return [row for row in TRANSITIONS if state in row.sources]
