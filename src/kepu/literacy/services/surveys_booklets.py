"""Booklets from the bank's approved secure items, by mixed-integer programming."""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kepu.literacy.models import Booklet, BookletItem, ItemUse, ItemVersion, Survey
from kepu.literacy.parts import NAMES, PART_OF
from kepu.literacy.queries.items import approved_versions, enemies_of
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

from .surveys import locked

if TYPE_CHECKING:
    from kepu.engines.psychometrics import Item as IrtItem
    from kepu.engines.psychometrics.assembly import AssemblyError

ANCHOR_SHARE = 0.2  # of a booklet, common to all booklets (Kolen & Brennan 2014: at least a fifth of the test)
THETA = (-1.0, 0.0, 1.0)
SECONDS = 20.0
LABELS = "ABCDEFGHIJKLMNOPQRST"


@dataclass(frozen=True)
class Proposal:
    """Booklets as ids of versions in order; `anchors` stand in all of them, `linked` of these also stood in the last wave."""

    booklets: tuple[tuple[int, ...], ...]
    anchors: frozenset[int]
    linked: int
    most_uses: int
    deviation: float


def blueprint_of(survey: Survey, length: int) -> dict[str, int]:
    """Items of each part in a booklet, by the points of the survey's rule (40/20/20/20 unless changed), largest remainders first."""
    points = {area: float(survey.rule.get("points", {}).get(area, 0)) for area in NAMES}
    whole = sum(points.values()) or 1.0
    exact = {area: length * value / whole for area, value in points.items()}
    counts = {area: math.floor(value) for area, value in exact.items()}
    for area in sorted(exact, key=lambda one: counts[one] - exact[one])[: length - sum(counts.values())]:
        counts[area] += 1
    return counts


def propose_booklets(survey: Survey) -> Proposal:
    """Assemble booklets that are as alike in information as can be; takes up to twenty seconds and writes nothing.

    Raises InvalidInput that says which part of the bank is too small, or which demands are in conflict.
    """
    import numpy as np

    # A second of imports that only this step needs.
    from kepu.engines.psychometrics import item_information
    from kepu.engines.psychometrics.assembly import AssemblyError, Blueprint, assemble

    versions = list(approved_versions(survey.district, secure=True))
    counts = blueprint_of(survey, survey.items_per_booklet)
    _check_enough(versions, counts)
    enemies = enemies_of(version.item_id for version in versions)
    anchors, linked = _anchors(survey, versions, blueprint_of(survey, max(len(NAMES), round(ANCHOR_SHARE * survey.items_per_booklet))), enemies)
    most_uses = _most_uses(survey, versions, counts, anchors)
    items = [_irt(version, use) for version, use in zip(versions, _uses(versions), strict=True)]
    by_item = {version.item_id: str(version.pk) for version in versions}
    information = item_information(items, np.array(THETA)).mean(axis=0) * survey.items_per_booklet
    try:
        found = assemble(
            items,
            Blueprint(survey.items_per_booklet, {area: (n, n) for area, n in counts.items()}, target=dict(zip(THETA, information, strict=True))),
            booklets=survey.booklet_count,
            areas=[PART_OF[version.domain] for version in versions],
            enemies=[(by_item[a], by_item[b]) for a, b in sorted(enemies)],
            anchors=[str(pk) for pk in sorted(anchors)],
            most_uses=most_uses,
            near=0.05,
            seconds=SECONDS,
        )
    except AssemblyError as error:
        raise InvalidInput(_told(error, versions)) from error
    ordered = tuple(_in_order(survey, place, [int(name) for name in names], anchors) for place, names in enumerate(found.items))
    return Proposal(ordered, frozenset(anchors), linked, most_uses, found.objective)


@service
def set_booklets(*, actor: Actor, survey: Survey, proposal: Proposal) -> list[Booklet]:
    """Store proposed booklets in place of those that were there; raises Conflict once cases have them."""
    require(actor, "literacy.change_survey")
    survey = locked(actor, survey, "literacy.change_survey")
    if survey.state not in (Survey.State.DESIGN, Survey.State.SAMPLED) or survey.cases.exists():
        raise Conflict(_("样本已经分到问卷，不能再组卷；撤销抽样后可以重新组卷。"))
    usable = set(approved_versions(survey.district, secure=True).values_list("pk", flat=True))
    if any(pk not in usable for booklet in proposal.booklets for pk in booklet):
        raise Conflict(_("组卷期间有题目停用或改版，请再组一次。"))
    survey.booklets.all().delete()
    made = Booklet.objects.bulk_create([Booklet(survey=survey, label=LABELS[place]) for place in range(len(proposal.booklets))])
    BookletItem.objects.bulk_create(
        BookletItem(booklet=booklet, version_id=pk, position=position, is_anchor=pk in proposal.anchors)
        for booklet, names in zip(made, proposal.booklets, strict=True)
        for position, pk in enumerate(names, start=1)
    )
    survey.version += 1
    survey.save(update_fields=["version"])
    audit(actor, "literacy.set_booklets", survey, survey.title, booklets=len(made), anchors=len(proposal.anchors), linked=proposal.linked)
    return made


