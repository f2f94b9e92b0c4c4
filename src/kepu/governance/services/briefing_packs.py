"""The pack of a hearing: what the figures are now, kept."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kepu.governance.models import Briefing, BriefingPack
from kepu.governance.queries.briefing_content import content_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.services.base import audit, service


@service
def compose_pack(*, actor: Actor, briefing: Briefing) -> BriefingPack:
    """Compose the pack from the figures of this moment; earlier ones stay. Raises Conflict once the hearing was held or cancelled."""
    briefing = access.fetch(actor, Briefing.objects.select_related("plan"), "governance.change_briefing", lock=True, pk=briefing.pk)
    if briefing.status != Briefing.Status.PLANNED:
        raise Conflict(_("汇报%s，材料不再更新。") % briefing.get_status_display())
    return compose(actor, briefing)


def compose(actor: Actor, briefing: Briefing, on: date | None = None) -> BriefingPack:
    """The next pack of a locked hearing; as of a day that is past where the hearing is registered afterwards."""
    number = (briefing.packs.values_list("number", flat=True).order_by("-number").first() or 0) + 1
    pack = BriefingPack.objects.create(briefing=briefing, number=number, composed_by=actor.user, content=content_of(briefing, on))
    audit(actor, "governance.compose_pack", pack, briefing.title, number=number)
    return pack
