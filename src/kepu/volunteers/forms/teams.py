"""Teams and their times."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kepu.organizations.actors import Actor
from kepu.organizations.forms import ServiceForm
from kepu.organizations.models import Area, Membership, Role, Unit
from kepu.volunteers.models import Team, Weekday

from .common import (
    areas_of,
    choose_from,
    day_field,
    languages_field,
    latitude_field,
    longitude_field,
    moment_field,
    skills_field,
    skills_of,
    time_field,
    units_for,
)

PLAIN = (
    "name", "description", "weekly_minutes", "max_distance_km", "is_recruiting", "wanted", "minimum_age", "is_active", "latitude", "longitude",
    "languages", "founded_on", "version",
)  # fmt: skip


class TeamForm(ServiceForm):
    """What a team is and offers."""

    unit = forms.ModelChoiceField(label=_("所属单位"), queryset=Unit.objects.none())
    name = forms.CharField(label=_("服务队名称"), max_length=100)
    description = forms.CharField(label=_("介绍"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    skills = skills_field(_("服务主题"))
    languages = languages_field()
    area = forms.ModelChoiceField(label=_("驻地"), queryset=Area.objects.none(), required=False, empty_label=_("同所属单位"))
    latitude = latitude_field()
    longitude = longitude_field()
    weekly_minutes = forms.IntegerField(label=_("每周可服务分钟数"), min_value=0, max_value=100_000, initial=600)
    max_distance_km = forms.IntegerField(label=_("最远服务距离（公里）"), min_value=1, max_value=500, initial=20)
    founded_on = day_field(_("成立日期"), required=False)
    is_recruiting = forms.BooleanField(label=_("正在招募（在公开页面显示）"), required=False)
    wanted = forms.CharField(label=_("招募要求"), max_length=300, required=False)
    minimum_age = forms.IntegerField(label=_("最低年龄"), min_value=6, max_value=80, initial=14)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, team: Team | None = None) -> None:
        super().__init__(data, initial=self._initial(team) if team else None)
        choose_from(self, "skills", skills_of(actor.district), by_field=True)
        choose_from(self, "area", areas_of(actor.district))
        if team is not None:
            del self.fields["unit"]
            return
        choose_from(self, "unit", units_for(actor))
        del self.fields["is_active"]

    @staticmethod
    def _initial(team: Team) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(team, name) for name in PLAIN}
        return {**values, "area": team.area_id, "skills": list(team.skills.values_list("pk", flat=True))}

    def cleaned(self) -> dict[str, Any]:
        """Arguments of the service, but for the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class LeadersForm(ServiceForm):
    """Who leads the team."""

    leaders = forms.ModelMultipleChoiceField(
        label=_("队长"), queryset=Membership.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("先在“人员”中给本人“服务队队长”角色，再在这里指定"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, team: Team) -> None:
        super().__init__(data, initial={"leaders": list(team.leaders.values_list("pk", flat=True))})
        hats = Membership.objects.filter(unit__district=team.district, role=Role.TEAM_LEADER, is_active=True).select_related("user", "unit")
        choose_from(self, "leaders", hats)
        self.fields["leaders"].label_from_instance = lambda hat: f"{hat.user.get_full_name()}（{hat.unit}）"  # type: ignore[attr-defined]


class WeeklyForm(ServiceForm):
    """A time on some days of each week."""

    weekdays = forms.TypedMultipleChoiceField(label=_("星期"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple)
    starts = time_field(_("从"))
    ends = time_field(_("到"))


class DatedForm(ServiceForm):
    """A time that is an exception."""

    is_free = forms.TypedChoiceField(
        label=_("这段时间"), choices=((0, _("不能服务")), (1, _("可以服务"))), coerce=lambda value: value == "1", initial=0
    )
    starts_at = moment_field(_("从"))
    ends_at = moment_field(_("到"))
    note = forms.CharField(label=_("说明"), max_length=100, required=False)


class CalendarFileForm(ServiceForm):
    """A calendar file."""

    file = forms.FileField(label=_("日历文件"), help_text=_(".ics 文件；其中未来一年的日程记为不能服务，再次导入会替换"))
