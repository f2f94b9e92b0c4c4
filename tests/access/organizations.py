"""Areas, units, people, files, jobs, audit log."""

from __future__ import annotations

from django.core.files.base import ContentFile

from kepu.organizations.actors import Actor
from kepu.organizations.models import Role, Unit, User
from kepu.organizations.services import add_membership, attach, create_token, create_user, start_job
from kepu.organizations.services.personal import request_erasure
from kepu.organizations.services.workbook import Column, write_template

from . import ALL, OFFICE, PUBLIC

OFFICE_OR_OPERATOR = frozenset({"office", "operator"})
GET = {
    "/": ALL,
    "/areas/": ALL,
    "/areas/import/": OFFICE_OR_OPERATOR,
    "/areas/boundaries/": OFFICE_OR_OPERATOR,
    "/units/": ALL,
    "/units/import/": OFFICE_OR_OPERATOR,
    "/units/export/": ALL,
    "/units/<int:pk>/": OFFICE_OR_OPERATOR,
    "/people/": OFFICE_OR_OPERATOR,
    "/people/new/": OFFICE_OR_OPERATOR,
    "/people/import/": OFFICE_OR_OPERATOR,
    "/people/export/": OFFICE_OR_OPERATOR,
    "/people/invitations/": OFFICE_OR_OPERATOR,
    "/people/<int:pk>/": OFFICE_OR_OPERATOR,
    "/set-password/<uidb64>/<token>/": PUBLIC,
    "/people/erasures/": OFFICE,
    "/privacy/": PUBLIC,
    "/account/": ALL,
    "/account/data/": ALL,
    "/account/tokens/": ALL,
    "/api/docs/": ALL,
    "/audit/": frozenset({"office", "auditor"}),
    "/attachments/<int:pk>/": OFFICE,
    "/jobs/": ALL,
    "/jobs/<int:pk>/": OFFICE,
    "/jobs/<int:pk>/errors/": OFFICE,
}
POST = {
    "/people/<int:pk>/reset/": OFFICE_OR_OPERATOR,
    "/people/roles/<int:pk>/end/": OFFICE_OR_OPERATOR,
    "/identity/": ALL,
    "/jobs/<int:pk>/retry/": OFFICE,
    "/people/erasures/<int:pk>/": OFFICE,
    "/people/<int:pk>/phone/": OFFICE_OR_OPERATOR,
    "/account/privacy/": ALL,
    "/account/erasure/": ALL,
    "/account/tokens/": ALL,
    "/account/tokens/<int:pk>/revoke/": frozenset(),
}

API = {
    "GET /me": ALL,
    "GET /areas": ALL,
    "POST /areas": OFFICE_OR_OPERATOR,
    "GET /units": ALL,
    "GET /units/{int:pk}": ALL,
    "POST /units": OFFICE_OR_OPERATOR,
    "PUT /units/{int:pk}/aliases": OFFICE_OR_OPERATOR,
    "GET /people": OFFICE_OR_OPERATOR,
    "GET /audit": frozenset({"office", "auditor"}),
    "GET /attachments/{int:pk}": ALL,
}


def concrete(system: Actor) -> dict[str, str]:
    """A token of somebody else; a file and a job of the person of the office, who exists only where the office is in the story."""
    hat = add_membership(
        actor=system,
        user=create_user(actor=system, username="other", display_name="其他人"),
        unit=Unit.objects.filter(district=system.district)[0],
        role=Role.OFFICE,
    )
    token, _secret = create_token(actor=Actor.of(hat), name="对接", days=30)
    office = User.objects.filter(username="office").first()
    file = attach(actor=system, file=ContentFile(b"text", name="a.txt"))
    source = attach(actor=system, file=ContentFile(write_template([Column("name", "名称")]), name="a.xlsx"))
    job = start_job(actor=system, kind="test", run=concrete, source=source, background=False)
    job.errors = [["填写", 2, "名称", "请填写名称"]]
    file.uploaded_by = job.owner = office
    file.save()
    job.save()
    return {
        "/units/<int:pk>/": f"/units/{hat.unit_id}/",
        "/people/erasures/<int:pk>/": f"/people/erasures/{request_erasure(actor=Actor.of(hat)).pk}/",
        "/people/<int:pk>/phone/": f"/people/{hat.user_id}/phone/",
        "/people/<int:pk>/": f"/people/{hat.user_id}/",
        "/people/<int:pk>/reset/": f"/people/{hat.user_id}/reset/",
        "/people/roles/<int:pk>/end/": f"/people/roles/{hat.pk}/end/",
        "/set-password/<uidb64>/<token>/": "/set-password/MQ/wrong-token/",
        "/account/tokens/<int:pk>/revoke/": f"/account/tokens/{token.pk}/revoke/",
        "/attachments/<int:pk>/": f"/attachments/{file.pk}/",
        "/jobs/<int:pk>/": f"/jobs/{job.pk}/",
        "/jobs/<int:pk>/errors/": f"/jobs/{job.pk}/errors/",
        "/jobs/<int:pk>/retry/": f"/jobs/{job.pk}/retry/",
    }


def identifiers(system: Actor) -> dict[str, int]:
    """Collection of the API -> the number of one of its objects."""
    return {"units": Unit.objects.filter(district=system.district)[0].pk}
