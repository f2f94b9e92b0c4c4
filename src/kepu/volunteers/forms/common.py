"""Fields that several forms have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.volunteers.models import Language, Skill, SkillField

MOMENT = "%Y-%m-%dT%H:%M"


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """A moment in local time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], **more)


def phone_field(label: Any, **more: Any) -> forms.CharField:
    """A mobile number, with the keypad of a telephone."""
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}), **more)


def latitude_field() -> forms.FloatField:
    """Half of a point."""
    return forms.FloatField(label=_("纬度"), required=False, min_value=-90, max_value=90, widget=forms.NumberInput(attrs={"step": "any"}))


def longitude_field() -> forms.FloatField:
    """The other half."""
    return forms.FloatField(label=_("经度"), required=False, min_value=-180, max_value=180, widget=forms.NumberInput(attrs={"step": "any"}))


def languages_field() -> forms.MultipleChoiceField:
    """Languages, several at once."""
    return forms.MultipleChoiceField(label=_("语言"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple)


def skills_field(label: Any) -> forms.ModelMultipleChoiceField:
    """Topics of the district; the form sets the queryset."""
    return forms.ModelMultipleChoiceField(label=label, queryset=Skill.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)


def areas_of(district: Area) -> QuerySet[Area]:
    """The district's streets and communities, and the district itself."""
    return Area.objects.filter(Q(district=district) | Q(pk=district.pk))


def units_for(actor: Actor) -> QuerySet[Unit]:
    """Units for which the actor may enter something: all for the office, else his own."""
    units = Unit.objects.filter(district=actor.district, is_active=True)
    if allowed(actor, "volunteers.manage_district"):
        return units
    return units.filter(pk=actor.unit.pk) if actor.unit else units.none()


def skills_of(district: Area) -> QuerySet[Skill]:
    """Topics on offer."""
    return Skill.objects.filter(district=district, is_active=True, field__is_active=True).select_related("field")


def fields_of(district: Area) -> QuerySet[SkillField]:
    """Fields on offer."""
    return SkillField.objects.filter(district=district, is_active=True)


def choose_from(form: forms.Form, name: str, queryset: QuerySet[Any], *, by_field: bool = False) -> None:
    """Set what a field offers; topics in groups by their field."""
    field = form.fields[name]
    field.queryset = queryset  # type: ignore[attr-defined]
    if by_field:
        groups: dict[str, list[tuple[int, str]]] = {}
        for skill in queryset:
            groups.setdefault(skill.field.name, []).append((skill.pk, skill.name))
        empty = [("", _("不限"))] if isinstance(field, forms.ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField) else []
        field.choices = [*empty, *groups.items()]  # type: ignore[attr-defined]
