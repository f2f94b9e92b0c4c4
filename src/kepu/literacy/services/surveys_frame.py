"""The frame: communities with their households, and the residents of 18 to 69 by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kepu.literacy.models import AgeGroup, Education, FrameCommunity, PopulationCell, Sex, Survey
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Area
from kepu.organizations.services.base import audit, service

from .surveys import locked


@dataclass(frozen=True)
class FrameRow:
    """A community: `persons` by sex and age group, residents of 18 to 69."""

    area: Area
    households: int
    persons: Mapping[tuple[str, str], int] = field(default_factory=dict)


@service
def set_frame(*, actor: Actor, survey: Survey, rows: Sequence[FrameRow], education: Mapping[str, int] | None = None) -> int:
    """Replace the frame of a survey in design; `education` (persons by level, whole district) stays as it is where None. How many communities.

    Raises Conflict after the draw, InvalidInput for an area that is no community below a street of the district, or stands twice.
    """
    survey = locked(actor, survey, "literacy.change_survey")
    if survey.state != Survey.State.DESIGN:
        raise Conflict(_("调查现在是“%s”，抽样框不能再改；先撤销抽样。") % survey.get_state_display())
    _check(actor, rows)
    survey.frame.all().delete()
    survey.population.exclude(area=survey.district).delete()
    FrameCommunity.objects.bulk_create(
        [FrameCommunity(survey=survey, area=row.area, stratum=row.area.parent or row.area, households=row.households) for row in rows], batch_size=500
    )
    cells = [
        PopulationCell(survey=survey, area=row.area, sex=sex, age_group=group, persons=row.persons.get((sex, group), 0))
        for row in rows
        for sex in Sex.values
        for group in AgeGroup.values
    ]
    if education is not None:
        survey.population.filter(area=survey.district).delete()
        cells += [PopulationCell(survey=survey, area=survey.district, education=level, persons=education.get(level, 0)) for level in Education.values]
    PopulationCell.objects.bulk_create(cells, batch_size=1000)
    survey.version += 1
    survey.save(update_fields=["version"])
    audit(actor, "literacy.set_frame", survey, survey.title, communities=len(rows), education=education is not None)
    return len(rows)


def _check(actor: Actor, rows: Sequence[FrameRow]) -> None:
    seen: set[int] = set()
    for row in rows:
        area = row.area
        inside = area.level == Area.Level.COMMUNITY and area.district_id == actor.district.pk
        if not inside or area.parent is None or area.parent.level != Area.Level.STREET:
            raise InvalidInput(_("“%s”不是本区街道下的社区。") % area.name)
        if area.pk in seen:
            raise InvalidInput(_("社区“%s”出现了两次。") % area.name)
        seen.add(area.pk)
    if not rows:
        raise InvalidInput(_("抽样框里没有社区。"))
