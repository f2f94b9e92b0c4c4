"""Units: tasks without one, names given twice, names that the register does not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import Doubt, DoubtKind, NodeKind, Responsibility
from ..register import Register
from ..responsibilities import task_key, widened
from ..structure import Draft, Outline
from .limits import MOST_SUGGESTIONS, TASKS


def unit_doubts(outline: Outline, entries: Sequence[Responsibility], register: Register | None) -> Iterator[Doubt]:
    """Tasks without unit, units named twice, units that the register does not know."""
    yield from _tasks_without_unit(outline, entries)
    yield from _scopes(outline)
    for entry in entries:
        yield from _repeated(entry)
        if register is not None:
            yield from _unregistered(entry, register)


def _tasks_without_unit(outline: Outline, entries: Sequence[Responsibility]) -> Iterator[Doubt]:
    orphans = tuple(
        f"第{entry.lines[0]}行缺任务名称的一行（{'、'.join((*entry.lead, *entry.responsible)[:2])}等）" for entry in entries if entry.task is None
    )[:MOST_SUGGESTIONS]
    covered = {entry.node for entry in entries if entry.node and (entry.lead or entry.responsible)}
    keys = {task_key(entry.task) for entry in entries if entry.task and (entry.lead or entry.responsible)}
    for draft in outline.walk():
        if draft.kind not in TASKS or draft.id in covered or task_key(draft.title) in keys:
            continue
        if any(above.id in covered for above in _above(draft)):
            continue
        measures = [below for below in draft.walk() if below.kind is NodeKind.MEASURE]
        bare = [below for below in measures if below.id not in covered]
        partly = bare if len(bare) < len(measures) else [draft]
        for owner in partly:
            what = "项目" if owner.kind is NodeKind.KEY_PROJECT else "任务"
            yield Doubt(
                owner.first,
                DoubtKind.TASK_WITHOUT_UNIT,
                f"{what}“{owner.title or owner.text[:20]}”没有牵头单位和责任单位。",
                orphans,
                owner.id,
            )


def _scopes(outline: Outline) -> Iterator[Doubt]:
    for draft in outline.walk():
        action = widened(draft)
        if action is not None and draft.parent is not None:
            message = f"这一行分工写在最后一条措施之后，已作为“{action.title}”整体的分工，请核对。"
            yield Doubt(draft.first, DoubtKind.ASSIGNMENT_SCOPE, message, (action.title, draft.parent.title), draft.id)


def _above(draft: Draft) -> Iterator[Draft]:
    above = draft.parent
    while above is not None:
        yield above
        above = above.parent


def _repeated(entry: Responsibility) -> Iterator[Doubt]:
    task = f"“{entry.task}”" if entry.task else "这一行"
    canonical = entry.canonical
    lead = [canonical.get(name, name) for name in entry.lead]
    rest = [canonical.get(name, name) for name in entry.responsible]
    for names in (lead, rest):
        seen: set[str] = set()
        for name in names:
            if name in seen:
                message = f"{task}的单位“{name}”写了两次。"
                yield Doubt(entry.lines[0], DoubtKind.DUPLICATE_UNIT, message, (name,), entry.row)
            seen.add(name)
    both = set(lead)
    for name in dict.fromkeys(rest):
        if name in both:
            message = f"{task}中“{name}”既是牵头单位又是责任单位。"
            yield Doubt(entry.lines[0], DoubtKind.LEAD_ALSO_RESPONSIBLE, message, ("只作牵头单位", "只作责任单位"), entry.row)


def _unregistered(entry: Responsibility, register: Register) -> Iterator[Doubt]:
    for name in dict.fromkeys((*entry.lead, *entry.responsible)):
        if name in entry.groups:
            if not register.knows_group(name):
                near = tuple(register.nearest_groups(name))
                message = f"单位名册中没有“{name}”这一组，无法展开为具体单位。" + (f"相近的有：{'、'.join(near)}。" if near else "")
                yield Doubt(entry.lines[0], DoubtKind.UNIT_NOT_IN_REGISTER, message, near, entry.row, name)
        elif register.canonical(name) is None:
            near = tuple(register.nearest(name))
            message = f"单位名册中没有“{name}”。" + (f"名称相近的有：{'、'.join(near)}。" if near else "")
            yield Doubt(entry.lines[0], DoubtKind.UNIT_NOT_IN_REGISTER, message, near, entry.row, name)
