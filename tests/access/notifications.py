"""Notices."""

from __future__ import annotations

from kepu.notifications.models import Delivery
from kepu.notifications.services import add_robot
from kepu.organizations.actors import Actor

from . import ALL

KEEPERS = frozenset({"office", "operator"})
GET = {
    "/notices/": ALL,
    "/notices/preference/": ALL,
    "/notices/channels/": KEEPERS,
    "/notices/channels/<int:pk>/": KEEPERS,
    "/notices/texts/": frozenset({"operator"}),
}
POST = {
    "/notices/read-all/": ALL,
    "/notices/channels/<int:pk>/action/": KEEPERS,
    "/notices/deliveries/<int:pk>/retry/": KEEPERS,
    # Another person's notice is refused to everybody, and the notice of these addresses is nobody's of the cast.
    "/notices/<int:pk>/open/": frozenset[str](),
}

API = {
    "GET /notices": ALL,
    "POST /notices/{int:pk}/read": ALL,
    "POST /notices/read": ALL,
}


def concrete(system: Actor) -> dict[str, str]:
    from kepu.notifications.models import Notice
    from kepu.organizations.services import create_user

    robot = add_robot(actor=system, kind="wecom", name="工作群", webhook="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1")
    delivery = Delivery.objects.create(district=system.district, channel="robot", robot=robot, title="提醒", dedupe_key="1", status="failed")
    somebody = create_user(actor=system, username="somebody", display_name="somebody")
    notice = Notice.objects.create(district=system.district, recipient=somebody, kind="test", title="通知", dedupe_key="1")
    return {
        "/notices/channels/<int:pk>/": f"/notices/channels/{robot.pk}/",
        "/notices/channels/<int:pk>/action/": f"/notices/channels/{robot.pk}/action/",
        "/notices/deliveries/<int:pk>/retry/": f"/notices/deliveries/{delivery.pk}/retry/",
        "/notices/<int:pk>/open/": f"/notices/{notice.pk}/open/",
    }
