"""Names of the actions of the plan in the audit log."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register(
    {
        "plans.accept_work_item": _("接受工作任务"),
        "plans.acknowledge_work_item": _("确认任务改动"),
        "plans.add_node": _("添加规划条目"),
        "plans.apply_revision": _("采用规划修订"),
        "plans.carry_work_item": _("结转工作任务"),
        "plans.carry_work_over": _("结转未完成的工作"),
        "plans.close_plan": _("总结规划"),
        "plans.create_indicator": _("添加指标"),
        "plans.create_plan": _("手工建立规划"),
        "plans.create_work_item": _("拟定工作任务"),
        "plans.decline_work_item": _("退回工作任务"),
        "plans.discard_revision": _("放弃规划修订"),
        "plans.drop_work_item": _("取消工作任务"),
        "plans.finish_work_item": _("办结工作任务"),
        "plans.follow_plan": _("接续上一规划"),
        "plans.import_plan": _("导入规划"),
        "plans.import_work_items": _("导入年度工作"),
        "plans.issue_plan": _("发布规划"),
        "plans.issue_work_item": _("下达工作任务"),
        "plans.open_next_plan": _("开启下一规划"),
        "plans.propose_revision": _("导入规划修订"),
        "plans.remove_indicator": _("删除指标"),
        "plans.remove_node": _("删除规划条目"),
        "plans.reopen_doubt": _("重新处理疑问"),
        "plans.reopen_work_item": _("重新办理工作任务"),
        "plans.restore_work_item": _("恢复工作任务"),
        "plans.set_plan_public": _("设置是否向社会公开"),
        "plans.settle_doubt": _("处理疑问"),
        "plans.update_indicator": _("修改指标"),
        "plans.update_node": _("修改规划条目"),
        "plans.update_plan": _("修改规划"),
        "plans.update_work_item": _("修改工作任务"),
    }
)
