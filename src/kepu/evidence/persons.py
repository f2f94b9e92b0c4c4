"""Names for people that say nothing about them."""

from __future__ import annotations

import hmac
import unicodedata
from hashlib import sha256

from django.conf import settings


def pseudonym(district_code: str, identifier: str) -> str:
    """The person's name in a district's ledger: a keyed hash (HMAC-SHA-256, 128 bits) of an identifier such as a document number.

    The same person has another name in another district. Without `KEPU_PSEUDONYM_KEY` it can neither be made nor guessed.
    """
    plain = unicodedata.normalize("NFKC", identifier).strip().upper()
    key = hmac.digest(settings.PSEUDONYM_KEY.encode(), district_code.encode(), "sha256")
    return hmac.new(key, plain.encode(), sha256).hexdigest()[:32]
