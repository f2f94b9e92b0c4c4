"""What the office decides: disputes, public words, follow-ups of low ratings."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kepu.orders.models import Order, Rating
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

from .checks import Span
from .desk import cleared, new_times
from .evidence import void_served
from .moves import Version, locked, move, step_of


@service
def settle_dispute(*, actor: Actor, order: Order, version: Version, reason: str) -> Order:
    """The visit was as reported; the order is closed with the finding."""
    order = locked(actor, order, "settle")
    row = step_of(actor, order, "settle", version)
    return move(actor, order, row, reason) if row else order


@service
def uphold_dispute(*, actor: Actor, order: Order, version: Version, reason: str, windows: Sequence[Span]) -> Order:
    """The visit does not count: its lines in the ledger are voided, and the order goes back to the desk with new times."""
    order = locked(actor, order, "uphold")
    row = step_of(actor, order, "uphold", version)
    if row is None:
        return order
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请写明认定的理由")})
    new_times(order, windows)
    void_served(actor, order, reason.strip())
    return move(actor, order, row, reason, changes=cleared(), visit=order.visits)


@service
def moderate_rating(*, actor: Actor, rating: Rating, show: bool) -> Rating:
    """Let the words of a rating be seen in public, or keep them in the house; the stars count either way."""
    rating = access.fetch(actor, Rating, "orders.moderate", lock=True, district_path="order__district", pk=rating.pk)
    rating.moderation = Rating.Moderation.SHOWN if show else Rating.Moderation.HIDDEN
    rating.save(update_fields=["moderation"])
    audit(actor, "orders.moderate_rating", rating, rating.order.number, show=show)
    return rating


@service
def close_follow_up(*, actor: Actor, rating: Rating, note: str) -> Rating:
    """Write down what came of calling a person who gave few stars."""
    rating = access.fetch(actor, Rating, "orders.moderate", lock=True, district_path="order__district", pk=rating.pk)
    note = note.replace("\0", "").strip()
    if rating.follow_up != Rating.FollowUp.OPEN:
        raise Conflict(_("这条评价不需要回访，或已回访。"))
    if not 4 <= len(note) <= 500:
        raise InvalidInput(fields={"note": _("请写明回访情况（4至500字）")})
    rating.follow_up, rating.follow_up_note, rating.handled_by = Rating.FollowUp.DONE, note, actor.user
    rating.save(update_fields=["follow_up", "follow_up_note", "handled_by"])
    audit(actor, "orders.close_follow_up", rating, rating.order.number)
    return rating
