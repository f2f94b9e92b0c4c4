"""The words of text messages, as each template must be registered with the gateway; `${name}` is filled from the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEMPLATES: dict[str, str | Promise] = {
    "code": _("您的验证码是${code}，${minutes}分钟内有效。请勿告诉他人。"),
    "order": _("您预约的科普服务（${number}）：${state}。查看进展：${link}"),
    "volunteer_session": _("您参加的志愿服务“${title}”定于${when}，地点：${place}。"),
    "volunteer_decision": _("您加入“${team}”的申请：${state}。请登录“我的志愿服务”查看。"),
    "volunteer_invitation": _("${unit}邀请您参加“${title}”，时间：${when}。请登录“我的志愿服务”答复。"),
    "visit": _("您预约的科普服务（${number}）定于${when}，由${team}上门。"),
}


def words(template: str, parameters: Mapping[str, str]) -> str:
    """The message as the telephone shows it."""
    return Template(str(TEMPLATES[template])).safe_substitute(parameters)
