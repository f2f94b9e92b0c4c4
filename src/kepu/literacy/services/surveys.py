"""Surveys: their design, and the steps of their way."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kepu.literacy.models import Case, Survey
from kepu.literacy.models.surveys import default_quality
from kepu.literacy.survey_states import Transition, row_of
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, Text
from kepu.organizations.services import steps
from kepu.organizations.services.base import audit, check_version, service
from kepu.plans.models import Indicator

DESIGN = (
    "year", "previous", "starts_on", "expected_share", "margin", "confidence", "design_effect", "response_rate", "per_community", "allocation",
    "coordination", "items_per_booklet", "booklet_count", "seed",
)  # fmt: skip
# What may still change when the sample is drawn: it touches neither who is asked nor what.
LATER = ("title", "ends_on", "indicator", "consent", "replicate_count", "quality")
CHANGEABLE = frozenset([*DESIGN, *LATER])
REASON_LIMIT = 300
# (least, most) of what is typed in.
BOUNDS: dict[str, tuple[float, float]] = {
    "year": (2000, 2100), "expected_share": (0.005, 0.995), "margin": (0.002, 0.3), "confidence": (0.5, 0.999), "design_effect": (0.5, 10),
    "response_rate": (0.05, 1), "per_community": (2, 500), "items_per_booklet": (5, 100), "booklet_count": (1, 20), "replicate_count": (20, 2000),
}  # fmt: skip


@service
def create_survey(*, actor: Actor, title: str, **values: Any) -> Survey:
    """Begin the design of a survey; takes the fields of `update_survey`. A seed is drawn unless one is given. Raises InvalidInput by field."""
    access.require(actor, "literacy.change_survey")
    survey = Survey(district=actor.district, created_by=actor.user, seed=secrets.randbelow(2**31), quality=default_quality())
    if values.get("seed") is None:
        values.pop("seed", None)
    _set(actor, survey, {"title": title, **values})
    survey.save()
    audit(actor, "literacy.create_survey", survey, survey.title, seed=survey.seed)
    return survey


@service
def update_survey(*, actor: Actor, survey: Survey, version: int, **changes: Any) -> Survey:
    """Change the design; once the sample is drawn only title, last day, indicator, consent, limits of quality and number of replicates.

    Raises Conflict when somebody else changed it meanwhile, InvalidInput by field.
    """
    survey = locked(actor, survey, "literacy.change_survey")
    check_version(survey, version)
    if changes.get("seed") is None:
        changes.pop("seed", None)
    changed = {name: value for name, value in changes.items() if name not in CHANGEABLE or getattr(survey, name) != value}
    if survey.state == Survey.State.PUBLISHED:
        raise Conflict(_("调查已发布，不能再修改。"))
    if survey.state != Survey.State.DESIGN:
        frozen = {name: _("已抽样，不能再改；先撤销抽样") for name in changed if name in DESIGN}
        if frozen:
            raise InvalidInput(fields=frozen)
    _set(actor, survey, changed)
    survey.version += 1
    survey.save()
    audit(actor, "literacy.update_survey", survey, survey.title, fields=sorted(changed))
    return survey


@service
def move_survey(*, actor: Actor, survey: Survey, version: int, verb: str, reason: str = "") -> Survey:
    """Take one of the steps that need nothing but a decision: undo the draw, start, halt, reopen. Raises Conflict, InvalidInput."""
    row = row_of(verb, survey.state)
    survey = locked(actor, survey, row.perm if row else "literacy.change_survey")
    check_version(survey, version)
    row = step_of(survey, verb)
    if not row.by_page:
        raise Conflict(_("请刷新页面后再试。"))
    return move(actor, survey, row, reason, **PREPARE.get(verb, _nothing)(survey))


def locked(actor: Actor, survey: Survey, perm: str) -> Survey:
    """The survey as it is now, for a change."""
    return access.fetch(actor, Survey.objects.select_related("district"), perm, lock=True, pk=survey.pk)


def step_of(survey: Survey, verb: str) -> Transition:
    """The row of the table; Conflict where the survey does not stand at its beginning."""
    row = row_of(verb, survey.state)
    if row is None:
        raise Conflict(_("调查现在是“%s”，不能进行这一步。") % survey.get_state_display())
    return row


def move(actor: Actor, survey: Survey, row: Transition, reason: str = "", **details: Any) -> Survey:
    """Take a step with a locked survey; raises InvalidInput for a missing reason."""
    access.require(actor, row.perm, survey)
    reason = clean_reason(reason, needed=row.needs_reason)
    before, survey.state = survey.state, row.target
    survey.version += 1
    survey.save()
    audit(actor, f"literacy.{row.verb}_survey", survey, survey.title, state=[before, survey.state], reason=reason, **details)
    return survey


#: A reason as it is kept; raises InvalidInput for a missing or too long one.
clean_reason = partial(steps.clean_reason, limit=REASON_LIMIT)


def check_in_field(survey: Survey) -> None:
    """Raise Conflict unless interviews are under way."""
    if survey.state != Survey.State.FIELD:
        raise Conflict(_("调查现在是“%s”，不接收答卷。") % survey.get_state_display())


def _begun(survey: Survey) -> QuerySet[Case]:
    return survey.cases.exclude(state=Case.State.ISSUED)


def _undo_draw(survey: Survey) -> dict[str, Any]:
    if _begun(survey).exists():
        raise Conflict(_("已有样本开始作答，不能撤销抽样。"))
    lost = survey.cases.count()
    survey.cases.all().delete()
    survey.sample.update(replaces=None)
    survey.sample.all().delete()
    return {"cases": lost}


def _start(survey: Survey) -> dict[str, Any]:
    if not survey.cases.exists():
        raise InvalidInput(_("还没有生成样本名单，请先生成。"))
    if survey.ends_on < timezone.localdate():
        raise InvalidInput(_("调查结束日期 %s 已过，请先改期。") % survey.ends_on)
    if not survey.consent.strip():
        raise InvalidInput(_("还没有写知情同意书，请先在设计中填写。"))
    return {"cases": survey.cases.count()}


def _halt(survey: Survey) -> dict[str, Any]:
    if _begun(survey).exists():
        raise Conflict(_("已有样本开始作答，不能撤回；可以结束调查。"))
    return {}


def _reopen(survey: Survey) -> dict[str, Any]:
    """Cases that the close counted as absent are open again."""
    closed = survey.cases.filter(state=Case.State.ABSENT, reason=CLOSED_REASON)
    started = closed.filter(draft__isnull=False, started_at__isnull=False)
    reopened = Case.objects.filter(pk__in=list(started.values_list("pk", flat=True))).update(state=Case.State.STARTED, reason="")
    reopened += survey.cases.filter(state=Case.State.ABSENT, reason=CLOSED_REASON).update(state=Case.State.ISSUED, reason="")
    return {"cases": reopened}


def _nothing(survey: Survey) -> dict[str, Any]:
    return {}


CLOSED_REASON = "调查结束时没有完成"
PREPARE = {"undo_draw": _undo_draw, "start": _start, "halt": _halt, "reopen": _reopen}


def _set(actor: Actor, survey: Survey, values: dict[str, Any]) -> None:
    errors: dict[str, Text] = {name: _("这一项不能修改") for name in values if name not in CHANGEABLE}
    for name, value in values.items():
        setattr(survey, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    if not survey.title or len(survey.title) > 100:
        errors["title"] = _("请填写名称，不超过100字")
    elif Survey.objects.filter(district=actor.district, title=survey.title).exclude(pk=survey.pk).exists():
        errors["title"] = _("本区已有同名的调查")
    for name, (least, most) in BOUNDS.items():
        if getattr(survey, name) is None or not least <= getattr(survey, name) <= most:
            errors[name] = _("应在 %(least)g 到 %(most)g 之间") % {"least": least, "most": most}
    if survey.starts_on and survey.ends_on and survey.ends_on < survey.starts_on:
        errors["ends_on"] = _("结束日期不能早于开始日期")
    if not 0 <= survey.seed < 2**31:
        errors["seed"] = _("随机种子应为不超过十位的正整数")
    if len(survey.consent) > 3000:
        errors["consent"] = _("不超过3000字")
    _check_relations(actor, survey, errors)
    if errors:
        raise InvalidInput(fields=errors)


def _check_relations(actor: Actor, survey: Survey, errors: dict[str, Text]) -> None:
    previous: Survey | None = survey.previous
    if previous is not None and (previous.district_id != actor.district.pk or previous.pk == survey.pk or previous.year > survey.year):
        errors["previous"] = _("请选择本区更早的一期调查")
    if survey.coordination != "free" and previous is None:
        errors["coordination"] = _("与上一期协调样本，须先选择上一期调查")
    if survey.indicator_id and not Indicator.objects.filter(pk=survey.indicator_id, plan__district=actor.district).exists():
        errors["indicator"] = _("请选择本区的指标")
