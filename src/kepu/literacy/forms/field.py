"""Forms of field work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kepu.literacy.background import ASKED_GROUPS, MOST_ELIGIBLE, OLDEST
from kepu.literacy.models import Education, Sex
from kepu.organizations.forms import ServiceForm


def _whole_number(most: int) -> dict[str, Any]:
    told = format_lazy(_("请填写1至{most}之间的整数"), most=most)
    return dict.fromkeys(("invalid", "min_value", "max_value"), told)


class BackgroundForm(ServiceForm):
    """What is asked of the person before the items."""

    sex = forms.ChoiceField(label=_("您的性别"), choices=Sex.choices, widget=forms.RadioSelect)
    age = forms.IntegerField(
        label=_("您的周岁年龄"),
        min_value=1,
        max_value=OLDEST,
        error_messages=_whole_number(OLDEST),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    education = forms.ChoiceField(label=_("您的文化程度（含在读）"), choices=Education.choices, widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(
        label=_("您属于下列人群吗（都不是的不选）"), choices=[(group.value, group.label) for group in ASKED_GROUPS], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    eligible_persons = forms.IntegerField(
        label=_("您家中18至69岁的人数（含您本人）"), min_value=1, max_value=MOST_ELIGIBLE, initial=1,
        error_messages=_whole_number(MOST_ELIGIBLE),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    def background(self) -> dict[str, Any]:
        """As the services take it."""
        return dict(self.cleaned_data)
