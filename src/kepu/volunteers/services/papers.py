"""Qualifications: entered with a scan, checked by the team."""

from __future__ import annotations

from datetime import date

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.attachments import attach
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import Qualification, QualificationKind, Volunteer


@service
def add_qualification(
    *,
    actor: Actor,
    volunteer: Volunteer,
    kind: str,
    number: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    file: File[bytes] | None = None,
) -> Qualification:
    """Enter a paper with its scan; what the staff enter counts as checked. Raises InvalidInput by field."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.change_person", pk=volunteer.pk)
    if kind not in QualificationKind.values:
        raise InvalidInput(fields={"kind": _("请选择证书种类")})
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        raise InvalidInput(fields={"expires_on": _("有效期不能早于发证日期")})
    paper = Qualification(volunteer=volunteer, kind=kind, number=number.strip()[:60], issuer=issuer.strip()[:100])
    paper.issued_on, paper.expires_on = issued_on, expires_on
    if access.allowed(actor, "volunteers.move_person", volunteer):
        paper.checked_by, paper.checked_at = actor.user, timezone.now()
    paper.save()
    if file is not None:
        # A volunteer has no account that could own the file; that he sent it stands in the entry below.
        attach(actor=actor if actor.user is not None else Actor.system(actor.district), file=file, owner=paper)
    audit(actor, "volunteers.add_qualification", paper, str(volunteer.pk), kind=kind)
    return paper


@service
def check_qualification(*, actor: Actor, paper: Qualification) -> Qualification:
    """Note that the paper was seen and holds."""
    paper = _fetch(actor, paper, "volunteers.move_person")
    paper.checked_by, paper.checked_at = actor.user, timezone.now()
    paper.save(update_fields=["checked_by", "checked_at"])
    audit(actor, "volunteers.check_qualification", paper, str(paper.volunteer_id), kind=paper.kind)
    return paper


@service
def remove_qualification(*, actor: Actor, paper: Qualification) -> None:
    """Take a paper out."""
    paper = _fetch(actor, paper, "volunteers.change_person")
    audit(actor, "volunteers.remove_qualification", paper, str(paper.volunteer_id), kind=paper.kind)
    paper.delete()


def _fetch(actor: Actor, paper: Qualification, perm: str) -> Qualification:
    queryset = Qualification.objects.select_related("volunteer")
    return access.fetch(actor, queryset, perm, lock=True, district_path="volunteer__district", pk=paper.pk)
