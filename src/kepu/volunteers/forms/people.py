"""Volunteers: entered by staff, applying themselves, changing what is theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Area
from kepu.volunteers.models import QualificationKind, SkillField, Team, Volunteer

from .common import (
    areas_of,
    choose_from,
    day_field,
    fields_of,
    languages_field,
    latitude_field,
    longitude_field,
    phone_field,
    skills_field,
    skills_of,
)

OWN = ("politics", "education", "occupation", "employer", "title", "languages", "latitude", "longitude", "weekly_minutes", "preferences")
MOST_MINUTES = 7 * 24 * 60


def _choice(label: Any, choices: type[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices.choices], required=False)


class ProfileForm(ServiceForm):
    """What a volunteer may change himself."""

    skills = skills_field(_("技能"))
    fields_ = forms.ModelMultipleChoiceField(
        label=_("服务领域"), queryset=SkillField.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = languages_field()
    preferences = forms.CharField(label=_("服务意愿"), max_length=300, required=False, help_text=_("如：周末上午，离家近"))
    weekly_minutes = forms.IntegerField(label=_("每周可服务分钟数"), min_value=0, max_value=MOST_MINUTES, initial=240)
    area = forms.ModelChoiceField(label=_("所属街道/社区"), queryset=Area.objects.none(), required=False)
    latitude = latitude_field()
    longitude = longitude_field()
    politics = _choice(_("政治面貌"), Volunteer.Politics)
    education = _choice(_("学历"), Volunteer.Education)
    occupation = forms.CharField(label=_("职业"), max_length=60, required=False)
    employer = forms.CharField(label=_("单位"), max_length=100, required=False)
    title = forms.CharField(label=_("职称（职务）"), max_length=60, required=False)

    def __init__(self, data: Any = None, *, district: Area, volunteer: Volunteer | None = None) -> None:
        super().__init__(data, initial=self.initial_of(volunteer) if volunteer else None)
        choose_from(self, "skills", skills_of(district), by_field=True)
        choose_from(self, "fields_", fields_of(district))
        choose_from(self, "area", areas_of(district))

    @classmethod
    def initial_of(cls, volunteer: Volunteer) -> dict[str, Any]:
        """What the form shows of a person."""
        values: dict[str, Any] = {name: getattr(volunteer, name) for name in OWN}
        lists = {"skills": list(volunteer.skills.values_list("pk", flat=True)), "fields_": list(volunteer.fields.values_list("pk", flat=True))}
        return {**values, **lists, "area": volunteer.area_id, "version": volunteer.version}

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("fields_", "version")}
        return {**values, "fields": self.cleaned_data["fields_"]} if "fields_" in self.cleaned_data else values


class PersonForm(ProfileForm):
    """What staff enter; numbers that are left empty stay."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = phone_field(_("手机号"), required=False)
    document = _choice(_("证件类型"), Volunteer.Document)
    document_number = forms.CharField(label=_("证件号码"), max_length=30, required=False, help_text=_("加密保存；用来防止重复登记"))
    sex = _choice(_("性别"), Volunteer.Sex)
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=60, required=False)
    guardian_phone = phone_field(_("监护人电话"), required=False)
    guardian_consents = forms.BooleanField(label=_("监护人已书面同意"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "phone", "document", "document_number", "sex")

    @classmethod
    def initial_of(cls, volunteer: Volunteer) -> dict[str, Any]:
        kept = ("name", "document", "sex", "guardian_name")
        return {**super().initial_of(volunteer), **{name: getattr(volunteer, name) for name in kept}}

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service; what was left empty of the hidden numbers is not sent."""
        values = super().cleaned()
        for name in ("document_number", "guardian_phone"):
            if not values[name]:
                del values[name]
        if not values["phone"] and self.initial:
            del values["phone"]
        return values


class ApplicationForm(ServiceForm):
    """What an applicant tells of himself on his phone: little, and the rest later."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    document = forms.ChoiceField(label=_("证件类型"), choices=Volunteer.Document.choices)
    document_number = forms.CharField(label=_("证件号码"), max_length=30, help_text=_("用来核对身份和防止重复，加密保存，页面上不显示"))
    team = forms.ModelChoiceField(label=_("想加入的服务队"), queryset=Team.objects.none(), required=False, empty_label=_("由纲要办推荐"))
    skills = skills_field(_("我能讲、能做的"))
    languages = languages_field()
    area = forms.ModelChoiceField(label=_("居住的街道/社区"), queryset=Area.objects.none(), required=False)
    preferences = forms.CharField(label=_("方便的时间"), max_length=300, required=False)
    message = forms.CharField(label=_("想对服务队说的话"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=60, required=False)
    guardian_phone = phone_field(_("监护人电话"), required=False)
    guardian_consents = forms.BooleanField(label=_("监护人已阅读告知书，同意报名并会陪同或安排陪同"), required=False)
    consents = forms.BooleanField(label=_("我已阅读并同意《志愿者个人信息告知书》"))

    def __init__(self, data: Any = None, *, district: Area, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "team", Team.objects.filter(district=district, is_active=True, is_recruiting=True))
        choose_from(self, "skills", skills_of(district), by_field=True)
        choose_from(self, "area", areas_of(district))


class PhoneForm(ServiceForm):
    """A telephone number to prove."""

    phone = phone_field(_("手机号"))


class CodeForm(ServiceForm):
    """The code that was sent."""

    code = forms.CharField(
        label=_("短信验证码"), max_length=6, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"})
    )


class PaperForm(ServiceForm):
    """A qualification."""

    kind = forms.ChoiceField(label=_("证书种类"), choices=QualificationKind.choices)
    number = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    issuer = forms.CharField(label=_("发证机构"), max_length=100, required=False)
    issued_on = day_field(_("发证日期"), required=False)
    expires_on = day_field(_("有效期至"), required=False)
    file = forms.FileField(label=_("照片或扫描件"), required=False)


class ExpertForm(ServiceForm):
    """The expert in a volunteer."""

    is_expert = forms.BooleanField(label=_("列入专家库"), required=False)
    is_silver_age = forms.BooleanField(label=_("银龄专家（已退休）"), required=False)
    title = forms.CharField(label=_("职称（职务）"), max_length=60, required=False)
    biography = forms.CharField(label=_("简介"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class CertificateForm(ServiceForm):
    """The period of a certificate."""

    first_day = day_field(_("从"))
    last_day = day_field(_("到"))
