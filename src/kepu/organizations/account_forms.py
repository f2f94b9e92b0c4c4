"""What a person fills in about the own account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import ServiceForm


class TokenForm(ServiceForm):
    """A new API token."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("如“数据交换平台”"))
    days = forms.TypedChoiceField(
        label=_("有效期"), coerce=int, initial=90, choices=[(30, _("30 天")), (90, _("90 天")), (180, _("180 天")), (365, _("一年"))]
    )
    can_write = forms.BooleanField(label=_("允许写入"), required=False, help_text=_("不勾选则只能读取"))
