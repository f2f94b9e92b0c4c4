"""Actions of the item bank."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register(
    {
        "literacy.clear_enemies": _("解除互斥题"),
        "literacy.create_item": _("新建题目"),
        "literacy.export_items": _("导出题目"),
        "literacy.import_items": _("导入题目"),
        "literacy.load_starter": _("载入入门题库"),
        "literacy.record_item_use": _("登记题目使用统计"),
        "literacy.restore_item": _("恢复题目"),
        "literacy.retire_item": _("停用题目"),
        "literacy.review_item": _("审题"),
        "literacy.set_enemies": _("设为互斥题"),
        "literacy.set_secure": _("更改题目保密"),
        "literacy.submit_item": _("提交审题"),
        "literacy.update_item": _("修改题目"),
        "literacy.withdraw_item": _("撤回审题"),
    }
)
