"""Steps of an item: submitted, judged, out of use and back, its enemies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kepu.literacy.forms.items import ReviewForm
from kepu.literacy.models import Item, ItemVersion
from kepu.literacy.queries.items_checks import findings_of
from kepu.literacy.services import items as services
from kepu.literacy.services import items_review as reviews
from kepu.organizations.access import fetch, page
from kepu.organizations.errors import KepuError, NotFound, PermissionDenied
from kepu.organizations.views.writes import acting, number, try_service

from .items_common import fetch_item


@require_POST
@page("literacy.change_items")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step: submit, withdraw, retire, restore, secure, open."""
    actor, action = acting(request), request.POST.get("action", "")
    item = fetch_item(actor, "literacy.change_items", pk)
    step = {"actor": actor, "item": item, "version": number(request.POST.get("version"))}
    if action == "submit":
        try_service(request, _("已提交，请另一位同事审题。"), reviews.submit_item, **step)
    elif action == "withdraw":
        try_service(request, _("已撤回，可以修改。"), reviews.withdraw_item, **step)
    elif action == "retire":
        try_service(request, _("已停用。"), reviews.retire_item, **step, reason=request.POST.get("reason", ""))
    elif action == "restore":
        try_service(request, _("已恢复。"), reviews.restore_item, **step)
    elif action in ("secure", "open"):
        try_service(request, _("已保存。"), reviews.set_secure, **step, is_secure=action == "secure")
    return redirect("literacy:item", pk=pk)


@page("literacy.review_item")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a text that others wrote and judge it; `pk` is the text's."""
    actor = acting(request)
    queryset = ItemVersion.objects.select_related("item__current", "author")
    text = fetch(actor, queryset, "literacy.review_item", district_path="item__district", pk=pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.review_item(actor=actor, text=text, **form.cleaned())
        except (NotFound, PermissionDenied):
            raise
        except KepuError as error:
            form.add_service_error(error)
        else:
            messages.success(request, _("意见已提交。"))
            return redirect("literacy:item", pk=text.item_id)
    waits = text.frozen_at is None and text.submitted_at is not None
    findings = findings_of(text)
    codes = dict(Item.objects.filter(pk__in=[finding.other for finding in findings if finding.other]).values_list("pk", "code"))
    context = {
        "text": text,
        "item": text.item,
        "form": form,
        "waits": waits,
        "findings": [(finding, codes.get(finding.other or 0, "")) for finding in findings],
        "before": text.item.current if text.item.current_id != text.pk else None,
    }
    return render(request, "literacy/items/review.html", context, status=422 if form.errors else 200)


@require_POST
@page("literacy.change_items")
def enemies(request: HttpRequest, pk: int) -> HttpResponse:
    """Put two items apart, or let them stand together again."""
    actor = acting(request)
    item = fetch_item(actor, "literacy.change_items", pk)
    code = request.POST.get("other", "").strip()
    other = Item.objects.filter(district=actor.district, code=code).first()
    if other is None:
        messages.error(request, _("没有题号“%s”") % code[:40])
        return redirect("literacy:item", pk=pk)
    apart = request.POST.get("action") != "clear"
    told = _("已设为互斥，不会出现在同一份问卷。") if apart else _("已解除互斥。")
    try_service(request, told, services.set_enemies, actor=actor, item=item, other=other, reason=request.POST.get("reason", ""), apart=apart)
    return redirect("literacy:item", pk=pk)
