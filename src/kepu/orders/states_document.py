"""`docs/order-states.md`, written from the table."""

from __future__ import annotations

from .models import OrderSettings
from .order_states import LIMITS, TRANSITIONS, VERBS, WHO, State

HEAD = """# The way of a service order

Written from `TRANSITIONS` and `LIMITS` in `src/kepu/orders/order_states.py` by `kepu orders states`; a test keeps it current, so change the
table and not this file. Every step checks the right of who takes it and the version that he saw, is written to `OrderEvent` and the audit log,
and tells those in the last column: people with an account by notice, the resident by text message. Of two who act at the same time one is
first; the other is told who it was.

"""


def states_document() -> str:
    """The document as text."""
    parts = [["## States", "", *_states()], ["## Steps", "", *_steps()], ["## Time limits", "", *_limits()], ["## Picture", "", *_picture()]]
    return HEAD + "\n\n".join("\n".join(part) for part in parts) + "\n"


def _states() -> list[str]:
    return ["| state | shown as |", "|---|---|", *(f"| `{state.value}` | {state.label} |" for state in State)]


def _names(who: tuple[str, ...]) -> str:
    return "、".join(str(WHO[one]) for one in who)


def _steps() -> list[str]:
    lines = ["| step | shown as | from | to | who | records | reason | tells |", "|---|---|---|---|---|---|---|---|"]
    for row in TRANSITIONS:
        sources = ", ".join(f"`{State(source).value}`" for source in row.sources)
        reason = "required" if row.needs_reason else ""
        cells = [f"`{row.verb}`", VERBS[row.verb], sources, f"`{State(row.target).value}`", _names(row.who), row.records, reason, _names(row.tells)]
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return lines


def _limits() -> list[str]:
    lines = [
        "An order that stands longer than this is told of once, and once more after twice the time. `scheduled` counts from the end of the visit.",
        f"A visit that nobody rates closes after {_usual('close_unrated_days')} days, a rated one after {_usual('close_rated_days')}.",
        "These are the usual times; the office of a district sets its own under 点单设置.",
        "",
        "| state | hours | tells | then tells |",
        "|---|---|---|---|",
    ]
    for state, limit in LIMITS.items():
        lines.append(f"| `{State(state).value}` | {limit.hours} | {_names(limit.tells)} | {_names(limit.then)} |")
    return lines


def _usual(name: str) -> int:
    return int(getattr(OrderSettings(), name))


def _picture() -> list[str]:
    edges: dict[tuple[str, str, str], list[str]] = {}
    for row in TRANSITIONS:
        for source in row.sources:
            edges.setdefault((State(source).value, State(row.target).value, row.verb), []).extend(row.who)
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> ordered: order (resident, community)"]
    for (source, target, verb), who in edges.items():
        lines.append(f"    {source} --> {target}: {verb} ({', '.join(dict.fromkeys(who))})")
    ends = [state.value for state in State if not any(state in row.sources for row in TRANSITIONS)]
    return [*lines, *(f"    {state} --> [*]" for state in ends), "```"]
