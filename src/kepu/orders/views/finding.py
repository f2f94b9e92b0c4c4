"""The links of one's own orders again, for who lost the message: by the number that ordered, proved by a code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from kepu.notifications.services import verify_code
from kepu.orders import services
from kepu.orders.forms.ordering import FindForm
from kepu.orders.models import Order
from kepu.orders.tokens import token_of
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.organizations.views.public import resident_of

from .base import ask_code


@public_page
def find(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a code, then list the orders of that number that are not over. Nothing is shown or hinted at before the code is right."""
    actor = resident_of(code)
    form, told, status = FindForm(request.POST or None), ("", False), 200
    found: list[Order] | None = None
    if request.method == "POST" and request.POST.get("go") == "code":
        told = ask_code(request, actor, services.FIND)
        form = FindForm(initial={"contact_phone": request.POST.get("contact_phone", "")})
    elif request.method == "POST" and form.is_valid():
        try:
            found = _found(actor, form)
        except KepuError as error:
            form.add_service_error(error)
            status = error.status
    elif request.method == "POST":
        status = 422
    orders = [(order, token_of(order)) for order in found or ()]
    context = {"district": actor.district, "form": form, "told": told[0], "wrong": told[1], "done": found is not None, "orders": orders}
    answer = render(request, "orders/find.html", context, status=status)
    add_never_cache_headers(answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _found(actor: Actor, form: FindForm) -> list[Order]:
    phone = form.cleaned_data["contact_phone"]
    proof = verify_code(actor=actor, phone=phone, purpose=services.FIND, code=form.cleaned_data["code"])
    return services.find_orders(actor=actor, phone=phone, proof=proof)


@require_POST
@public_page
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Send a code to the number of the form; a part of the page says how it went."""
    told, wrong = ask_code(request, resident_of(code), services.FIND)
    return render(request, "orders/_code.html", {"told": told, "wrong": wrong})
