"""Areas, units, people, audit log."""

from __future__ import annotations

from kepu.organizations.actors import Actor
from kepu.organizations.models import Role, Unit
from kepu.organizations.services import add_membership, create_token, create_user

from . import ALL

GET = {
    "/": ALL,
    "/units/": ALL,
    "/people/": frozenset({"office", "operator"}),
    "/account/tokens/": ALL,
    "/api/docs/": ALL,
    "/audit/": frozenset({"office", "auditor"}),
}
POST = {"/identity/": ALL, "/account/tokens/": ALL, "/account/tokens/<int:pk>/revoke/": frozenset()}

OFFICE_OR_OPERATOR = frozenset({"office", "operator"})
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
}


def concrete(system: Actor) -> dict[str, str]:
    hat = add_membership(
        actor=system,
        user=create_user(actor=system, username="other", display_name="其他人"),
        unit=Unit.objects.filter(district=system.district)[0],
        role=Role.OFFICE,
    )
    token, _secret = create_token(actor=Actor.of(hat), name="对接", days=30)
    return {"/account/tokens/<int:pk>/revoke/": f"/account/tokens/{token.pk}/revoke/"}
