"""Reminders around leaders' hearings."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.governance.queries.briefings import open_decisions, year_without_hearing
from kepu.notifications.services import Audience, notify
from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role
from kepu.organizations.services.base import service
from kepu.ui.formats import cn_date

FIRST_MONTH = 9
BEFORE = timedelta(days=7)


@service
def remind_of_briefings(*, actor: Actor, on: date | None = None) -> int:
    """Remind the office from September, once a month, of a year without a hearing, and units of decisions that are due; returns the notices.

    A notice is sent once however often this runs.
    """
    require(actor, "governance.change_briefing")
    on = on or timezone.localdate()
    sent = 0
    if on.month >= FIRST_MONTH and year_without_hearing(actor.district, on) is not None:
        sent += notify(
            actor=actor,
            recipients=[Audience.office(), Audience((Role.LEADER,))],
            kind="briefing_due",
            title=_("%d年还没有听取全民科学素质工作汇报") % on.year,
            body=_("规划要求每年至少听取一次工作汇报，请尽快安排。"),
            url=reverse("governance:briefings"),
            dedupe_key=f"briefing-due-{on:%Y-%m}",
        )
    for decision in open_decisions(actor.district).filter(work_item=None, due_on__lte=on + BEFORE):
        late = decision.due_on < on
        unit = Audience((Role.UNIT_HEAD, Role.UNIT_REPORTER), unit_id=decision.unit_id)
        sent += notify(
            actor=actor,
            recipients=[unit, Audience.office()] if late else [unit],
            kind="decision_late" if late else "decision_due",
            title=(_("逾期未办结：%s") if late else _("即将到期：%s")) % decision.text,
            body=_("%(unit)s，办理时限%(day)s。") % {"unit": decision.unit, "day": cn_date(decision.due_on)},
            url=reverse("governance:briefing", args=[decision.briefing_id]),
            dedupe_key=f"decision-{decision.pk}-{'late' if late else 'due'}-{decision.due_on}",
        )
    return sent
