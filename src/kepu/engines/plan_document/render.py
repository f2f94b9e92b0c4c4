"""The way back: from the tree of nodes to the text it was read from."""

from __future__ import annotations

from .model import PlanDocument


def render(document: PlanDocument) -> str:
    """The source text, put together from the lines that each node owns, in the order of the nodes.

    Exact to the character, line endings included, for every input: a byte order mark is the only
    thing that reading drops. A node that lost or doubled a line would show here.
    """
    pieces: list[str] = []
    for node in document.walk():
        pieces.extend(document.lines[node.lines[0] - 1 : node.lines[1]])
    return "".join(pieces)
