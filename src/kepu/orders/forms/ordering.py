"""The three screens on which a resident orders, and the one on which a community does it for him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kepu.evidence.models import Audience
from kepu.orders.models import ServiceOffer
from kepu.orders.queries.menu import suggest, topics
from kepu.orders.services.checks import USUAL_MINUTES, check_place, check_reach, check_when
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Area
from kepu.volunteers.models import Language

from .times import Span, spans, table

PHONE = {"phone": "contact_phone"}
LANGUAGES = [("", _("普通话或本地方言都可以")), *[choice for choice in Language.choices if choice[0] != "cmn"]]


def places(district: Area) -> list[tuple[Any, Any]]:
    """Choices: none yet, then communities by street; a street without communities stands for itself."""
    areas = Area.objects.filter(district=district, level__in=[Area.Level.STREET, Area.Level.COMMUNITY]).order_by("code")
    streets, inside = [], defaultdict(list)
    for pk, name, level, parent in areas.values_list("pk", "name", "level", "parent"):
        if level == Area.Level.STREET:
            streets.append((pk, name))
        else:
            inside[parent].append((pk, name))
    return [("", _("请选择")), *((name, inside[pk] or [(pk, name)]) for pk, name in streets)]


class WindowsField(forms.Field):
    """The boxes of the table of times as moments."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[Span]:
        """Raises ValidationError for a value that no box has."""
        try:
            return spans(value or [])
        except ValueError as error:
            raise ValidationError(_("请重新选择时间")) from error


class WithWindows(ServiceForm):
    """A form with the table of times."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["windows"] = WindowsField(label=_("哪些时间合适"), error_messages={"required": _("请至少选择一个合适的时间")})

    @property
    def table(self) -> list[Any]:
        """The days with their boxes, those ticked that were."""
        return table(self["windows"].value() or [])


class Checked(ServiceForm):
    """A screen that tells what the service would refuse when it is left, not after the last one."""

    def refuse(self, check: Callable[..., None], *args: Any) -> None:
        """Put what a check of the service finds beside the fields."""
        errors: dict[str, Any] = {}
        check(*args, errors)
        for name, text in errors.items():
            if not self.errors.get(name):
                self.add_error(name, ValidationError(text))


class PlaceForm(Checked):
    """What and where."""

    wish = forms.CharField(
        label=_("想要什么服务"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("用一句话说说，例如：想请人教老人用手机挂号")}),
    )
    topic: Any = forms.ModelChoiceField(label=_("服务主题"), queryset=None, required=False)
    area: Any = forms.ModelChoiceField(label=_("街道和社区"), queryset=None)
    place = forms.CharField(
        label=_("详细地址"), max_length=200, widget=forms.TextInput(attrs={"placeholder": _("如：8号楼一层活动室"), "autocomplete": "off"})
    )
    latitude = forms.FloatField(label=_("地图上的位置"), required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(label=_("地图上的位置"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, district: Area, offer: ServiceOffer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer, self.district = offer, district
        self.fields["topic"].queryset = topics(district)  # type: ignore[attr-defined]
        area = self.fields["area"]
        area.queryset = Area.objects.filter(district=district)  # type: ignore[attr-defined]
        area.choices = lambda: places(district)  # type: ignore[attr-defined]
        if offer is not None:
            self.fields["wish"].label = _("补充说明")
            self.fields["wish"].widget.attrs["placeholder"] = _("可不填")
            del self.fields["topic"]

    @property
    def suggestions(self) -> list[Any]:
        """Topics that the words may mean."""
        text = str(self["wish"].value() or "")
        return suggest(self.district, text) if len(text) > 1 and self.offer is None else []

    def clean(self) -> dict[str, Any]:
        """Free words need at least a few."""
        data = super().clean() or {}
        if self.offer is None and not data.get("topic") and len(data.get("wish", "").strip()) < 4:
            self.add_error("wish", ValidationError(_("请用一句话说明想要什么，或选择一个主题")))
        if data.get("area") is not None and "place" in data:
            self.refuse(check_place, self.district, data["area"], data["place"], data.get("latitude"), data.get("longitude"))
            if self.offer is not None:
                self.refuse(check_reach, self.offer, data["area"])
        return data


class TimeForm(Checked, WithWindows):
    """When, for whom, how many."""

    people_expected = forms.IntegerField(label=_("预计人数"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    audience = forms.ChoiceField(label=_("主要是哪些人"), choices=[("", _("请选择")), *Audience.choices])
    language = forms.ChoiceField(label=_("语言"), required=False, choices=LANGUAGES)

    def __init__(self, *args: Any, offer: ServiceOffer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        if offer is not None:
            values = {"low": offer.group_min, "high": offer.group_max}
            self.fields["people_expected"].help_text = _("适合 %(low)d 至 %(high)d 人") % values
            if offer.audiences:
                kept = [choice for choice in Audience.choices if choice[0] in offer.audiences]
                self.fields["audience"].choices = [("", _("请选择")), *kept]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What does not go with the service on the menu, or with any."""
        data = super().clean() or {}
        if "windows" in data and "people_expected" in data:
            minutes = self.offer.minutes if self.offer else USUAL_MINUTES
            self.refuse(check_when, self.offer, data["windows"], minutes, data["people_expected"], data.get("audience", ""))
        return data


class ContactForm(ServiceForm):
    """Who, proved by a code."""

    service_names = PHONE
    contact_name = forms.CharField(label=_("怎么称呼您"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_phone = forms.CharField(
        label=_("手机号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national"})
    )
    code = forms.CharField(
        label=_("短信验证码"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    consent = forms.BooleanField(label=_("同意将称呼和手机号仅用于联系这次服务，办结半年后自动删除"))


class FindForm(ServiceForm):
    """Whose orders, proved by a code."""

    service_names = PHONE
    contact_phone = forms.CharField(
        label=_("点单时留的手机号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national"})
    )
    code = forms.CharField(
        label=_("短信验证码"), max_length=6, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"})
    )


class PhoneOrderForm(WithWindows):
    """For somebody who telephoned: all on one page, the telephone number optional."""

    service_names = PHONE
    contact_name = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(label=_("手机号"), max_length=20, required=False, help_text=_("没有手机的可不填"))
    offer: Any = forms.ModelChoiceField(label=_("服务项目"), queryset=None, required=False, empty_label=_("不从菜单选"))
    topic: Any = forms.ModelChoiceField(label=_("服务主题"), queryset=None, required=False, empty_label=_("不指定"))
    wish = forms.CharField(label=_("需求说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    area: Any = forms.ModelChoiceField(label=_("街道和社区"), queryset=None)
    place = forms.CharField(label=_("详细地址"), max_length=200)
    people_expected = forms.IntegerField(label=_("预计人数"))
    audience = forms.ChoiceField(label=_("人群"), choices=[("", _("请选择")), *Audience.choices])
    language = forms.ChoiceField(label=_("语言"), required=False, choices=LANGUAGES)

    def __init__(self, *args: Any, district: Area, area: Area | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = ServiceOffer.objects.filter(district=district, is_published=True)  # type: ignore[attr-defined]
        self.fields["topic"].queryset = topics(district)  # type: ignore[attr-defined]
        inside = Area.objects.filter(district=district)
        self.fields["area"].queryset = inside.filter(code__startswith=area.code) if area else inside  # type: ignore[attr-defined]
        if area is None:
            self.fields["area"].choices = lambda: places(district)  # type: ignore[attr-defined]
        elif area.level == Area.Level.COMMUNITY:
            self.fields["area"].initial = area.pk
