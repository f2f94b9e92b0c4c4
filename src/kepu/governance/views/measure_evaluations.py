"""The measures of an evaluation: list, one measure, workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.governance import evaluation_workbook, services
from kepu.governance.evaluation_states import STEPS
from kepu.governance.forms.evaluations import ReviewForm, SelfForm, UploadForm
from kepu.governance.models import Evaluation, MeasureEvaluation
from kepu.governance.queries import evaluations as queries
from kepu.organizations.access import allowed, fetch, page
from kepu.organizations.errors import InvalidInput, InvalidWorkbook, KepuError
from kepu.organizations.services.workbook import error_sheet, read_workbook, store_rows
from kepu.organizations.views.answers import workbook_answer

PAGE_SIZE = 30
SELF_STEPS = ("save", "submit")


def _evaluation(request: HttpRequest, pk: int) -> Evaluation:
    queryset = Evaluation.objects.select_related("plan")
    return fetch(request.actor, queryset, "governance.view_evaluation", pk=pk)  # type: ignore[attr-defined]


@require_GET
@page("governance.view_evaluation")
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The measures, all or those in one state; a unit sees those that it leads."""
    return _list(request, _evaluation(request, pk))


def _list(request: HttpRequest, evaluation: Evaluation, form: UploadForm | None = None, status: int = 200) -> HttpResponse:
    actor, state = request.actor, request.GET.get("state", "")  # type: ignore[attr-defined]
    found = queries.measures(actor, evaluation)
    if state in MeasureEvaluation.State.values:
        found = found.filter(state=state)
    context = {
        "evaluation": evaluation,
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": MeasureEvaluation.State.choices,
        "state": state,
        "form": form or UploadForm(),
        "may_fill": allowed(actor, "governance.self_evaluate") and evaluation.status == Evaluation.Status.COLLECTING,
    }
    return render(request, "governance/evaluation.html", context, status=status)


@require_GET
@page("governance.view_evaluation")
def evaluation_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook to be filled offline."""
    evaluation = _evaluation(request, pk)
    measures = queries.measures(request.actor, evaluation)  # type: ignore[attr-defined]
    return workbook_answer(evaluation_workbook.workbook_of(measures), f"{evaluation.plan.title}-{_('自评表')}.xlsx")


@require_POST
@page("governance.self_evaluate")
def evaluation_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a filled workbook; one with errors comes back with the faulty cells marked, and nothing is stored."""
    evaluation, form = _evaluation(request, pk), UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, evaluation, form, status=422)
    file = form.cleaned_data["file"]
    try:
        actor, submit = request.actor, form.cleaned_data["submit"]  # type: ignore[attr-defined]
        changed = store_rows(
            read_workbook(file, evaluation_workbook.columns()),
            lambda rows: services.import_self_evaluations(actor=actor, evaluation=evaluation, rows=rows, submit=submit),
        )
    except InvalidWorkbook as error:
        answer = workbook_answer(error_sheet(file, error.rows), _("自评表-错误标注.xlsx"))
        answer.status_code = error.status
        return answer
    except KepuError as error:
        form.add_service_error(error)
        return _list(request, evaluation, form, status=422)
    messages.success(request, _("已导入 %d 项自评。") % changed)
    return redirect("governance:evaluation", pk=pk)


def _measure(request: HttpRequest, pk: int) -> MeasureEvaluation:
    queryset = MeasureEvaluation.objects.select_related("evaluation__plan", "node__parent", "unit")
    return fetch(request.actor, queryset, "governance.view_measure_evaluation", pk=pk)  # type: ignore[attr-defined]


@require_GET
@page("governance.view_measure_evaluation")
def measure_evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: facts, self-evaluation, review."""
    return _page(request, _measure(request, pk))


def _page(request: HttpRequest, measure: MeasureEvaluation, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    actor, given = request.actor, forms or {}  # type: ignore[attr-defined]
    is_open = measure.evaluation.status == Evaluation.Status.COLLECTING
    steps = [name for name, row in STEPS.items() if is_open and measure.state in row.sources and allowed(actor, row.perm, measure)]
    proposed = measure.facts.get("proposal", "")
    initial_self = {"grade": measure.self_grade or proposed, "text": measure.self_text, "version": measure.version}
    initial_review = {"grade": measure.grade or measure.self_grade, "text": measure.remark, "version": measure.version}
    context = {
        "measure": measure,
        "facts": measure.facts,
        "proposed": dict(MeasureEvaluation._meta.get_field("grade").choices or ()).get(proposed, ""),
        "steps": steps,
        "self_form": given.get("self") or SelfForm(initial=initial_self),
        "review_form": given.get("review") or ReviewForm(initial=initial_review),
        "following": _following(actor, measure),
    }
    return render(request, "governance/measure_evaluation.html", context, status=status)


def _following(actor: Any, measure: MeasureEvaluation) -> MeasureEvaluation | None:
    """The next measure in the document, so that one goes through without the list."""
    return queries.measures(actor, measure.evaluation).filter(node__position__gt=measure.node.position).first()


def _onwards(actor: Any, measure: MeasureEvaluation, step: str) -> HttpResponse:
    """To the next measure in the document that waits for the same step, from its end to its beginning; without any, to the overview."""
    row = STEPS[step]
    waiting = queries.measures(actor, measure.evaluation).filter(state__in=row.sources)
    mine = [other for other in waiting if allowed(actor, row.perm, other)]
    later = (other for other in mine if other.node.position > measure.node.position)
    following = next(later, mine[0] if mine else None)
    if following is None:
        return redirect("governance:evaluations_of", pk=measure.evaluation.plan_id)
    return redirect("governance:measure_evaluation", pk=following.pk)


@require_POST
@page("governance.self_evaluate")
def measure_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Save or take a step."""
    measure, step = _measure(request, pk), request.POST.get("step", "")
    form = (SelfForm if step in SELF_STEPS else ReviewForm)(request.POST)
    if form.is_valid():
        try:
            if step == "save":
                services.save_self_evaluation(actor=request.actor, measure=measure, **form.cleaned_data)  # type: ignore[attr-defined]
            elif step in STEPS:
                services.move_measure_evaluation(actor=request.actor, measure=measure, step=step, **form.cleaned_data)  # type: ignore[attr-defined]
            else:
                raise InvalidInput(_("请选择要办理的步骤。"))
        except KepuError as error:
            form.add_service_error(error)
        else:
            if step == "save" or step == "reopen":
                messages.success(request, _("已保存。") if step == "save" else _("已%s。") % STEPS[step].verb)
                return redirect("governance:measure_evaluation", pk=pk)
            messages.success(request, _("“%(measure)s”已%(verb)s。") % {"measure": measure.node, "verb": STEPS[step].verb})
            return _onwards(request.actor, measure, step)  # type: ignore[attr-defined]
    return _page(request, measure, {"self" if step in SELF_STEPS else "review": form}, status=422)
