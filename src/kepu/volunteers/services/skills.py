"""The two-level list of skills, which the office edits."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import QualificationKind, Skill, SkillField
from kepu.volunteers.skill_list import SKILLS

PERM = "volunteers.change_skills"


@service
def load_usual_skills(*, actor: Actor) -> int:
    """Enter the usual fields and topics where their codes are not known yet; returns how many topics are new."""
    access.require(actor, PERM)
    made = 0
    for position, (code, name, topics) in enumerate(SKILLS):
        field, _new = SkillField.objects.get_or_create(district=actor.district, code=code, defaults={"name": name, "position": position})
        known = set(Skill.objects.filter(district=actor.district).values_list("code", flat=True))
        fresh = [
            Skill(district=actor.district, field=field, code=topic, name=label, keywords=near, needs=paper, position=place)
            for place, (topic, label, near, paper) in enumerate(topics)
            if topic not in known
        ]
        Skill.objects.bulk_create(fresh)
        made += len(fresh)
    if made:
        audit(actor, "volunteers.load_usual_skills", actor.district, topics=made)
    return made


@service
def save_skill_field(*, actor: Actor, code: str, name: str, position: int = 0, is_active: bool = True) -> SkillField:
    """Enter or change a field, told by its code."""
    access.require(actor, PERM)
    if not code.strip() or not name.strip():
        raise InvalidInput(fields={"name": _("请填写代码和名称")})
    values = {"name": name.strip()[:60], "position": position, "is_active": is_active}
    field, is_new = SkillField.objects.update_or_create(district=actor.district, code=code.strip(), defaults=values)
    audit(actor, "volunteers.save_skill_field", field, field.name, new=is_new, active=is_active)
    return field


@service
def save_skill(
    *,
    actor: Actor,
    field: SkillField,
    code: str,
    name: str,
    keywords: str = "",
    needs: str = "",
    position: int = 0,
    is_active: bool = True,
) -> Skill:
    """Enter or change a topic, told by its code; one that is no longer offered is switched off, because sessions and orders name it."""
    field = access.fetch(actor, SkillField, PERM, pk=field.pk)
    if not code.strip() or not name.strip():
        raise InvalidInput(fields={"name": _("请填写代码和名称")})
    if needs and needs not in QualificationKind.values:
        raise InvalidInput(fields={"needs": _("没有这种证书")})
    values = {
        "field": field,
        "name": name.strip()[:60],
        "keywords": keywords.strip()[:200],
        "needs": needs,
        "position": position,
        "is_active": is_active,
    }
    skill, is_new = Skill.objects.update_or_create(district=actor.district, code=code.strip(), defaults=values)
    audit(actor, "volunteers.save_skill", skill, skill.name, new=is_new, active=is_active)
    return skill
