"""What a form says of a field that was left empty."""

from __future__ import annotations

from django import forms

from kepu.organizations.forms import ServiceForm


class Sample(ServiceForm):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    file = forms.FileField()
    agreed = forms.BooleanField()
    reason = forms.CharField(error_messages={"required": "请说明原因"})


def test_an_empty_field_is_asked_for_in_its_own_way() -> None:
    found = {name: texts[0] for name, texts in Sample({}).errors.items()}
    assert found == {"name": "请填写", "kind": "请选择", "file": "请选择文件", "agreed": "请勾选", "reason": "请说明原因"}
