"""A text column that is encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.FIELD_ENCRYPTION_KEY.encode()).digest()))


class EncryptedTextField(models.TextField):
    """Text kept as a Fernet token (AES-128-CBC with HMAC); it cannot be searched, and an empty value stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _cipher().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return _cipher().decrypt(value.encode()).decode() if value else value


def mask_phone(phone: str) -> str:
    """138****8000, as it is shown on screen."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)
