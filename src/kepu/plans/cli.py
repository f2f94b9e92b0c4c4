"""What `kepu plan import` does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kepu.engines.plan_document.cli import why_not_opened
from kepu.organizations.actors import Actor
from kepu.organizations.console import find_district
from kepu.organizations.errors import InvalidInput, NotFound

from .models import Plan
from .services import apply_revision, import_plan, propose_revision, same_plan

_SIGNS = {"added": "+", "removed": "-", "changed": "~", "kept": "="}


def import_file(file: Path, *, district: str, plan: int | None = None, apply: bool = False) -> Iterator[str]:
    """Import a document, or say what a newer text of a known plan would change, and with `apply` change it. Yields what to tell.

    Raises KepuError with a message for people; nothing is stored then.
    """
    area = find_district(district)
    actor = Actor.system(area)
    try:
        source = file.read_bytes()
    except OSError as error:
        raise InvalidInput(_("无法打开 %(file)s：%(reason)s") % {"file": file, "reason": why_not_opened(error)}) from error
    known = same_plan(actor, source, file.name) if plan is None else Plan.objects.filter(district=area, pk=plan).first()
    if plan is not None and known is None:
        raise NotFound(_("本区没有编号为 %d 的规划。") % plan)
    if known is None:
        made = import_plan(actor=actor, source=source, filename=file.name)
        counts = {"nodes": made.nodes.count(), "targets": made.indicators.count(), "doubts": made.doubts.count(), "title": made.title}
        yield _("已导入 %(title)s：%(nodes)d 段，%(targets)d 项指标，%(doubts)d 条疑问待核对") % counts
        return
    revision = propose_revision(actor=actor, plan=known, source=source, filename=file.name)
    if revision is None:
        yield _("与已导入的“%s”没有差异。") % known.title
        return
    yield _("与已导入的“%s”有以下差异：") % known.title
    yield from told(revision.difference)
    if apply:
        apply_revision(actor=actor, revision=revision)
        yield _("已采用新的文本。")
    else:
        yield _("规划没有改动；加上 --apply 采用新的文本。")


def told(difference: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The difference in lines: + added, - removed, ~ changed, = kept though the text has it no more."""
    for change in difference["head"]:
        yield f"~ {change['field']}：{change['old']} → {change['new']}"
    for change in difference["nodes"]:
        yield f"{_SIGNS[change['change']]} {change['number']}{change['title']}"
    for change in difference["units"]:
        yield f"~ {change['task']}：" + "、".join([*(f"+{name}" for name in change["added"]), *(f"-{name}" for name in change["removed"])])
    for change in difference["targets"]:
        yield f"{_SIGNS[change['change']]} {change['name']} {change.get('old', '')} → {change.get('new', '')}"
    for change in difference["doubts"]:
        yield f"{_SIGNS[change['change']]} " + _("第 %d 行") % change["line"] + f" {change['message']}"
