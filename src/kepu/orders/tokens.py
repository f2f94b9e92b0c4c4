"""The link by which a person without an account follows an order: only its digest is stored, the server's key makes it again."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from .models import Order


def token_of(order: Order) -> str:
    """192 bits that nobody can guess."""
    key = hashlib.sha256(f"order-link:{settings.FIELD_ENCRYPTION_KEY}".encode()).digest()
    digest = hmac.new(key, f"{order.pk}:{order.created_at.timestamp()}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def token_digest(token: str) -> str:
    """What is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
