"""The sample as a workbook."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.models import Survey
from kepu.literacy.queries.surveys import persons_by_community, sample_of
from kepu.organizations.services.workbook import Column, write_workbook


def write_sample(survey: Survey) -> bytes:
    """Communities that are asked, replaced and in reserve, with probability, interviewers and progress."""
    persons = persons_by_community(survey)
    columns = [
        Column("street", _("街道"), width=16),
        Column("code", _("社区代码"), "code", width=16),
        Column("community", _("社区"), width=18),
        Column("state", _("状态"), width=10),
        Column("rank", _("次序"), "integer", width=8),
        Column("households", _("户数"), "integer", width=10),
        Column("persons", _("18–69岁人口"), "integer", width=14),
        Column("probability", _("入样概率"), "decimal", width=12),
        Column("cases", _("样本数"), "integer", width=10),
        Column("done", _("完成"), "integer", width=10),
        Column("interviewers", _("调查员"), width=24),
        Column("reason", _("替换说明"), width=30),
    ]
    communities: list[Any] = list(sample_of(survey))
    rows = [
        {
            "street": one.frame.stratum.name, "code": one.frame.area.code, "community": one.frame.area.name, "state": one.get_state_display(),
            "rank": one.rank, "households": one.frame.households, "persons": persons.get(one.frame.area_id, 0),
            "probability": round(one.probability, 8), "cases": one.case_count, "done": one.done_count,
            "interviewers": [who.user.get_full_name() for who in one.interviewers.all()],
            "reason": one.reason or (_("替换%s") % one.replaces.frame.area if one.replaces else ""),
        }
        for one in communities
    ]  # fmt: skip
    return write_workbook(columns, rows, sheet=_("样本社区"))
