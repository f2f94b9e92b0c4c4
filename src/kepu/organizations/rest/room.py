"""The router of a room: no operation without a permission, every POST may be repeated."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from ninja import Router
from ninja.errors import ConfigError
from ninja.operation import Operation, ResponseObject
from ninja.utils import contribute_operation_callback

from kepu.organizations.errors import InvalidInput
from kepu.organizations.models import ApiRequest

from .sign_in import Permission, SessionSignIn, TokenSignIn, actor_of
from .versions import tag

KEY_HEADER = "Idempotency-Key"
KEY_PARAMETER = {
    "in": "header",
    "name": KEY_HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]+$"},
    "description": "Sending the same key again returns the first answer instead of doing it twice.",
}


def may(perm: str) -> list[Permission]:
    """`auth=` of an operation: both ways of signing in, bound to the permission without object."""
    return [TokenSignIn(perm), SessionSignIn(perm)]


class Room(Router):
    """A router that refuses an operation without `auth=may(…)`."""

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], *, auth: Any = None, **options: Any) -> None:
        if not (isinstance(auth, list) and auth and all(isinstance(way, Permission) for way in auth)):
            raise ConfigError(f"{view_func.__qualname__} needs auth=may(permission)")
        if methods == ["POST"]:
            contribute_operation_callback(view_func, _make_repeatable)
        options["summary"] = options.get("summary") or (inspect.getdoc(view_func) or "").split("\n")[0].rstrip(".")
        super().add_api_operation(path, methods, view_func, auth=auth, **options)


def _make_repeatable(operation: Operation) -> None:
    """Do a POST that carries a key once: the key and what was done are committed together."""
    view = operation.view_func
    operation.openapi_extra = {**(operation.openapi_extra or {}), "parameters": [KEY_PARAMETER]}
    ((status, model),) = operation.response_models.items()

    @wraps(view)
    def once(request: HttpRequest, **values: Any) -> Any:
        key = request.headers.get(KEY_HEADER)
        if key is None:
            return view(request, **values)
        if not (0 < len(key) <= 80 and key.isascii() and key.isprintable() and " " not in key):
            raise InvalidInput(fields={KEY_HEADER: "1–80 个字母、数字或符号，不含空格"})
        with transaction.atomic():
            first, is_new = ApiRequest.objects.get_or_create(
                membership=actor_of(request).membership,
                key=key,
                defaults={"fingerprint": _fingerprint(request)},
            )
            if not is_new:
                if first.fingerprint != _fingerprint(request):
                    raise InvalidInput(fields={KEY_HEADER: "这个键已用于另一个请求，请换一个"})
                return tag(JsonResponse(first.answer, status=status), first.answer)
            result = view(request, **values)
            first.answer = model.model_validate(ResponseObject(result), context={"request": request}).model_dump(mode="json")["response"]
            first.save(update_fields=["answer"])
            return result

    operation.view_func = once


def _fingerprint(request: HttpRequest) -> str:
    sent = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        # The boundary differs each time; names, values and contents do not.
        for name, values in sorted(request.POST.lists()):
            sent.update(repr((name, values)).encode())
        for name in sorted(request.FILES):
            file = cast(UploadedFile, request.FILES[name])
            sent.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                sent.update(chunk)
            file.seek(0)
    else:
        sent.update(request.body)
    return sent.hexdigest()
