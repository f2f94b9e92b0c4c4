"""Who may do what in the monitoring of literacy.

The office and its assessors own the item bank and the surveys; an interviewer reaches the cases of the communities given to him; a teacher the
classes of his school; leaders and auditors read results. Residents take the self-test and answer under a one-time code.
"""

from __future__ import annotations

from typing import Any

import rules

from kepu.organizations.actors import RESIDENT, Actor
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_member, is_office

is_assessor = has_role(Role.ASSESSOR)
is_interviewer = has_role(Role.INTERVIEWER)
is_teacher = has_role(Role.TEACHER)
#: Whom `runs_monitoring` lets in.
MONITORS = (Role.OFFICE, Role.ASSESSOR)
runs_monitoring = has_role(*MONITORS)
reads_results = runs_monitoring | has_role(Role.LEADER, Role.AUDITOR)


@rules.predicate
def is_resident(actor: Actor) -> bool:
    """Somebody without an account on a public page."""
    return actor.role == RESIDENT


@rules.predicate
def is_other(actor: Actor, version: Any = None) -> bool:
    """The version was written by others alone; without an object whether there may be one."""
    return version is None or actor.user is None or actor.user.pk not in (version.author_id, *version.editors)


@rules.predicate
def asks_there(actor: Actor, case: Any = None) -> bool:
    """The case lies in a community that was given to this interviewer."""
    return case is None or (actor.membership is not None and case.community.interviewers.filter(pk=actor.membership.pk).exists())


@rules.predicate
def is_at_school(actor: Actor, school: Any = None) -> bool:
    """The school that takes part is the actor's own."""
    return school is None or (actor.unit is not None and school.unit_id == actor.unit.pk)


@rules.predicate
def teaches(actor: Actor, school_class: Any = None) -> bool:
    """The class is of the actor's school and was given to him."""
    return school_class is None or (
        actor.membership is not None
        and actor.unit is not None
        and school_class.school.unit_id == actor.unit.pk
        and school_class.teachers.filter(pk=actor.membership.pk).exists()
    )


@rules.predicate
def is_own_unit_or_none(actor: Actor, unit: Any = None) -> bool:
    """The unit is the actor's own; without one whether there may be any."""
    return unit is None or (actor.unit is not None and unit.pk == actor.unit.pk)


# Item bank
rules.add_perm("literacy.view_items", runs_monitoring)
rules.add_perm("literacy.change_items", runs_monitoring)
rules.add_perm("literacy.review_item", runs_monitoring & is_other)
rules.add_perm("literacy.load_starter", is_office)

# Surveys
rules.add_perm("literacy.view_surveys", reads_results)
rules.add_perm("literacy.change_survey", runs_monitoring)
rules.add_perm("literacy.manage_field", runs_monitoring)
rules.add_perm("literacy.interview", runs_monitoring | (is_interviewer & asks_there))
rules.add_perm("literacy.answer", is_resident)

# Results
rules.add_perm("literacy.view_results", is_member)
rules.add_perm("literacy.view_calculations", reads_results)
rules.add_perm("literacy.calculate", runs_monitoring)
rules.add_perm("literacy.publish", is_office)

# Self-test
rules.add_perm("literacy.self_test", is_resident)
rules.add_perm("literacy.view_self_test", reads_results)
rules.add_perm("literacy.change_self_test", runs_monitoring)
rules.add_perm("literacy.run_self_test", runs_monitoring)

# Schools
rules.add_perm("literacy.view_assessments", reads_results | is_teacher)
rules.add_perm("literacy.change_assessments", runs_monitoring)
rules.add_perm("literacy.view_school", runs_monitoring | (is_teacher & is_at_school))
rules.add_perm("literacy.view_school_report", reads_results | (is_teacher & is_at_school))
rules.add_perm("literacy.view_district_report", reads_results)
rules.add_perm("literacy.change_classes", runs_monitoring | (is_teacher & is_at_school))
rules.add_perm("literacy.teach", runs_monitoring | (is_teacher & teaches))
rules.add_perm("literacy.view_conditions", reads_results | is_teacher)
rules.add_perm("literacy.change_conditions", runs_monitoring | (is_teacher & is_own_unit_or_none))
