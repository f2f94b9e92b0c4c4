"""What a person may do by the link: cancel, say that nobody came, rate, dispute."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.services import clean_phone, consume_proof, phone_digest
from kepu.orders.models import Order, Rating
from kepu.orders.models.orders import OVER
from kepu.orders.queries.orders import following
from kepu.organizations import access
from kepu.organizations.actors import RESIDENT, Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Text
from kepu.organizations.services.base import audit, service

from .moves import Version, full, locked, move, step_of
from .placing import issue_link
from .sessions import call_off

FIND = "find_orders"
FOUND_LIMIT = 50
LOW = 2  # so many stars or fewer open a follow-up
WORDS_LIMIT = 300


@service
def cancel_order(*, actor: Actor, order: Order, version: Version, reason: str) -> Order:
    """Call the order off for the person or for the district, with a reason."""
    return _cancel(actor, _staff(actor, order, "cancel"), version, reason)


@service
def cancel_by_link(*, actor: Actor, token: str, reason: str = "") -> Order:
    """Call the own order off."""
    access.require(actor, "orders.follow_order")
    return _cancel(actor, own_order(actor, token), None, reason)


@service
def report_no_show(*, actor: Actor, order: Order, version: Version, reason: str) -> Order:
    """Say that the visit did not take place because nobody was there."""
    return _no_show(actor, _staff(actor, order, "no_show"), version, reason)


@service
def no_show_by_link(*, actor: Actor, token: str, reason: str) -> Order:
    """Say that the team did not come."""
    access.require(actor, "orders.follow_order")
    return _no_show(actor, own_order(actor, token), None, reason)


@service
def find_orders(*, actor: Actor, phone: str, proof: str) -> list[Order]:
    """The orders of a number that are not over, for who proved by a code that it is his; a link that has ended is made anew.

    Raises InvalidInput where the proof is not for this number.
    """
    access.require(actor, "orders.follow_order")
    phone = clean_phone(phone)
    consume_proof(actor=actor, phone=phone, purpose=FIND, proof=proof)
    own = full().filter(district=actor.district, contact_digest=phone_digest(phone)).exclude(state__in=OVER)
    found = list(own.select_for_update(of=("self",)).order_by("-pk")[:FOUND_LIMIT])
    for order in found:
        if order.token_expires_at is None or order.token_expires_at <= timezone.now():
            issue_link(order)
    audit(actor, "orders.find_orders", actor.district, str(actor.district), found=len(found))
    return found


def _cancel(actor: Actor, order: Order, version: Version, reason: str) -> Order:
    row = step_of(actor, order, "cancel", version)
    if row is None:
        return order
    call_off(actor, order, reason)
    return move(actor, order, row, reason)


def _no_show(actor: Actor, order: Order, version: Version, reason: str) -> Order:
    row = step_of(actor, order, "no_show", version)
    if row is None:
        return order
    if order.starts_at is None or timezone.now() < order.starts_at:
        raise Conflict(_("还没有到服务时间。"))
    call_off(actor, order, reason)
    return move(actor, order, row, reason, absent="team" if actor.role == RESIDENT else "place")


def _staff(actor: Actor, order: Order, verb: str) -> Order:
    """Somebody without an account has a right to an order only by its link."""
    if actor.role == RESIDENT:
        raise PermissionDenied()
    return locked(actor, order, verb)


@service
def rate_order(*, actor: Actor, token: str, stars: int, tags: Sequence[str] = (), words: str = "") -> Rating:
    """Rate the visit, once; few stars open a follow-up. Sending the same again returns the first."""
    access.require(actor, "orders.rate_order")
    order = own_order(actor, token)
    known = order.ratings.filter(visit=order.visits).first()
    if known is not None and order.state == Order.State.RATED:
        return known
    row = step_of(actor, order, "rate", None)
    assert row is not None and order.team is not None
    errors: dict[str, Text] = {}
    words = words.replace("\0", "").strip()
    if stars not in range(1, 6):
        errors["stars"] = _("请选择1至5颗星")
    if len(words) > WORDS_LIMIT:
        errors["words"] = _("留言不超过%d字") % WORDS_LIMIT
    if any(tag not in Rating.Tag.values for tag in tags):
        errors["tags"] = _("标签不在目录中")
    if errors:
        raise InvalidInput(fields=errors)
    rating = Rating.objects.create(
        order=order,
        visit=order.visits,
        team=order.team,
        stars=stars,
        tags=list(dict.fromkeys(tags)),
        words=words,
        moderation=Rating.Moderation.WAITING if words else Rating.Moderation.SHOWN,
        follow_up=Rating.FollowUp.OPEN if stars <= LOW else Rating.FollowUp.NONE,
    )
    move(actor, order, row, stars=stars)
    return rating


@service
def dispute_order(*, actor: Actor, token: str, reason: str) -> Order:
    """Say that it was not as the team reports; the office looks into it."""
    access.require(actor, "orders.dispute_order")
    order = own_order(actor, token)
    row = step_of(actor, order, "dispute", None)
    assert row is not None
    return move(actor, order, row, reason)


def own_order(actor: Actor, token: str) -> Order:
    """The order of a link, locked; NotFound for another district's."""
    order = following(token, lock=True)
    if order.district_id != actor.district.pk:
        raise NotFound()
    return order
