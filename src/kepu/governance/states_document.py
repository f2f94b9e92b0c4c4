"""`docs/progress-states.md`, written from the table."""

from __future__ import annotations

from .report_states import CONDITIONS, TRANSITIONS, VERBS, WHO, State, Transition

HEAD = """# The way of a progress report

Written from `TRANSITIONS` in `src/kepu/governance/report_states.py` by `kepu governance states`; a test keeps it current, so change the table
and not this file. Every step checks the right of who takes it and the version that he saw, is written to `ReportEvent` and the audit log, and
tells those in the last column. Of two people who decide at the same time one is first; the other is told who it was.

"""


def states_document() -> str:
    """The document as text."""
    return HEAD + "\n".join(["## States", "", *_states(), "", "## Steps", "", *_steps(), "", "## Picture", "", *_picture(), ""])


def _states() -> list[str]:
    return ["| state | shown as |", "|---|---|", *(f"| `{state.value}` | {state.label} |" for state in State)]


def _steps() -> list[str]:
    lines = ["| step | shown as | from | to | who | when | reason | tells |", "|---|---|---|---|---|---|---|---|"]
    for row in TRANSITIONS:
        sources = ", ".join(f"`{State(source).value}`" for source in row.sources)
        when = str(CONDITIONS[row.when][0]) if row.when else ""
        tells = "、".join(str(WHO[who]) for who in row.tells)
        reason = "required" if row.needs_reason else ""
        lines.append(f"| `{row.verb}` | {VERBS[row.verb]} | {sources} | `{State(row.target).value}` | {WHO[row.who]} | {when} | {reason} | {tells} |")
    return lines


def _picture() -> list[str]:
    edges: dict[tuple[str, str, str], list[Transition]] = {}
    for row in TRANSITIONS:
        for source in row.sources:
            edges.setdefault((State(source).value, State(row.target).value, row.verb), []).append(row)
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for (source, target, verb), rows in edges.items():
        lines.append(f"    {source} --> {target}: {verb} ({', '.join(dict.fromkeys(row.who for row in rows))})")
    return [*lines, "    accepted --> [*]", "```"]
