"""Volunteers from a workbook: checked as a whole, stored in bulk, fifty thousand at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, InvalidWorkbook, RowError
from kepu.organizations.fields import mask_phone
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, WorkbookRows, read_workbook
from kepu.volunteers.models import TeamMembership, Volunteer, VolunteerEvent
from kepu.volunteers.services.people import CONSENT, fill

from .columns import volunteer_columns

MAX_ROWS = 60_000
BATCH = 1_000
PLAIN = ("sex", "politics", "education", "occupation", "preferences", "employer", "title", "guardian_name", "guardian_phone")
STORED = (
    "name", "sex", "phone", "phone_key", "document", "document_number", "document_key", "birth_date", "guardian_name", "guardian_phone",
    "guardian_consented_at", "politics", "education", "occupation", "employer", "title", "area_id", "languages", "weekly_minutes",
    "preferences", "is_expert", "is_silver_age", "version",
)  # fmt: skip
Report = Callable[[int, int, str], None]


@dataclass
class Drafts:
    """People of the rows, new and known, with the lists that belong to them."""

    new: list[Volunteer] = field(default_factory=list)
    changed: list[Volunteer] = field(default_factory=list)
    lists: list[tuple[Volunteer, Row]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def run_volunteers(*, actor: Actor, progress: Progress) -> JobResult:
    """The import as a job."""
    columns = volunteer_columns(actor)
    found = read_workbook(progress.source(), columns, max_rows=MAX_ROWS, progress=progress.report)
    rows = found.rows
    drafts = draft_volunteers(actor, rows, columns, progress.report)
    drafts.errors = sorted([*found.errors, *_more_of(actor, found, columns), *drafts.errors], key=lambda error: error.row)
    progress.report(len(rows), len(rows), _("正在写入"))
    with progress.held():
        made, changed = import_volunteers(actor=actor, drafts=drafts)
    return JobResult(_("新增 %(made)d 人，更新 %(changed)d 人。") % {"made": made, "changed": changed}, url="/volunteers/people/")


def draft_volunteers(actor: Actor, rows: Sequence[Row], columns: Sequence[Column], report: Report) -> Drafts:
    """Check every row against the others and against who is known; a person is told by the document, else by name and telephone."""
    require(actor, "volunteers.import_people")
    known, drafts = _Known(actor), Drafts()
    headings = {column.key: str(column.heading) for column in columns}
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        report(number, len(rows), _("正在核对"))
        try:
            volunteer = _draft(actor, row)
        except InvalidInput as error:
            drafts.errors += _faults(row, error, headings)
            continue
        key = volunteer.document_key or f"{volunteer.name}\0{volunteer.phone_key or row['phone']}"
        if seen.setdefault(key, row.number) != row.number:
            drafts.errors.append(row.error(headings["name"], _("与第 %d 行是同一人") % seen[key]))
            continue
        _sort_in(drafts, known.find(volunteer, row), volunteer, row)
    return drafts


def _faults(row: Row, error: InvalidInput, headings: dict[str, str]) -> list[RowError]:
    return [row.error(headings.get(name, ""), text) for name, text in error.fields.items()]


def _more_of(actor: Actor, found: WorkbookRows, columns: Sequence[Column]) -> list[RowError]:
    """What else is wrong in rows of which some cells could not be read."""
    headings = {column.key: str(column.heading) for column in columns}
    told = {(error.row, error.column) for error in found.errors}
    more: list[RowError] = []
    for row in found.faulty:
        try:
            _draft(actor, row)
        except InvalidInput as error:
            more += _faults(row, error, headings)
    return [error for error in more if (error.row, error.column) not in told]


def _draft(actor: Actor, row: Row) -> Volunteer:
    volunteer = Volunteer(district=actor.district, state=Volunteer.State.APPROVED, source=Volunteer.Source.IMPORT)
    volunteer.consent_version, volunteer.consented_at = CONSENT, timezone.now()
    values: dict[str, Any] = {name: row[name] or "" for name in ("name", *PLAIN)}
    values |= {"languages": row["languages"], "weekly_minutes": 240 if row["weekly_minutes"] is None else row["weekly_minutes"]}
    for name in ("phone", "document_number"):
        if row[name] and "*" not in row[name]:
            values[name] = row[name]
    values["document"] = row["document"] or ""
    fill(volunteer, values, row["guardian_consents"] == "yes")
    volunteer.area_id = row["area"]
    volunteer.is_silver_age = row["silver"] == "yes"
    volunteer.is_expert = row["expert"] == "yes" or volunteer.is_silver_age
    return volunteer


def _sort_in(drafts: Drafts, known: Volunteer | None, draft: Volunteer, row: Row) -> None:
    if known is None:
        if not draft.phone:
            drafts.errors.append(row.error(_("手机号"), _("没有找到这位志愿者；新增须填写完整的手机号")))
            return
        drafts.new.append(draft)
        drafts.lists.append((draft, row))
        return
    if known.erased_at is not None:
        drafts.errors.append(row.error(_("姓名"), _("这位志愿者的个人信息已按本人要求删除")))
        return
    for name in STORED:
        value = getattr(draft, name)
        if value not in ("", None, []) and name != "version":
            setattr(known, name, value)
    known.version += 1
    drafts.changed.append(known)
    drafts.lists.append((known, row))


class _Known:
    """Who is registered, found by document, by name and telephone, or by what an exported row shows of both."""

    def __init__(self, actor: Actor) -> None:
        self.by_document: dict[str, Volunteer] = {}
        self.by_phone: dict[tuple[str, str], Volunteer] = {}
        self.by_mask: dict[tuple[str, str], Volunteer | None] = {}
        for volunteer in Volunteer.objects.filter(district=actor.district, erased_at=None).iterator(chunk_size=2000):
            if volunteer.document_key:
                self.by_document[volunteer.document_key] = volunteer
            self.by_phone[(volunteer.name, volunteer.phone_key)] = volunteer
            shown = (volunteer.name, mask_phone(volunteer.phone))
            self.by_mask[shown] = None if shown in self.by_mask else volunteer

    def find(self, draft: Volunteer, row: Row) -> Volunteer | None:
        """The person whom a row means; of two who look alike in an exported row neither."""
        if draft.document_key:
            return self.by_document.get(draft.document_key)
        if draft.phone_key:
            return self.by_phone.get((draft.name, draft.phone_key))
        return self.by_mask.get((draft.name, row["phone"]))


@service
def import_volunteers(*, actor: Actor, drafts: Drafts) -> tuple[int, int]:
    """Store what was checked; how many are new and how many were changed. Raises InvalidWorkbook with everything that was wrong."""
    require(actor, "volunteers.import_people")
    if drafts.errors:
        raise InvalidWorkbook(drafts.errors)
    Volunteer.objects.bulk_create(drafts.new, batch_size=BATCH)
    # An upsert by number: Django's bulk_update writes a CASE per column and row, which is thirty times slower.
    Volunteer.objects.bulk_create(
        drafts.changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=[name.removesuffix("_id") for name in STORED]
    )
    _set_lists(drafts.lists)
    joined = _join_teams(actor, drafts.lists)
    VolunteerEvent.objects.bulk_create(
        (VolunteerEvent(volunteer=new, user=actor.user, role=actor.role, verb="import", to_state=new.state) for new in drafts.new), batch_size=BATCH
    )
    audit(actor, "volunteers.import", actor.district, _("导入志愿者"), made=len(drafts.new), changed=len(drafts.changed), joined=joined)
    return len(drafts.new), len(drafts.changed)


def _set_lists(lists: Sequence[tuple[Volunteer, Row]]) -> None:
    for name, column in (("skills", "skill_id"), ("fields", "skillfield_id")):
        through = getattr(Volunteer, name).through
        named = [(volunteer, row[name]) for volunteer, row in lists if row[name]]
        known = [volunteer.pk for volunteer, _chosen in named]
        for start in range(0, len(known), BATCH):
            through.objects.filter(volunteer_id__in=known[start : start + BATCH]).delete()
        links = [through(volunteer_id=volunteer.pk, **{column: pk}) for volunteer, chosen in named for pk in chosen]
        through.objects.bulk_create(links, batch_size=5 * BATCH)


def _join_teams(actor: Actor, lists: Sequence[tuple[Volunteer, Row]]) -> int:
    """Put people into the team that their row names, unless they are in it; who was approved now serves."""
    wanted = [(volunteer, row["team"]) for volunteer, row in lists if row["team"]]
    alive = TeamMembership.objects.filter(team__district=actor.district, state__in=("applied", "invited", "active"))
    there = set(alive.values_list("volunteer_id", "team_id"))
    now, today = timezone.now(), timezone.localdate()
    fresh = [
        TeamMembership(volunteer=volunteer, team_id=team, state=TeamMembership.State.ACTIVE, joined_on=today, decided_at=now, decided_by=actor.user)
        for volunteer, team in wanted
        if (volunteer.pk, team) not in there
    ]
    TeamMembership.objects.bulk_create(fresh, batch_size=BATCH)
    for batch in _batches([volunteer.pk for volunteer, _team in wanted]):
        Volunteer.objects.filter(pk__in=batch, state=Volunteer.State.APPROVED).update(state=Volunteer.State.ACTIVE)
    return len(fresh)


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
