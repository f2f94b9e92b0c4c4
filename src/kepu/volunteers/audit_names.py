"""Names of the actions of volunteers in the audit log; a volunteer's steps are called as their table calls them."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

from .volunteer_states import TRANSITIONS

register({f"volunteers.{verb}_volunteer": format_lazy(_("志愿者：{step}"), step=step.label) for verb, step in TRANSITIONS.items()})
register(
    {
        "volunteers.accepted_invitation": _("接受专家邀请"),
        "volunteers.add_dated_time": _("增加可服务时间的例外"),
        "volunteers.add_qualification": _("登记志愿者证书"),
        "volunteers.add_staff": _("登记科普人员"),
        "volunteers.add_volunteer": _("登记志愿者"),
        "volunteers.admit_member": _("志愿者入队"),
        "volunteers.apply": _("志愿者报名"),
        "volunteers.apply_to_team": _("申请加入服务队"),
        "volunteers.assign": _("安排服务人员"),
        "volunteers.cancel_session": _("取消服务"),
        "volunteers.cancel_signup": _("取消服务报名"),
        "volunteers.check_in": _("服务签到"),
        "volunteers.check_out": _("服务签退"),
        "volunteers.check_qualification": _("核验志愿者证书"),
        "volunteers.close_session": _("结束服务"),
        "volunteers.confirm_hours": _("确认服务时长"),
        "volunteers.correct_hours": _("更正服务时长"),
        "volunteers.create_team": _("成立服务队"),
        "volunteers.declined_invitation": _("谢绝专家邀请"),
        "volunteers.erase": _("删除志愿者个人信息"),
        "volunteers.export": _("导出志愿者名单"),
        "volunteers.export_person": _("导出志愿者本人数据"),
        "volunteers.forget_childhood": _("清除已成年者的监护信息"),
        "volunteers.import": _("导入志愿者"),
        "volunteers.import_calendar": _("导入日历"),
        "volunteers.import_staff": _("导入科普人员"),
        "volunteers.invite_expert": _("邀请专家"),
        "volunteers.issue_certificate": _("出具服务证明"),
        "volunteers.left_member": _("队员离队"),
        "volunteers.load_usual_skills": _("载入常用服务主题"),
        "volunteers.make_calendar_link": _("取得日历地址"),
        "volunteers.open_session": _("安排服务"),
        "volunteers.refused_member": _("入队申请未通过"),
        "volunteers.register_departure": _("现场登记签退"),
        "volunteers.register_presence": _("现场登记签到"),
        "volunteers.remove_dated_time": _("去掉可服务时间的例外"),
        "volunteers.remove_qualification": _("删除志愿者证书"),
        "volunteers.reveal": _("查看志愿者完整号码"),
        "volunteers.revoke_calendar_links": _("停用日历地址"),
        "volunteers.revoke_certificate": _("撤销服务证明"),
        "volunteers.save_skill": _("修改服务主题"),
        "volunteers.save_skill_field": _("修改服务领域"),
        "volunteers.set_duty": _("调整队内分工"),
        "volunteers.set_expert": _("修改专家资料"),
        "volunteers.set_service_rules": _("修改积分和签到规则"),
        "volunteers.set_team_leaders": _("指定服务队队长"),
        "volunteers.set_weekly_times": _("修改每周可服务时间"),
        "volunteers.sign_in": _("志愿者登录"),
        "volunteers.sign_up": _("报名服务"),
        "volunteers.transfer_member": _("提出转队"),
        "volunteers.transferred_member": _("队员转队"),
        "volunteers.update_session": _("修改服务"),
        "volunteers.update_staff": _("修改科普人员"),
        "volunteers.update_team": _("修改服务队"),
        "volunteers.update_volunteer": _("修改志愿者资料"),
        "volunteers.withdraw_invitation": _("撤回专家邀请"),
    }
)
