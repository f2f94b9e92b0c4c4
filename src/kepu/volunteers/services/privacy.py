"""Rights over personal data (个人信息保护法, articles 44 to 50): seeing, taking along, and having erased what is stored."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.attachments import attachments_of
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import Qualification, Volunteer

from .moves import step

#: Names of what a person may be shown in full, and where it stands.
REVEALED = {"phone": "phone", "document": "document_number", "guardian": "guardian_phone"}
_HIDDEN = frozenset({"phone_key", "document_key", "secret", "digest", "in_step", "out_step", "code"})
_TABLES = (
    "events", "qualifications", "team_memberships", "weekly_times", "dated_times", "signups", "check_ins", "hour_entries", "certificates",
    "invitations",
)  # fmt: skip


@service
def reveal(*, actor: Actor, volunteer: Volunteer, what: str) -> str:
    """A number of a person in full; who looked stands in the audit log."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.reveal_person", pk=volunteer.pk)
    if what not in REVEALED:
        raise InvalidInput(fields={"what": _("没有这一项")})
    audit(actor, "volunteers.reveal", volunteer, str(volunteer.pk), what=what)
    return str(getattr(volunteer, REVEALED[what]))


@service
def export_person(*, actor: Actor, volunteer: Volunteer) -> bytes:
    """Everything that is stored about a person, as a zip with one JSON file and the scans that he handed in."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.export_person", pk=volunteer.pk)
    content: dict[str, Any] = {"person": _values(volunteer)}
    content["person"]["skills"] = [skill.name for skill in volunteer.skills.all()]
    for table in _TABLES:
        content[table] = [_values(row) for row in getattr(volunteer, table).all()]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for paper in volunteer.qualifications.all():
            for attachment in attachments_of(paper):
                with attachment.file.open("rb") as file:
                    archive.writestr(f"files/{attachment.pk}-{attachment.name}", file.read())
    audit(actor, "volunteers.export_person", volunteer, str(volunteer.pk))
    return buffer.getvalue()


@service
def erase_volunteer(*, actor: Actor, volunteer: Volunteer) -> Volunteer:
    """End the service and erase all that tells who the person is; hours stay under a number, and so does the ledger's pseudonym.

    Raises Conflict while he is checked in somewhere or hours of his wait, which nobody could confirm afterwards.
    """
    volunteer = access.fetch(actor, Volunteer, "volunteers.erase_person", lock=True, pk=volunteer.pk)
    if volunteer.erased_at is not None:
        raise Conflict(_("个人信息已经删除。"))
    if volunteer.check_ins.filter(out_at__isnull=True).exists() or volunteer.hour_entries.filter(state="awaiting").exists():
        raise Conflict(_("还有服务没有签退或时长没有确认，处理后才能删除个人信息。"))
    if volunteer.state not in (Volunteer.State.LEFT, Volunteer.State.REFUSED):
        step(actor, volunteer, "leave", _("本人要求删除个人信息"))
    _forget(volunteer)
    audit(actor, "volunteers.erase", volunteer, str(volunteer.pk))
    return volunteer


def _forget(volunteer: Volunteer) -> None:
    volunteer.name = _("已注销志愿者")
    for name in [
        "sex",
        "phone",
        "phone_key",
        "document",
        "document_number",
        "document_key",
        "guardian_name",
        "guardian_phone",
        "politics",
        "education",
        "occupation",
        "employer",
        "title",
        "preferences",
        "biography",
    ]:
        setattr(volunteer, name, "")
    volunteer.birth_date = volunteer.guardian_consented_at = volunteer.latitude = volunteer.longitude = volunteer.area = volunteer.user = None
    volunteer.is_expert = volunteer.is_silver_age = False
    volunteer.languages, volunteer.erased_at = [], timezone.now()
    volunteer.version += 1
    volunteer.save()
    volunteer.skills.clear()
    volunteer.fields.clear()
    for paper in volunteer.qualifications.all():
        _forget_files(paper)
        paper.delete()
    for table in (volunteer.weekly_times, volunteer.dated_times, volunteer.calendar_links):
        table.all().delete()
    volunteer.team_memberships.update(message="")
    volunteer.invitations.update(answer="")
    volunteer.certificates.update(holder="")


def _forget_files(paper: Qualification) -> None:
    for attachment in attachments_of(paper):
        attachment.file.delete(save=False)
        attachment.delete()


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in _HIDDEN}
