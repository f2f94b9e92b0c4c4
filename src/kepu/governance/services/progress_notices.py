"""Who is told of a step, and in which words."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.governance.models import ProgressReport, ReportEvent
from kepu.governance.report_states import HEAD, LEAD, OFFICE, REPORTER, State, Transition, is_led
from kepu.notifications.services import Audience, notify
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role, User

TITLES: dict[str, str | Promise] = {
    State.WITH_HEAD: gettext_lazy("请审核：%s"),
    State.WITH_LEAD: gettext_lazy("请审核：%s"),
    State.WITH_OFFICE: gettext_lazy("请验收：%s"),
    State.ACCEPTED: gettext_lazy("已验收：%s"),
    State.RETURNED: gettext_lazy("被退回：%s"),
    State.WITHDRAWN: gettext_lazy("已撤回：%s"),
}


def audience(report: ProgressReport, who: str) -> User | Audience | None:
    """The people whom the table calls `who`, seen from a report; the one who filled it before his whole unit."""
    if who == REPORTER:
        return report.reporter or Audience((Role.UNIT_REPORTER, Role.UNIT_HEAD), unit_id=report.unit_id)
    if who == HEAD:
        return Audience((Role.UNIT_HEAD,), unit_id=report.unit_id)
    if who == LEAD:
        return Audience((Role.UNIT_HEAD,), unit_id=report.lead_unit_id) if is_led(report) else None
    return Audience.office() if who == OFFICE else None


def tell(actor: Actor, report: ProgressReport, row: Transition, event: ReportEvent) -> None:
    """Notices of one step."""
    recipients = [found for who in row.tells if (found := audience(report, who)) is not None]
    body = f"{report.unit} · {report.period.label}"
    if event.reason:
        body += "\n" + _("理由：%s") % event.reason
    title = str(TITLES[report.state]) % report.work_item.title
    if row.verb == "advance":
        title = _("已提级办理：%s") % report.work_item.title
    notify(
        actor=actor,
        recipients=recipients,
        kind=f"report_{row.verb}",
        title=title,
        body=body,
        url=reverse("governance:report", args=[report.pk]),
    )
