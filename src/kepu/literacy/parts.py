"""The parts of the 100 points, into which the domains of items fall: scientific spirit and thought count together."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Domain of an item -> its part.
PART_OF = {"knowledge": "knowledge", "methods": "methods", "spirit": "spirit_thought", "thought": "spirit_thought", "ability": "ability"}
NAMES: dict[str, str | Promise] = {
    "knowledge": _("科学知识"),
    "methods": _("科学方法"),
    "spirit_thought": _("科学精神和思想"),
    "ability": _("应用能力"),
}
