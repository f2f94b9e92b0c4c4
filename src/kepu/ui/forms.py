"""What a form field needs to be read and filled by everyone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.boundfield import BoundField


def field_context(bound: BoundField, *, unit: str = "", help_text: str = "", label: str = "") -> dict[str, Any]:
    """Values of `ui/components/field.html`: the widget carries aria-describedby, aria-invalid, aria-required.

    A group of choices (radio buttons, several boxes) becomes a fieldset; a single box stands before its label.
    """
    widget = bound.field.widget
    help_text = help_text or str(bound.help_text or "")
    described = " ".join(
        part
        for part in (
            f"{bound.auto_id}-help" if help_text else "",
            f"{bound.auto_id}-error" if bound.errors else "",
        )
        if part
    )
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "label": label or bound.label,
        "unit": unit,
        "help_text": help_text,
        "is_group": is_group,
        "is_checkbox": isinstance(widget, forms.CheckboxInput) and not is_group,
        "is_file": isinstance(widget, forms.FileInput),
        "required": bound.field.required,
        "described": described,
    }


def error_links(form: BaseForm | None) -> list[dict[str, str]]:
    """Errors of a form as message and anchor; errors of the whole form have no anchor."""
    if form is None or not form.errors:
        return []
    links = [{"message": str(message), "anchor": ""} for message in form.non_field_errors()]
    for bound in form:
        links += [
            {
                "message": str(message),
                "anchor": "" if bound.is_hidden else bound.auto_id,
                "label": str(bound.label),
            }
            for message in bound.errors
        ]
    return links
