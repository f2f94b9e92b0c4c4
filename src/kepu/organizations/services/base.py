"""What every write has in common."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import AuditEntry

P = ParamSpec("P")
R = TypeVar("R")
SERVICES: dict[str, Callable[..., Any]] = {}


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Run a write in one transaction and refuse to run it without an actor; registers it for the tests over all services."""
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind not in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD):
            raise TypeError(f"{function.__qualname__}: {parameter.name} must be keyword-only")

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if not isinstance(kwargs.get("actor"), Actor):
            raise TypeError(f"{function.__qualname__} needs an actor")
        with transaction.atomic():
            return function(*args, **kwargs)

    SERVICES[f"{function.__module__}.{function.__name__}"] = wrapper
    return wrapper


def audit(actor: Actor, action: str, obj: models.Model, summary: str = "", **changes: Any) -> None:
    """Write down what was done; values in `changes` must be fit for JSON."""
    AuditEntry.objects.create(
        district=actor.district,
        user=actor.user,
        role=actor.role,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        summary=summary[:300],
        changes=changes,
    )


def check_version(obj: Any, version: int) -> None:
    """Optimistic locking: raise Conflict when the object moved since the form was shown."""
    if obj.version != version:
        raise Conflict()
