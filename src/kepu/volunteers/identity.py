"""Telephone and document numbers: checked, compared by keyed hashes, shown masked."""

from __future__ import annotations

import hmac
import re
import unicodedata
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _

from .models import Volunteer

Document = Volunteer.Document
PHONE = re.compile(r"1[3-9][0-9]{9}")
_SHAPES = {
    Document.PASSPORT: re.compile(r"[A-Z0-9]{6,12}"),
    Document.PERMANENT: re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ADULT = 18


def plain(text: str) -> str:
    """A number as it is compared: half-width, upper case, without spaces and hyphens."""
    return re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", text)).upper()


def key_of(district_code: str, sort: str, number: str) -> str:
    """Keyed hash (HMAC-SHA-256, 128 bits) by which the same number is found again in a district; empty for an empty number."""
    if not number:
        return ""
    key = hmac.digest(settings.FIELD_ENCRYPTION_KEY.encode(), f"volunteers:{district_code}:{sort}".encode(), "sha256")
    return hmac.new(key, plain(number).encode(), sha256).hexdigest()[:32]


def check_phone(number: str) -> str:
    """The mobile number in its plain form; raises ValueError with a message."""
    number = plain(number)
    if not PHONE.fullmatch(number):
        raise ValueError(_("应为11位手机号"))
    return number


def check_document(kind: str, number: str) -> str:
    """The document number in its plain form; raises ValueError with a message where form or check digit is wrong."""
    number = plain(number)
    if kind in (Document.IDENTITY, Document.HONG_KONG_MACAO, Document.TAIWAN):
        if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or check_digit(number[:17]) != number[17]:
            raise ValueError(_("证件号码应为18位，且校验码正确"))
        if birth_date(number) is None:
            raise ValueError(_("证件号码中的出生日期不存在"))
    elif kind in _SHAPES and not _SHAPES[Document(kind)].fullmatch(number):
        raise ValueError(_("证件号码的格式不对"))
    elif kind not in Document.values:
        raise ValueError(_("请选择证件类型"))
    return number


def check_digit(first: str) -> str:
    """Check character of an identity number (GB 11643: ISO 7064, MOD 11-2) from its first 17 digits."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> date | None:
    """Day of birth that an 18-digit number carries; None where it carries none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """Sex that an 18-digit number carries."""
    return Volunteer.Sex.MALE if int(number[16]) % 2 else Volunteer.Sex.FEMALE


def age_on(born: date, day: date) -> int:
    """Full years of age."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def mask_name(name: str) -> str:
    """张*，欧阳**：the first character only, as public pages show it."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2))


def mask_document(number: str) -> str:
    """5001**********1234."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) >= 12 else "*" * len(number)
