"""Which node of the plan is which node of the newer text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from kepu.engines.plan_document import Node
from kepu.plans.models import PlanNode

#: From this likeness on (0 to 1) a heading or paragraph counts as reworded, below as another one.
ALIKE = 0.6
#: Characters of a text that are compared.
_HEAD = 200

Pairs = dict[str, PlanNode]


def match(old: Iterable[PlanNode], roots: Iterable[Node]) -> Pairs:
    """Id of a read node -> the stored node that it continues.

    Siblings under matched parents are paired by key, then title, then text, then likeness; what is left, by title anywhere
    (a heading that moved).
    """
    stored = list(old)
    children: dict[int | None, list[PlanNode]] = defaultdict(list)
    for node in stored:
        children[node.parent_id].append(node)
    pairs: Pairs = {}
    pending: list[tuple[list[PlanNode], list[Node]]] = [(children[None], list(roots))]
    everything: list[Node] = []
    while pending:
        mine, theirs = pending.pop()
        everything += theirs
        found = _siblings(mine, theirs)
        pairs |= found
        pending += [(children[found[node.id].pk] if node.id in found else [], list(node.children)) for node in theirs]
    taken = {node.pk for node in pairs.values()}
    left = [node for node in stored if node.pk not in taken]
    pairs |= _paired(left, [node for node in everything if node.id not in pairs], _moved)
    return pairs


def _siblings(mine: list[PlanNode], theirs: list[Node]) -> Pairs:
    pairs: Pairs = {}
    left, right = mine, theirs
    for same in (_same_key, _same_title, _same_text):
        found = _paired(left, right, same)
        pairs |= found
        taken = {node.pk for node in found.values()}
        left, right = [n for n in left if n.pk not in taken], [n for n in right if n.id not in found]
    for node in right:
        best = max(((likeness(old, node), -at, old) for at, old in enumerate(left) if old.kind == node.kind), default=None, key=lambda c: c[:2])
        if best is not None and best[0] >= ALIKE:
            pairs[node.id] = best[2]
            left = [old for old in left if old is not best[2]]
    return pairs


def _paired(old: list[PlanNode], new: list[Node], same: Callable[[PlanNode | Node], object]) -> Pairs:
    """Pairs of equal keys, in order; an empty key pairs nothing."""
    by_key: dict[object, list[PlanNode]] = defaultdict(list)
    for node in reversed(old):
        by_key[same(node)].append(node)
    return {node.id: by_key[key].pop() for node in new if (key := same(node)) and by_key.get(key)}


def _same_key(node: PlanNode | Node) -> object:
    if not node.title:
        return None  # the key of a paragraph is its line, which moves
    return node.key if isinstance(node, PlanNode) else node.id[:400]


def _same_title(node: PlanNode | Node) -> object:
    return (node.title[:200], str(node.kind) == "task") if node.title else None


def _same_text(node: PlanNode | Node) -> object:
    return (str(node.kind), node.text) if node.text and not node.title else None


def _moved(node: PlanNode | Node) -> object:
    return (str(node.kind), node.title[:200]) if node.title else None


def likeness(old: PlanNode, new: Node) -> float:
    """How much the wording of two nodes of a kind has in common, 0 to 1: of their titles, or of their texts where either has no title."""
    if old.title and new.title:
        titles = SequenceMatcher(None, old.title, new.title, autojunk=False).ratio()
        texts = SequenceMatcher(None, old.text[:_HEAD], new.text[:_HEAD], autojunk=False).ratio() if old.text and new.text else 0.0
        return max(titles, texts if texts > 0.8 else 0.0)
    return SequenceMatcher(None, old.text[:_HEAD], new.text[:_HEAD], autojunk=False).ratio()
