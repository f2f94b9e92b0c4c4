"""Names of the actions of governance in the audit log; steps are called as their tables call them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

from .briefing_states import BRIEFING_STEPS, DECISION_STEPS
from .evaluation_states import STEPS
from .report_states import VERBS

Name = str | Promise


def _steps(of: str, subject: Name, verbs: Mapping[str, Name]) -> dict[str, Name]:
    return {f"governance.{step}_{of}": format_lazy(_("{subject}：{step}"), subject=subject, step=verb) for step, verb in verbs.items()}


register(_steps("report", _("进展报告"), VERBS))
register(_steps("briefing", _("听取汇报"), {name: step.verb for name, step in BRIEFING_STEPS.items()}))
register(_steps("decision", _("决定事项"), {name: step.verb for name, step in DECISION_STEPS.items()}))
register(_steps("measure_evaluation", _("举措评估"), {name: step.verb for name, step in STEPS.items()}))
register(
    {
        "governance.add_decision": _("登记决定事项"),
        "governance.add_phase_check": _("添加阶段事项"),
        "governance.change_due_date": _("修改填报截止日期"),
        "governance.compose_pack": _("生成汇报材料"),
        "governance.finish_evaluation": _("形成评价"),
        "governance.import_reports": _("导入进展报告"),
        "governance.import_self_evaluations": _("导入自评"),
        "governance.link_evidence": _("关联佐证"),
        "governance.make_decision_work": _("决定事项转为工作任务"),
        "governance.open_evaluation": _("启动总结评估"),
        "governance.open_period": _("开始填报"),
        "governance.plan_briefing": _("安排听取汇报"),
        "governance.refresh_facts": _("更新评估数据"),
        "governance.remove_file": _("移除报告附件"),
        "governance.remove_phase_check": _("删除阶段事项"),
        "governance.set_follow_up": _("修改催报规则"),
        "governance.tick_phase_check": _("勾选阶段事项"),
        "governance.unlink_evidence": _("取消关联佐证"),
        "governance.update_briefing": _("修改听取汇报"),
    }
)
