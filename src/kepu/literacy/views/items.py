"""The item bank: the list, its blueprint, an item, writing one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kepu.literacy.forms.items import FORMS, ItemForm
from kepu.literacy.item_content import Content, Kind, content_of, tidy, true_false_options
from kepu.literacy.models import Audience, Domain, Field, Item
from kepu.literacy.queries import items_pages as queries
from kepu.literacy.queries.items_checks import findings_of
from kepu.literacy.queries.items_use import flags_of_item, use_chart, uses_of
from kepu.literacy.services import items as services
from kepu.literacy.services.items_review import CHECKS
from kepu.organizations.access import allowed, page
from kepu.organizations.action_names import name_of
from kepu.organizations.errors import KepuError
from kepu.organizations.models import AuditEntry
from kepu.organizations.views.writes import acting, number

from .items_common import PAGE_SIZE, asked_in, fetch_item


@require_GET
@page("literacy.view_items")
def item_list(request: HttpRequest) -> HttpResponse:
    """Items by state, domain, field, group, kind and words."""
    actor = acting(request)
    asked = asked_in(request)
    listed = Paginator(queries.found_items(actor, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    states = [("waiting", _("有待审的文字")), *Item.State.choices]
    context = {
        "page_obj": listed,
        "asked": asked,
        "narrowed": any(asdict(asked).values()),
        "filters": [
            ("state", _("状态"), states), ("domain", _("内容维度"), Domain.choices), ("field", _("知识领域"), Field.choices),
            ("audience", _("适用人群"), Audience.choices), ("kind", _("题型"), Kind.choices),
            ("secure", _("用途"), [("yes", _("抽样调查（保密）")), ("no", _("自测（公开）"))]), ("origin", _("来源"), Item.Origin.choices),
        ],
        "waiting": queries.waiting_reviews(actor),
        "has_starter": Item.objects.filter(district=actor.district, origin=Item.Origin.STARTER).exists(),
        "may_change": allowed(actor, "literacy.change_items"),
        "may_load": allowed(actor, "literacy.load_starter"),
    }  # fmt: skip
    return render(request, "literacy/items/list.html", context)


@require_GET
@page("literacy.view_items")
def blueprint(request: HttpRequest) -> HttpResponse:
    """Where the bank has gaps."""
    actor = acting(request)
    size = min(max(number(request.GET.get("size")) or 30, 5), 200)
    use = request.GET.get("use", "survey")
    secure = {"survey": True, "self_test": False}.get(use)
    spread = queries.spread(actor)
    named: dict[str, Any] = {"domain": Domain, "kind": Kind, "field": Field}
    context = {
        "lines": queries.blueprint(actor, size=size, secure=secure),
        "groups": Audience.choices,
        "size": size,
        "use": use,
        "uses": [("survey", _("抽样调查（保密题）")), ("self_test", _("自测（公开题）")), ("all", _("全部可用题"))],
        "spread": spread,
        "tables": [
            (title, [(choice.label, spread[name].get(choice.value, 0)) for choice in named[name]])
            for name, title in (("domain", _("按内容维度")), ("kind", _("按题型")), ("field", _("按知识领域")))
        ],
    }
    return render(request, "literacy/items/blueprint.html", context)


@require_GET
@page("literacy.view_items")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """An item: its texts, verdicts, checks, enemies, and how it did in use."""
    actor = acting(request)
    found = fetch_item(actor, "literacy.view_items", pk)
    texts = list(queries.versions(found))
    newest = texts[0]
    open_text = newest if newest.frozen_at is None and found.state != Item.State.RETIRED else None
    in_review = open_text is not None and open_text.submitted_at is not None
    uses = list(uses_of(found))
    findings = findings_of(newest)
    codes = dict(Item.objects.filter(pk__in=[finding.other for finding in findings if finding.other]).values_list("pk", "code"))
    context = {
        "item": found,
        "texts": texts,
        "newest": newest,
        "open_text": open_text,
        "in_review": in_review,
        "returned": next(iter(newest.reviews.all()), None) if open_text is None and newest.pk != found.current_id else None,
        "may_change": allowed(actor, "literacy.change_items"),
        "may_review": in_review and allowed(actor, "literacy.review_item", open_text),
        "findings": [(finding, codes.get(finding.other or 0, "")) for finding in findings],
        "enemies": queries.enemies(found),
        "exposure": queries.exposure(found),
        "uses": uses,
        "flags": flags_of_item(uses),
        "chart": use_chart(uses),
        "checks": CHECKS,
        "history": [
            {"when": entry.at, "title": name_of(entry.action), "actor": entry.user.get_full_name() if entry.user else "", "text": _told(entry)}
            for entry in queries.history(found)
        ],
    }
    return render(request, "literacy/items/item.html", context)


def _told(entry: AuditEntry) -> str:
    """What the history says beside the name of the action."""
    if entry.action in ("literacy.retire_item", "literacy.set_enemies", "literacy.clear_enemies"):
        return entry.summary
    return str(entry.changes.get("remarks", ""))


@page("literacy.change_items")
def item_new(request: HttpRequest) -> HttpResponse:
    """A new item of a kind."""
    actor, kind = acting(request), request.GET.get("kind", Kind.SINGLE)
    form_class = FORMS.get(kind, FORMS[Kind.SINGLE])
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_item(
                actor=actor, content=form.content(), code=form.cleaned_data["code"], is_secure=form.cleaned_data["is_secure"]
            )  # fmt: skip
        except KepuError as error:
            _show(form, error)
        else:
            messages.success(request, _("草稿已保存。核对无误后提交审题。"))
            return redirect("literacy:item", pk=made.pk)
    tabs = [{"label": label, "url": f"?kind={value}", "current": value == form_class.kind} for value, label in Kind.choices]
    return render(request, "literacy/items/form.html", {"form": form, "tabs": tabs, "item": None}, status=422 if form.errors else 200)


@page("literacy.change_items")
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the open text, or begin the next version of a closed one."""
    actor = acting(request)
    found = fetch_item(actor, "literacy.change_items", pk)
    newest = found.versions.first()
    if newest is None:
        return redirect("literacy:item", pk=pk)
    before = content_of(newest)
    form_class = FORMS[newest.kind]
    initial = {**form_class.values_of(before), "is_secure": found.is_secure}
    form = form_class(request.POST or None, initial=initial, existing=before)
    del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        values = {"version": number(request.POST.get("version")), "content": form.content(), "is_secure": form.cleaned_data["is_secure"]}
        try:
            services.update_item(actor=actor, item=found, **values)
        except KepuError as error:
            _show(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("literacy:item", pk=pk)
    context = {"form": form, "item": found, "newest": newest, "text": newest, "opens_new": newest.frozen_at is not None}
    return render(request, "literacy/items/form.html", context, status=422 if form.errors else 200)


def _show(form: ItemForm, error: KepuError) -> None:
    """Errors of options stand beside the first of them."""
    if "options" in error.fields and "option_A" in form.fields:
        error.fields["option_A"] = error.fields.pop("options")
    form.add_service_error(error)


@require_POST
@page("literacy.change_items")
def preview(request: HttpRequest) -> HttpResponse:
    """What is typed so far as a respondent will see it; nothing is stored."""
    form_class = FORMS.get(request.POST.get("kind", ""), FORMS[Kind.SINGLE])
    form = form_class(request.POST)
    form.is_valid()
    options, _answer = form.answered({**form.cleaned_data, "stem": form.cleaned_data.get("stem", "")})
    if form_class.kind == Kind.TRUE_FALSE:
        options = true_false_options()
    shown = Content(kind=form_class.kind, stem=tidy(request.POST.get("stem", ""))[:1000], domain="", field="", options=options)
    return render(request, "literacy/items/_question.html", {"text": shown})
