"""All components under one name: `{% load ui %}`. Usage with snippets stands in kepu/ui/README.md."""

from __future__ import annotations

from django import template

from kepu.ui.components import blocks, data, fields, marks, navigation

register = template.Library()

for module in (marks, blocks, navigation, data, fields):
    register.tags.update(module.register.tags)
    register.filters.update(module.register.filters)
