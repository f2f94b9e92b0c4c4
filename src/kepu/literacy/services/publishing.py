"""Publishing: the estimates go into the ledger, and the indicator shows value and interval; withdrawing voids them with a reason."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.evidence.queries.records import records_of
from kepu.evidence.services import record_estimate, void_evidence
from kepu.literacy.models import Calculation, Estimate
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict
from kepu.organizations.models import Area
from kepu.organizations.services.base import audit, service

from .surveys import clean_reason, locked, move, step_of

STEP = Decimal("0.0001")


@service
def publish_calculation(*, actor: Actor, calculation: Calculation) -> Calculation:
    """Publish a finished calculation: the literate share of the district, its streets and the groups becomes evidence.

    Raises Conflict when it is not finished or another calculation of the survey is published.
    """
    calculation = access.fetch(
        actor,
        Calculation.objects.select_related("survey__indicator__node"),
        "literacy.publish",
        lock=True,
        district_path="survey__district",
        pk=calculation.pk,
    )
    survey = locked(actor, calculation.survey, "literacy.publish")
    if calculation.state != Calculation.State.DONE:
        raise Conflict(_("这次计算没有完成，不能发布。"))
    if survey.calculations.filter(published_at__isnull=False).exists():
        raise Conflict(_("这次调查已经发布了一次计算结果，请先撤回。"))
    node = calculation.survey.indicator.node if calculation.survey.indicator else None
    streets = {area.code: area for area in Area.objects.filter(pk__in=survey.frame.values("stratum"))}
    rows = calculation.estimates.filter(method=Estimate.Method.DIRECT, level="literate", is_suppressed=False)
    for row in rows.filter(dimension__in=("district", "street", "group")):
        record_estimate(
            actor=actor,
            happened_on=min(survey.ends_on, timezone.localdate()),
            value=_percent(row.share),
            low=_percent(row.low),
            high=_percent(row.high),
            area=streets.get(row.key) if row.dimension == "street" else None,
            audience=row.key if row.dimension == "group" else "",
            node=node if row.dimension == "district" else None,
            source=calculation,
            note=_("%(survey)s，样本%(n)d人") % {"survey": survey.title, "n": row.respondents},
            idempotency_key=f"literacy-{calculation.pk}-{row.pk}",
        )
    calculation.published_at, calculation.published_by = timezone.now(), actor.user
    calculation.save(update_fields=["published_at", "published_by"])
    move(actor, survey, step_of(survey, "publish"))
    audit(actor, "literacy.publish_calculation", calculation, str(calculation))
    return calculation


def _percent(share: float) -> Decimal:
    return Decimal(repr(100 * share)).quantize(STEP)


@service
def withdraw_calculation(*, actor: Actor, calculation: Calculation, reason: str) -> Calculation:
    """Take a published calculation back: its records in the ledger are voided with the reason, and another may be published."""
    calculation = access.fetch(actor, Calculation, "literacy.publish", lock=True, district_path="survey__district", pk=calculation.pk)
    if calculation.published_at is None:
        raise Conflict(_("这次计算没有发布。"))
    survey = locked(actor, calculation.survey, "literacy.publish")
    reason = clean_reason(reason)
    for record in records_of(actor, source=calculation):
        void_evidence(actor=actor, record=record, reason=reason)
    calculation.published_at = calculation.published_by = None
    calculation.save(update_fields=["published_at", "published_by"])
    move(actor, survey, step_of(survey, "withdraw"), reason)
    audit(actor, "literacy.withdraw_calculation", calculation, str(calculation), reason=reason)
    return calculation
