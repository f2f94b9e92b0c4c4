"""The end of field work, and its data for researchers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.literacy.microdata import Record, protect
from kepu.literacy.models import Case, Survey
from kepu.literacy.queries.field import Open
from kepu.literacy.queries.field_microdata import records_of
from kepu.organizations.access import fetch
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, check_version, service

from .field_quality import look_at
from .surveys import CLOSED_REASON, locked, move, step_of


@service
def close_survey(*, actor: Actor, survey: Survey, version: int, close_open: bool = False) -> Survey:
    """End the field; open cases count as not reached, which has to be agreed to by `close_open`. Quality is reviewed a last time.

    Raises InvalidInput where cases are open and nothing was said of them, or where nobody answered.
    """
    survey = locked(actor, survey, "literacy.manage_field")
    check_version(survey, version)
    row = step_of(survey, "close")
    waiting = survey.cases.filter(state__in=Open)
    count = waiting.count()
    if count and not close_open:
        raise InvalidInput(_("还有 %d 个样本没有结果；请登记结果，或确认把它们记为“多次未遇”。") % count)
    if not survey.cases.filter(state=Case.State.COMPLETE).exists():
        raise InvalidInput(_("还没有完成的答卷，不能结束调查。"))
    waiting.update(state=Case.State.ABSENT, reason=CLOSED_REASON)
    look_at(survey)
    return move(actor, survey, row, absent=count)


@service
def export_microdata(*, actor: Actor, survey: Survey) -> tuple[list[str], list[Record]]:
    """Names of the items, and the kept interviews without anything that leads to a person; the export is written down.

    Raises Conflict before the field is closed, because a code that still works could be matched by time.
    """
    survey = fetch(actor, Survey, "literacy.manage_field", pk=survey.pk)
    if survey.state not in (Survey.State.CLOSED, Survey.State.ESTIMATED, Survey.State.PUBLISHED):
        raise Conflict(_("调查结束以后才能导出数据。"))
    items, records = records_of(survey)
    protected = protect(records, seed=survey.seed)
    audit(actor, "literacy.export_microdata", survey, survey.title, records=len(protected), left_out=len(records) - len(protected))
    return items, protected
