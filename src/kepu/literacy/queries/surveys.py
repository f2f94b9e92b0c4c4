"""Reads of surveys: lists, the state of the frame, the sample."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from kepu.literacy.models import Case, FrameCommunity, SampledCommunity, Survey
from kepu.organizations.actors import Actor
from kepu.organizations.models import AuditEntry, Membership, Role

TOLERANCE = 0.005  # share by which two margins of one population may differ


def surveys_of(actor: Actor) -> QuerySet[Survey]:
    """Surveys of the district, the newest first, with how far each has come."""
    done = Count("cases", filter=Q(cases__state=Case.State.COMPLETE))
    return Survey.objects.filter(district=actor.district).annotate(case_count=Count("cases"), done_count=done).order_by("-year", "-pk")


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with the frame, and what to do about it; an error stops the draw."""

    level: str  # "error" or "warning"
    text: str
    remedy: str


def frame_rows(survey: Survey) -> QuerySet[FrameCommunity]:
    """Communities of the frame with their residents."""
    return survey.frame.select_related("area", "stratum").defer("area__boundary", "stratum__boundary").order_by("stratum__code", "area__code")


def persons_by_community(survey: Survey) -> dict[int, int]:
    """Area id -> residents of 18 to 69."""
    rows = survey.population.exclude(area=survey.district_id).order_by().values("area").annotate(total=Sum("persons"))
    return {row["area"]: row["total"] for row in rows}


def check_frame(survey: Survey) -> list[Finding]:
    """Everything that would make draw or weights go wrong; four queries."""
    rows = list(frame_rows(survey))
    if not rows:
        return [Finding("error", _("抽样框还没有社区。"), _("下载模板，填好各社区的户数和人口后导入。"))]
    persons = persons_by_community(survey)
    findings = _empty_communities(rows, persons)
    findings += _empty_cells(survey)
    findings += _margins(survey, sum(persons.values()))
    outside = len(set(persons) - {row.area_id for row in rows})
    if outside:
        findings.append(Finding("error", _("%d 个有人口的社区不在抽样框中。") % outside, _("重新导入完整的表格。")))
    return findings


def _names(rows: list[FrameCommunity]) -> str:
    shown = "、".join(str(row.area) for row in rows[:6])
    return _("%(shown)s 等 %(count)d 个社区") % {"shown": shown, "count": len(rows)} if len(rows) > 6 else shown


def _empty_communities(rows: list[FrameCommunity], persons: dict[int, int]) -> list[Finding]:
    findings = []
    if empty := [row for row in rows if not persons.get(row.area_id)]:
        findings.append(Finding("error", _("没有18–69岁人口的社区：%s。") % _names(empty), _("补上人口；确实无人居住的，从表中删去这一行。")))
    if without := [row for row in rows if not row.households]:
        findings.append(Finding("error", _("没有户数的社区：%s。") % _names(without), _("补上户数；集体户也按户计。")))
    if over := [row for row in rows if row.households and persons.get(row.area_id, 0) > 10 * row.households]:
        findings.append(Finding("warning", _("户均18–69岁人口超过10人的社区：%s。") % _names(over), _("核对户数和人口是否填反或漏填。")))
    return findings


def _empty_cells(survey: Survey) -> list[Finding]:
    cells = survey.population.exclude(area=survey.district_id).order_by().values("sex", "age_group").annotate(total=Sum("persons"))
    empty = [f"{row['sex']} {row['age_group']}" for row in cells if not row["total"]]
    findings = []
    if empty:
        text = _("全区没有人口的性别年龄组：%s。") % "、".join(empty)
        findings.append(Finding("error", text, _("补上人口，否则这些受访者无法加权。")))
    holes = survey.population.exclude(area=survey.district_id).filter(persons=0).count()
    if holes and not empty:
        text = _("有 %d 个“社区×性别×年龄”格子为 0。") % holes
        findings.append(Finding("warning", text, _("确实没有这些居民的可以保留；漏填的请补上。")))
    return findings


def _margins(survey: Survey, total: int) -> list[Finding]:
    levels = {cell.education: cell.persons for cell in survey.population.filter(area=survey.district_id)}
    if not levels:
        return [Finding("warning", _("没有文化程度的人口。"), _("在模板的“文化程度”表中填写，否则不能按文化程度加权。"))]
    findings = []
    if empty := [label for level, label in _education() if not levels.get(level)]:
        findings.append(Finding("error", _("没有人口的文化程度：%s。") % "、".join(empty), _("补上人数，否则这些受访者无法加权。")))
    other = sum(levels.values())
    if total and abs(other - total) > TOLERANCE * total:
        text = _("社区人口合计 %(total)s，文化程度合计 %(other)s，相差 %(share).1f%%（超过 0.5%%）。") % {
            "total": f"{total:,}", "other": f"{other:,}", "share": 100 * abs(other - total) / total,
        }  # fmt: skip
        findings.append(Finding("error", text, _("两者都应是18–69岁常住人口；核对口径（是否含不在册人口、年龄段）后改其中一个。")))
    return findings


def _education() -> list[tuple[str, str]]:
    from kepu.literacy.models import Education

    return [(str(value), str(label)) for value, label in Education.choices]


def sample_of(survey: Survey) -> QuerySet[SampledCommunity]:
    """Communities of the sample in the order of strata, with their interviewers and how their cases stand."""
    done = Count("cases", filter=Q(cases__state=Case.State.COMPLETE), distinct=True)
    found = survey.sample.select_related("frame__area", "frame__stratum", "replaces__frame__area")
    found = found.defer("frame__area__boundary", "frame__stratum__boundary", "replaces__frame__area__boundary")
    return found.prefetch_related("interviewers__user").annotate(case_count=Count("cases", distinct=True), done_count=done)


def interviewers_of(actor: Actor) -> QuerySet[Membership]:
    """Who may be given communities."""
    active = Membership.objects.filter(unit__district=actor.district, role=Role.INTERVIEWER, is_active=True, user__is_active=True)
    return active.select_related("user", "unit").order_by("user__display_name", "pk")


def history_of(survey: Survey, limit: int = 12) -> list[AuditEntry]:
    """What was done with the survey, the newest first."""
    found = AuditEntry.objects.filter(object_type="literacy.survey", object_id=str(survey.pk)).select_related("user")
    return list(found[:limit])


def survey_url(survey: Survey) -> str:
    """Its page."""
    return reverse("literacy:survey", args=[survey.pk])
