"""Surveys and field work."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kepu.literacy.survey_states import TRANSITIONS
from kepu.organizations.action_names import register

register({f"literacy.{row.verb}_survey": format_lazy(_("抽样调查：{step}"), step=row.label) for row in TRANSITIONS})
register(
    {
        "literacy.begin_answers": _("开始网上答题"),
        "literacy.assign_interviewers": _("安排调查员"),
        "literacy.create_cases": _("生成样本名单"),
        "literacy.create_survey": _("新建抽样调查"),
        "literacy.decide_case": _("决定答卷的去留"),
        "literacy.dispose_case": _("登记样本结果"),
        "literacy.dispose_cases": _("批量登记样本结果（演示）"),
        "literacy.enter_paper": _("录入纸质问卷"),
        "literacy.export_microdata": _("导出调查数据"),
        "literacy.issue_codes": _("印制答题码"),
        "literacy.renew_code": _("换发答题码"),
        "literacy.reopen_case": _("重新联系样本"),
        "literacy.replace_community": _("替换样本社区"),
        "literacy.resolve_paper": _("核定两次录入"),
        "literacy.review_quality": _("检查答卷质量"),
        "literacy.set_booklets": _("组卷"),
        "literacy.set_frame": _("导入抽样框"),
        "literacy.take_sheet": _("收入答卷"),
        "literacy.take_sheets": _("批量收入答卷（演示）"),
        "literacy.update_survey": _("修改抽样调查"),
    }
)
