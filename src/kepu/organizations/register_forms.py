"""Forms of one unit and one person."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .actors import Actor
from .fields import mask_phone
from .forms import ServiceForm
from .models import Area, Role, Unit, User
from .services.imports.people import PHONE, USERNAME

SEPARATORS = re.compile(r"[、,，;；\n]+")


def _names(text: str) -> list[str]:
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


def _phone_field() -> forms.RegexField:
    return forms.RegexField(
        label=_("手机号"), regex=rf"^(?:{PHONE.pattern})\Z", required=False, error_messages={"invalid": _("应为 11 位手机号或带区号的电话")}
    )


class UnitEditForm(ServiceForm):
    """Everything about a unit."""

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("改名后，原名称自动成为别名，旧文件里的叫法仍能识别"))
    type = forms.ChoiceField(label=_("类型"), choices=Unit.Type.choices)
    aliases = forms.CharField(label=_("别名"), required=False, help_text=_("多个用顿号分开"))
    groups = forms.CharField(label=_("单位组"), required=False, help_text=_("如“各街道”，多个用顿号分开，没有的会新建"))
    area = forms.ModelChoiceField(label=_("所在地"), queryset=Area.objects.none(), required=False, empty_label=_("未指定"))
    is_active = forms.BooleanField(label=_("启用"), required=False, help_text=_("停用后，人员不能再以这个单位的身份工作，历史数据保留"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(district=actor.district).order_by("code")  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(unit: Unit) -> dict[str, Any]:
        """What the form shows first."""
        return {
            "name": unit.name,
            "type": unit.type,
            "aliases": "、".join(unit.aliases.values_list("name", flat=True)),
            "groups": "、".join(unit.groups.values_list("name", flat=True)),
            "area": unit.area_id,
            "is_active": unit.is_active,
        }

    def cleaned(self) -> dict[str, Any]:
        """Arguments of `update_unit`."""
        data = dict(self.cleaned_data)
        return data | {"aliases": _names(data["aliases"]), "groups": _names(data["groups"])}


class RoleForm(ServiceForm):
    """A role in a unit."""

    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none(), empty_label=_("请选择"))
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择")), *Role.choices])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(district=actor.district, is_active=True)  # type: ignore[attr-defined]


class PersonForm(ServiceForm):
    """What belongs to the account. The telephone number is never sent to the browser, only its mask."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("用于接收通知"))
    phone = _phone_field()
    is_active = forms.BooleanField(label=_("账号启用"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        masked = (self.initial or {}).get("masked")
        if masked:
            self.fields["phone"].help_text = _("现为 %s，留空表示不改") % masked

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        """What the form shows first."""
        masked = mask_phone(user.phone) if user.phone else ""
        return {"display_name": user.display_name, "email": user.email, "is_active": user.is_active, "masked": masked}


class NewPersonForm(RoleForm):
    """A new person with the first role."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    username = forms.RegexField(
        label=_("账号"),
        regex=rf"^{USERNAME.pattern}\Z",
        help_text=_("登录用，全系统唯一"),
        error_messages={"invalid": _("账号为 2 至 60 个字母、数字、汉字或 @.+-_")},
    )
    phone = _phone_field()
    field_order = ("display_name", "username", "phone", "unit", "role")
