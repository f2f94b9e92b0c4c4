"""The form that speaks with a service, and how units are typed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .errors import KepuError
from .models import Unit


class ServiceForm(forms.Form):
    """A form whose service may refuse what looked right, and which says what to do about a field left empty.

    ``service_names`` maps what the service calls a field to what the form calls it, where they differ.
    """

    service_names: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _request(field)

    def add_service_error(self, error: KepuError) -> None:
        """Show the error beside its fields, or above the form."""
        for called, text in error.fields.items():
            name = self.service_names.get(called, called)
            self.add_error(name if name in self.fields else None, text)
        if not error.fields:
            self.add_error(None, error.message)


def _request(field: forms.Field) -> Any:
    if isinstance(field, forms.FileField):
        return _("请选择文件")
    if isinstance(field, forms.BooleanField):
        return _("请勾选")
    return _("请选择") if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else _("请填写")


class UnitForm(ServiceForm):
    """A new unit."""

    name = forms.CharField(label=_("单位名称"), max_length=100)
    type = forms.ChoiceField(label=_("类型"), choices=Unit.Type.choices)
    aliases = forms.CharField(label=_("别名"), required=False, help_text=_("多个别名用顿号或逗号分开"))

    def cleaned(self) -> dict[str, Any]:
        """Arguments of `create_unit`."""
        data = dict(self.cleaned_data)
        data["aliases"] = [part for part in re.split(r"[、,，;；\s]+", data["aliases"]) if part]
        return data
