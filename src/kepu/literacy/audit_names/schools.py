"""Names of the actions of the self-test and of assessments of schools."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register(
    {
        "literacy.set_self_test": _("修改自测设置"),
        "literacy.calibrate_self_test": _("校准自测题目"),
        "literacy.create_assessment": _("新建学校测评"),
        "literacy.update_assessment": _("修改学校测评"),
        "literacy.assemble_booklets": _("学校测评组卷"),
        "literacy.add_schools": _("增加参加测评的学校"),
        "literacy.remove_school": _("移除参加测评的学校"),
        "literacy.open_assessment": _("开始学校测评"),
        "literacy.close_assessment": _("结束学校测评"),
        "literacy.score_assessment": _("重新评分"),
        "literacy.add_class": _("登记测评班级"),
        "literacy.update_class": _("修改测评班级"),
        "literacy.record_consent": _("登记家长同意"),
        "literacy.record_class_consent": _("登记全班家长同意"),
        "literacy.withdraw_pupil": _("学生退出测评"),
        "literacy.renew_code": _("更换学生编码"),
        "literacy.print_slips": _("查看学生编码"),
        "literacy.guardian_decides": _("家长在线决定"),
        "literacy.download_school_report": _("下载学校测评报告"),
        "literacy.save_conditions": _("填报科学教育条件"),
    }
)
