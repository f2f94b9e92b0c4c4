"""Cases of the sample and their one-time codes."""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy.models import Case, SampledCommunity, Survey
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.services.base import audit, service

from .surveys import clean_reason, locked

# Crockford's base 32: no I, L, O, U, so that nothing is mistaken on paper. Thirteen letters hold 65 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 13
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


@dataclass(frozen=True)
class Slip:
    """A case with its code in clear; it exists only in the answer to who asked for it."""

    case: Case
    code: str

    @property
    def shown(self) -> str:
        """In groups, as it is printed."""
        return f"{self.code[:4]}-{self.code[4:8]}-{self.code[8:]}"


def clean_code(typed: str) -> str:
    """A code as it is compared, whatever case, spaces and lookalikes were typed."""
    return "".join(letter for letter in typed.upper().translate(LOOKALIKES) if letter in ALPHABET)


def keyed(purpose: str, value: str) -> str:
    """The digest that is stored instead of a code, a device's mark or an address."""
    key = hashlib.sha256(f"literacy:{purpose}:{settings.FIELD_ENCRYPTION_KEY}".encode()).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))


@service
def create_cases(*, actor: Actor, survey: Survey) -> int:
    """Make the cases of every community that is asked and has none, booklets dealt at random in even shares; how many are new.

    Raises Conflict before the draw and after the field work, InvalidInput without booklets.
    """
    survey = locked(actor, survey, "literacy.manage_field")
    if survey.state not in (Survey.State.SAMPLED, Survey.State.FIELD):
        raise Conflict(_("调查现在是“%s”，不能生成样本名单。") % survey.get_state_display())
    active = survey.sample.filter(state=SampledCommunity.State.ACTIVE, cases__isnull=True).select_related("frame__area")
    made = add_cases(survey, list(active))
    audit(actor, "literacy.create_cases", survey, survey.title, cases=made)
    return made


def add_cases(survey: Survey, communities: Sequence[SampledCommunity]) -> int:
    """Cases for communities of a locked survey; a case has no code until its slip is printed."""
    booklets = list(survey.booklets.order_by("label"))
    if not booklets:
        raise InvalidInput(_("还没有组卷，请先生成问卷。"))
    number = survey.cases.aggregate(last=Max("number"))["last"] or 0
    cases = []
    for community in sorted(communities, key=lambda one: one.frame.area.code):
        chance = random.Random(f"{survey.seed}/booklets/{community.frame.area.code}")
        hand: list[int] = []
        for _place in range(survey.per_community):
            if not hand:
                hand = list(range(len(booklets)))
                chance.shuffle(hand)
            number += 1
            unknown = keyed("code", secrets.token_hex(16))
            cases.append(Case(survey=survey, community=community, number=number, booklet=booklets[hand.pop()], code_key=unknown))
    Case.objects.bulk_create(cases, batch_size=500)
    return len(cases)


@service
def issue_codes(*, actor: Actor, survey: Survey, community: SampledCommunity | None = None) -> list[Slip]:
    """New codes for all cases that have not begun, of a community or of the whole survey; codes printed before end.

    The codes are in the answer and nowhere else. Raises Conflict outside of sampled and field, InvalidInput where no case waits.
    """
    survey = locked(actor, survey, "literacy.manage_field")
    if survey.state not in (Survey.State.SAMPLED, Survey.State.FIELD):
        raise Conflict(_("调查现在是“%s”，不能印答题码。") % survey.get_state_display())
    waiting = survey.cases.filter(state=Case.State.ISSUED).select_related("community__frame__area", "community__frame__stratum", "booklet")
    waiting = waiting.defer("community__frame__area__boundary", "community__frame__stratum__boundary")
    if community is not None:
        waiting = waiting.filter(community=community)
    slips = _renew(waiting.select_for_update(of=("self",)))
    if not slips:
        raise InvalidInput(_("没有未开始的样本，不需要印答题码。"))
    audit(actor, "literacy.issue_codes", survey, survey.title, cases=len(slips), community=str(community) if community else "")
    return slips


@service
def renew_code(*, actor: Actor, case: Case, reason: str) -> Slip:
    """A new code for one case, also for one that was begun in a browser that is lost; what was answered stays."""
    found = access.fetch(
        actor, Case.objects.select_related("survey", "community__frame__area", "booklet"), "literacy.manage_field",
        lock=True, district_path="survey__district", pk=case.pk,
    )  # fmt: skip
    reason = clean_reason(reason)
    if found.state not in (Case.State.ISSUED, Case.State.STARTED) or found.survey.state not in (Survey.State.SAMPLED, Survey.State.FIELD):
        raise Conflict(_("样本 %(number)s 现在是“%(state)s”，不需要新的答题码。") % {"number": found, "state": found.get_state_display()})
    (slip,) = _renew([found])
    audit(actor, "literacy.renew_code", found, str(found), reason=reason)
    return slip


def _renew(cases: Iterable[Case]) -> list[Slip]:
    slips, now = [], timezone.now()
    for case in cases:
        slip = Slip(case, _new_code())
        case.code_key, case.device_key, case.codes_printed_at = keyed("code", slip.code), "", now
        case.version += 1
        slips.append(slip)
    Case.objects.bulk_update([slip.case for slip in slips], ["code_key", "device_key", "codes_printed_at", "version"], batch_size=200)
    return slips
