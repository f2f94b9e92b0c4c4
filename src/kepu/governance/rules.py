"""Who may do what in governance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules

from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor, is_role
from kepu.organizations.file_access import register_checker
from kepu.organizations.models import Role
from kepu.organizations.rules import has_role, is_member, is_office, sees_district

from . import report_states
from .models import ProgressReport

_ROLES = {
    report_states.REPORTER: Role.UNIT_REPORTER,
    report_states.HEAD: Role.UNIT_HEAD,
    report_states.LEAD: Role.UNIT_HEAD,
    report_states.OFFICE: Role.OFFICE,
}
_UNITS: dict[str, Callable[[ProgressReport], int | None]] = {
    report_states.REPORTER: lambda report: report.unit_id,
    report_states.HEAD: lambda report: report.unit_id,
    report_states.LEAD: lambda report: report.lead_unit_id if report_states.is_led(report) else None,
}


def stands_as(actor: Actor, who: str, report: ProgressReport | None) -> bool:
    """Whether the actor is to the report what the table calls `who`; without a report, whether his role can be that at all."""
    if not is_role(actor, _ROLES[who]):
        return False
    if report is None or who not in _UNITS:
        return True
    return actor.unit is not None and actor.unit.pk == _UNITS[who](report)


def may(verb: str) -> rules.Predicate:
    """Somebody whom the table allows the verb in some state; the state itself is checked by the service."""
    allowed = {row.who for row in report_states.rows(verb)}

    @rules.predicate(name=f"may_{verb}")
    def check(actor: Actor, report: ProgressReport | None = None) -> bool:
        return any(stands_as(actor, who, report) for who in allowed)

    return check


@rules.predicate
def is_of_report(actor: Actor, report: ProgressReport | None = None) -> bool:
    """The report is of the actor's unit or of work that it leads; without a report, the actor's unit may have reports."""
    if actor.unit is None:
        return False
    return report is None or actor.unit.pk in (report.unit_id, report.lead_unit_id)


@rules.predicate
def fills_report(actor: Actor, report: ProgressReport | None = None) -> bool:
    """The report is of the actor's own unit."""
    return actor.unit is not None and (report is None or report.unit_id == actor.unit.pk)


def open_verbs(actor: Actor, report: ProgressReport) -> list[str]:
    """What the actor can do with the report as it stands now."""
    return [
        verb for verb in report_states.VERBS if any(row.applies(report) and stands_as(actor, row.who, report) for row in report_states.rows(verb))
    ]


in_unit = has_role(Role.UNIT_REPORTER, Role.UNIT_HEAD)
for _verb in report_states.VERBS:
    rules.add_perm(f"governance.{_verb}_report", may(_verb))
rules.add_perm("governance.view_inbox", is_member)
rules.add_perm("governance.view_report", sees_district | (in_unit & is_of_report))
rules.add_perm("governance.view_period", sees_district | in_unit)
rules.add_perm("governance.save_report", in_unit & fills_report)
rules.add_perm("governance.fill_period", in_unit)
rules.add_perm("governance.move_report", in_unit | is_office)
rules.add_perm("governance.accept_reports", is_office)
rules.add_perm("governance.view_overview", sees_district)
rules.add_perm("governance.change_periods", is_office)


def _may_see_file(actor: Actor, owner_id: str) -> bool:
    report = ProgressReport.objects.filter(pk=owner_id, district=actor.district).first()
    return report is not None and allowed(actor, "governance.view_report", report)


register_checker("governance.progressreport", _may_see_file)


@rules.predicate
def is_at_briefing(actor: Actor, briefing: Any = None) -> bool:
    """The actor's unit attends the hearing or has to carry out one of its decisions."""
    if actor.unit is None:
        return False
    return briefing is None or briefing.attendees.filter(pk=actor.unit.pk).exists() or briefing.decisions.filter(unit=actor.unit).exists()


@rules.predicate
def carries_decision(actor: Actor, decision: Any = None) -> bool:
    """The decision is for the actor's unit."""
    return actor.unit is not None and (decision is None or decision.unit_id == actor.unit.pk)


rules.add_perm("governance.view_briefing", sees_district | (in_unit & is_at_briefing))
rules.add_perm("governance.view_pack", sees_district)
rules.add_perm("governance.change_briefing", is_office)
rules.add_perm("governance.change_decision", is_office)
# A unit without an account reports by telephone; the office then enters it.
rules.add_perm("governance.report_decision", is_office | (in_unit & carries_decision))
rules.add_perm("governance.view_phases", is_member)
rules.add_perm("governance.change_phases", is_office)


@rules.predicate
def leads_measure(actor: Actor, measure: Any = None) -> bool:
    """The actor's unit leads the measure."""
    return actor.unit is not None and (measure is None or measure.unit_id == actor.unit.pk)


rules.add_perm("governance.view_evaluation", sees_district | in_unit)
rules.add_perm("governance.view_measure_evaluation", sees_district | (in_unit & leads_measure))
rules.add_perm("governance.view_all_evaluations", sees_district)
# A unit without an account tells the office, which then enters it.
rules.add_perm("governance.self_evaluate", is_office | (in_unit & leads_measure))
rules.add_perm("governance.review_evaluation", is_office)
rules.add_perm("governance.change_evaluation", is_office)
