"""How an assessment, its classes and the conditions of schools are typed in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.literacy.models import Assessment, ParticipatingSchool, SchoolClass, SchoolConditions
from kepu.literacy.models.schools import GRADES, default_consent
from kepu.literacy.services.schools_conditions import FIELDS as CONDITIONS
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Membership, Role, Unit

MOMENT = "%Y-%m-%dT%H:%M"


def this_school_year() -> int:
    """The year in which the running school year began."""
    today = timezone.localdate()
    return today.year if today.month >= 8 else today.year - 1


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], required=False, help_text=help_text)


class AssessmentForm(ServiceForm):
    """An assessment."""

    title = forms.CharField(label=_("名称"), max_length=100)
    school_year = forms.IntegerField(label=_("学年"), min_value=2000, max_value=2100, help_text=_("开始的年份，2026指2026—2027学年"))
    grades = forms.TypedMultipleChoiceField(label=_("年级"), choices=GRADES, coerce=int, widget=forms.CheckboxSelectMultiple)
    starts_on = _day(_("开始日期"))
    ends_on = _day(_("结束日期"))
    consent = forms.CharField(label=_("家长知情同意书"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, assessment: Assessment | None = None, **kwargs: Any) -> None:
        names = ("title", "school_year", "grades", "starts_on", "ends_on", "consent", "version")
        own = {name: getattr(assessment, name) for name in names} if assessment else {}
        kwargs["initial"] = own or {"school_year": this_school_year(), "consent": default_consent()}
        super().__init__(*args, **kwargs)
        self.is_new = assessment is None

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = dict(self.cleaned_data)
        if self.is_new:
            data.pop("version")
        else:
            data["version"] = data["version"] or 0
        return data


class BookletsForm(ServiceForm):
    """How many booklets of how many items."""

    booklets = forms.IntegerField(
        label=_("几套试卷"), min_value=1, max_value=4, initial=2, help_text=_("邻座拿到不同的卷；各套有四分之一的题相同，题库小时更多")
    )
    length = forms.IntegerField(label=_("每套几题"), min_value=5, max_value=60, initial=20, help_text=_("小学20题、中学30题左右，一节课内完成"))


class SchoolsForm(ServiceForm):
    """Schools that take part."""

    units: Any = forms.ModelMultipleChoiceField(label=_("学校"), queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = Unit.objects.filter(district=assessment.district, type=Unit.Type.SCHOOL, is_active=True)
        self.fields["units"].queryset = schools.exclude(pk__in=assessment.schools.values("unit")).order_by("name")  # type: ignore[attr-defined]


class ClassForm(ServiceForm):
    """A class."""

    grade = forms.TypedChoiceField(label=_("年级"), coerce=int)
    name = forms.CharField(label=_("班级"), max_length=20, help_text=_("如“1班”"))
    pupils = forms.IntegerField(label=_("学生人数"), min_value=1, max_value=80)
    teachers: Any = forms.ModelMultipleChoiceField(label=_("任课教师"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    opens_at = _moment(_("开始作答"), _("不填则在整个测评期间"))
    closes_at = _moment(_("结束作答"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, school: ParticipatingSchool, school_class: SchoolClass | None = None, **kwargs: Any) -> None:
        own: dict[str, Any] = {}
        if school_class is not None:
            own = {name: getattr(school_class, name) for name in ("grade", "name", "opens_at", "closes_at", "version")}
            own |= {"pupils": school_class.pupils.count(), "teachers": list(school_class.teachers.all())}
        kwargs["initial"] = own
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [(value, label) for value, label in GRADES if value in school.assessment.grades]  # type: ignore[attr-defined]
        teachers = Membership.objects.filter(unit=school.unit, role=Role.TEACHER, is_active=True).select_related("user")
        self.fields["teachers"].queryset = teachers  # type: ignore[attr-defined]
        self.fields["teachers"].label_from_instance = lambda each: str(each.user.get_full_name())  # type: ignore[attr-defined]
        self.is_new = school_class is None

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = dict(self.cleaned_data)
        data["teachers"] = list(data["teachers"])
        if self.is_new:
            data.pop("version")
        else:
            data["version"] = data["version"] or 0
        return data


class ClassConsentForm(ServiceForm):
    """Consent of a whole class on paper."""

    except_seats = forms.CharField(label=_("没有同意的座号"), max_length=300, required=False, help_text=_("如“3、17”；全部同意就不填"))
    has_papers = forms.BooleanField(label=_("其余学生家长签字的纸质回执都已收齐、在我手上"), required=False)

    def clean_except_seats(self) -> list[int]:
        """Numbers, however they are set apart."""
        parts = re.split(r"[\s,，、;；]+", self.cleaned_data["except_seats"].strip())
        if wrong := [part for part in parts if part and not (part.isascii() and part.isdecimal() and len(part) < 4)]:
            raise forms.ValidationError(_("请只填座号，用顿号或逗号分开：%s") % "、".join(wrong))
        return [int(part) for part in parts if part]


class ConditionsForm(ServiceForm):
    """What a school has."""

    school_year = forms.IntegerField(label=_("学年"), min_value=2000, max_value=2100, help_text=_("开始的年份，2026指2026—2027学年"))
    pupils = forms.IntegerField(label=_("在校学生"), min_value=1, max_value=20000)
    full_time = forms.IntegerField(label=_("专职科学教师"), min_value=0)
    part_time = forms.IntegerField(label=_("兼职科学教师"), min_value=0)
    science_degree = forms.IntegerField(label=_("其中理工科背景"), min_value=0)
    has_vice_head = forms.BooleanField(label=_("聘有科学副校长"), required=False)
    lessons = forms.FloatField(label=_("每班每周科学课时"), min_value=0, max_value=20)
    labs = forms.IntegerField(label=_("科学实验室"), min_value=0)
    experiments = forms.FloatField(label=_("每班每学期分组实验"), min_value=0, max_value=200)
    activities = forms.IntegerField(label=_("全年科学活动"), min_value=0)
    participations = forms.IntegerField(label=_("科学活动参与"), min_value=0, help_text=_("各次活动的学生人数相加"))
    remarks = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, conditions: SchoolConditions | None = None, **kwargs: Any) -> None:
        names = (*CONDITIONS, "school_year", "version")
        own = {name: getattr(conditions, name) for name in names} if conditions else {"school_year": this_school_year(), "version": 0}
        kwargs["initial"] = own
        super().__init__(*args, **kwargs)

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service."""
        return {**self.cleaned_data, "version": self.cleaned_data["version"] or 0}
