"""Pages of the person: account, personal data, the notice on it; and the office's answers."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kepu.organizations.access import fetch, page, public_page
from kepu.organizations.errors import KepuError
from kepu.organizations.models import ErasureRequest, PrivacyConsent, User
from kepu.organizations.personal_data import personal_data
from kepu.organizations.services import personal

PAGE_SIZE = 50


@require_GET
@page("organizations.use_account")
def account(request: HttpRequest) -> HttpResponse:
    """The person's account, and the way to every setting of it."""
    user = request.user
    context = {
        "consent": PrivacyConsent.objects.filter(user=user, version=personal.NOTICE_VERSION).first(),  # type: ignore[misc]
        "erasure": ErasureRequest.objects.filter(user=user).first(),  # type: ignore[misc]
    }
    return render(request, "organizations/account.html", context)


@never_cache
@require_GET
@page("organizations.use_account")
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything that is stored about the person, as JSON."""
    assert isinstance(request.user, User)
    body = json.dumps(personal_data(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@require_GET
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice on personal data."""
    return render(request, "organizations/privacy.html", {"version": personal.NOTICE_VERSION})


@require_POST
@page("organizations.use_account")
def accept(request: HttpRequest) -> HttpResponse:
    """Accept the notice."""
    personal.accept_notice(actor=request.actor)  # type: ignore[attr-defined]
    return redirect("organizations:account")


@require_POST
@page("organizations.use_account")
def ask_erasure(request: HttpRequest) -> HttpResponse:
    """Ask for erasure, or withdraw the wish."""
    actor = request.actor  # type: ignore[attr-defined]
    wish = ErasureRequest.objects.filter(user=request.user, status=ErasureRequest.Status.OPEN).first()  # type: ignore[misc]
    if request.POST.get("withdraw"):
        if wish is not None:
            personal.withdraw_erasure(actor=actor, request=wish)
        messages.success(request, _("申请已撤回。"))
    else:
        personal.request_erasure(actor=actor, reason=request.POST.get("reason", ""))
        messages.success(request, _("申请已提交，由纲要办处理。"))
    return redirect("organizations:account")


@require_GET
@page("organizations.handle_erasure")
def erasures(request: HttpRequest) -> HttpResponse:
    """Wishes for erasure in the district, open ones first."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = ErasureRequest.objects.filter(district=actor.district).select_related("user", "handled_by").order_by("handled_at", "pk")
    return render(request, "organizations/erasures.html", {"page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))})


@require_POST
@page("organizations.handle_erasure")
def answer_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase, or say why not."""
    actor = request.actor  # type: ignore[attr-defined]
    wish = fetch(actor, ErasureRequest, "organizations.handle_erasure", pk=pk)
    answer = request.POST.get("answer", "")
    try:
        if request.POST.get("decision") == "erase":
            personal.erase_person(actor=actor, request=wish, answer=answer)
        else:
            personal.refuse_erasure(actor=actor, request=wish, answer=answer)
    except KepuError as error:
        messages.error(request, "；".join(error.fields.values()) or error.message)
    return redirect("organizations:erasures")


@require_POST
@page("organizations.reveal_phone")
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a telephone number once; that it was shown is written down."""
    number = personal.reveal_phone(actor=request.actor, user=User(pk=pk))  # type: ignore[attr-defined]
    messages.info(request, _("手机号：%s。本次查看已记入操作日志。") % (number or _("未登记")))
    return redirect("organizations:person", pk=pk)
