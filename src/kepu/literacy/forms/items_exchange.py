"""Forms of items that come in from files of other programs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.literacy.models import Audience, Domain, Field
from kepu.organizations.forms import ServiceForm


class QtiForm(ServiceForm):
    """A QTI file, and what its items are about where the file does not say."""

    file = forms.FileField(label=_("QTI 文件"), help_text=_("单个题目 .xml 或题目包 .zip，不超过 20 MB"))
    domain = forms.ChoiceField(label=_("内容维度"), choices=Domain.choices)
    field = forms.ChoiceField(label=_("知识领域"), choices=Field.choices)
    audiences = forms.MultipleChoiceField(label=_("适用人群"), choices=Audience.choices, widget=forms.CheckboxSelectMultiple, initial=["all"])
    skip_faulty = forms.BooleanField(label=_("跳过有问题的文件，只导入其余的"), required=False)
