"""How a plan is handed in and a doubt is settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.engines.plan_document import MAX_BYTES
from kepu.organizations.actors import Actor
from kepu.organizations.forms import ServiceForm
from kepu.plans import queries
from kepu.plans.models import Plan


class ImportForm(ServiceForm):
    """A file or pasted text, not both."""

    field_order = ("file", "text", "plan")

    file = forms.FileField(label=_("规划文件"), required=False, help_text=_("支持 .docx 和 .txt，不超过 20 MB"))
    plan = forms.ModelChoiceField(
        label=_("更新已有规划"),
        queryset=Plan.objects.none(),
        required=False,
        empty_label=_("按标题自动判断"),
        help_text=_("标题相同或在此选定时，先显示与原规划的差异，不会重复导入"),
    )
    text = forms.CharField(label=_("或粘贴全文"), required=False, widget=forms.Textarea(attrs={"rows": 12}), strip=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = queries.plans(actor).exclude(status=Plan.Status.CLOSED)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text", "")
        if bool(file) == bool(text.strip()) and not self.errors:
            raise forms.ValidationError(_("请上传一个文件或粘贴全文，二者选其一。"))
        if file and file.size > MAX_BYTES:
            self.add_error("file", _("文件超过 20 MB，请只上传正文和任务分工表。"))
        return data

    def source(self) -> tuple[bytes | str, str]:
        """What to read, and its file name."""
        file = self.cleaned_data.get("file")
        return (file.read(), file.name) if file else (self.cleaned_data["text"], "")
