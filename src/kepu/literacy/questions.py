"""One question on a screen, and what a form of it sends back: shared by the self-test and the assessment of schools."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.organizations.errors import InvalidInput

from .models import ItemVersion

Kind = ItemVersion.Kind
HINTS = {
    Kind.TRUE_FALSE: gettext_lazy("判断对错"),
    Kind.SINGLE: gettext_lazy("选一项"),
    Kind.MULTIPLE: gettext_lazy("可以选多项"),
    Kind.ORDER: gettext_lazy("给每一项选择次序"),
    Kind.NUMERIC: gettext_lazy("填一个数"),
}


@dataclass(frozen=True)
class Choice:
    """An option on the screen; `place` is the place that was chosen for it in an order."""

    key: str
    text: str
    chosen: bool
    place: str


@dataclass(frozen=True)
class Question:
    """A version as a screen shows it, with what was sent and refused, or kept before."""

    version: ItemVersion
    seed: int
    sent: QueryDict | None = None
    error: str = ""
    kept: Any = None
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", self.version.kind)

    @property
    def hint(self) -> str:
        """What to do with it."""
        return str(HINTS[Kind(self.version.kind)])

    @property
    def choices(self) -> list[Choice]:
        """Its options; those to be put in order come mixed, or the bank's own sequence would give it away."""
        options = list(self.version.options)
        if self.version.kind == Kind.ORDER:
            random.Random(f"{self.seed}:{self.version.pk}").shuffle(options)
        kept = [str(key) for key in self.kept] if isinstance(self.kept, list) else []
        chosen = self.sent.getlist("answer") if self.sent is not None else kept
        places: dict[str, Any] = {f"place-{key}": place for place, key in enumerate(kept, start=1)} if self.sent is None else dict(self.sent.items())
        return [
            Choice(str(option["key"]), str(option["text"]), str(option["key"]) in chosen, str(places.get(f"place-{option['key']}", "")))
            for option in options
        ]

    @property
    def places(self) -> list[str]:
        """Places of an order, from the first."""
        return [str(place + 1) for place in range(len(self.version.options))]

    @property
    def number(self) -> str:
        """What was typed into a numeric item."""
        if self.sent is not None:
            return str(self.sent.get("answer", ""))[:30]
        return f"{self.kept:g}" if isinstance(self.kept, int | float) else ""


def read_sent(version: ItemVersion, data: QueryDict) -> Any:
    """The answer in a form as `scoring.read` takes it; raises InvalidInput for an order in which a place is missing or given twice."""
    if version.kind == Kind.NUMERIC:
        return data.get("answer", "").strip().replace("，", "").replace(",", "")[:30]
    if version.kind != Kind.ORDER:
        return data.getlist("answer")[:30]
    if not any(data.get(f"place-{option['key']}") for option in version.options):
        return None
    placed = {data.get(f"place-{option['key']}", ""): str(option["key"]) for option in version.options}
    wanted = [str(place + 1) for place in range(len(version.options))]
    if sorted(placed) != sorted(wanted):
        raise InvalidInput(fields={"answer": _("每一项选一个次序，次序不能重复")})
    return [placed[place] for place in wanted]


def answer_words(version: ItemVersion, answer: Any) -> str:
    """An answer in the words of the options."""
    if answer is None:
        return _("未作答")
    if not isinstance(answer, list):
        return f"{float(answer):g}"
    texts = {str(option["key"]): str(option["text"]) for option in version.options}
    return (" → " if version.kind == Kind.ORDER else "；").join(texts.get(str(key), str(key)) for key in answer)


def right_words(version: ItemVersion) -> str:
    """The right answer in words."""
    if version.kind == Kind.NUMERIC:
        value, tolerance = float(version.answer["value"]), float(version.answer.get("tolerance", 0))
        return f"{value:g}" + (f"（±{tolerance:g}）" if tolerance else "")
    return answer_words(version, list(version.answer["keys"]))
