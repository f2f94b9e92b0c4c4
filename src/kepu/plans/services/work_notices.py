"""Who is told what about work items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.notifications.services import Audience, notify
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role, Unit
from kepu.plans.models import WorkItem

_KIND = "work_item"


def people_of(unit: Unit) -> Audience:
    """Those who answer for a unit's work."""
    return Audience(roles=(Role.UNIT_HEAD, Role.UNIT_REPORTER), unit=unit)


def tell_issued(actor: Actor, year: int, items: Iterable[WorkItem]) -> None:
    """Each unit hears once how much was issued to it."""
    units: dict[int, Unit] = {}
    counted: Counter[int] = Counter()
    for item in items:
        units[item.unit_id] = item.unit
        counted[item.unit_id] += 1
    for pk, unit in units.items():
        title = _("%(year)d 年新下达 %(count)d 项工作，请接受或退回") % {"year": year, "count": counted[pk]}
        notify(actor=actor, recipients=[people_of(unit)], kind=_KIND, title=title, url=f"{reverse('plans:my_tasks')}?year={year}")


def tell_declined(actor: Actor, item: WorkItem) -> None:
    """The office hears that a unit gave work back."""
    title = _("%(unit)s退回了“%(title)s”") % {"unit": item.unit.name, "title": item.title}
    notify(actor=actor, recipients=[Audience.office()], kind=_KIND, title=title, body=item.status_note, url=_page(item))


def tell_changed(actor: Actor, item: WorkItem) -> None:
    """The unit hears that what it was told has changed."""
    title = _("“%s”有变更，请确认") % item.title
    notify(actor=actor, recipients=[people_of(item.unit)], kind=_KIND, title=title, url=_page(item))


def tell_dropped(actor: Actor, item: WorkItem) -> None:
    """The unit hears that issued work was taken back."""
    title = _("“%s”已取消") % item.title
    notify(actor=actor, recipients=[people_of(item.unit)], kind=_KIND, title=title, body=item.status_note, url=_page(item))


def _page(item: WorkItem) -> str:
    return reverse("plans:work_item", args=[item.pk])
