"""How it went with a case that was not completed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kepu.literacy.models import Case, Survey
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

from .field_sheets import check_open, full_cases
from .surveys import check_in_field, clean_reason, locked

OUTCOMES = (Case.State.REFUSED, Case.State.ABSENT, Case.State.INELIGIBLE)
# Nobody is counted as absent before he was looked for this often, on different days and at different hours.
LEAST_CONTACTS = 3


@service
def dispose_case(*, actor: Actor, case: Case, outcome: str = "", contacts: int = 0, reason: str = "") -> Case:
    """Record how often somebody was looked for, and if it ended, how: refused, absent, ineligible. Saying the same again changes nothing.

    `contacts` counts all contacts so far. Raises Conflict for a case that is over, InvalidInput for absence after fewer than three contacts.
    """
    case = access.fetch(actor, full_cases(), "literacy.interview", lock=True, district_path="survey__district", pk=case.pk)
    if outcome and outcome not in OUTCOMES:
        raise InvalidInput(fields={"outcome": _("请选择结果")})
    if not 0 <= contacts <= 50:
        raise InvalidInput(fields={"contacts": _("联系次数应在0到50之间")})
    if outcome and case.state == outcome:
        return case
    check_open(case)
    contacts = max(contacts, case.contacts)
    if outcome == Case.State.ABSENT and contacts < LEAST_CONTACTS:
        raise InvalidInput(fields={"contacts": _("多次未遇须至少在不同时间联系 %d 次") % LEAST_CONTACTS})
    reason = clean_reason(reason, needed=outcome == Case.State.INELIGIBLE)
    if not outcome and contacts == case.contacts and not reason:
        return case
    case.contacts, case.reason = contacts, reason
    if outcome:
        case.state, case.interviewer = outcome, actor.membership
    case.version += 1
    case.save(update_fields=["contacts", "reason", "state", "interviewer", "version"])
    audit(actor, "literacy.dispose_case", case, str(case), outcome=outcome, contacts=contacts, reason=reason)
    return case


@service
def dispose_cases(*, actor: Actor, survey: Survey, outcomes: Sequence[tuple[Case, str, int]]) -> int:
    """Outcome and number of contacts of many open cases at once; for the invented respondents of a demo district. How many."""
    survey = locked(actor, survey, "literacy.manage_field")
    if not survey.district.is_demo:
        raise Conflict(_("只有演示区县可以批量登记结果。"))
    for case, outcome, contacts in outcomes:
        case.survey = survey
        check_open(case)
        if outcome not in OUTCOMES or (outcome == Case.State.ABSENT and contacts < LEAST_CONTACTS):
            raise InvalidInput(fields={"outcome": _("请选择结果")})
        case.state, case.contacts, case.version = outcome, contacts, case.version + 1
    Case.objects.bulk_update([case for case, _o, _c in outcomes], ["state", "contacts", "version"], batch_size=200)
    audit(actor, "literacy.dispose_cases", survey, survey.title, cases=len(outcomes))
    return len(outcomes)


@service
def reopen_case(*, actor: Actor, case: Case, reason: str) -> Case:
    """Try again with a case that was given up: it waits for answers as before."""
    case = access.fetch(actor, full_cases(), "literacy.manage_field", lock=True, district_path="survey__district", pk=case.pk)
    check_in_field(case.survey)
    if case.state not in OUTCOMES:
        raise Conflict(_("样本 %(number)s 现在是“%(state)s”，不需要重新联系。") % {"number": case, "state": case.get_state_display()})
    reason = clean_reason(reason)
    before = case.state
    case.state = Case.State.STARTED if hasattr(case, "draft") else Case.State.ISSUED
    case.reason, case.version = "", case.version + 1
    case.save(update_fields=["state", "reason", "version"])
    audit(actor, "literacy.reopen_case", case, str(case), before=before, reason=reason)
    return case
