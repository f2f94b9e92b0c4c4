"""Files are taken by their content, fetched by those who may see their object, and never half there."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from PIL import Image

from kepu.organizations import file_access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied, TooLarge
from kepu.organizations.models import Area, Attachment, AuditEntry, Unit
from kepu.organizations.services import attach, claim_attachments
from kepu.organizations.services.attachments import attachments_of, sweep_files

ClientFor = Callable[[Actor], Client]


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "PNG")
    return buffer.getvalue()


def stored() -> list[str]:
    folders = default_storage.listdir("attachments")[0] if default_storage.exists("attachments") else []
    return [name for folder in folders for name in default_storage.listdir(f"attachments/{folder}")[1]]


def test_a_file_keeps_its_name_and_lies_under_one_that_tells_nothing(reporter: Actor) -> None:
    file = attach(actor=reporter, file=ContentFile(b"%PDF-1.7 ...", name="C:\\资料\\签到表.pdf"))
    assert (file.name, file.content_type, file.size) == ("签到表.pdf", "application/pdf", 12)
    assert "签到" not in file.file.name and not file.file.name.endswith(".pdf")


def test_the_type_is_told_by_the_content(reporter: Actor) -> None:
    assert attach(actor=reporter, file=ContentFile(picture(), name="照片.pdf")).name == "照片.pdf.png"


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"MZ\x90\0", "photo.jpg"), (b"", "a.txt"), (b"PK\x03\x04zip", "a.docx"), (b"\x7fELF", "a.pdf"), (b"\xd0\xcf\x11\xe0old", "a.doc")],
)
def test_what_is_not_accepted_is_refused_and_leaves_nothing(reporter: Actor, data: bytes, name: str) -> None:
    with pytest.raises(InvalidInput, match=name):
        attach(actor=reporter, file=ContentFile(data, name=name))
    assert stored() == [] and not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused(reporter: Actor, settings) -> None:  # type: ignore[no-untyped-def]
    settings.KEPU_UPLOAD_LIMIT = 10
    with pytest.raises(TooLarge):
        attach(actor=reporter, file=ContentFile(b"x" * 11, name="a.txt"))


def test_markup_is_sent_as_plain_text_to_be_saved(reporter: Actor, client_for: ClientFor) -> None:
    file = attach(actor=reporter, file=ContentFile(b"<script>alert(1)</script>", name="x.html"))
    answer = client_for(reporter).get(f"/attachments/{file.pk}/")
    assert answer["Content-Type"] == "text/plain" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment") and "x.html.txt" in answer["Content-Disposition"]


def test_who_may_see_the_object_may_fetch_its_file_and_nobody_else(
    reporter: Actor, head: Actor, lead_head: Actor, outsider: Actor, client_for: ClientFor, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    assert reporter.unit is not None
    monkeypatch.setitem(file_access._checkers, "organizations.unit", lambda actor, pk: actor.unit is not None and str(actor.unit.pk) == pk)
    file = attach(actor=reporter, file=ContentFile(b"text", name="a.txt"), owner=reporter.unit)
    statuses = [client_for(actor).get(f"/attachments/{file.pk}/").status_code for actor in (reporter, head, lead_head, outsider)]
    assert statuses == [200, 200, 403, 404]
    assert AuditEntry.objects.filter(action="organizations.download", object_id=str(file.pk)).count() == 2


def test_a_file_is_tied_to_one_object_by_whoever_uploaded_it(reporter: Actor, head: Actor, units: dict[str, Unit]) -> None:
    file = attach(actor=reporter, file=ContentFile(b"text", name="a.txt"))
    with pytest.raises(PermissionDenied):
        claim_attachments(actor=head, attachments=[file], owner=units["区教委"])
    claim_attachments(actor=reporter, attachments=[file], owner=units["区教委"])
    assert list(attachments_of(units["区教委"])) == [file]
    with pytest.raises(PermissionDenied):
        claim_attachments(actor=reporter, attachments=[file], owner=units["区科协"])


def test_a_file_whose_row_was_undone_is_swept_a_day_later(reporter: Actor, district: Area) -> None:
    kept = attach(actor=reporter, file=ContentFile(b"kept", name="a.txt"))
    with pytest.raises(RuntimeError), transaction.atomic():
        attach(actor=reporter, file=ContentFile(b"lost", name="b.txt"))
        raise RuntimeError
    assert len(stored()) == 2 and sweep_files() == 0
    for name in stored():
        yesterday = time.time() - 90_000
        os.utime(default_storage.path(f"attachments/{name[:2]}/{name}"), (yesterday, yesterday))
    assert sweep_files() == 1
    assert kept.file.open().read() == b"kept"
