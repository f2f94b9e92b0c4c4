"""Reads behind the pages of the item bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from kepu.literacy.models import Audience, BookletItem, Domain, Item, ItemEnemy, ItemVersion
from kepu.literacy.models.surveys import default_rule
from kepu.literacy.parts import NAMES, PART_OF
from kepu.organizations.actors import Actor
from kepu.organizations.models import AuditEntry

from .items import approved_versions, meant_for


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; an empty value narrows nothing."""

    q: str = ""
    state: str = ""
    domain: str = ""
    field: str = ""
    audience: str = ""
    kind: str = ""
    secure: str = ""
    origin: str = ""


def shown_versions(actor: Actor) -> QuerySet[ItemVersion]:
    """Of every item the text that the list shows: the newest."""
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number").values("pk")[:1]
    return ItemVersion.objects.filter(item__district=actor.district, pk=Subquery(newest)).select_related("item")


def found_items(actor: Actor, asked: Asked) -> QuerySet[ItemVersion]:
    """Newest texts that fit, by code; words are looked for in stem, options, explanation and code."""
    found = shown_versions(actor)
    if asked.audience:
        found = meant_for(found, asked.audience)
    if asked.state == "waiting":
        found = found.filter(frozen_at=None, submitted_at__isnull=False).exclude(item__state=Item.State.RETIRED)
    elif asked.state:
        found = found.filter(item__state=asked.state)
    for name, path in (("domain", "domain"), ("field", "field"), ("kind", "kind"), ("origin", "item__origin")):
        if value := getattr(asked, name):
            found = found.filter(**{path: value})
    if asked.secure in ("yes", "no"):
        found = found.filter(item__is_secure=asked.secure == "yes")
    if asked.q:
        words = Q(stem__icontains=asked.q) | Q(explanation__icontains=asked.q) | Q(source__icontains=asked.q) | Q(item__code__icontains=asked.q)
        found = found.filter(words)
    uses = {"shown": Sum("uses__shown"), "last_right": Max("uses__updated_at")}
    return found.annotate(**uses).order_by("item__code")


def waiting_reviews(actor: Actor) -> int:
    """How many texts wait for this person's verdict."""
    waiting = ItemVersion.objects.filter(item__district=actor.district, frozen_at=None, submitted_at__isnull=False)
    waiting = waiting.exclude(item__state=Item.State.RETIRED)
    if actor.user is None:
        return waiting.count()
    return sum(actor.user.pk not in (author, *editors) for author, editors in waiting.values_list("author", "editors"))


@dataclass(frozen=True)
class Line:
    """A row of the blueprint: how many items each group has of a part of literacy, and how many one form of so many items needs."""

    label: str
    domains: tuple[str, ...]
    need: int
    cells: list[dict[str, Any]]


#: Parts of the scale as the rule of the survey weighs them -> domains.
PARTS = {part: tuple(domain for domain in Domain if PART_OF[domain] == part) for part in NAMES}


def blueprint(actor: Actor, *, size: int, secure: bool | None) -> list[Line]:
    """Usable items by part of literacy and group, an item for everybody counted for each, beside what a form of `size` items needs."""
    rows = list(approved_versions(actor.district, secure=secure).values_list("domain", "audiences"))
    points: dict[str, int] = default_rule()["points"]  # type: ignore[assignment]
    lines = []
    for part, domains in PARTS.items():
        need = round(size * points[part] / sum(points.values()))
        cells = []
        for group in Audience:
            held = sum(domain in domains and (group in audiences or Audience.ALL in audiences) for domain, audiences in rows)
            cells.append({"group": group, "count": held, "missing": max(0, need - held)})
        lines.append(Line("、".join(str(domain.label) for domain in domains), tuple(domains), need, cells))
    return lines


def spread(actor: Actor) -> dict[str, Any]:
    """Usable items by domain, kind and field, and how many have figures from use."""
    rows = approved_versions(actor.district).annotate(uses_count=Count("uses")).values("domain", "kind", "field", "uses_count", "item__is_secure")
    found: dict[str, Any] = {"total": 0, "used": 0, "secure": 0, "domain": {}, "kind": {}, "field": {}}
    for row in rows:
        found["total"] += 1
        found["used"] += bool(row["uses_count"])
        found["secure"] += row["item__is_secure"]
        for name in ("domain", "kind", "field"):
            found[name][row[name]] = found[name].get(row[name], 0) + 1
    return found


def enemies(item: Item) -> list[dict[str, Any]]:
    """Items that must not stand beside this one: `item`, its `stem`, the `reason`."""
    pairs = ItemEnemy.objects.filter(Q(first=item) | Q(second=item)).select_related("first__current", "second__current")
    return [{"item": pair.second if pair.first_id == item.pk else pair.first, "reason": pair.reason} for pair in pairs]


def exposure(item: Item) -> dict[str, int]:
    """How often it was shown, on how many occasions, and in how many booklets it stands."""
    uses = ItemVersion.objects.filter(item=item).aggregate(shown=Sum("uses__shown"), occasions=Count("uses"))
    booklets = BookletItem.objects.filter(version__item=item).count()
    return {"shown": uses["shown"] or 0, "occasions": uses["occasions"], "booklets": booklets}


def history(item: Item) -> QuerySet[AuditEntry]:
    """What was done with an item, the newest first."""
    return AuditEntry.objects.filter(object_type=item._meta.label_lower, object_id=str(item.pk)).select_related("user")[:30]


def versions(item: Item) -> QuerySet[ItemVersion]:
    """All texts of an item with their authors and verdicts, the newest first."""
    return item.versions.select_related("author").prefetch_related("reviews__reviewer").annotate(is_current=Q(pk=F("item__current")))
