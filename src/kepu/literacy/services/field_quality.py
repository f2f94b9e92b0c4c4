"""Decisions on doubtful interviews."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy.models import Case, QualityReview, Survey
from kepu.literacy.quality import Report, review
from kepu.literacy.queries.field_quality import Reviewed, interviews_of, limits_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

from .field_sheets import full_cases
from .surveys import clean_reason, locked

State = Survey.State


@service
def review_quality(*, actor: Actor, survey: Survey) -> Report:
    """Look at all interviews and note the flags on their cases; decisions that were taken stay."""
    survey = locked(actor, survey, "literacy.manage_field")
    if survey.state not in (State.FIELD, State.CLOSED):
        raise Conflict(_("调查现在是“%s”，不检查质量。") % survey.get_state_display())
    report = look_at(survey)
    audit(actor, "literacy.review_quality", survey, survey.title, flags=dict(report.counts))
    return report


def look_at(survey: Survey) -> Report:
    """Look at all interviews of a locked survey; store the flags of cases where they changed, and what was found for the pages."""
    interviews, limits = list(interviews_of(survey)), limits_of(survey)
    report = review(interviews, **limits)
    changed = []
    for case in survey.cases.filter(state__in=Reviewed).only("survey", "flags"):
        flags = report.flags.get(case.pk, [])
        if case.flags != flags:
            case.flags = flags
            changed.append(case)
    Case.objects.bulk_update(changed, ["flags"], batch_size=500)
    found = {"interviews": len(interviews), "limits": limits, "report": report.summary(), "reviewed_at": timezone.now()}
    QualityReview.objects.update_or_create(survey=survey, defaults=found)
    return report


@service
def decide_case(*, actor: Actor, case: Case, decision: str, reason: str, version: int | None = None) -> Case:
    """Keep an interview in spite of its flags, or reject it; a decision may be changed until the survey is estimated.

    Raises InvalidInput without a reason, Conflict for a case that is not complete, changed meanwhile, or already estimated.
    """
    case = access.fetch(actor, full_cases(), "literacy.manage_field", lock=True, district_path="survey__district", pk=case.pk)
    if case.survey.state not in (State.FIELD, State.CLOSED):
        raise Conflict(_("调查现在是“%s”，不能再决定答卷的去留。") % case.survey.get_state_display())
    if case.state not in Reviewed:
        raise Conflict(_("样本 %(number)s 现在是“%(state)s”，没有答卷可以决定。") % {"number": case, "state": case.get_state_display()})
    if version is not None and case.version != version:
        raise Conflict()
    if decision not in Case.Decision.values:
        raise InvalidInput(fields={"decision": _("请选择保留或剔除")})
    reason = clean_reason(reason)
    case.state = Case.State.COMPLETE if decision == Case.Decision.KEEP else Case.State.REJECTED
    case.decision, case.reason, case.decided_by, case.decided_at = decision, reason, actor.user, timezone.now()
    case.version += 1
    case.save(update_fields=["state", "decision", "reason", "decided_by", "decided_at", "version"])
    audit(actor, "literacy.decide_case", case, str(case), decision=decision, reason=reason, flags=case.flags)
    return case
