"""What has to be done next in a survey, with the way there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.literacy.models import Case, SampledCommunity, Survey
from kepu.literacy.queries.surveys import check_frame
from kepu.literacy.queries.surveys_plan import Figures


@dataclass(frozen=True)
class Step:
    """A thing to do; `done` where it is done, `note` says how far."""

    label: str
    url: str
    done: bool
    note: str = ""


def next_steps(survey: Survey, figures: Figures) -> list[Step]:
    """The list of preparations, from design to the first interview; empty afterwards."""
    if survey.state not in (Survey.State.DESIGN, Survey.State.SAMPLED):
        return []
    faults = [finding for finding in check_frame(survey) if finding.level == "error"]
    booklets, cases = survey.booklets.count(), survey.cases.count()
    active = survey.sample.filter(state=SampledCommunity.State.ACTIVE)
    communities = active.count()
    alone = active.filter(interviewers__isnull=True).count()
    printed = survey.cases.filter(codes_printed_at__isnull=False, state=Case.State.ISSUED).count()
    frame_note = _("%d 个社区") % figures.frame if figures.frame else ""
    return [
        Step(_("写好知情同意书"), reverse("literacy:survey_edit", args=[survey.pk]), bool(survey.consent.strip())),
        Step(_("导入抽样框并核对"), reverse("literacy:frame", args=[survey.pk]), not faults, _("%d 处要改") % len(faults) if faults else frame_note),
        Step(_("组卷"), reverse("literacy:booklets", args=[survey.pk]), bool(booklets), _("%d 套") % booklets if booklets else ""),
        Step(_("抽样"), reverse("literacy:sample", args=[survey.pk]), bool(communities), _("%d 个社区") % communities if communities else ""),
        Step(_("生成样本名单"), reverse("literacy:cases", args=[survey.pk]), bool(cases), _("%d 个样本") % cases if cases else ""),
        Step(
            _("安排调查员"), reverse("literacy:sample", args=[survey.pk]), bool(communities) and not alone,
            _("%d 个社区还没有") % alone if alone else "",
        ),
        Step(_("印答题码"), reverse("literacy:cases", args=[survey.pk]), bool(cases) and printed == cases, f"{printed}/{cases}" if cases else ""),
    ]  # fmt: skip
