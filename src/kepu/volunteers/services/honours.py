"""How the district counts points."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.services.base import audit, service
from kepu.volunteers.models import ServiceRules

PERCENTS = ("plain", "skilled", "hard", "organiser")


def rules_of(district_id: int) -> ServiceRules:
    """The rules of a district, the usual ones where it set none."""
    return ServiceRules.objects.filter(pk=district_id).first() or ServiceRules(district_id=district_id)


@service
def set_service_rules(*, actor: Actor, plain: int, skilled: int, hard: int, organiser: int, early_minutes: int) -> ServiceRules:
    """Change how points are counted from now on; what is confirmed keeps its points."""
    access.require(actor, "volunteers.change_rules")
    given = {"plain": plain, "skilled": skilled, "hard": hard, "organiser": organiser}
    errors = {name: _("应在0到1000之间") for name, value in given.items() if not 0 <= value <= 1000}
    if not 0 <= early_minutes <= 240:
        errors["early_minutes"] = _("应在0到240之间")
    if errors:
        raise InvalidInput(fields=errors)
    values = {**given, "early_minutes": early_minutes}
    rules, _new = ServiceRules.objects.update_or_create(district=actor.district, defaults=values)
    audit(actor, "volunteers.set_service_rules", rules, "", **values)
    return rules
