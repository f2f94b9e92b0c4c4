"""Form fields that everyone can read and fill."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm

from kepu.ui.forms import error_links, field_context

register = template.Library()


@register.inclusion_tag("ui/components/field.html")
def field(bound_field: Any, unit: str = "", help: str = "", label: str = "") -> dict[str, Any]:
    """One form field with label, help, errors, and the attributes that screen readers need."""
    return field_context(bound_field, unit=unit, help_text=help, label=label)


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form, after a summary of its errors."""
    return {"form": form}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong in the form, each line a link to its field; nothing when it is right."""
    return {"errors": error_links(form)}
