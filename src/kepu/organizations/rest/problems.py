"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, Schema

from kepu.organizations.errors import InvalidWorkbook, KepuError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("请求无法读取"),
    401: gettext_lazy("没有登录"),
    403: gettext_lazy("无权操作"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不支持的方法"),
    409: gettext_lazy("与现状冲突"),
    410: gettext_lazy("已过期"),
    412: gettext_lazy("内容已被他人修改"),
    413: gettext_lazy("内容太大"),
    415: gettext_lazy("不支持的内容类型"),
    422: gettext_lazy("填写的内容有误"),
    428: gettext_lazy("缺少版本"),
    429: gettext_lazy("请求太频繁"),
    500: gettext_lazy("系统出错"),
    503: gettext_lazy("暂停服务"),
}
# Messages of the validator in Chinese, by its own kinds of error; any other kind gets the general one.
VALIDATION = {
    "missing": gettext_lazy("必须填写"),
    "string_type": gettext_lazy("应为文字"),
    "string_too_long": gettext_lazy("不能超过 {max_length} 个字"),
    "string_too_short": gettext_lazy("至少 {min_length} 个字"),
    "int_type": gettext_lazy("应为整数"),
    "int_parsing": gettext_lazy("应为整数"),
    "int_from_float": gettext_lazy("应为整数"),
    "decimal_parsing": gettext_lazy("应为数字"),
    "float_parsing": gettext_lazy("应为数字"),
    "bool_parsing": gettext_lazy("应为 true 或 false"),
    "date_from_datetime_parsing": gettext_lazy("应为日期，如 2026-05-30"),
    "greater_than_equal": gettext_lazy("不能小于 {ge}"),
    "less_than_equal": gettext_lazy("不能大于 {le}"),
    "enum": gettext_lazy("应为下列之一：{expected}"),
    "literal_error": gettext_lazy("应为下列之一：{expected}"),
    "extra_forbidden": gettext_lazy("没有这一项"),
}


class FieldProblem(Schema):
    """One thing wrong, with the place where it stands."""

    pointer: str = Field(description="Place in the request, such as #/body/title")
    detail: str


class Problem(Schema):
    """RFC 9457 problem document."""

    type: str = Field(description="URI of the kind of problem, ending with its code")
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem] = []


def problem(request: HttpRequest, status: int, code: str, detail: str = "", errors: Sequence[Mapping[str, str]] = ()) -> HttpResponse:
    """The response for an error; it never tells more than `detail`."""
    title = str(TITLES.get(status) or _("操作没有完成"))
    body: dict[str, Any] = {
        "type": f"urn:kepu:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or title,
        "instance": request.path,
        "errors": list(errors),
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def problem_of(request: HttpRequest, error: KepuError) -> HttpResponse:
    """The response for an error of the domain, with its fields or rows."""
    errors = [{"pointer": f"#/{name}", "detail": text} for name, text in error.fields.items()]
    if isinstance(error, InvalidWorkbook):
        errors = [{"pointer": f"#/{row.sheet}/{row.row}/{row.column}", "detail": row.message} for row in error.rows]
    answer = problem(request, error.status, error.code, error.message, errors)
    if error.retry_after is not None:
        answer["Retry-After"] = str(error.retry_after)
    return answer


def validation_errors(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What the validator found, in Chinese."""
    return [{"pointer": "#/" + "/".join(str(part) for part in error["loc"]), "detail": message_of(error)} for error in errors]


def message_of(error: Mapping[str, Any]) -> str:
    """What the validator found, in Chinese."""
    text = VALIDATION.get(error["type"])
    return str(text).format(**error.get("ctx", {})) if text else _("格式不正确")
