"""The draw of communities, their replacement, and who asks there."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.engines.survey import SurveyError
from kepu.literacy.drawing import Community, Draw, communities_per_stratum, draw
from kepu.literacy.models import Case, FrameCommunity, SampledCommunity, Survey
from kepu.literacy.queries.surveys import check_frame, frame_rows, interviewers_of
from kepu.literacy.queries.surveys_plan import figures_of
from kepu.notifications.services import notify
from kepu.organizations import access
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Area, Membership
from kepu.organizations.services.base import audit, check_version, service

from .field_cases import add_cases
from .surveys import clean_reason, locked, move, step_of

State = SampledCommunity.State


@service
def draw_sample(*, actor: Actor, survey: Survey, version: int) -> Survey:
    """Draw communities by street with the survey's seed, and the order of replacements.

    Raises InvalidInput where the frame is faulty, too small, or has communities with fewer households than are to be asked there.
    """
    survey = locked(actor, survey, "literacy.change_survey")
    check_version(survey, version)
    row = step_of(survey, "draw")
    faults = [finding for finding in check_frame(survey) if finding.level == "error"]
    if faults:
        raise InvalidInput(" ".join(f"{fault.text}{fault.remedy}" for fault in faults))
    frame = {found.area.code: found for found in frame_rows(survey)}
    drawn = _draw(survey, frame)
    for code, found in frame.items():
        found.permanent_number = drawn.numbers[code]
    FrameCommunity.objects.bulk_update(frame.values(), ["permanent_number"], batch_size=200)
    SampledCommunity.objects.bulk_create(
        SampledCommunity(
            survey=survey, frame=frame[one.code], probability=one.probability, rank=one.rank, state=State.RESERVE if one.is_reserve else State.ACTIVE
        )
        for one in drawn.communities
    )
    communities = sum(drawn.per_stratum.values())
    return move(actor, survey, row, seed=survey.seed, communities=communities, coordination=survey.coordination)


def _draw(survey: Survey, frame: dict[str, FrameCommunity]) -> Draw:
    before = _last_wave(survey)
    rows = [Community(code, found.stratum.code, found.households, *before.get(code, (None, False, None))) for code, found in frame.items()]
    method = "proportional" if survey.allocation == "proportional" else "power"
    try:
        per_stratum = communities_per_stratum(rows, figures_of(survey).communities, method)
        return draw(rows, per_stratum, take=survey.per_community, seed=survey.seed, coordination=survey.coordination)
    except SurveyError as error:
        raise InvalidInput(_told(survey, error, frame)) from error


def _last_wave(survey: Survey) -> dict[str, tuple[float | None, bool, float | None]]:
    if survey.previous_id is None or survey.coordination == "free":
        return {}
    sample = SampledCommunity.objects.filter(survey=survey.previous_id).select_related("frame__area")
    return {one.frame.area.code: (one.probability, one.state != State.RESERVE, one.frame.permanent_number) for one in sample}


def _told(survey: Survey, error: SurveyError, frame: dict[str, FrameCommunity]) -> str:
    if error.code == "psu-too-small":
        names = "、".join(str(frame[code].area) for code in error.details["psus"][:6])
        return _("社区户数少于每个社区的样本数 %(take)d：%(names)s。请减少每个社区的样本数，或与相邻社区合并后再导入。") % {
            "take": survey.per_community, "names": names,
        }  # fmt: skip
    if error.code == "too-few-psus":
        return _("需要抽取 %(wanted)s 个社区，抽样框只有 %(psus)s 个。请增加每个社区的样本数，或放宽允许误差。") % {
            "wanted": error.details.get("wanted", ""), "psus": error.details["psus"],
        }  # fmt: skip
    return _("无法按这个设计抽样：%s") % error.message


@service
def replace_community(*, actor: Actor, survey: Survey, community: SampledCommunity, reason: str) -> SampledCommunity:
    """Put the next replacement of the street in the place of a community where nobody has begun; its cases end, new ones are made.

    Raises Conflict where the community is no longer asked or interviews have begun, InvalidInput without a reason or replacement.
    """
    survey = locked(actor, survey, "literacy.manage_field")
    if survey.state not in (Survey.State.SAMPLED, Survey.State.FIELD):
        raise Conflict(_("调查现在是“%s”，不能替换社区。") % survey.get_state_display())
    reason = clean_reason(reason)
    old = access.fetch(actor, SampledCommunity, "literacy.manage_field", lock=True, district_path="survey__district", pk=community.pk, survey=survey)
    if old.state != State.ACTIVE:
        raise Conflict(_("这个社区现在是“%s”，不需要替换。") % old.get_state_display())
    if old.cases.exclude(state=Case.State.ISSUED).exists():
        raise Conflict(_("这个社区已有样本开始作答，不能替换；未完成的样本请登记结果。"))
    reserves = survey.sample.select_for_update().filter(state=State.RESERVE, frame__stratum=old.frame.stratum_id)
    new = reserves.order_by("rank").first()
    if new is None:
        raise InvalidInput(_("这个街道没有备用社区了。"))
    had_cases = old.cases.exists()
    old.cases.all().delete()
    old.state, old.reason = State.REPLACED, reason
    new.state, new.replaces = State.ACTIVE, old
    old.save()
    new.save()
    new.interviewers.set(old.interviewers.all())
    if had_cases:
        add_cases(survey, [new])
    audit(actor, "literacy.replace_community", survey, survey.title, old=str(old.frame), new=str(new.frame), reason=reason)
    return new


@service
def assign_interviewers(*, actor: Actor, survey: Survey, community: SampledCommunity, interviewers: Sequence[Membership]) -> SampledCommunity:
    """Say who asks in a community; raises InvalidInput for somebody who is no interviewer of the district."""
    survey = locked(actor, survey, "literacy.manage_field")
    found = access.fetch(actor, SampledCommunity, "literacy.manage_field", district_path="survey__district", pk=community.pk, survey=survey)
    _check_interviewers(actor, interviewers)
    if found.state != State.ACTIVE:
        raise Conflict(_("这个社区现在是“%s”，不用安排调查员。") % found.get_state_display())
    found.interviewers.set(interviewers)
    _tell(actor, survey, interviewers)
    audit(actor, "literacy.assign_interviewers", survey, str(found.frame), interviewers=[one.user.get_full_name() for one in interviewers])
    return found


@service
def assign_the_rest(*, actor: Actor, survey: Survey, stratum: Area, interviewers: Sequence[Membership]) -> int:
    """Give all communities of a street that nobody has yet to these interviewers; how many."""
    survey = locked(actor, survey, "literacy.manage_field")
    _check_interviewers(actor, interviewers)
    if not interviewers:
        raise InvalidInput(fields={"interviewers": _("请选择调查员")})
    waiting = list(survey.sample.filter(state=State.ACTIVE, frame__stratum=stratum, interviewers__isnull=True))
    through = SampledCommunity.interviewers.through
    through.objects.bulk_create(through(sampledcommunity_id=row.pk, membership_id=who.pk) for row in waiting for who in interviewers)
    if waiting:
        _tell(actor, survey, interviewers)
    names = [one.user.get_full_name() for one in interviewers]
    audit(actor, "literacy.assign_interviewers", survey, str(stratum), interviewers=names, communities=len(waiting))
    return len(waiting)


def _tell(actor: Actor, survey: Survey, interviewers: Sequence[Membership]) -> None:
    """Once for a survey, however many communities somebody gets."""
    people, title = [one.user for one in interviewers], _("请您担任“%s”的调查员") % survey
    notify(actor=actor, recipients=people, kind="interviewer", title=title, url=reverse("literacy:field"), dedupe_key=f"interviewer-{survey.pk}")


def _check_interviewers(actor: Actor, interviewers: Sequence[Membership]) -> None:
    known = set(interviewers_of(actor).values_list("pk", flat=True))
    if any(one.pk not in known for one in interviewers):
        raise InvalidInput(fields={"interviewers": _("请选择本区的调查员")})
