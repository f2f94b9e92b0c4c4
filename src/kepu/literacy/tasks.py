"""Work of literacy monitoring in the background."""

from __future__ import annotations

from django_tasks import task

from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import Area
from kepu.organizations.tasks import every_day

from .models import Case, Survey
from .queries.field_quality import last_review
from .services.field_quality import review_quality
from .services.selftest import forget_self_tests
from .services.selftest_calibration import calibrate_self_test, calibration_is_due
from .services.selftest_days import record_self_test_days

HOUR = 2  # local time


def tend_self_tests() -> dict[str, dict[str, int]]:
    """Count participation, forget tokens and calibrate where enough came in; district name -> what was done."""
    done = {}
    for area in Area.objects.filter(level=Area.Level.DISTRICT):
        actor = Actor.system(area)
        figures = {"days": len(record_self_test_days(actor=actor)), "forgotten": forget_self_tests(actor=actor), "items": 0}
        if calibration_is_due(actor):
            try:
                figures["items"] = calibrate_self_test(actor=actor)
            except InvalidInput:  # too few answers to each item, or a calibration that did not end: the button says why
                figures["items"] = 0
        done[area.name] = figures
    return done


def review_fields() -> int:
    """Look at the interviews of surveys in the field to which any came since the last look; how many surveys."""
    done = 0
    for survey in Survey.objects.filter(state=Survey.State.FIELD).select_related("district"):
        last = last_review(survey)
        if last.new if last else survey.cases.filter(state=Case.State.COMPLETE).exists():
            review_quality(actor=Actor.system(survey.district), survey=survey)
            done += 1
    return done


@task()
def nightly() -> None:
    """Tend surveys and self-tests now, and again tomorrow, which is planned first, so that a failure does not end it."""
    schedule()
    review_fields()
    tend_self_tests()


def schedule() -> None:
    """Plan the work of the night."""
    every_day(nightly, HOUR)