def _told(error: AssemblyError, versions: Sequence[ItemVersion]) -> str:
    """The demands in conflict in words of the bank."""
    if not error.conflicts:
        return _("在 %d 秒内没有找到合适的组卷，请减少套数或每份题数后再试。") % SECONDS
    codes = {str(version.pk): version.item.code for version in versions}
    words = []
    for conflict in error.conflicts:
        kind, _space, rest = conflict.partition(" ")
        if kind in ("enemies", "anchor"):
            named = "、".join(codes.get(name, name) for name in rest.split(", "))
            words.append((_("互斥题 %s") if kind == "enemies" else _("共同题 %s")) % named)
        elif match := re.fullmatch(r"(\d+) to \d+ items of (\w+)", conflict):
            words.append(_("%(area)s %(count)s 题") % {"area": NAMES.get(match[2], match[2]), "count": match[1]})
        elif match := re.search(r"\d+", conflict):
            words.append((_("每套 %s 题") if kind == "length" else _("一题最多用在 %s 套")) % match[0])
        else:
            words.append(_("信息量尽量相同"))
    shown = "；".join(dict.fromkeys(words))
    return _("题库满足不了组卷要求，互相矛盾的是：%s。请增加题目、减少套数或每份题数，或核对互斥题。") % shown


def _check_enough(versions: Sequence[ItemVersion], counts: dict[str, int]) -> None:
    have = Counter(PART_OF[version.domain] for version in versions)
    short = [
        _("%(area)s需要 %(need)d 题，只有 %(have)d 题") % {"area": NAMES[area], "need": need, "have": have[area]}
        for area, need in counts.items()
        if have[area] < need
    ]
    if short:
        raise InvalidInput(_("题库中可用的保密题不够一份问卷：%s。请先在题库中增加并审定题目，或减少每份题数。") % "；".join(short))


def _anchors(survey: Survey, versions: Sequence[ItemVersion], wanted: dict[str, int], enemies: set[tuple[int, int]]) -> tuple[set[int], int]:
    """Items common to all booklets: first anchors and other items of the last wave, then those of middling difficulty; no two enemies."""
    last: dict[int, bool] = {}
    if survey.previous_id is not None:
        for pk, is_anchor in BookletItem.objects.filter(booklet__survey=survey.previous_id).values_list("version_id", "is_anchor"):
            last[pk] = last.get(pk, False) or is_anchor
    rank = sorted(versions, key=lambda v: (not last.get(v.pk, False), v.pk not in last, abs((v.expected or 0.5) - 0.5), v.item.code))
    chosen: dict[str, list[ItemVersion]] = defaultdict(list)
    for version in rank:
        area = PART_OF[version.domain]
        known = [one.item_id for each in chosen.values() for one in each]
        if len(chosen[area]) < wanted[area] and not any((min(version.item_id, o), max(version.item_id, o)) in enemies for o in known):
            chosen[area].append(version)
    anchors = {one.pk for each in chosen.values() for one in each}
    return anchors, len(anchors & set(last))


def _most_uses(survey: Survey, versions: Sequence[ItemVersion], counts: dict[str, int], anchors: set[int]) -> int:
    """In how few booklets an item can stand, for the bank to suffice in every part."""
    have, held = Counter(PART_OF[v.domain] for v in versions if v.pk not in anchors), Counter(PART_OF[v.domain] for v in versions if v.pk in anchors)
    needed = {area: survey.booklet_count * max(0, count - held[area]) for area, count in counts.items()}
    return min(survey.booklet_count, max([1, *(math.ceil(need / have[area]) for area, need in needed.items() if have[area])]))


def _uses(versions: Sequence[ItemVersion]) -> list[ItemUse | None]:
    known: dict[int, ItemUse] = {}
    calibrated = ItemUse.objects.filter(version__in=versions, difficulty__isnull=False, discrimination__isnull=False)
    for use in calibrated.order_by("updated_at"):
        known[use.version_id] = use
    return [known.get(version.pk) for version in versions]


def _irt(version: ItemVersion, use: ItemUse | None) -> IrtItem:
    """The curve that is expected of an item: calibrated where it was used, else of middling slope and the difficulty that its author expects."""
    from kepu.engines.psychometrics import Item as IrtItem

    if use is not None and use.discrimination and use.difficulty is not None:
        slope, difficulty = max(0.2, use.discrimination), use.difficulty
    else:
        share = min(max(version.expected or 0.5, 0.05), 0.95)
        slope, difficulty = 1.0, -math.log(share / (1 - share))
    return IrtItem.of(str(version.pk), "2pl", (0, 1), {"a": slope, "d": -slope * difficulty})


def _in_order(survey: Survey, place: int, names: list[int], anchors: set[int]) -> tuple[int, ...]:
    """Anchors at the same places in all booklets, spread evenly; the others between them in an order of their own."""
    fixed = sorted(set(names) & anchors)
    random.Random(f"{survey.seed}/anchors").shuffle(fixed)
    others = sorted(set(names) - anchors)
    random.Random(f"{survey.seed}/booklet/{place}").shuffle(others)
    step = len(names) / len(fixed) if fixed else 0.0
    at = {int(number * step + step / 2): pk for number, pk in enumerate(fixed)}
    rest = iter(others)
    return tuple(at[position] if position in at else next(rest) for position in range(len(names)))
