"""The one tree of errors that a user may meet; `middleware` shows them as pages, the API as problem documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class KepuError(Exception):
    """Base: `code` for machines, `status` for HTTP, `message` for people, `fields` for a form to show beside its inputs."""

    code = "error"
    status = 400
    default: Text = _("操作没有完成。")
    retry_after: int | None = None

    def __init__(self, message: Text = "", *, fields: Mapping[str, Text] | None = None) -> None:
        self.message = str(message or self.default)
        self.fields = {name: str(text) for name, text in (fields or {}).items()}
        super().__init__(self.message)


class InvalidInput(KepuError):
    """What was sent cannot be accepted; nothing was stored."""

    code = "invalid_input"
    status = 422
    default = _("填写的内容有误，请改正后再提交。")


class NotFound(KepuError):
    """It does not exist, or it belongs to another district (whose objects must not be guessable)."""

    code = "not_found"
    status = 404
    default = _("没有找到要访问的内容。")


class PermissionDenied(KepuError):
    """The actor's role does not allow it."""

    code = "permission_denied"
    status = 403
    default = _("您的身份无权进行这项操作。")


class Conflict(KepuError):
    """Somebody else changed it meanwhile, or its state no longer allows the operation."""

    code = "conflict"
    status = 409
    default = _("内容已被他人修改，请刷新后再试。")


class Gone(KepuError):
    """It was here and has ended; `url` and `label` say where to go instead."""

    code = "gone"
    status = 410
    default = _("这个链接已过期。")

    def __init__(self, message: Text = "", *, url: str = "", label: Text = "") -> None:
        super().__init__(message)
        self.url, self.label = url, str(label)


class TooLarge(KepuError):
    """An upload is over the limit."""

    code = "too_large"
    status = 413
    default = _("文件太大。")


class TooManyRequests(KepuError):
    """More requests than the rate allows; `retry_after` in seconds."""

    code = "too_many_requests"
    status = 429
    default = _("请求太频繁，请稍后再试。")

    def __init__(self, message: Text = "", *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class RowError:
    """One thing wrong in a workbook; `row` counts from 1 as the spreadsheet shows it, `column` is the heading."""

    sheet: str
    row: int
    column: str
    message: str


class InvalidWorkbook(InvalidInput):
    """A workbook with errors by row; nothing of it was stored."""

    code = "invalid_workbook"

    def __init__(self, rows: Sequence[RowError]) -> None:
        super().__init__(_("表格中有 %d 处错误，未导入任何数据。") % len(rows))
        self.rows = list(rows)
