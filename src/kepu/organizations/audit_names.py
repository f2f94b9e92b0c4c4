"""Names of the actions of the registry in the audit log."""

from django.utils.translation import gettext_lazy as _

from .action_names import register

register(
    {
        "organizations.accept_notice": _("同意个人信息保护说明"),
        "organizations.add_membership": _("增加角色"),
        "organizations.attach": _("上传附件"),
        "organizations.create_area": _("登记区划"),
        "organizations.import_boundaries": _("导入区划边界"),
        "organizations.set_boundary": _("设置区划边界"),
        "organizations.create_district": _("登记区县"),
        "organizations.create_token": _("生成接口令牌"),
        "organizations.create_unit": _("登记单位"),
        "organizations.create_user": _("登记人员"),
        "organizations.download": _("下载附件"),
        "organizations.end_membership": _("收回角色"),
        "organizations.erasure_done": _("同意删除个人信息"),
        "organizations.erasure_refused": _("不同意删除个人信息"),
        "organizations.erasure_withdrawn": _("撤回删除申请"),
        "organizations.export_people": _("导出人员"),
        "organizations.import_areas": _("导入区划"),
        "organizations.import_people": _("导入人员"),
        "organizations.import_units": _("导入单位"),
        "organizations.invite": _("生成设密码链接"),
        "organizations.request_erasure": _("申请删除个人信息"),
        "organizations.reset_password": _("收回密码"),
        "organizations.retry_job": _("重新开始后台任务"),
        "organizations.reveal_phone": _("查看手机号"),
        "organizations.revoke_token": _("收回接口令牌"),
        "organizations.set_aliases": _("设置单位别名"),
        "organizations.set_group": _("设置单位组"),
        "organizations.start_job": _("开始后台任务"),
        "organizations.update_person": _("修改人员"),
        "organizations.update_unit": _("修改单位"),
    }
)
