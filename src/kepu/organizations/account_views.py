"""Pages of the person: API tokens and the description of the API."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from . import queries
from .access import fetch, page
from .account_forms import TokenForm
from .errors import InvalidInput
from .models import ApiToken
from .services import create_token, revoke_token


@never_cache
@page("organizations.use_tokens")
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens; a new one is shown on the answer to its form and never again."""
    actor = request.actor  # type: ignore[attr-defined]
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = create_token(actor=actor, **form.cleaned_data)
        except InvalidInput as error:
            form.add_service_error(error)
        else:
            form = TokenForm()
    context = {"form": form, "secret": secret, "tokens": queries.tokens_of(actor)}
    return render(request, "organizations/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@page("organizations.use_tokens")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a token."""
    actor = request.actor  # type: ignore[attr-defined]
    token = fetch(actor, ApiToken, "organizations.revoke_token", district_path="membership__unit__district", pk=pk)
    revoke_token(actor=actor, token=token)
    messages.success(request, _("令牌“%s”已停用。") % token.name)
    return redirect("organizations:tokens")


@require_GET
@page("organizations.read_api_docs")
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API, described and to be tried out."""
    return render(request, "organizations/api_docs.html", {"rate": settings.KEPU_API_RATE})
