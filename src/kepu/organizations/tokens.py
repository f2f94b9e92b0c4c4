"""Secrets of API tokens: random, recognisable, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "kepu_"  # lets a scanner of leaked secrets know one


def new_secret() -> str:
    """A fresh secret of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def token_digest(secret: str) -> str:
    """What is stored: a plain SHA-256 is enough for a secret that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
