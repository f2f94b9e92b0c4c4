"""Group robots of the district and the messages that did not leave."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.notifications.channels import check_webhook
from kepu.notifications.models import Delivery, Robot
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service


@service
def add_robot(*, actor: Actor, kind: str, name: str, webhook: str, secret: str = "") -> Robot:
    """Enter a robot; its address must lead to a known robot host. Raises InvalidInput by field."""
    access.require(actor, "notifications.change_robots")
    if kind not in Robot.Kind.values:
        raise InvalidInput(fields={"kind": _("请选择机器人类型")})
    name = _free_name(actor, name)
    check_webhook(webhook.strip())
    robot = Robot.objects.create(district=actor.district, kind=kind, name=name, webhook=webhook.strip(), secret=secret.strip())
    audit(actor, "notifications.add_robot", robot, name)
    return robot


@service
def update_robot(*, actor: Actor, robot: Robot, name: str, webhook: str = "", secret: str = "") -> Robot:
    """Change the name; an empty address or secret keeps the one that is stored, because neither is ever shown again."""
    robot = access.fetch(actor, Robot, "notifications.change_robots", lock=True, pk=robot.pk)
    robot.name = _free_name(actor, name, besides=robot)
    if webhook.strip():
        check_webhook(webhook.strip())
        robot.webhook = webhook.strip()
    robot.secret = secret.strip() or robot.secret
    robot.save()
    audit(actor, "notifications.update_robot", robot, robot.name, address_changed=bool(webhook.strip()), secret_changed=bool(secret.strip()))
    return robot


@service
def set_robot_active(*, actor: Actor, robot: Robot, is_active: bool) -> Robot:
    """Let a robot speak or be silent."""
    robot = access.fetch(actor, Robot, "notifications.change_robots", lock=True, pk=robot.pk)
    robot.is_active = is_active
    robot.save(update_fields=["is_active"])
    audit(actor, "notifications.set_robot_active", robot, robot.name, is_active=is_active)
    return robot


@service
def try_robot(*, actor: Actor, robot: Robot) -> Delivery:
    """Put a test message for this robot into the outbox; its fate is seen in the list of messages."""
    robot = access.fetch(actor, Robot, "notifications.change_robots", pk=robot.pk)
    if not robot.is_active:
        raise Conflict(_("群机器人已停用，启用后才能测试。"))
    title = _("群机器人测试")
    body = _("收到这条消息，说明“%s”已接通。") % robot.name
    return _queue(Delivery(district=actor.district, channel="robot", robot=robot, title=title, body=body, dedupe_key=uuid.uuid4().hex))


@service
def retry_delivery(*, actor: Actor, delivery: Delivery) -> Delivery:
    """Send a failed message again."""
    delivery = access.fetch(actor, Delivery, "notifications.change_robots", lock=True, pk=delivery.pk)
    if delivery.status != Delivery.Status.FAILED:
        raise Conflict(_("这条消息没有失败，不需要重发。"))
    delivery.status, delivery.attempts, delivery.next_attempt_at = Delivery.Status.WAITING, 0, timezone.now()
    audit(actor, "notifications.retry_delivery", delivery, delivery.title)
    return _queue(delivery)


def _queue(delivery: Delivery) -> Delivery:
    from kepu.notifications.tasks import send_due

    delivery.save()
    transaction.on_commit(send_due.enqueue)
    return delivery


def _free_name(actor: Actor, name: str, besides: Robot | None = None) -> str:
    name = name.strip()
    if not name:
        raise InvalidInput(fields={"name": _("请填写群名称")})
    taken = Robot.objects.filter(district=actor.district, name=name)
    if (taken.exclude(pk=besides.pk) if besides else taken).exists():
        raise InvalidInput(fields={"name": _("群名称“%s”已登记") % name})
    return name
