"""Forms of the design of a survey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.literacy.models import Survey
from kepu.literacy.models.surveys import default_quality
from kepu.organizations.actors import Actor
from kepu.organizations.forms import ServiceForm
from kepu.plans.models import Indicator

COORDINATION, ALLOCATION = (list(getattr(Survey, name).field.choices) for name in ("coordination", "allocation"))
SIZE = ("expected_share", "margin", "confidence", "design_effect", "response_rate", "per_community")
SHARES = ("expected_share", "margin", "confidence", "response_rate")
PLAIN = (
    "title", "year", "starts_on", "ends_on", "previous", "indicator", "consent", "design_effect", "per_community", "allocation", "coordination",
    "items_per_booklet", "booklet_count", "replicate_count", "seed",
)  # fmt: skip
CONSENT = _(
    "您好！本次调查由区全民科学素质工作领导小组办公室组织，用于了解全区公民科学素质状况。您是按科学抽样方法抽中的，是否参加由您决定，"
    "可以随时停止。问卷不记姓名、电话和住址，答案只用于统计分析，个人答案不会公开。填写约需15分钟。"
)


def _percent(label: Any, help: Any = "", least: float = 0.1, most: float = 99.9) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.FloatField(label=label, min_value=least, max_value=most, help_text=help, widget=widget)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SizeForm(ServiceForm):
    """What the size of the sample follows from; shares are typed in percent."""

    expected_share = _percent(_("预计具备科学素质的比例"), _("可用上一期的结果"))
    margin = _percent(_("允许误差"), _("全区估计的区间半宽"), 0.2, 30)
    confidence = _percent(_("置信水平"), "", 50)
    design_effect = forms.FloatField(label=_("设计效应"), min_value=0.5, max_value=10, help_text=_("整群和不等权的代价，一般1.3到2"))
    response_rate = _percent(_("预计应答率"), "", 5, 100)
    per_community = forms.IntegerField(label=_("每个社区样本数"), min_value=2, max_value=500)

    def values(self) -> dict[str, Any]:
        """As the engine takes them, shares between 0 and 1."""
        found = {name: self.cleaned_data[name] for name in SIZE}
        return found | {name: round(found[name] / 100, 6) for name in SHARES}


class SurveyForm(SizeForm):
    """The design of a survey."""

    title = forms.CharField(label=_("调查名称"), max_length=100)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    starts_on, ends_on = _day(_("调查开始")), _day(_("调查结束"))
    previous = forms.ModelChoiceField(label=_("上一期调查"), queryset=Survey.objects.none(), required=False, help_text=_("用于比较和链接"))
    coordination = forms.ChoiceField(label=_("与上一期样本"), choices=COORDINATION, required=False)
    indicator = forms.ModelChoiceField(label=_("对应指标"), queryset=Indicator.objects.none(), required=False)
    allocation = forms.ChoiceField(label=_("样本在街道间的分配"), choices=ALLOCATION)
    items_per_booklet = forms.IntegerField(label=_("每份问卷题数"), min_value=5, max_value=100)
    booklet_count = forms.IntegerField(label=_("问卷套数"), min_value=1, max_value=20, help_text=_("各套有共同题，随机分给样本"))
    replicate_count = forms.IntegerField(label=_("重复权数个数"), min_value=20, max_value=2000, help_text=_("估计误差用"))
    seed = forms.IntegerField(
        label=_("随机种子"), min_value=0, max_value=2**31 - 1, required=False, help_text=_("留空由系统抽取；同一种子和抽样框得到同一样本")
    )
    speeding_share = _percent(_("答得太快的界限"), _("用时低于中位数的这个比例"), 1, 100)
    straight_run = forms.IntegerField(label=_("连续选同一位置的题数"), min_value=3, max_value=100, help_text=_("达到即提示"))
    consent = forms.CharField(label=_("知情同意书"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, survey: Survey | None = None) -> None:
        super().__init__(data, initial=_initial(survey))
        own = Survey.objects.filter(district=actor.district)
        self.fields["previous"].queryset = own.exclude(pk=survey.pk) if survey else own  # type: ignore[attr-defined]
        indicators = Indicator.objects.filter(plan__district=actor.district).select_related("plan").order_by("-plan__year_from", "pk")
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service, but for the version."""
        found = {name: self.cleaned_data[name] for name in PLAIN} | self.values()
        found["coordination"] = found["coordination"] or "free"
        quality = {"speeding_share": self.cleaned_data["speeding_share"] / 100, "straight_run": self.cleaned_data["straight_run"]}
        return found | {"quality": default_quality() | quality}


def _initial(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        today = timezone.localdate()
        survey = Survey(year=today.year, starts_on=None, ends_on=None, seed=None, consent=str(CONSENT), quality=default_quality())  # type: ignore[misc]
    found = {name: getattr(survey, f"{name}_id" if name in ("previous", "indicator") else name) for name in (*PLAIN, *SIZE, "version")}
    found |= {name: round(100 * found[name], 4) for name in SHARES}
    quality = default_quality() | survey.quality
    return found | {"speeding_share": round(100 * quality["speeding_share"], 1), "straight_run": int(quality["straight_run"])}
