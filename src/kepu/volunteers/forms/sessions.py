"""Sessions, invitations, corrections, staff, the list of topics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.organizations.actors import Actor
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Area, Unit
from kepu.volunteers.models import HourEntry, QualificationKind, ServiceSession, Skill, SkillField, Staff, Team, Volunteer
from kepu.volunteers.queries import managed_teams
from kepu.volunteers.services.sessions import ARRANGED

from .common import areas_of, choose_from, day_field, latitude_field, longitude_field, moment_field, skills_of, units_for

SESSION = ("title", "description", "level", "place", "latitude", "longitude", "radius", "places", "is_public", "version")


class SessionForm(ServiceForm):
    """An occasion."""

    team = forms.ModelChoiceField(label=_("服务队"), queryset=Team.objects.none())
    title = forms.CharField(label=_("服务名称"), max_length=200)
    topic = forms.ModelChoiceField(label=_("主题"), queryset=Skill.objects.none(), required=False)
    level = forms.TypedChoiceField(label=_("难度"), choices=ServiceSession.Level.choices, coerce=int, help_text=_("决定每小时的积分"))
    starts_at = moment_field(_("开始时间"))
    ends_at = moment_field(_("结束时间"))
    place = forms.CharField(label=_("地点"), max_length=200)
    area = forms.ModelChoiceField(label=_("所在街道/社区"), queryset=Area.objects.none(), required=False)
    latitude = latitude_field()
    longitude = longitude_field()
    radius = forms.IntegerField(
        label=_("签到范围（米）"), min_value=50, max_value=2000, initial=300, help_text=_("填了经纬度，志愿者在这个范围内可以定位签到")
    )
    places = forms.IntegerField(label=_("需要人数"), min_value=0, max_value=1000, initial=0, help_text=_("0 表示不限"))
    is_public = forms.BooleanField(label=_("向全区志愿者招募（不限本队）"), required=False)
    description = forms.CharField(label=_("说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, session: ServiceSession | None = None, team: str = "") -> None:
        super().__init__(data, initial=self._initial(session) if session else {"team": team})
        choose_from(self, "topic", skills_of(actor.district), by_field=True)
        choose_from(self, "area", areas_of(actor.district))
        if session is not None:
            del self.fields["team"]
            for name in ARRANGED if session.source_type else ():
                self.fields[name].disabled = True
        else:
            choose_from(self, "team", managed_teams(actor).filter(is_active=True))

    @staticmethod
    def _initial(session: ServiceSession) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(session, name) for name in SESSION}
        moments = {name: timezone.localtime(getattr(session, name)) for name in ("starts_at", "ends_at")}
        return {**values, **moments, "topic": session.topic_id, "area": session.area_id}

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service, but for the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CorrectionForm(ServiceForm):
    """The right time of confirmed hours; without times the hours are taken back."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    start_at = moment_field(_("实际开始"), required=False)
    end_at = moment_field(_("实际结束"), required=False, help_text=_("两个时间都留空表示全部冲销"))

    def __init__(self, data: Any = None, *, entry: HourEntry) -> None:
        super().__init__(data, initial={"start_at": timezone.localtime(entry.start_at), "end_at": timezone.localtime(entry.end_at)})


class InvitationForm(ServiceForm):
    """An invitation of an expert."""

    title = forms.CharField(label=_("活动"), max_length=200)
    starts_at = moment_field(_("开始时间"))
    ends_at = moment_field(_("结束时间"))
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    message = forms.CharField(label=_("邀请说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class StaffForm(ServiceForm):
    """Somebody who popularizes science in a unit."""

    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none())
    name = forms.CharField(label=_("姓名"), max_length=60)
    sex = forms.ChoiceField(label=_("性别"), choices=Volunteer.Sex.choices)
    employment = forms.ChoiceField(label=_("专职/兼职"), choices=Staff.Employment.choices)
    education = forms.ChoiceField(label=_("学历"), choices=[("", "—"), *Volunteer.Education.choices], required=False)
    rank = forms.ChoiceField(label=_("职称"), choices=Staff.Rank.choices, initial=Staff.Rank.NONE)
    task = forms.ChoiceField(label=_("主要工作"), choices=Staff.Task.choices, initial=Staff.Task.OTHER)
    days = forms.IntegerField(label=_("年度投入工作日"), min_value=0, max_value=366, initial=0, help_text=_("兼职人员一年实际用于科普的天数"))
    is_rural = forms.BooleanField(label=_("农村科普人员"), required=False)
    head = forms.ChoiceField(label=_("三长"), choices=[("", "—"), *Staff.Head.choices], required=False)
    post = forms.CharField(label=_("科协任职"), max_length=60, required=False, help_text=_("如：街道科协副主席（兼职）"))
    started_on = day_field(_("开始日期"))
    ended_on = day_field(_("结束日期"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, staff: Staff | None = None) -> None:
        initial = {name: getattr(staff, name) for name in self.base_fields if name != "unit"} if staff else None
        super().__init__(data, initial=initial)
        if staff is not None:
            del self.fields["unit"]
            return
        choose_from(self, "unit", units_for(actor))

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service, but for the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SkillFieldForm(ServiceForm):
    """A field of the list."""

    code = forms.SlugField(label=_("代码"), max_length=40)
    name = forms.CharField(label=_("领域"), max_length=60)
    position = forms.IntegerField(label=_("顺序"), min_value=0, max_value=1000, initial=0)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)


class SkillForm(ServiceForm):
    """A topic of the list."""

    field = forms.ModelChoiceField(label=_("领域"), queryset=SkillField.objects.none())
    code = forms.SlugField(label=_("代码"), max_length=60, help_text=_("同一代码再次保存即修改"))
    name = forms.CharField(label=_("主题"), max_length=60)
    keywords = forms.CharField(label=_("近义词"), max_length=200, required=False)
    needs = forms.ChoiceField(label=_("须持证书"), choices=[("", _("不需要")), *QualificationKind.choices], required=False)
    position = forms.IntegerField(label=_("顺序"), min_value=0, max_value=1000, initial=0)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, data: Any = None, *, actor: Actor, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "field", SkillField.objects.filter(district=actor.district))


class RulesForm(ServiceForm):
    """How points are counted."""

    plain = forms.IntegerField(label=_("一般服务（%）"), min_value=0, max_value=1000)
    skilled = forms.IntegerField(label=_("专业服务（%）"), min_value=0, max_value=1000)
    hard = forms.IntegerField(label=_("高难度服务（%）"), min_value=0, max_value=1000)
    organiser = forms.IntegerField(label=_("组织者系数（%）"), min_value=0, max_value=1000)
    early_minutes = forms.IntegerField(label=_("可提前签到（分钟）"), min_value=0, max_value=240)
