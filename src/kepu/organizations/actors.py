"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Area, Membership, Role, Unit, User

SYSTEM = "system"
RESIDENT = "resident"


@dataclass(frozen=True)
class Actor:
    """The person and the hat under which an operation runs; services never run without one."""

    district: Area
    role: str
    user: User | None = None
    unit: Unit | None = None
    membership: Membership | None = None

    @classmethod
    def of(cls, membership: Membership) -> Actor:
        """The actor of a membership whose unit and district are loaded."""
        return cls(
            district=membership.unit.district,
            role=membership.role,
            user=membership.user,
            unit=membership.unit,
            membership=membership,
        )

    @classmethod
    def system(cls, district: Area) -> Actor:
        """A scheduled job or the command line of the operator."""
        return cls(district=district, role=SYSTEM)

    @classmethod
    def resident(cls, district: Area) -> Actor:
        """A person without an account, on a public page of the district; holds only what a room's rules give to residents."""
        return cls(district=district, role=RESIDENT)

    def __str__(self) -> str:
        return f"{self.user or self.role}@{self.unit or self.district}"


def is_role(actor: Actor, *roles: Role | str) -> bool:
    """Whether the actor wears one of these hats; the system wears the office's."""
    return actor.role in roles or (actor.role == SYSTEM and Role.OFFICE in roles)
