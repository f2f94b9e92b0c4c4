"""Field work: an interviewer's communities, one case, papers entered by hand."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.forms.field import BackgroundForm
from kepu.literacy.models import AnswerSheet, Case, ItemVersion, Mode, Survey
from kepu.literacy.quality import FLAGS
from kepu.literacy.queries.field import cases_for, communities_for, entries_of
from kepu.literacy.services import field_dispositions, field_paper, field_quality
from kepu.literacy.services.field_cases import renew_code
from kepu.literacy.services.field_sheets import full_cases
from kepu.organizations.access import fetch, page
from kepu.organizations.errors import InvalidInput, KepuError, NotFound
from kepu.organizations.models import AuditEntry
from kepu.organizations.views.public import public_address
from kepu.organizations.views.writes import acting, number, try_service

MARK = re.compile(r"(?:KP(?P<survey>\d{1,9})-)?(?P<number>\d{1,9})", re.IGNORECASE)


@require_GET
@page("literacy.interview")
def home(request: HttpRequest) -> HttpResponse:
    """What is mine to ask."""
    actor = acting(request)
    open_states = Q(cases__state__in=("issued", "started"))
    found = communities_for(actor).annotate(
        case_count=Count("cases"), done_count=Count("cases", filter=Q(cases__state="complete")), open_count=Count("cases", filter=open_states)
    )
    surveys = Survey.objects.filter(district=actor.district, state=Survey.State.FIELD)
    return render(request, "literacy/field/home.html", {"communities": found, "surveys": surveys})


def case_or_404(request: HttpRequest, pk: int, perm: str) -> Case:
    """The case of the actor's district."""
    return fetch(acting(request), full_cases(), perm, district_path="survey__district", pk=pk)


@require_GET
@page("literacy.manage_field")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: how it stands and what can be done; never what the person answered."""
    found = case_or_404(request, pk, "literacy.manage_field")
    return render(request, "literacy/field/case.html", _case_context(found))


def _case_context(found: Case, **more: Any) -> dict[str, Any]:
    in_field = found.survey.state == Survey.State.FIELD
    reviewed = found.state in (Case.State.COMPLETE, Case.State.REJECTED) and found.survey.state in (Survey.State.FIELD, Survey.State.CLOSED)
    entries = AnswerSheet.objects.filter(case=found).select_related("entered_by").defer("answers", "seconds")
    history = AuditEntry.objects.filter(object_type="literacy.case", object_id=str(found.pk)).select_related("user")[:20]
    return {
        "case": found, "survey": found.survey, "flags": [FLAGS.get(flag, flag) for flag in found.flags], "history": history,
        "is_open": in_field and found.state in (Case.State.ISSUED, Case.State.STARTED),
        "outcomes": [(value, Case.State(value).label) for value in field_dispositions.OUTCOMES],
        "given_up": in_field and found.state in field_dispositions.OUTCOMES, "may_decide": reviewed,
        "may_renew": found.survey.state in (Survey.State.SAMPLED, Survey.State.FIELD) and found.state in (Case.State.ISSUED, Case.State.STARTED),
        "decisions": Case.Decision.choices, "entries": entries,
        **more,
    }  # fmt: skip


@never_cache
@require_POST
@page("literacy.manage_field")
def case_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the outcome, try again, decide on the interview, or give out a new code (shown in the answer, once)."""
    found = case_or_404(request, pk, "literacy.manage_field")
    actor, action, reason = acting(request), request.POST.get("action", ""), request.POST.get("reason", "")
    if action == "renew":
        slip = try_service(request, _("已换发答题码，原来的作废。"), renew_code, actor=actor, case=found, reason=reason)
        if slip is not None:
            address = public_address(request, reverse("literacy:answer", args=[actor.district.code]))
            return render(
                request, "literacy/field/case.html", _case_context(case_or_404(request, pk, "literacy.manage_field"), slip=slip, address=address)
            )
    elif action == "reopen":
        try_service(request, _("已恢复，可以再联系。"), field_dispositions.reopen_case, actor=actor, case=found, reason=reason)
    elif action == "decide":
        try_service(
            request, _("已决定。"), field_quality.decide_case, actor=actor, case=found, decision=request.POST.get("decision", ""), reason=reason,
            version=number(request.POST.get("version")),
        )  # fmt: skip
        if request.POST.get("next") == "quality":
            return redirect("literacy:quality", pk=found.survey_id)
    else:
        try_service(
            request, _("已登记。"), field_dispositions.dispose_case, actor=actor, case=found, outcome=request.POST.get("outcome", ""),
            contacts=number(request.POST.get("contacts")), reason=reason,
        )  # fmt: skip
    return redirect("literacy:case", pk=pk)


