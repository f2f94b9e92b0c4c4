"""Work of volunteers in the background."""

from __future__ import annotations

from django_tasks import task

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.organizations.tasks import every_day

from .services.reminders import forget_childhood, remind_of_papers, remind_volunteers

HOUR = 8  # local time at which the day's reminders leave


def remind_everywhere() -> dict[str, int]:
    """Do what is due today in every district; district name -> how many volunteers were reminded."""
    done = {}
    for district in Area.objects.filter(level=Area.Level.DISTRICT):
        actor = Actor.system(district)
        remind_of_papers(actor=actor)
        forget_childhood(actor=actor)
        done[district.name] = remind_volunteers(actor=actor)
    return done


@task()
def daily() -> None:
    """Remind today, and again tomorrow morning, which is planned first, so that a failure today does not end it."""
    schedule()
    remind_everywhere()


def schedule() -> None:
    """Have the worker remind every morning."""
    every_day(daily, HOUR)
