"""Read the plan document of a district: text or Word in, structure, targets, units and doubts out.

Pure computation: no Django, no database, no files. The format is described in
``docs/plan-document.md``; the JSON form in ``schema.json`` beside this file.

>>> text = "某县科普方案（2026—2030年）\\n一、工作目标\\n到2030年，比例达到18%。\\n二、组织实施\\n"
>>> plan = read_plan(text)
>>> plan.head.period, plan.targets[0].value, plan.targets[0].unit
((2026, 2030), 18, '%')
>>> render(plan) == text
True
"""

from .errors import PlanDocumentError
from .model import (
    Citation,
    Comparison,
    Doubt,
    DoubtKind,
    Head,
    Mechanism,
    Node,
    NodeKind,
    Phase,
    PlanDocument,
    Programme,
    Responsibility,
    Target,
)
from .reader import analyse, read_plan
from .register import Register, Unit
from .render import render
from .responsibilities import is_group
from .serialise import json_schema, to_json
from .source import MAX_BYTES

__all__ = [
    "MAX_BYTES",
    "Citation",
    "Comparison",
    "Doubt",
    "DoubtKind",
    "Head",
    "Mechanism",
    "Node",
    "NodeKind",
    "Phase",
    "PlanDocument",
    "PlanDocumentError",
    "Programme",
    "Register",
    "Responsibility",
    "Target",
    "Unit",
    "analyse",
    "is_group",
    "json_schema",
    "read_plan",
    "render",
    "to_json",
]
