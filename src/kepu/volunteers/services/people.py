"""Entering volunteers and changing what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, Text
from kepu.organizations.services.base import audit, check_version, service
from kepu.volunteers.identity import ADULT, age_on, birth_date, check_document, check_phone, key_of, sex_of
from kepu.volunteers.models import Language, Skill, SkillField, Team, Volunteer

PLAIN = frozenset(
    [
        "name",
        "sex",
        "politics",
        "education",
        "occupation",
        "employer",
        "title",
        "area",
        "languages",
        "latitude",
        "longitude",
        "weekly_minutes",
        "preferences",
        "birth_date",
        "guardian_name",
    ]
)
SECRET = frozenset({"phone", "document_number", "guardian_phone"})
LISTS = frozenset({"skills", "fields"})
OWN = (
    frozenset(
        ["politics", "education", "occupation", "employer", "title", "area", "languages", "latitude", "longitude", "weekly_minutes", "preferences"]
    )
    | LISTS
)
CONSENT = "2026-1"
YOUNGEST = 6


@service
def add_volunteer(*, actor: Actor, name: str, phone: str, document: str = "", document_number: str = "", **values: Any) -> Volunteer:
    """Enter a volunteer whom the staff know; he is approved at once and has consented on paper.

    Raises InvalidInput by field, Conflict when the document is registered already.
    """
    access.require(actor, "volunteers.add_person")
    volunteer = Volunteer(district=actor.district, state=Volunteer.State.APPROVED, source=Volunteer.Source.STAFF)
    volunteer.consent_version, volunteer.consented_at = CONSENT, timezone.now()
    consented = values.pop("guardian_consents", False)
    fill(volunteer, {"name": name, "phone": phone, "document": document, "document_number": document_number, **values}, consented)
    store(volunteer, values)
    note(actor, volunteer, "add", "")
    audit(actor, "volunteers.add_volunteer", volunteer, str(volunteer.pk))
    return volunteer


@service
def update_volunteer(*, actor: Actor, volunteer: Volunteer, version: int, **changes: Any) -> Volunteer:
    """Change what is known of a person; he himself may change all but name, telephone and document."""
    volunteer = access.fetch(actor, Volunteer, "volunteers.change_person", lock=True, pk=volunteer.pk)
    check_version(volunteer, version)
    if volunteer.erased_at is not None:
        raise Conflict(_("这位志愿者的个人信息已删除，不能修改。"))
    if not access.allowed(actor, "volunteers.move_person", volunteer) and (foreign := changes.keys() - OWN):
        raise InvalidInput(fields={name: _("这一项请联系服务队修改") for name in foreign})
    consented = changes.pop("guardian_consents", False)
    fill(volunteer, changes, consented)
    volunteer.version += 1
    store(volunteer, changes)
    audit(actor, "volunteers.update_volunteer", volunteer, str(volunteer.pk), fields=sorted(changes))
    return volunteer


def fill(volunteer: Volunteer, values: dict[str, Any], guardian_consents: bool = False) -> None:
    """Put checked values into the person; raises InvalidInput with every field that is wrong."""
    errors: dict[str, Text] = {}
    for name, value in values.items():
        if name in PLAIN:
            setattr(volunteer, name, value.strip() if isinstance(value, str) else value)
        elif name not in SECRET | LISTS | {"document"}:
            errors[name] = _("这一项不能填写")
    if not 0 < len(volunteer.name) <= 60:
        errors["name"] = _("请填写姓名")
    if unknown := [code for code in volunteer.languages if code not in Language.values]:
        errors["languages"] = _("没有这种语言：%s") % "、".join(map(str, unknown))
    _set_numbers(volunteer, values, errors)
    _set_guardian(volunteer, values, guardian_consents, errors)
    if errors:
        raise InvalidInput(fields=errors)


def _set_numbers(volunteer: Volunteer, values: dict[str, Any], errors: dict[str, Text]) -> None:
    code = volunteer.district.code
    if "phone" in values:
        try:
            volunteer.phone = check_phone(values["phone"])
            volunteer.phone_key = key_of(code, "phone", volunteer.phone)
        except ValueError as error:
            errors["phone"] = str(error)
    if not values.get("document_number"):
        return
    kind = values.get("document") or Volunteer.Document.IDENTITY
    try:
        number = check_document(kind, values["document_number"])
    except ValueError as error:
        errors["document_number"] = str(error)
        return
    volunteer.document, volunteer.document_number, volunteer.document_key = kind, number, key_of(code, kind, number)
    if kind in (Volunteer.Document.IDENTITY, Volunteer.Document.HONG_KONG_MACAO, Volunteer.Document.TAIWAN):
        volunteer.birth_date, volunteer.sex = birth_date(number), sex_of(number)


def _set_guardian(volunteer: Volunteer, values: dict[str, Any], consents: bool, errors: dict[str, Text]) -> None:
    """A minor needs a guardian who consents; of an adult neither birth date nor guardian is kept."""
    today = timezone.localdate()
    born: date | None = volunteer.birth_date
    if born is not None and not 0 <= age_on(born, today) <= 120:
        errors["birth_date"] = _("出生日期不对")
        return
    if born is None or age_on(born, today) >= ADULT:
        volunteer.birth_date = None
        volunteer.guardian_name = volunteer.guardian_phone = ""
        volunteer.guardian_consented_at = None
        return
    if age_on(born, today) < YOUNGEST:
        errors["birth_date"] = _("年满%d周岁才能报名") % YOUNGEST
    if values.get("guardian_phone"):
        try:
            volunteer.guardian_phone = check_phone(values["guardian_phone"])
        except ValueError as error:
            errors["guardian_phone"] = str(error)
    if consents and volunteer.guardian_consented_at is None:
        volunteer.guardian_consented_at = timezone.now()
    if not volunteer.guardian_name or not volunteer.guardian_phone or volunteer.guardian_consented_at is None:
        errors.setdefault("guardian_name", _("未成年人须填写监护人姓名和电话，并由监护人同意"))


def store(volunteer: Volunteer, values: dict[str, Any]) -> None:
    """Save the person with the lists; raises Conflict when the document belongs to somebody who is registered."""
    for name in LISTS & values.keys():
        if any(item.district_id != volunteer.district_id for item in values[name]):
            raise InvalidInput(fields={name: _("请选择本区的服务主题")})
    try:
        with transaction.atomic():
            volunteer.save()
    except IntegrityError as error:
        raise Conflict(_("这个证件号码已登记为志愿者，请查找原有记录。")) from error
    _set_lists(volunteer, values.get("skills"), values.get("fields"))


def _set_lists(volunteer: Volunteer, skills: Iterable[Skill] | None, fields: Iterable[SkillField] | None) -> None:
    if skills is not None:
        volunteer.skills.set(skills)
    if fields is not None:
        volunteer.fields.set(fields)


def note(actor: Actor, volunteer: Volunteer, verb: str, old: str, reason: str = "") -> None:
    """Write a step into the person's history."""
    volunteer.events.create(user=actor.user, role=actor.role, verb=verb, from_state=old, to_state=volunteer.state, reason=reason[:300])


def is_old_enough(volunteer: Volunteer, team: Team, on: date) -> bool:
    """Whether the team takes somebody of this age; adults always."""
    return volunteer.birth_date is None or age_on(volunteer.birth_date, on) >= team.minimum_age
