"""What the person who computes may choose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.literacy.estimation.data import Settings
from kepu.organizations.forms import ServiceForm

DEFAULT = Settings()


class CalculationForm(ServiceForm):
    """Settings of the chain; their limits are the service's."""

    replicates = forms.IntegerField(label=_("重复权数个数"), initial=DEFAULT.replicates, help_text=_("自助法重复次数，越多误差估计越稳，用时也越长"))
    trim = forms.FloatField(label=_("权数上限（平均权数的倍数）"), initial=DEFAULT.trim)
    minimum_class = forms.IntegerField(label=_("无应答调整组最少样本"), initial=DEFAULT.minimum_class)
    minimum_margin = forms.IntegerField(
        label=_("加权分组最少样本"), initial=DEFAULT.minimum_margin, help_text=_("不足时与相邻组合并，并写入方法报告")
    )
    minimum_published = forms.IntegerField(label=_("公布所需最少样本"), initial=DEFAULT.minimum_published)
    seed = forms.IntegerField(label=_("随机种子"), min_value=0, max_value=2**31 - 1, help_text=_("同样的数据、参数和种子得到同样的结果"))

    def arguments(self) -> dict[str, Any]:
        """Settings and seed as the service takes them."""
        values = dict(self.cleaned_data)
        return {"seed": values.pop("seed"), "settings": values}


class WithdrawForm(ServiceForm):
    reason = forms.CharField(label=_("撤回原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
