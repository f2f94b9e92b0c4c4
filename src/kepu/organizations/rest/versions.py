"""Lost updates are refused: a change names the version that it was made from (RFC 9110 If-Match)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Header

from kepu.organizations.errors import Conflict, KepuError

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description='ETag of the object as it was read, such as "3"', pattern='^"[0-9]{1,9}"$'),
]


class VersionMissing(KepuError):
    """A change that does not say what it was made from."""

    code = "version_required"
    status = 428


class VersionChanged(Conflict):
    """The object was changed since the caller read it."""

    code = "version_changed"
    status = 412


def tag(response: HttpResponse, data: Any) -> HttpResponse:
    """Set the ETag where the answer is an object with a version."""
    if isinstance(data, dict) and isinstance(data.get("version"), int):
        response["ETag"] = f'"{data["version"]}"'
    return response


def given_version(if_match: str | None) -> int:
    """The version that the caller read, where the service itself says who was faster. Raises VersionMissing without a header."""
    if if_match is None:
        raise VersionMissing(_("请在 If-Match 中写明读取时的 ETag。"))
    return int(if_match.strip('"'))


def match_version(obj: Any, if_match: str | None) -> int:
    """The version of `obj` that the caller read, for the service to compare once more under its lock.

    Raises VersionMissing without a header, VersionChanged where the object moved on.
    """
    version = given_version(if_match)
    if version != obj.version:
        raise VersionChanged()
    return version
