"""Files: taken in, tied to their object, fetched, swept.

A file is written before its row, so that a row without its file cannot be; what a killed process leaves without a row is swept a day later.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied, TooLarge
from kepu.organizations.file_types import type_of
from kepu.organizations.models import Attachment

from .base import audit, service

ROOT = "attachments"


def attachments_of(obj: models.Model) -> models.QuerySet[Attachment]:
    """The files of an object, in the order in which they came."""
    return Attachment.objects.filter(owner_type=obj._meta.label_lower, owner_id=str(obj.pk))


@service
def attach(*, actor: Actor, file: File[bytes], owner: models.Model | None = None) -> Attachment:
    """Take in a file; its type is told by its content. The caller has checked that the actor may change the owner.

    Raises TooLarge over the limit, InvalidInput for an empty file or a type that is not accepted.
    """
    require(actor, "organizations.attach")
    limit = settings.KEPU_UPLOAD_LIMIT
    if (file.size or 0) > limit:
        raise TooLarge(_("文件超过 %d MB。") % (limit // 1024 // 1024))
    file.seek(0)
    data = file.read(limit + 1)
    name = _clean_name(file.name or "")
    found = type_of(data)
    if found is None:
        raise InvalidInput(_("不能上传“%s”：只接受 PDF、Word（.docx）、Excel（.xlsx）、PPT（.pptx）、图片（jpg、png、webp）和文本文件。") % name)
    if PurePath(name).suffix.lower() not in found.suffixes:
        name += found.suffixes[0]
    attachment = Attachment(
        district=actor.district,
        name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content_type=found.content_type,
        uploaded_by=actor.user,
    )
    if owner is not None:
        attachment.owner_type, attachment.owner_id = owner._meta.label_lower, str(owner.pk)
    attachment.file.save(name, ContentFile(data), save=False)
    attachment.save()
    audit(actor, "organizations.attach", attachment, name, sha256=attachment.sha256, owner=f"{attachment.owner_type}:{attachment.owner_id}")
    return attachment


@service
def claim_attachments(*, actor: Actor, attachments: Iterable[Attachment], owner: models.Model) -> None:
    """Tie files that the actor uploaded before to the object that he made after; a file belongs to one object only."""
    require(actor, "organizations.attach")
    for attachment in attachments:
        free = Attachment.objects.filter(pk=attachment.pk, district=actor.district, owner_type="", uploaded_by=actor.user)
        if not free.update(owner_type=owner._meta.label_lower, owner_id=str(owner.pk)):
            raise PermissionDenied(_("附件“%s”不是您上传的，或已用在别处。") % attachment.name)


def sweep_files(older_than: datetime.timedelta = datetime.timedelta(days=1)) -> int:
    """Delete stored files that no row names (left by a killed process or an undone transaction); how many."""
    known = set(Attachment.objects.values_list("file", flat=True))
    limit = timezone.now() - older_than
    swept = 0
    for folder in default_storage.listdir(ROOT)[0] if default_storage.exists(ROOT) else []:
        for name in default_storage.listdir(f"{ROOT}/{folder}")[1]:
            path = f"{ROOT}/{folder}/{name}"
            if path not in known and default_storage.get_modified_time(path) < limit:
                default_storage.delete(path)
                swept += 1
    return swept


def _clean_name(name: str) -> str:
    """The last part of a path without control characters, short enough, with its ending kept."""
    plain = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    path = PurePath(plain or _("未命名"))
    return path.stem[:150] + path.suffix[:20]
