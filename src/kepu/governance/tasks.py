"""Work of governance in the background."""

from __future__ import annotations

from django_tasks import task

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.organizations.tasks import every_day

from .services.briefing_reminders import remind_of_briefings
from .services.progress_followup import FollowUp, follow_up

HOUR = 8  # local time at which the day's reminders leave


def follow_up_everywhere() -> dict[str, FollowUp]:
    """Do what is due today in every district; district name -> what was done."""
    districts = Area.objects.filter(level=Area.Level.DISTRICT)
    done = {}
    for district in districts:
        actor = Actor.system(district)
        remind_of_briefings(actor=actor)
        done[district.name] = follow_up(actor=actor)
    return done


@task()
def daily() -> None:
    """Follow up today, and again tomorrow morning, which is planned first, so that a failure today does not end it."""
    schedule()
    follow_up_everywhere()


def schedule() -> None:
    """Have the worker follow up every morning."""
    every_day(daily, HOUR)
