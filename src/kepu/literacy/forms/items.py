"""Forms of items: one for each kind, and the peer's check list."""

from __future__ import annotations

import random
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.literacy.item_content import LETTERS, RIGHT, WRONG, Content, Kind, lettered
from kepu.literacy.models import Audience, Domain, Field, ItemReview
from kepu.literacy.services.items_review import CHECKS
from kepu.organizations.forms import ServiceForm

ROWS = 6


class ItemForm(ServiceForm):
    """What all kinds share; `content` is what was typed, as the service takes it."""

    kind = ""
    code = forms.CharField(label=_("题号"), max_length=40, required=False, help_text=_("留空自动编号；字母、数字、-和_"))
    domain = forms.ChoiceField(label=_("内容维度"), choices=[("", _("请选择")), *Domain.choices])
    field = forms.ChoiceField(label=_("知识领域"), choices=[("", _("请选择")), *Field.choices])
    audiences = forms.MultipleChoiceField(label=_("适用人群"), choices=Audience.choices, widget=forms.CheckboxSelectMultiple, initial=["all"])
    stem = forms.CharField(label=_("题干"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    explanation = forms.CharField(
        label=_("解析"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("自测后给居民看，说明为什么")
    )
    source = forms.CharField(
        label=_("事实依据"), max_length=300, required=False, help_text=_("可查证的出处，如国家标准编号、教材章节；提交审题前必填")
    )
    expected = forms.IntegerField(label=_("预计正确率"), min_value=1, max_value=99, required=False)
    is_secure = forms.BooleanField(label=_("保密：只用于抽样调查，不在自测中出现"), required=False, initial=True)

    def __init__(self, *args: Any, existing: Content | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = existing

    def content(self) -> Content:
        """What was typed."""
        data = self.cleaned_data
        options, answer = self.answered(data)
        return Content(
            kind=self.kind,
            options=options,
            answer=answer,
            expected=data["expected"] / 100 if data.get("expected") else None,
            **{name: data.get(name, "") for name in ("stem", "explanation", "source", "domain", "field")},
            audiences=data.get("audiences", []),
        )

    def answered(self, data: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        """Options and answer of the kind."""
        raise NotImplementedError

    @classmethod
    def values_of(cls, content: Content) -> dict[str, Any]:
        """Initial values from a wording."""
        plain = {name: getattr(content, name) for name in ("domain", "field", "audiences", "stem", "explanation", "source")}
        return {**plain, "expected": round(content.expected * 100) if content.expected else None, **cls.answer_values(content)}

    @classmethod
    def answer_values(cls, content: Content) -> dict[str, Any]:
        """Initial values of options and answer."""
        raise NotImplementedError

    @property
    def answer_fields(self) -> list[Any]:
        """The fields of the answer, to be drawn after the options."""
        return [self[name] for name in self.fields if name in ("answer", "tolerance")]

    @property
    def option_fields(self) -> list[Any]:
        """The rows of options; none where a kind has no options to type."""
        return [self[name] for name in self.fields if name.startswith("option_")]


class TrueFalseForm(ItemForm):
    """A statement."""

    kind = Kind.TRUE_FALSE
    answer = forms.ChoiceField(label=_("这句话"), choices=[(RIGHT, _("对")), (WRONG, _("错"))], widget=forms.RadioSelect)

    def answered(self, data: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        return [], {"keys": [data["answer"]] if data.get("answer") else []}

    @classmethod
    def answer_values(cls, content: Content) -> dict[str, Any]:
        return {"answer": content.answer["keys"][0]}


class _OptionsForm(ItemForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, letter in enumerate(LETTERS[:ROWS]):
            label = self.option_label(number, letter)
            self.fields[f"option_{letter}"] = forms.CharField(label=label, max_length=200, required=number < 2)

    def option_label(self, number: int, letter: str) -> str:
        return str(_("选项 %s") % letter)

    def typed(self, data: dict[str, Any]) -> list[tuple[str, str]]:
        """Letters and texts of the rows that were filled."""
        return [(letter, data[f"option_{letter}"]) for letter in LETTERS[:ROWS] if data.get(f"option_{letter}")]

    @classmethod
    def answer_values(cls, content: Content) -> dict[str, Any]:
        texts = [option["text"] for option in content.options]
        values: dict[str, Any] = {f"option_{letter}": text for letter, text in zip(LETTERS, texts, strict=False)}
        letters = {option["key"]: letter for letter, option in zip(LETTERS, content.options, strict=False)}
        return {**values, "answer": [letters[key] for key in content.answer["keys"]]}

    def _lettered(self, data: dict[str, Any], chosen: list[str]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        """Rows that were left empty close up; the answer follows its row."""
        rows = self.typed(data)
        options = lettered(text for _letter, text in rows)
        place = {letter: option["key"] for (letter, _text), option in zip(rows, options, strict=True)}
        return options, {"keys": [place.get(letter, letter) for letter in chosen]}


class SingleForm(_OptionsForm):
    """One of several."""

    kind = Kind.SINGLE
    answer = forms.ChoiceField(label=_("正确选项"), choices=[(letter, letter) for letter in LETTERS[:ROWS]])

    def answered(self, data: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        return self._lettered(data, [data["answer"]] if data.get("answer") else [])

    @classmethod
    def answer_values(cls, content: Content) -> dict[str, Any]:
        values = super().answer_values(content)
        return {**values, "answer": values["answer"][0]}


class MultipleForm(_OptionsForm):
    """Some of several."""

    kind = Kind.MULTIPLE
    answer = forms.MultipleChoiceField(
        label=_("正确选项"), choices=[(letter, letter) for letter in LETTERS[:ROWS]], widget=forms.CheckboxSelectMultiple
    )

    def answered(self, data: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        return self._lettered(data, list(data.get("answer", [])))


class OrderForm(_OptionsForm):
    """Things to be put in order, typed in the right one; respondents see them shuffled."""

    kind = Kind.ORDER

    def option_label(self, number: int, letter: str) -> str:
        return str(_("正确顺序第 %d 项") % (number + 1))

    def answered(self, data: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        texts = [text for _letter, text in self.typed(data)]
        if self.existing is not None:
            keys = {option["text"]: option["key"] for option in self.existing.options}
            if keys.keys() == set(texts) and len(keys) == len(texts):
                return self.existing.options, {"keys": [keys[text] for text in texts]}
        return shuffled(texts, data.get("stem", ""))

    @classmethod
    def answer_values(cls, content: Content) -> dict[str, Any]:
        texts = {option["key"]: option["text"] for option in content.options}
        return {f"option_{letter}": texts[key] for letter, key in zip(LETTERS, content.answer["keys"], strict=False)}


class NumericForm(ItemForm):
    """A number."""

    kind = Kind.NUMERIC
    answer = forms.FloatField(label=_("正确数值"), help_text=_("单位写在题干里"))
    tolerance = forms.FloatField(label=_("允许误差（±）"), min_value=0, initial=0)

    def answered(self, data: dict[str, Any]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        return [], {"value": data.get("answer"), "tolerance": data.get("tolerance") or 0}

    @classmethod
    def answer_values(cls, content: Content) -> dict[str, Any]:
        return {"answer": content.answer["value"], "tolerance": content.answer.get("tolerance", 0)}


FORMS: dict[str, type[ItemForm]] = {form.kind: form for form in (TrueFalseForm, SingleForm, MultipleForm, OrderForm, NumericForm)}


def shuffled(texts: list[str], seed: str) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Options and answer of things typed in the right order, shown in another; the same shuffle for the same stem."""
    places = list(range(len(texts)))
    random.Random(seed).shuffle(places)
    if places == sorted(places):
        places = [*places[1:], *places[:1]]
    options = lettered(texts[place] for place in places)
    keys = {place: option["key"] for place, option in zip(places, options, strict=False)}
    return options, {"keys": [keys[place] for place in range(len(texts)) if place in keys]}


class ReviewForm(ServiceForm):
    """The peer's check list."""

    checks = forms.MultipleChoiceField(
        label=_("逐项核对，成立的打勾"), choices=list(CHECKS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    verdict = forms.ChoiceField(label=_("审题意见"), choices=ItemReview.Verdict.choices, widget=forms.RadioSelect)
    remarks = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("退回时必填：哪里要改，怎样改")
    )

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service."""
        return {**self.cleaned_data, "checks": {name: name in self.cleaned_data["checks"] for name in CHECKS}}
