"""What the pages of the self-test and of schools have in common."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kepu.literacy.models import Assessment
from kepu.organizations.errors import Conflict, TooManyRequests
from kepu.organizations.views import writes
from kepu.organizations.views.public import address_of

T = TypeVar("T")
#: Seats, places and years: short numbers.
number = partial(writes.number, digits=9)


def limit(request: HttpRequest, what: str, most: int, seconds: int) -> None:
    """Count a request of a network address in the cache; raises TooManyRequests beyond `most` in a span. The address is not stored."""
    key = f"literacy:{what}:{address_of(request)}"
    if not cache.add(key, 1, seconds):
        try:
            count = cache.incr(key)
        except ValueError:  # ran out between the two
            count = 1
            cache.set(key, 1, seconds)
        if count > most:
            raise TooManyRequests(retry_after=seconds)


def reported(found: T, assessment: Assessment) -> T:
    """What was found, once its assessment is scored; Conflict before."""
    if assessment.state != Assessment.State.CLOSED:
        raise Conflict(_("测评结束以后才有报告。"))
    if not assessment.is_scored:
        raise Conflict(_("正在评分，稍后再看报告。"))
    return found
