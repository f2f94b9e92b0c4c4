"""How the self-test begins, and how a district sets it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.literacy.models import Audience, Education, SelfTestSettings
from kepu.literacy.models.selftest import AGES
from kepu.organizations.forms import ServiceForm

UNTOLD = ("", _("不填"))


class StartForm(ServiceForm):
    """Consent, and what a person may tell of himself."""

    group = forms.ChoiceField(label=_("您属于哪类人群"), choices=[UNTOLD, *Audience.choices[1:]], required=False)
    age = forms.ChoiceField(label=_("年龄"), choices=[UNTOLD, *AGES], required=False)
    education = forms.ChoiceField(label=_("文化程度"), choices=[UNTOLD, *Education.choices], required=False)
    consent = forms.BooleanField(label=_("我自愿参加，同意匿名使用我的作答改进题目"), error_messages={"required": _("请先阅读并同意")})


class SettingsForm(ServiceForm):
    """Whether it is open, and how long it is."""

    is_open = forms.BooleanField(label=_("向公众开放自测"), required=False)
    least = forms.IntegerField(label=_("至少几题"), min_value=5, max_value=15)
    most = forms.IntegerField(label=_("至多几题"), min_value=5, max_value=15)
    standard_error = forms.FloatField(
        label=_("误差达到多少就结束"), min_value=0.2, max_value=1, help_text=SelfTestSettings._meta.get_field("standard_error").help_text
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, settings: SelfTestSettings, **kwargs: Any) -> None:
        names = ("is_open", "least", "most", "standard_error", "version")
        super().__init__(*args, initial={name: getattr(settings, name) for name in names}, **kwargs)