@page("literacy.interview")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Which paper is to be entered: its number typed, or its code scanned; and what waits for the second entry or a decision."""
    survey = Survey.objects.filter(district=acting(request).district, pk=pk).first()  # the right is that of each case
    if survey is None:
        raise NotFound()
    told, mine = "", cases_for(acting(request), survey)
    if request.method == "POST":
        try:
            return redirect("literacy:paper_entry", pk=_by_mark(request, survey).pk)
        except KepuError as error:
            told = error.message
    waiting = mine.filter(state=Case.State.STARTED, sheets__mode=Mode.PAPER).annotate(
        entered=Count("sheets"), mine=Count("sheets", filter=Q(sheets__entry=field_paper.FIRST, sheets__entered_by=acting(request).user))
    )
    return render(
        request, "literacy/field/paper.html", {"survey": survey, "told": told, "waiting": waiting.order_by("number")}, status=422 if told else 200
    )


def _by_mark(request: HttpRequest, survey: Survey) -> Case:
    match = MARK.fullmatch(request.POST.get("mark", "").strip())
    if match is None:
        raise InvalidInput(_("请输入样本编号（如 00012），或扫描问卷右上角的二维码。"))
    if match["survey"] and int(match["survey"]) != survey.pk:
        raise InvalidInput(_("这是另一次调查的问卷，请核对。"))
    found = cases_for(acting(request), survey).filter(number=int(match["number"])).first()
    if found is None:
        raise InvalidInput(_("没有分给您的样本 %s。") % match["number"])
    return found


class EntryForm(BackgroundForm):
    """A paper as it is typed in: letters for options, in order where the order counts."""

    consented = forms.BooleanField(label=_("问卷上已勾选同意参加"))
    key = forms.UUIDField(widget=forms.HiddenInput)

    same_person_reason = forms.CharField(label=_("由同一人录第二次的原因"), required=False, max_length=300, help_text=_("记入操作日志和答卷"))

    def __init__(self, data: Any = None, *, found: Case, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["sex"].widget = forms.Select(choices=[("", "—"), *self.fields["sex"].choices])  # type: ignore[attr-defined]
        self.fields["education"].widget = forms.Select(choices=[("", "—"), *self.fields["education"].choices])  # type: ignore[attr-defined]
        self.versions: list[ItemVersion] = [entry.version for entry in entries_of(found.booklet_id)]
        for place, version in enumerate(self.versions, start=1):
            keys = "".join(str(option["key"]) for option in version.options)
            widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
            hint = f"{version.get_kind_display()} {keys}"
            self.fields[f"q{place}"] = forms.CharField(label=_("第%d题") % place, required=False, max_length=40, help_text=hint, widget=widget)

    def item_fields(self) -> list[Any]:
        """The boxes of the items."""
        return [self[f"q{place}"] for place in range(1, len(self.versions) + 1)]

    def answers(self) -> dict[str, Any]:
        """As the services take them: letters one by one."""
        found: dict[str, Any] = {}
        for place, version in enumerate(self.versions, start=1):
            typed = self.cleaned_data[f"q{place}"].strip()
            if version.kind == ItemVersion.Kind.NUMERIC:
                found[str(version.pk)] = typed
            else:
                found[str(version.pk)] = [
                    part for part in (re.split(r"[\s,，、]+", typed) if re.search(r"[\s,，、]", typed) else typed.upper()) if part
                ]
        return found

    def background(self) -> dict[str, Any]:
        """Without the items."""
        return {name: self.cleaned_data[name] for name in BackgroundForm.base_fields}


class CompareForm(EntryForm):
    """For each difference which entry the paper bears out, or what it says where neither does."""

    def __init__(self, data: Any = None, *, found: Case, differences: list[field_paper.Difference]) -> None:
        super().__init__(data, found=found, initial={"key": uuid.uuid4()})
        del self.fields["consented"], self.fields["same_person_reason"]
        self.places = {str(version.pk): f"q{place}" for place, version in enumerate(self.versions, start=1)}
        self.differences = differences
        for name in {*BackgroundForm.base_fields, *self.places.values()}:
            self.fields[name].required = False
        for one in differences:
            ways = [("1", one.first), ("2", one.second), (field_paper.NEITHER, _("都不对"))]
            self.fields[f"choice-{one.key}"] = forms.ChoiceField(label=one.label, choices=ways, required=False, widget=forms.RadioSelect)

    def rows(self) -> list[tuple[field_paper.Difference, Any, Any]]:
        """Each difference, its three ways, and the box for what the paper says."""
        return [(one, self[f"choice-{one.key}"], self[self.places.get(one.key, one.key)]) for one in self.differences]

    def choices(self) -> dict[str, str]:
        """What was picked; where only the box was filled, that neither is right."""
        found = {}
        for one in self.differences:
            typed = self.cleaned_data[self.places.get(one.key, one.key)]
            found[one.key] = self.cleaned_data[f"choice-{one.key}"] or (field_paper.NEITHER if typed else "")
        return found

    def corrections(self) -> dict[str, Any]:
        """What the paper says, as an entry would."""
        return self.answers() | self.background()

    def add_service_error(self, error: KepuError) -> None:
        """Above the form where the mistake stands in what both entries say."""
        super().add_service_error(error)
        if error.fields and not any(choice.errors or box.errors for _one, choice, box in self.rows()):
            self.add_error(None, error.message)


@never_cache
@page("literacy.interview")
def paper_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a paper; what was typed the first time is not shown, so that the second entry is worth something."""
    found = case_or_404(request, pk, "literacy.interview")
    actor = acting(request)
    entries = AnswerSheet.objects.filter(case=found, mode=Mode.PAPER).count()
    if entries == field_paper.SECOND and found.state == Case.State.STARTED:
        return redirect("literacy:paper_compare", pk=pk)
    form = EntryForm(request.POST or None, found=found, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            made = field_paper.enter_paper(
                actor=actor, case=found, key=form.cleaned_data["key"], answers=form.answers(), background=form.background(),
                consented=form.cleaned_data["consented"], same_person_reason=form.cleaned_data["same_person_reason"],
            )  # fmt: skip
        except (NotFound, KepuError) as error:
            form.add_service_error(error)
        else:
            return _after_entry(request, made)
    mine = entries == field_paper.FIRST and field_paper.made_first_entry(actor, found)
    context = {
        "case": found, "survey": found.survey, "form": form, "entry": entries + 1, "mine": mine, "alone": field_paper.may_enter_alone(actor, found),
    }  # fmt: skip
    return render(request, "literacy/field/paper_entry.html", context, status=422 if form.errors else 200)


def _after_entry(request: HttpRequest, made: field_paper.Entered) -> HttpResponse:
    from django.contrib import messages

    if made.differs:
        messages.warning(request, _("两次录入有出入，请对照原卷核定。"))
        return redirect("literacy:paper_compare", pk=made.case.pk)
    if made.case.state == Case.State.COMPLETE:
        messages.success(request, _("两次录入一致，样本 %s 已完成。") % made.case)
    else:
        messages.success(request, _("样本 %s 第一次录入已保存，请由另一人再录一次。") % made.case)
    return redirect("literacy:paper", pk=made.case.survey_id)


@never_cache
@page("literacy.interview")
def paper_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Both entries side by side where they differ; a look at the paper decides."""
    found = case_or_404(request, pk, "literacy.interview")
    differences = field_paper.differences(found) if found.state == Case.State.STARTED else []
    form = CompareForm(request.POST or None, found=found, differences=differences)
    if request.method == "POST" and form.is_valid():
        try:
            field_paper.resolve_paper(
                actor=acting(request), case=found, key=form.cleaned_data["key"], choices=form.choices(), corrections=form.corrections()
            )
            return redirect("literacy:paper", pk=found.survey_id)
        except (NotFound, KepuError) as error:
            form.add_service_error(error)
    if not differences:
        return redirect("literacy:paper", pk=found.survey_id)
    sheets = AnswerSheet.objects.filter(case=found, mode=Mode.PAPER).select_related("entered_by").order_by("entry")
    who = [sheet.entered_by.get_full_name() if sheet.entered_by else "" for sheet in sheets]
    context = {"case": found, "survey": found.survey, "form": form, "count": len(differences), "who": who}
    return render(request, "literacy/field/paper_compare.html", context, status=422 if form.errors else 200)
