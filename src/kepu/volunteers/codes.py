"""The changing code of a session: shown as a QR at the place, new every half minute, and worth nothing elsewhere or later."""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from kepu.organizations.errors import InvalidInput

from .models import ServiceSession

STEP = 30  # seconds
GRACE = 1  # steps that a code lives on, for a slow hand


def step_at(moment: datetime) -> int:
    """Number of the half minute."""
    return int(moment.timestamp()) // STEP


def code_of(session: ServiceSession, moment: datetime) -> str:
    """The code that is shown at a moment."""
    step = step_at(moment)
    return f"{step}.{_signature(session, step)}"


def check_code(session: ServiceSession, code: str, moment: datetime) -> int:
    """The step of a genuine code that is still fresh; raises InvalidInput for a forged one and for one that ran out."""
    step, _dot, signature = code.partition(".")
    if not (step.isascii() and step.isdecimal() and len(step) < 12) or not hmac.compare_digest(
        _signature(session, int(step)).encode(), signature.encode()
    ):
        raise InvalidInput(fields={"code": _("二维码无效，请扫描现场显示的二维码。")})
    if not 0 <= step_at(moment) - int(step) <= GRACE:
        raise InvalidInput(fields={"code": _("二维码已过期，请重新扫描现场显示的二维码。")})
    return int(step)


def _signature(session: ServiceSession, step: int) -> str:
    return hmac.new(str(session.secret).encode(), f"{session.pk}:{step}".encode(), sha256).hexdigest()[:24]
