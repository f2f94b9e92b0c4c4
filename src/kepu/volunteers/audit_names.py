"""Names of the actions of volunteers in the audit log; steps of a volunteer are called as their table calls them."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

from .models import Invitation, TeamMembership
from .volunteer_states import TRANSITIONS

register({f"volunteers.{verb}_volunteer": format_lazy(_("志愿者：{step}"), step=step.label) for verb, step in TRANSITIONS.items()})
register({f"volunteers.{state.value}_member": format_lazy(_("队员：{state}"), state=state.label) for state in TeamMembership.State})
register({f"volunteers.{state.value}_invitation": format_lazy(_("专家邀请：{state}"), state=state.label) for state in Invitation.State})
register(
    {
        "volunteers.add_dated_time": _("登记例外时间"),
        "volunteers.add_qualification": _("登记证书"),
        "volunteers.add_staff": _("登记科普人员"),
        "volunteers.add_volunteer": _("登记志愿者"),
        "volunteers.admit_member": _("通过入队申请"),
        "volunteers.apply": _("志愿者报名"),
        "volunteers.apply_to_team": _("申请入队"),
        "volunteers.assign": _("安排志愿者参加服务"),
        "volunteers.cancel_session": _("取消服务场次"),
        "volunteers.cancel_signup": _("取消报名"),
        "volunteers.check_in": _("签到"),
        "volunteers.check_out": _("签退"),
        "volunteers.check_qualification": _("核验证书"),
        "volunteers.close_session": _("结束服务场次"),
        "volunteers.confirm_hours": _("确认服务时长"),
        "volunteers.correct_hours": _("更正服务时长"),
        "volunteers.create_team": _("新建服务队"),
        "volunteers.erase": _("删除志愿者个人信息"),
        "volunteers.export": _("导出志愿者名册"),
        "volunteers.export_person": _("导出本人数据"),
        "volunteers.forget_childhood": _("删除成年志愿者的监护人信息"),
        "volunteers.import": _("导入志愿者"),
        "volunteers.import_calendar": _("导入日历"),
        "volunteers.import_staff": _("导入科普人员"),
        "volunteers.invite_expert": _("邀请专家"),
        "volunteers.issue_certificate": _("出具服务证明"),
        "volunteers.load_usual_skills": _("载入常用主题"),
        "volunteers.make_calendar_link": _("生成日历订阅链接"),
        "volunteers.open_session": _("安排服务场次"),
        "volunteers.register_departure": _("登记离场"),
        "volunteers.register_presence": _("登记到场"),
        "volunteers.remove_dated_time": _("删除例外时间"),
        "volunteers.remove_qualification": _("删除证书"),
        "volunteers.reveal": _("查看志愿者电话或证件号码"),
        "volunteers.revoke_calendar_links": _("停用日历订阅链接"),
        "volunteers.revoke_certificate": _("撤销服务证明"),
        "volunteers.save_skill": _("修改服务主题"),
        "volunteers.save_skill_field": _("修改服务领域"),
        "volunteers.set_duty": _("调整队内分工"),
        "volunteers.set_expert": _("修改专家信息"),
        "volunteers.set_service_rules": _("修改积分规则"),
        "volunteers.set_team_leaders": _("指定队长"),
        "volunteers.set_weekly_times": _("修改每周可服务时间"),
        "volunteers.sign_in": _("志愿者登录"),
        "volunteers.sign_up": _("报名参加服务"),
        "volunteers.transfer_member": _("转队"),
        "volunteers.update_session": _("修改服务场次"),
        "volunteers.update_staff": _("修改科普人员"),
        "volunteers.update_team": _("修改服务队"),
        "volunteers.update_volunteer": _("修改志愿者信息"),
        "volunteers.withdraw_invitation": _("撤回专家邀请"),
    }
)
