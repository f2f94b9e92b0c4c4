"""What an item may say: one place that decides whether a wording is complete and consistent."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.models import Audience, Domain, Field, ItemVersion
from kepu.organizations.errors import InvalidInput, Text

Kind = ItemVersion.Kind
LETTERS = "ABCDEFGH"
RIGHT, WRONG = "T", "F"
LIMITS = {"stem": 1000, "explanation": 1000, "source": 300}
OPTION_LENGTH = 200
CONTENT = ("kind", "stem", "options", "answer", "explanation", "source", "domain", "field", "audiences", "expected")


@dataclasses.dataclass(frozen=True)
class Content:
    """One wording, in the form in which `ItemVersion` keeps it."""

    kind: str
    stem: str
    domain: str
    field: str
    options: list[dict[str, str]] = dataclasses.field(default_factory=list)
    answer: dict[str, Any] = dataclasses.field(default_factory=dict)
    explanation: str = ""
    source: str = ""
    audiences: list[str] = dataclasses.field(default_factory=lambda: [Audience.ALL.value])
    expected: float | None = None

    def values(self) -> dict[str, Any]:
        """By field of `ItemVersion`."""
        return dataclasses.asdict(self)


def content_of(version: ItemVersion) -> Content:
    """What a version says."""
    return Content(**{name: getattr(version, name) for name in CONTENT})


def true_false_options() -> list[dict[str, str]]:
    """The two answers of a statement."""
    return [{"key": RIGHT, "text": "对"}, {"key": WRONG, "text": "错"}]


def lettered(texts: Iterable[str]) -> list[dict[str, str]]:
    """Options A, B, C … from their texts."""
    return [{"key": key, "text": " ".join(tidy(text).split())} for key, text in zip(LETTERS, texts, strict=False)]


def tidy(text: str) -> str:
    """Without control characters and doubled blanks."""
    return re.sub(r"[^\S\n]+", " ", re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text)).strip()


def folded(text: str) -> str:
    """A text as it is compared: without punctuation, blanks and case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def checked(content: Content) -> Content:
    """The wording, tidied; raises InvalidInput by field (stem, options, answer …) for what is missing or cannot be."""
    tidied = Content(
        **{
            **content.values(),
            "stem": tidy(content.stem),
            "options": true_false_options() if content.kind == Kind.TRUE_FALSE else _tidied(content),
            "explanation": tidy(content.explanation),
            "source": tidy(content.source),
            "audiences": _audiences(content.audiences),
            "answer": _answer(content),
        }
    )
    errors = {**_frame_errors(tidied), **_answer_errors(tidied)}
    if errors:
        raise InvalidInput(fields=errors)
    return tidied


def _tidied(content: Content) -> list[dict[str, str]]:
    if content.kind == Kind.NUMERIC:
        return []
    return [{"key": str(option["key"]), "text": " ".join(tidy(str(option["text"])).split())} for option in content.options]


def _answer(content: Content) -> dict[str, Any]:
    """In the one form in which equal answers are equal."""
    if content.kind == Kind.NUMERIC:
        return {"value": content.answer.get("value"), "tolerance": content.answer.get("tolerance") or 0}
    keys = [str(key) for key in content.answer.get("keys", [])]
    return {"keys": keys if content.kind == Kind.ORDER else sorted(keys)}


def _audiences(codes: Sequence[str]) -> list[str]:
    """In the order of the list; everybody stands alone."""
    if Audience.ALL in codes:
        return [Audience.ALL.value]
    known = [value for value in Audience.values if value in codes]
    return known + [code for code in codes if code not in Audience.values]


def _frame_errors(content: Content) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    for name, limit in LIMITS.items():
        if len(getattr(content, name)) > limit:
            errors[name] = _("不超过%d字") % limit
    if len(folded(content.stem)) < 4:
        errors["stem"] = _("请填写题干，至少4个字")
    for name, values, text in (
        ("kind", Kind.values, _("没有这种题型")),
        ("domain", Domain.values, _("请选择内容维度")),
        ("field", Field.values, _("请选择知识领域")),
    ):
        if getattr(content, name) not in values:
            errors[name] = text
    if not content.audiences or any(code not in Audience.values for code in content.audiences):
        errors["audiences"] = _("请选择适用人群")
    if content.expected is not None and not 0 < content.expected < 1:
        errors["expected"] = _("预计正确率应在0和100%之间")
    return errors


def _answer_errors(content: Content) -> dict[str, Text]:
    if content.kind == Kind.NUMERIC:
        return _numeric_errors(content)
    errors = {} if content.kind == Kind.TRUE_FALSE else _option_errors(content)
    keys, known = [str(key) for key in content.answer.get("keys", [])], [option["key"] for option in content.options]
    if not keys:
        errors["answer"] = _("请指明正确答案")
    elif any(key not in known for key in keys) or len(set(keys)) < len(keys):
        errors["answer"] = _("正确答案不在选项中")
    elif content.kind in (Kind.TRUE_FALSE, Kind.SINGLE) and len(keys) != 1:
        errors["answer"] = _("只能有一个正确答案")
    elif content.kind == Kind.MULTIPLE and (len(keys) < 2 or len(keys) == len(known)):
        errors["answer"] = _("多选题应有两个以上正确答案，并至少有一个错误选项")
    elif content.kind == Kind.ORDER and len(keys) != len(known):
        errors["answer"] = _("请给出全部选项的正确顺序")
    elif content.kind == Kind.ORDER and keys == known:
        errors["answer"] = _("选项的排列不能就是正确顺序，请打乱")
    return errors


def _option_errors(content: Content) -> dict[str, Text]:
    texts, keys = [option["text"] for option in content.options], [option["key"] for option in content.options]
    fewest = 2 if content.kind == Kind.SINGLE else 3
    if not fewest <= len(texts) <= len(LETTERS):
        return {"options": _("选项应有%(fewest)d到%(most)d个") % {"fewest": fewest, "most": len(LETTERS)}}
    if any(not text for text in texts) or any(not key for key in keys):
        return {"options": _("有空的选项")}
    if any(len(text) > OPTION_LENGTH for text in texts):
        return {"options": _("每个选项不超过%d字") % OPTION_LENGTH}
    if len(set(keys)) < len(keys):
        return {"options": _("选项编号重复")}
    if len({folded(text) or text for text in texts}) < len(texts):
        return {"options": _("有相同的选项")}
    return {}


def _numeric_errors(content: Content) -> dict[str, Text]:
    value, tolerance = content.answer.get("value"), content.answer.get("tolerance", 0)
    if not _is_number(value):
        return {"answer": _("请填写正确的数值")}
    if not _is_number(tolerance) or tolerance < 0:
        return {"tolerance": _("允许误差应为不小于0的数")}
    return {}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) < 1e12
