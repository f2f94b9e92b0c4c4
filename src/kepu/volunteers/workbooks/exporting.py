"""Volunteers as a workbook: masked, or in full for the office, which is written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.access import allowed, require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import PermissionDenied
from kepu.organizations.fields import mask_phone
from kepu.organizations.services.base import audit
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, write_workbook
from kepu.volunteers.identity import mask_document
from kepu.volunteers.models import Language, Volunteer
from kepu.volunteers.queries.people import hours_of, visible_people

from .columns import volunteer_columns

CHUNK = 1_000
_DISPLAYED = ("sex", "document", "politics", "education")
_PLAIN = ("name", "occupation", "weekly_minutes", "preferences", "employer", "title", "guardian_name")


def run_export(*, actor: Actor, progress: Progress, in_full: bool = False) -> JobResult:
    """Everybody whom the actor may see, with hours and state; numbers in full only for the office."""
    require(actor, "volunteers.export_people")
    if in_full and not allowed(actor, "volunteers.manage_district"):
        raise PermissionDenied()
    people = visible_people(actor).filter(erased_at=None)
    total = people.count()
    columns = [*volunteer_columns(actor), *_more()]
    rows = _rows(people, total, progress, in_full)
    content = write_workbook(columns, rows, sheet=_("志愿者"))
    audit(actor, "volunteers.export", actor.district, _("导出志愿者"), people=total, in_full=in_full)
    return JobResult(_("共导出 %d 人。") % total, filename=_("志愿者-%s.xlsx") % timezone.localdate(), content=content)


def _more() -> list[Column]:
    return [
        Column("state", _("状态"), width=10),
        Column("hours", _("服务时长（小时）"), "decimal", width=12),
        Column("points", _("积分"), "integer", width=8),
        Column("stars", _("星级"), "integer", width=8),
    ]


def _rows(people: Any, total: int, progress: Progress, in_full: bool) -> Iterator[dict[str, Any]]:
    linked = people.select_related("area").prefetch_related("skills", "fields", "team_memberships__team").order_by("pk")
    done, last = 0, 0
    while batch := list(linked.filter(pk__gt=last)[:CHUNK]):
        sums = hours_of(volunteer.pk for volunteer in batch)
        for volunteer in batch:
            yield {**_values(volunteer, in_full), **sums[volunteer.pk]._asdict(), "state": volunteer.get_state_display()}
        done, last = done + len(batch), batch[-1].pk
        progress.report(done, total, _("正在导出"))


def _values(volunteer: Volunteer, in_full: bool) -> dict[str, Any]:
    phones = (lambda text: text) if in_full else mask_phone
    values: dict[str, Any] = {name: getattr(volunteer, name) for name in _PLAIN}
    values |= {name: getattr(volunteer, f"get_{name}_display")() for name in _DISPLAYED}
    return values | {
        "phone": phones(volunteer.phone),
        "guardian_phone": phones(volunteer.guardian_phone),
        "document_number": volunteer.document_number if in_full else mask_document(volunteer.document_number),
        "fields": [field.name for field in volunteer.fields.all()],
        "skills": [skill.name for skill in volunteer.skills.all()],
        "languages": [str(Language(code).label) for code in volunteer.languages],
        "team": next((item.team.name for item in volunteer.team_memberships.all() if item.state == "active"), ""),
        "area": volunteer.area.name if volunteer.area else "",
        "expert": volunteer.is_expert,
        "silver": volunteer.is_silver_age,
        "guardian_consents": volunteer.guardian_consented_at is not None or "",
    }
