"""Kinds that belong to no single room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .kinds import Kind, Need, register_kind

LITERACY_ESTIMATE = register_kind(Kind("literacy_estimate", _("公民具备科学素质比例评估"), _("次"), audience=Need.OPTIONAL, value=Need.REQUIRED))
register_kind(Kind("training_attendance", _("职业技能培训"), _("人次"), persons=Need.OPTIONAL))
register_kind(Kind("brand_activity", _("科普品牌活动"), _("场次")))
register_kind(Kind("leader_hearing", _("领导听取工作汇报"), _("次"), audience=Need.NONE))
register_kind(Kind("activity", _("科普活动"), _("场次")))
register_kind(Kind("activity_attendance", _("科普活动参与"), _("人次"), persons=Need.OPTIONAL))
register_kind(Kind("publication", _("科普作品发布"), _("篇（件）")))
register_kind(Kind("volunteer_hours", _("科技志愿服务"), _("小时"), persons=Need.OPTIONAL, whole=False))
register_kind(Kind("facility_visit", _("科普场馆接待"), _("人次")))
register_kind(Kind("work_done", _("工作任务完成"), _("项"), audience=Need.OPTIONAL))
