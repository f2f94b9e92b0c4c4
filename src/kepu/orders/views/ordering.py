"""Ordering in three screens. What was filled in travels with the form, so nothing is stored before the last one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kepu.notifications.services import verify_code
from kepu.orders import services
from kepu.orders.forms.ordering import ContactForm, PlaceForm, TimeForm
from kepu.orders.models import ServiceOffer
from kepu.orders.tokens import token_of
from kepu.organizations.access import public_page
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.organizations.forms import ServiceForm
from kepu.organizations.views.public import resident_of

from .base import ask_code

SCREENS = ("place", "time", "contact")
LABELS = {"place": _("服务和地点"), "time": _("时间和人数"), "contact": _("联系方式")}
FIELD_SCREEN = {
    "wish": "place", "topic": "place", "area": "place", "place": "place", "latitude": "place", "offer": "place",
    "windows": "time", "people_expected": "time", "audience": "time", "language": "time", "minutes": "time",
}  # fmt: skip


class Ordering:
    """One visit of the three screens."""

    def __init__(self, request: HttpRequest, code: str) -> None:
        self.actor: Actor = resident_of(code)
        self.data: QueryDict | None = request.POST if request.method == "POST" else None
        chosen = (self.data or request.GET).get("offer", "")
        offers = (
            ServiceOffer.objects.filter(district=self.actor.district, is_published=True).select_related("topic", "unit").prefetch_related("areas")
        )
        self.offer = offers.filter(pk=chosen).first() if chosen.isdecimal() else None
        self.gone = bool(chosen) and self.offer is None
        self.initial = dict(request.GET.items())
        self._forms: dict[str, Any] = {}

    def form(self, screen: str) -> Any:
        """The form of a screen, made when it is first asked for."""
        if screen not in self._forms:
            make = {
                "place": lambda: PlaceForm(self.data, district=self.actor.district, offer=self.offer, initial=self.initial),
                "time": lambda: TimeForm(self.data, offer=self.offer),
                "contact": lambda: ContactForm(self.data),
            }
            self._forms[screen] = make[screen]()
        return self._forms[screen]

    def first_wrong(self, last: str) -> str:
        """The first screen up to `last` that has a mistake, or none."""
        upto = SCREENS[: SCREENS.index(last) + 1]
        return next((name for name in upto if not self.form(name).is_valid()), "")

    def wish(self) -> services.Wish:
        """What was filled in."""
        place, time, contact = (self.form(name).cleaned_data for name in SCREENS)
        return services.Wish(
            area=place["area"], place=place["place"], windows=time["windows"], people_expected=time["people_expected"],
            audience=time["audience"], contact_name=contact["contact_name"], contact_phone=contact["contact_phone"], offer=self.offer,
            topic=place.get("topic"), wish=place["wish"], language=time["language"], latitude=place["latitude"], longitude=place["longitude"],
        )  # fmt: skip


@public_page
def order(request: HttpRequest, code: str) -> HttpResponse:
    """The screens: each is checked when it is left, all together at the end."""
    ordering = Ordering(request, code)
    if request.method != "POST":
        return _show(request, ordering, "place", fresh=True)
    screen = request.POST.get("screen", "")
    screen = screen if screen in SCREENS else "place"
    if request.POST.get("go") == "back":
        return _show(request, ordering, SCREENS[max(SCREENS.index(screen) - 1, 0)], fresh=True)
    if request.POST.get("go") == "code":
        return _show(request, ordering, "contact", fresh=True, told=ask_code(request, ordering.actor, services.PURPOSE))
    wrong = ordering.first_wrong(screen)
    if wrong:
        return _show(request, ordering, wrong)
    if screen != "contact":
        return _show(request, ordering, SCREENS[SCREENS.index(screen) + 1], fresh=True)
    return _place(request, ordering)


def _place(request: HttpRequest, ordering: Ordering) -> HttpResponse:
    contact: ServiceForm = ordering.form("contact")
    proof, phone = request.POST.get("proof", ""), contact.cleaned_data["contact_phone"]
    key = request.POST.get("key", "")[:60]
    try:
        if not proof:
            proof = verify_code(actor=ordering.actor, phone=phone, purpose=services.PURPOSE, code=contact.cleaned_data["code"])
        made = services.place_order(actor=ordering.actor, wish=ordering.wish(), proof=proof, idempotency_key=key)
    except KepuError as error:
        screen = next((FIELD_SCREEN[name] for name in error.fields if name in FIELD_SCREEN), "contact")
        ordering.form(screen).add_service_error(error)
        return _show(request, ordering, screen, proof="" if "code" in error.fields else proof, status=error.status)
    return redirect("orders:follow", token=token_of(made))


@require_POST
@public_page
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Send a code to the number of the form; a part of the page says how it went."""
    told, wrong = ask_code(request, resident_of(code), services.PURPOSE)
    return render(request, "orders/_code.html", {"told": told, "wrong": wrong})


def _show(
    request: HttpRequest,
    ordering: Ordering,
    screen: str,
    *,
    fresh: bool = False,
    told: tuple[str, bool] = ("", False),
    proof: str = "",
    status: int = 422,
) -> HttpResponse:
    """A screen; a fresh one shows no mistakes yet, and what belongs to the other screens is carried along unseen."""
    form = ordering.form(screen)
    if fresh and ordering.data is not None:
        form.errors  # noqa: B018 — the mistakes are counted now, so that clearing them holds
        form._errors.clear()
    own = {form.add_prefix(name) for name in form.fields}
    data = ordering.data.lists() if ordering.data is not None else ()
    skipped = own | {"screen", "go", "csrfmiddlewaretoken", "offer", "key", "proof"}
    context = {
        "district": ordering.actor.district, "offer": ordering.offer, "gone": ordering.gone,
        "form": form, "screen": screen, "position": SCREENS.index(screen),
        "labels": [str(LABELS[name]) for name in SCREENS], "told": told[0], "wrong": told[1], "proof": proof,
        "carried": [(name, value) for name, values in data if name not in skipped for value in values],
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "orders/new.html", context, status=200 if fresh else status)
