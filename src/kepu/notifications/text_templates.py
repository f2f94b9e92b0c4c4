"""The words of text messages, as each template must be registered with the gateway; `${name}` is filled from the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEMPLATES: dict[str, str | Promise] = {
    "code": _("您的验证码是${code}，${minutes}分钟内有效。请勿告诉他人。"),
    "order": _("您预约的科普服务（${number}）：${state}。查看或取消：${link}"),
    "visit": _("您预约的科普服务（${number}）定于${when}，由${team}上门。"),
}


def words(template: str, parameters: Mapping[str, str]) -> str:
    """The message as the telephone shows it."""
    return Template(str(TEMPLATES[template])).safe_substitute(parameters)
