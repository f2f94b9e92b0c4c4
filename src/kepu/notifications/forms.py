"""Forms of channels."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.organizations.forms import ServiceForm

from .models import Robot


class PreferenceForm(ServiceForm):
    """A person's choice."""

    email = forms.CharField(label=_("邮箱"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    by_email = forms.BooleanField(label=_("有新通知时同时发送电子邮件"), required=False)


class RobotForm(ServiceForm):
    """A robot; address and secret are written, never shown."""

    kind = forms.ChoiceField(label=_("类型"), choices=Robot.Kind.choices)
    name = forms.CharField(label=_("群名称"), max_length=60)
    webhook = forms.CharField(
        label=_("Webhook 地址"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("在群机器人的设置中复制。保存后加密存放，不再显示。"),
    )
    secret = forms.CharField(
        label=_("加签密钥"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("仅钉钉机器人选用“加签”时填写。"),
    )


class RobotChangeForm(RobotForm):
    """A stored robot: what is left empty stays as it is."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.fields["webhook"].required = False
        self.fields["webhook"].help_text = _("留空则保持原来的地址。")
        self.fields["secret"].help_text = _("留空则保持原来的密钥。")
