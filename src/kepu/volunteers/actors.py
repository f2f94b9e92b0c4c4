"""A volunteer who acts for himself: he has no account and no role, only his telephone."""

from __future__ import annotations

from dataclasses import dataclass

from kepu.organizations.actors import Actor

from .models import Volunteer

VOLUNTEER = "volunteer"


@dataclass(frozen=True)
class VolunteerActor(Actor):
    """The person under his own name."""

    volunteer: Volunteer | None = None

    @classmethod
    def of_volunteer(cls, volunteer: Volunteer) -> VolunteerActor:
        """The actor of a volunteer whose district is loaded."""
        return cls(district=volunteer.district, role=VOLUNTEER, volunteer=volunteer)

    def __str__(self) -> str:
        return f"{VOLUNTEER}:{self.volunteer.pk if self.volunteer else ''}@{self.district}"
