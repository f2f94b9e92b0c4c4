"""The way of a text: submitted, judged by a peer, in use or returned; and of an item out of use and back."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kepu.literacy.models import Item, ItemReview, ItemVersion
from kepu.literacy.queries.items_checks import findings_of
from kepu.literacy.rules import MONITORS
from kepu.notifications.services import notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.organizations.models import Membership, User
from kepu.organizations.services.base import audit, check_version, service

from .items import close

#: What a reviewer answers for, by name.
CHECKS = {
    "facts": gettext_lazy("事实准确"),
    "one_answer": gettext_lazy("唯一答案"),
    "no_hint": gettext_lazy("无提示"),
    "unambiguous": gettext_lazy("无歧义"),
    "plain": gettext_lazy("用语通俗"),
    "distractors": gettext_lazy("干扰项合理"),
}


@service
def submit_item(*, actor: Actor, item: Item, version: int) -> ItemVersion:
    """Ask for a review of the open text. Raises InvalidInput when an automatic check finds what no reviewer should have to find."""
    item = access.fetch(actor, Item, "literacy.change_items", lock=True, pk=item.pk)
    check_version(item, version)
    text = item.versions.filter(frozen_at=None, submitted_at=None).first()
    if text is None or item.state == Item.State.RETIRED:
        raise Conflict(_("没有可以提交的草稿。"))
    blocking = [finding.message for finding in findings_of(text) if finding.blocks]
    if not text.source:
        blocking.append(_("请填写事实依据，审题人要据此核对"))
    if blocking:
        raise InvalidInput("；".join(blocking))
    text.submitted_at = timezone.now()
    text.save(update_fields=["submitted_at"])
    if item.state == Item.State.DRAFT:
        item.state = Item.State.IN_REVIEW
    _bump(item)
    audit(actor, "literacy.submit_item", item, text.stem, number=text.number)
    _tell_reviewers(actor, text)
    return text


@service
def withdraw_item(*, actor: Actor, item: Item, version: int) -> ItemVersion:
    """Take a text back from review to change it."""
    item = access.fetch(actor, Item, "literacy.change_items", lock=True, pk=item.pk)
    check_version(item, version)
    text = item.versions.filter(frozen_at=None).exclude(submitted_at=None).first()
    if text is None:
        raise Conflict(_("题目不在审题中。"))
    text.submitted_at = None
    text.save(update_fields=["submitted_at"])
    if item.state == Item.State.IN_REVIEW:
        item.state = Item.State.DRAFT
    _bump(item)
    audit(actor, "literacy.withdraw_item", item, text.stem, number=text.number)
    return text


@service
def review_item(*, actor: Actor, text: ItemVersion, verdict: str, checks: Mapping[str, bool], remarks: str = "") -> ItemReview:
    """Judge a text that others wrote; approved it is in use at once, returned it is closed and the next change is a new version.

    Raises PermissionDenied to whoever wrote at it, InvalidInput for an approval with a point that does not hold or a return without a reason.
    """
    queryset = ItemVersion.objects.select_related("item")
    text = access.fetch(actor, queryset, "literacy.review_item", lock=True, district_path="item__district", pk=text.pk)
    item = Item.objects.select_for_update().get(pk=text.item_id)
    if actor.user is None:
        raise PermissionDenied()
    if text.frozen_at is not None or text.submitted_at is None or item.state == Item.State.RETIRED:
        raise Conflict(_("这一版不在审题中。"))
    holds = {name: bool(checks.get(name)) for name in CHECKS}
    remarks = remarks.strip()[:500]
    _check_verdict(verdict, holds, remarks)
    review = ItemReview.objects.create(version=text, reviewer=actor.user, verdict=verdict, checks=holds, remarks=remarks)
    close(text)
    if verdict == ItemReview.Verdict.APPROVE:
        item.current, item.state = text, Item.State.APPROVED
    elif item.state == Item.State.IN_REVIEW:
        item.state = Item.State.DRAFT
    _bump(item)
    audit(actor, "literacy.review_item", item, text.stem, number=text.number, verdict=verdict, remarks=remarks)
    _tell_writers(actor, item, review)
    return review


@service
def retire_item(*, actor: Actor, item: Item, version: int, reason: str) -> Item:
    """Take an item out of use, with the reason; surveys that hold it keep it."""
    item = access.fetch(actor, Item, "literacy.change_items", lock=True, pk=item.pk)
    check_version(item, version)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("请填写停用原因")})
    if item.state == Item.State.RETIRED:
        raise Conflict(_("题目已停用。"))
    item.versions.filter(frozen_at=None).update(submitted_at=None)
    item.state = Item.State.RETIRED
    _bump(item)
    audit(actor, "literacy.retire_item", item, reason.strip())
    return item


@service
def restore_item(*, actor: Actor, item: Item, version: int) -> Item:
    """Back into use what was approved before, back to a draft what never was."""
    item = access.fetch(actor, Item, "literacy.change_items", lock=True, pk=item.pk)
    check_version(item, version)
    if item.state != Item.State.RETIRED:
        raise Conflict(_("题目没有停用。"))
    item.state = Item.State.APPROVED if item.current_id else Item.State.DRAFT
    _bump(item)
    audit(actor, "literacy.restore_item", item)
    return item


@service
def set_secure(*, actor: Actor, item: Item, version: int, is_secure: bool) -> Item:
    """Keep an item for surveys, or open it to the self-test."""
    item = access.fetch(actor, Item, "literacy.change_items", lock=True, pk=item.pk)
    check_version(item, version)
    if item.is_secure != is_secure:
        item.is_secure = is_secure
        _bump(item)
        audit(actor, "literacy.set_secure", item, is_secure=is_secure)
    return item


def _check_verdict(verdict: str, holds: Mapping[str, bool], remarks: str) -> None:
    if verdict not in ItemReview.Verdict.values:
        raise InvalidInput(fields={"verdict": _("请选择审题意见")})
    failing = [str(CHECKS[name]) for name, held in holds.items() if not held]
    if verdict == ItemReview.Verdict.APPROVE and failing:
        raise InvalidInput(fields={"checks": format_lazy(_("以下各项没有核对通过，不能审定：{points}"), points="、".join(failing))})
    if verdict == ItemReview.Verdict.RETURN and not remarks:
        raise InvalidInput(fields={"remarks": _("退回时请说明原因")})


def _bump(item: Item) -> None:
    item.version += 1
    item.save(update_fields=["state", "current", "is_secure", "version"])


def _tell_reviewers(actor: Actor, text: ItemVersion) -> None:
    """Once a day, however many texts are submitted."""
    hats = Membership.objects.filter(unit__district=actor.district, role__in=MONITORS).exclude(user__in=_writers(text))
    notify(
        actor=actor, recipients=[hat.user for hat in hats.select_related("user")], kind="item_review", title=_("题库有题目等待审题"),
        url=reverse("literacy:items") + "?state=waiting", dedupe_key=f"item-review-{timezone.localdate()}",
    )  # fmt: skip


def _tell_writers(actor: Actor, item: Item, review: ItemReview) -> None:
    title = _("题目 %s 已审定，可以使用") if review.verdict == ItemReview.Verdict.APPROVE else _("题目 %s 审题退回，请修改")
    notify(
        actor=actor, recipients=User.objects.filter(pk__in=_writers(review.version)), kind="item_verdict", title=title % item.code,
        body=review.remarks, url=reverse("literacy:item", args=[item.pk]),
    )  # fmt: skip


def _writers(text: ItemVersion) -> set[int]:
    return {pk for pk in (text.author_id, *text.editors) if pk is not None}
