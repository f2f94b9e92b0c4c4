"""The booklets of an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kepu.literacy.models import Assessment, AssessmentItem, Audience, ItemUse, ItemVersion
from kepu.literacy.models.surveys import default_rule
from kepu.literacy.parts import NAMES, PART_OF
from kepu.literacy.queries.items import approved_versions, enemies_of
from kepu.literacy.queries.parameters import parameters_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

if TYPE_CHECKING:
    from kepu.engines.psychometrics import Item as Curve

LETTERS = "ABCD"
ANCHOR_SHARES = (0.25, 0.5, 0.75)
SECONDS = 5.0
SETTINGS = (ItemUse.Setting.SCHOOL,)


def draft_of(actor: Actor, assessment: Assessment) -> Assessment:
    """The assessment, locked, while its booklets may still change; raises Conflict once it is open."""
    own = access.fetch(actor, Assessment, "literacy.change_assessments", lock=True, pk=assessment.pk)
    if own.state != Assessment.State.DRAFT:
        raise Conflict(_("测评已经开始，不能再改试卷。"))
    return own


@service
def assemble_booklets(*, actor: Actor, assessment: Assessment, booklets: int, length: int, excluded: Iterable[int] = ()) -> list[AssessmentItem]:
    """Choose the items of the booklets anew from the usable ones for young people that are not kept for the survey: shares of the areas as in
    the national survey, a quarter of the items in all booklets (half or three quarters where the bank is small) and the others in one, no enemies
    together, and as much information as can be where most pupils are (by mixed-integer programming).

    Raises InvalidInput where the bank cannot give such booklets; it says what is missing. Nothing is changed then.
    """
    own = draft_of(actor, assessment)
    if not 1 <= booklets <= len(LETTERS) or not 5 <= length <= 60:
        raise InvalidInput(fields={"length": _("1至4套，每套5至60题")})
    left_out = set(excluded)
    versions = [each for each in approved_versions(actor.district, secure=False, audience=Audience.YOUTH) if each.pk not in left_out]
    chosen = _choose(versions, booklets, length)
    own.entries.all().delete()
    entries = [
        AssessmentItem(assessment=own, booklet=LETTERS[at], position=position, version_id=pk)
        for at, keys in enumerate(chosen)
        for position, pk in enumerate(keys, start=1)
    ]
    AssessmentItem.objects.bulk_create(entries)
    audit(actor, "literacy.assemble_booklets", own, own.title, booklets=booklets, length=length)
    return entries


def _choose(versions: Sequence[ItemVersion], booklets: int, length: int) -> list[list[int]]:
    """Keys of the versions of each booklet, easy ones first."""
    if len(versions) < length:
        raise InvalidInput(_("适合青少年且不保密的可用题目只有%(have)d道，不够每套%(want)d题。") % {"have": len(versions), "want": length})
    parameters = parameters_of(versions, SETTINGS)
    by_item = {version.item_id: version.pk for version in versions}
    enemies = [(str(by_item[first]), str(by_item[second])) for first, second in sorted(enemies_of(by_item))]
    areas = [PART_OF[version.domain] for version in versions]
    found = _solve([parameters[version.pk].curve(str(version.pk)) for version in versions], areas, enemies, booklets, length)
    return [sorted((int(name) for name in names), key=lambda pk: (parameters[pk].difficulty, pk)) for names in found]


def _solve(curves: list[Curve], areas: list[str], enemies: list[tuple[str, str]], booklets: int, length: int) -> Sequence[Sequence[str]]:
    """Names of the items of each booklet: first the best single one, then several around a part of it that they share."""
    from kepu.engines.psychometrics.assembly import AssemblyError, Blueprint, assemble

    shares: Any = default_rule()["points"]
    plan = {area: (int(length * share / 100), int(length * share / 100) + 1) for area, share in shares.items()}
    blueprint = Blueprint(length, areas=plan, maximise=(-1.0, 0.0, 1.0))
    try:
        best = assemble(curves, blueprint, areas=areas, enemies=enemies, seconds=SECONDS).items
    except AssemblyError as error:
        raise InvalidInput(_("题库不够组成这样的卷：%s。请减少题数，或增加题目。") % _lacking(areas, plan)) from error
    if booklets == 1:
        return best
    area_of = {curve.name: area for curve, area in zip(curves, areas, strict=True)}
    for share in ANCHOR_SHARES:
        anchors = _anchors(best[0], area_of, round(share * length))
        if not _can_be(areas, plan, [area_of[name] for name in anchors], booklets, length):
            continue
        try:
            return assemble(curves, blueprint, booklets=booklets, areas=areas, enemies=enemies, anchors=anchors, seconds=SECONDS).items
        except AssemblyError:  # the bank is too small for booklets that share so little
            continue
    raise InvalidInput(_("题库太小或互相提示的题太多，组不成%d套不同的卷。请减少套数或题数，或增加题目。") % booklets)


def _anchors(names: Sequence[str], area_of: dict[str, str], wanted: int) -> list[str]:
    """Items that stand in all booklets, of all areas in turn."""
    by_area: dict[str, list[str]] = {}
    for name in names:
        by_area.setdefault(area_of[name], []).append(name)
    found = list[str]()
    for at in range(max(len(each) for each in by_area.values())):
        found += [each[at] for each in by_area.values() if at < len(each)]
    return found[: max(2, wanted)]


def _can_be(areas: Sequence[str], plan: dict[str, tuple[int, int]], anchors: Sequence[str], booklets: int, length: int) -> bool:
    """Whether there are items enough at all, before a solver is asked."""
    if len(areas) < len(anchors) + booklets * (length - len(anchors)):
        return False
    return all(areas.count(area) >= anchors.count(area) + booklets * (least - anchors.count(area)) for area, (least, _most) in plan.items())


def _lacking(areas: Sequence[str], plan: dict[str, tuple[int, int]]) -> str:
    """Which areas have too few items for a booklet, in words."""
    short = [
        _("“%(area)s”需要%(want)d道，现有%(have)d道") % {"area": NAMES[area], "want": least, "have": areas.count(area)}
        for area, (least, _most) in plan.items()
        if areas.count(area) < least
    ]
    return "；".join(short) or _("互相提示、不能同卷的题太多")
