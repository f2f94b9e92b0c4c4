"""Classes as their teachers keep them: consent, codes, progress, the report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from segno import make_qr

from kepu.literacy.codes import code_of, guardian_token_of
from kepu.literacy.documents.schools import method_words
from kepu.literacy.forms.schools import ClassConsentForm, ClassForm
from kepu.literacy.models import Assessment, ParticipatingSchool, Pupil, SchoolClass
from kepu.literacy.queries.school_reports import class_report
from kepu.literacy.queries.schools import classes_of, may_teach
from kepu.literacy.services import schools_classes as services
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.actors import Actor
from kepu.organizations.views.writes import acting, submit, try_service

from .shared import number, reported


@page("literacy.view_school")
def school(request: HttpRequest, pk: int) -> HttpResponse:
    """Classes of a school with their progress; a teacher enters classes."""
    actor = acting(request)
    schools = ParticipatingSchool.objects.select_related("unit", "assessment")
    own = fetch(actor, schools, "literacy.view_school", district_path="assessment__district", pk=pk)
    form = ClassForm(request.POST or None, school=own)
    if submit(request, form, _("班级已登记。"), services.add_class, actor=actor, school=own) is not None:
        return redirect("literacy:school", pk=pk)
    classes = list(classes_of(own))
    context = {
        "school": own,
        "assessment": own.assessment,
        "classes": classes,
        "form": form,
        "mine": may_teach(actor, classes),
        "may_report": own.assessment.is_scored,
    }
    return render(request, "literacy/schools/school.html", context, status=422 if form.errors else 200)


def _class(actor: Actor, pk: int) -> SchoolClass:
    classes = SchoolClass.objects.select_related("school__unit", "school__assessment")
    return fetch(actor, classes, "literacy.teach", district_path="school__assessment__district", pk=pk)


@require_GET
@page("literacy.teach")
def school_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Seats with consent and state; never with what a pupil reached."""
    return _class_page(request, _class(acting(request), pk), ClassConsentForm())


def _class_page(request: HttpRequest, own: SchoolClass, form: ClassConsentForm) -> HttpResponse:
    pupils = list(own.pupils.select_related("consent_by").defer("answers", "scores"))
    context = {
        "school_class": own,
        "assessment": own.school.assessment,
        "pupils": pupils,
        "form": form,
        "waiting": sum(pupil.consent == Pupil.Consent.WAITING for pupil in pupils),
        "given": sum(pupil.consent == Pupil.Consent.GIVEN for pupil in pupils),
        "finished": sum(pupil.state == Pupil.State.FINISHED for pupil in pupils),
        "started": sum(pupil.state == Pupil.State.STARTED for pupil in pupils),
        "closed": own.school.assessment.state == Assessment.State.CLOSED,
    }
    return render(request, "literacy/schools/class.html", context, status=422 if form.errors else 200)


@page("literacy.teach")
def class_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a class."""
    actor = acting(request)
    own = _class(actor, pk)
    form = ClassForm(request.POST or None, school=own.school, school_class=own)
    if submit(request, form, _("已保存。"), services.update_class, actor=actor, school_class=own) is not None:
        # The teacher may have taken the class from himself.
        return redirect("literacy:class", pk=pk) if allowed(actor, "literacy.teach", own) else redirect("literacy:school", pk=own.school_id)
    return render(request, "literacy/schools/class_form.html", {"form": form, "school_class": own}, status=422 if form.errors else 200)


@require_POST
@page("literacy.teach")
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the answers of guardians on paper."""
    actor = acting(request)
    own = _class(actor, pk)
    consents = {
        number(name.removeprefix("seat-")): value
        for name, value in request.POST.items()
        if name.startswith("seat-") and isinstance(value, str) and value
    }
    try_service(request, _("家长回执已登记。"), services.record_consent, actor=actor, school_class=own, consents=consents)
    return redirect("literacy:class", pk=pk)


@require_POST
@page("literacy.teach")
def class_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the consent of a whole class on paper."""
    actor = acting(request)
    own = _class(actor, pk)
    form = ClassConsentForm(request.POST)
    if submit(request, form, _("已登记全班家长同意。"), services.record_class_consent, actor=actor, school_class=own) is not None:
        return redirect("literacy:class", pk=pk)
    return _class_page(request, own, form)


@require_POST
@page("literacy.teach")
def pupil(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pupil out, or give a new code."""
    actor, seat = acting(request), number(request.POST.get("number"))
    own = _class(actor, pk)
    if request.POST.get("go") == "withdraw":
        try_service(request, _("已退出，作答已删除。"), services.withdraw_pupil, actor=actor, school_class=own, number=seat)
    else:
        try_service(request, _("已换新编码，请重新打印小纸条。"), services.renew_code, actor=actor, school_class=own, number=seat)
    return redirect("literacy:class", pk=pk)


@never_cache
@require_GET
@page("literacy.teach")
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips to be cut: the code for the pupil, and a letter with a link for the guardian; who looked is written down."""
    actor = acting(request)
    own = _class(actor, pk)
    services.note_slips(actor=actor, school_class=own)
    enter = request.build_absolute_uri(reverse("literacy:pupil_enter"))
    made = [(each.number, code_of(each.secret), _link(request, each), each.consent) for each in own.pupils.only("number", "secret", "consent")]
    for_guardians = request.GET.get("for") == "guardians"
    context = {
        "school_class": own,
        "assessment": own.school.assessment,
        "slips": [(*each, make_qr(each[2]).svg_data_uri(scale=3) if for_guardians else "") for each in made],
        "given": any(consent == Pupil.Consent.GIVEN for *_rest, consent in made),
        "enter": enter,
        "for_guardians": for_guardians,
    }
    return render(request, "literacy/schools/slips.html", context)


def _link(request: HttpRequest, pupil: Pupil) -> str:
    return request.build_absolute_uri(reverse("literacy:guardian", args=[guardian_token_of(pupil.secret)]))


@require_GET
@page("literacy.teach")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A class by area and by item."""
    own = _class(acting(request), pk)
    reported(own, own.school.assessment)
    context = {"school_class": own, "assessment": own.school.assessment, "report": class_report(own), "notes": method_words(own.school.assessment)}
    return render(request, "literacy/schools/class_report.html", context)
