"""Codes of pupils and links of guardians: made from a secret with the server's key, found again by their digest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import uuid

from django.conf import settings

# Without 0 O 1 I L, which are mistaken for one another on paper.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8


def _digest(purpose: str, secret: uuid.UUID) -> bytes:
    key = hashlib.sha256(f"pupil:{settings.FIELD_ENCRYPTION_KEY}".encode()).digest()
    return hmac.new(key, f"{purpose}:{secret}".encode(), hashlib.sha256).digest()


def code_of(secret: uuid.UUID) -> str:
    """Eight characters, 31⁸ ≈ 8.5 × 10¹¹ possibilities."""
    value, code = int.from_bytes(_digest("code", secret), "big"), ""
    for _ in range(LENGTH):
        value, at = divmod(value, len(LETTERS))
        code += LETTERS[at]
    return code


def guardian_token_of(secret: uuid.UUID) -> str:
    """192 bits that nobody can guess."""
    return base64.urlsafe_b64encode(_digest("guardian", secret)[:24]).decode()


def key_of(code: str) -> str:
    """What is stored of a code or a link; spaces, hyphens and small letters in a typed code do not matter."""
    return hashlib.sha256(code.encode()).hexdigest()


def typed(code: str) -> str:
    """A code as it was meant."""
    return re.sub(r"[\s\-]", "", code).upper()[:20]
