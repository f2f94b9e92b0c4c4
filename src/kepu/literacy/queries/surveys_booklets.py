"""What stands in the booklets of a survey."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kepu.literacy.models import Booklet, BookletItem, Survey
from kepu.literacy.models.framework import Domain


@dataclass(frozen=True)
class Line:
    """A booklet with its items by domain."""

    booklet: Booklet
    items: int
    anchors: int
    domains: tuple[tuple[str, int], ...]
    expected: float | None


def overview(survey: Survey) -> list[Line]:
    """All booklets of a survey; two queries."""
    booklets = list(survey.booklets.order_by("label"))
    rows = BookletItem.objects.filter(booklet__in=booklets).values_list("booklet", "is_anchor", "version__domain", "version__expected")
    found: dict[int, list[tuple[bool, str, float | None]]] = {booklet.pk: [] for booklet in booklets}
    for pk, is_anchor, domain, expected in rows:
        found[pk].append((is_anchor, domain, expected))
    lines = []
    for booklet in booklets:
        items = found[booklet.pk]
        counts = Counter(domain for _a, domain, _e in items)
        shares = [expected for _a, _d, expected in items if expected is not None]
        domains = tuple((str(domain.label), counts[domain.value]) for domain in Domain)
        lines.append(Line(booklet, len(items), sum(a for a, _d, _e in items), domains, 100 * sum(shares) / len(shares) if shares else None))
    return lines
