"""Reads of field work: cases, booklets, what an interviewer is to do."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from kepu.literacy.models import BookletItem, Case, ItemVersion, SampledCommunity, Survey
from kepu.organizations.access import allowed
from kepu.organizations.actors import Actor

Open = (Case.State.ISSUED, Case.State.STARTED)


def entries_of(booklet_id: int) -> list[BookletItem]:
    """The items of a booklet in order, with their versions; one query."""
    return list(BookletItem.objects.filter(booklet=booklet_id).select_related("version__item").order_by("position"))


def versions_of(booklet_ids: Iterable[int]) -> dict[int, dict[str, ItemVersion]]:
    """Booklet -> id of a version as text -> version, in order; one query."""
    found: dict[int, dict[str, ItemVersion]] = {booklet: {} for booklet in booklet_ids}
    for entry in BookletItem.objects.filter(booklet__in=list(found)).select_related("version").order_by("booklet", "position"):
        found[entry.booklet_id][str(entry.version_id)] = entry.version
    return found


def cases_of(survey: Survey) -> QuerySet[Case]:
    """Cases with what a list shows."""
    found = survey.cases.select_related("community__frame__area", "community__frame__stratum", "booklet", "interviewer__user")
    return found.defer("community__frame__area__boundary", "community__frame__stratum__boundary").order_by("number")


def communities_for(actor: Actor, survey: Survey | None = None) -> QuerySet[SampledCommunity]:
    """Communities in which the actor asks: those given to him, all of them for who runs the monitoring; of surveys in the field."""
    found = SampledCommunity.objects.filter(
        survey__district=actor.district, survey__state=Survey.State.FIELD, state=SampledCommunity.State.ACTIVE
    ).select_related("survey", "frame__area", "frame__stratum")
    found = found.defer("frame__area__boundary", "frame__stratum__boundary")
    if survey is not None:
        found = found.filter(survey=survey)
    if not allowed(actor, "literacy.manage_field"):
        found = found.filter(interviewers=actor.membership) if actor.membership else found.none()
    return found.order_by("survey", "frame__area__code")


def cases_for(actor: Actor, survey: Survey | None = None) -> QuerySet[Case]:
    """Cases that the actor may ask."""
    found = Case.objects.filter(community__in=communities_for(actor, survey))
    return found.select_related("survey", "community__frame__area", "booklet").defer("community__frame__area__boundary").order_by("survey", "number")
