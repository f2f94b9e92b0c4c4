"""Assessment of schools."""

from __future__ import annotations

from kepu.literacy.codes import guardian_token_of
from kepu.literacy.forms.schools import this_school_year
from kepu.literacy.models import Assessment, SchoolConditions
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit
from kepu.organizations.services import create_unit
from tests.literacy.school_stage import class_with_consent, close, prepare, school_in
from tests.literacy.small_bank import make_bank

from . import PUBLIC

RUNNERS = frozenset({"office", "assessor"})
READERS = RUNNERS | {"leader", "auditor"}
SEES = READERS | {"teacher"}
SCHOOL = RUNNERS | {"teacher"}

GET: dict[str, frozenset[str]] = {
    "/literacy/assessments/": SEES,
    "/literacy/assessments/new/": RUNNERS,
    "/literacy/assessments/<int:pk>/": SEES,
    "/literacy/assessments/<int:pk>/edit/": RUNNERS,
    "/literacy/assessments/<int:pk>/report/": READERS,
    "/literacy/assessments/<int:pk>/report.docx": READERS,
    "/literacy/assessments/<int:pk>/report.xlsx": READERS,
    "/literacy/schools/<int:pk>/": SCHOOL,
    "/literacy/schools/<int:pk>/report/": SEES,
    "/literacy/schools/<int:pk>/report.docx": SEES,
    "/literacy/schools/<int:pk>/report.xlsx": SEES,
    # The class of this table was given to no teacher.
    "/literacy/schools/classes/<int:pk>/": RUNNERS,
    "/literacy/schools/classes/<int:pk>/edit/": RUNNERS,
    "/literacy/schools/classes/<int:pk>/slips/": RUNNERS,
    "/literacy/schools/classes/<int:pk>/report/": RUNNERS,
    "/literacy/schools/conditions/": SEES,
    "/literacy/schools/conditions.xlsx": SEES,
    "/literacy/schools/conditions/<int:unit>/": SCHOOL,
    "/literacy/assessments/answer/": PUBLIC,
    "/literacy/assessments/guardian/<str:token>/": PUBLIC,
}
POST: dict[str, frozenset[str]] = {
    "/literacy/assessments/<int:pk>/booklets/": RUNNERS,
    "/literacy/assessments/<int:pk>/schools/": RUNNERS,
    "/literacy/assessments/<int:pk>/move/": RUNNERS,
    "/literacy/schools/classes/<int:pk>/consent/": RUNNERS,
    "/literacy/schools/classes/<int:pk>/consent/all/": RUNNERS,
    "/literacy/schools/classes/<int:pk>/pupil/": RUNNERS,
    # Without a code these lead back to where it is entered.
    "/literacy/assessments/answer/<int:position>/": PUBLIC,
    "/literacy/assessments/answer/done/": PUBLIC,
    "/literacy/assessments/answer/leave/": PUBLIC,
}


def _closed(system: Actor, unit: Unit) -> Assessment:
    make_bank(system.district)
    made = prepare(system, [unit], booklets=1)
    class_with_consent(system, school_in(made, unit), pupils=2)
    return close(system, made)


def concrete(system: Actor) -> dict[str, str]:
    found = Unit.objects.filter(district=system.district, name="石油路小学").first()
    unit = found or create_unit(actor=system, name="石油路小学", type=Unit.Type.SCHOOL)
    assessment = _closed(system, unit)
    SchoolConditions.objects.create(
        district=system.district, unit=unit, school_year=this_school_year(), pupils=900, full_time=3, part_time=4, science_degree=2, lessons=2,
        labs=1, experiments=6, activities=12, participations=2700,
    )  # fmt: skip
    school = school_in(assessment, unit)
    made = school.classes.get()
    keys = {"/literacy/assessments/": assessment.pk, "/literacy/schools/classes/": made.pk, "/literacy/schools/": school.pk}
    addresses = {}
    for route in (*GET, *POST):
        start = next((each for each in keys if route.startswith(f"{each}<int:pk>")), None)
        if start is not None:
            addresses[route] = route.replace("<int:pk>", str(keys[start]))
    pupil = made.pupils.all()[0]
    return {
        **addresses,
        "/literacy/schools/conditions/<int:unit>/": f"/literacy/schools/conditions/{unit.pk}/",
        "/literacy/assessments/answer/<int:position>/": "/literacy/assessments/answer/1/",
        "/literacy/assessments/guardian/<str:token>/": f"/literacy/assessments/guardian/{guardian_token_of(pupil.secret)}/",
    }
