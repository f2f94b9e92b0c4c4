"""From the document to the plan in the database, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kepu.engines.plan_document import Doubt, Node, PlanDocument, PlanDocumentError, Target, read_plan, render
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, TooLarge
from kepu.organizations.models import Area
from kepu.organizations.services.base import audit, service
from kepu.plans import queries
from kepu.plans.models import Indicator, Plan, PlanDoubt, PlanNode

from .assignments import as_read, place_units
from .indicators import indicator_of


def read(actor: Actor, source: bytes | str, filename: str = "") -> PlanDocument:
    """Read a document with the district's register.

    Raises InvalidInput or TooLarge with the reader's message; nothing is stored.
    """
    try:
        return read_plan(source, filename=filename or None, register=queries.register_of(actor.district))
    except PlanDocumentError as error:
        raise (TooLarge if error.code == "too_large" else InvalidInput)(error.message) from error


@service
def import_plan(*, actor: Actor, source: bytes | str, filename: str = "") -> Plan:
    """Store the plan that a document describes, to be reviewed.

    Raises InvalidInput where the document cannot be read or names no period, Conflict where the district has the plan already.
    """
    require(actor, "plans.import_plan")
    document = read(actor, source, filename)
    Area.objects.select_for_update(no_key=True).get(pk=actor.district.pk)  # two who import at once follow one another
    head = document.head
    if head.period is None:
        raise InvalidInput(_("没有在标题或正文中找到规划期（如2021—2025年），请在标题中补上后再导入。"))
    if Plan.objects.filter(district=actor.district, title=head.title[:200]).exists():
        raise Conflict(_("规划“%s”已经导入，不会重复导入；如有修订，请与原规划比较后采用。") % head.title)
    plan = Plan.objects.create(
        district=actor.district,
        title=head.title[:200],
        number=(head.number or "")[:60],
        issuer=(head.issuer or "")[:100],
        issued_on=head.issued_on,
        year_from=head.period[0],
        year_to=head.period[1],
        source_text=render(document),
        source_name=filename[:200],
        cites=[{"title": cite.title, "number": cite.number} for cite in head.cites],
        assignments=as_read(document.responsibilities),
        is_demo=actor.district.is_demo,
    )
    nodes = _store_nodes(plan, document.nodes)
    _store_indicators(plan, nodes, document.targets)
    store_doubts(plan, document.doubts, nodes)
    place_units(plan)
    audit(actor, "plans.import_plan", plan, plan.title, nodes=len(nodes), doubts=len(document.doubts))
    return plan


def _store_nodes(plan: Plan, roots: tuple[Node, ...]) -> dict[str, PlanNode]:
    stored: dict[str, PlanNode] = {}
    pending: list[tuple[Node, PlanNode | None, int]] = [(node, None, 0) for node in reversed(roots)]
    while pending:
        node, parent, depth = pending.pop()
        stored[node.id] = PlanNode.objects.create(
            plan=plan,
            parent=parent,
            key=node.id[:400],
            position=len(stored),
            depth=depth,
            kind=node.kind,
            number=(node.number or "")[:20],
            title=node.title[:200],
            text=node.text,
            first_line=node.lines[0],
            last_line=node.lines[1],
        )
        pending.extend((child, stored[node.id], depth + 1) for child in reversed(node.children))
    return stored


def store_doubts(plan: Plan, doubts: Iterable[Doubt], nodes: dict[str, PlanNode]) -> None:
    """Write down what the reader asks, each question with its node."""
    PlanDoubt.objects.bulk_create(
        PlanDoubt(
            plan=plan,
            node=nodes.get(doubt.node or ""),
            line=doubt.line,
            kind=doubt.kind,
            subject=doubt.subject[:100],
            message=doubt.message,
            suggestions=list(doubt.suggestions),
        )
        for doubt in doubts
    )


def _store_indicators(plan: Plan, nodes: dict[str, PlanNode], targets: tuple[Target, ...]) -> None:
    for number, target in enumerate(targets, start=1):
        indicator: Indicator = indicator_of(plan, nodes.get(target.node), target, number)
        indicator.save()
