"""Files of a report."""

from __future__ import annotations

from django.core.files.base import File
from django.utils.translation import gettext as _

from kepu.governance.models import OWED, ProgressReport
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, NotFound
from kepu.organizations.models import Attachment
from kepu.organizations.services import attach
from kepu.organizations.services.attachments import attachments_of
from kepu.organizations.services.base import audit, service

FILES_LIMIT = 10


@service
def attach_to_report(*, actor: Actor, report: ProgressReport, file: File[bytes]) -> Attachment:
    """Add a file while the unit still writes; raises Conflict afterwards or past the limit, and as `attach` for the file itself."""
    report = _open(actor, report)
    if attachments_of(report).count() >= FILES_LIMIT:
        raise Conflict(_("每份报告最多 %d 个附件，请先移除不需要的。") % FILES_LIMIT)
    return attach(actor=actor, file=file, owner=report)


@service
def remove_from_report(*, actor: Actor, report: ProgressReport, attachment: Attachment) -> None:
    """Take a file off the report while the unit still writes; the file itself is kept for the audit."""
    report = _open(actor, report)
    found = attachments_of(report).filter(pk=attachment.pk)
    if not found.update(owner_type="", owner_id=""):
        raise NotFound()
    audit(actor, "governance.remove_file", report, attachment.name, attachment=attachment.pk)


def _open(actor: Actor, report: ProgressReport) -> ProgressReport:
    report = access.fetch(actor, ProgressReport, "governance.save_report", lock=True, pk=report.pk)
    if report.state not in OWED:
        raise Conflict(_("报告“%s”，不能再改附件。") % report.get_state_display())
    return report
