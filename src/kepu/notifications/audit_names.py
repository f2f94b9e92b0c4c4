"""Names of the actions of notices in the audit log."""

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register(
    {
        "notifications.add_robot": _("登记群机器人"),
        "notifications.retry_delivery": _("重新发送消息"),
        "notifications.set_preference": _("设置通知接收方式"),
        "notifications.set_robot_active": _("启用或停用群机器人"),
        "notifications.update_robot": _("修改群机器人"),
    }
)
