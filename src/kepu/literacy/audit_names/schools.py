"""Names of the actions of the self-test and of assessments of schools."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kepu.organizations.action_names import register

register(
    {
        "literacy.set_self_test": _("修改自测设置"),
        "literacy.calibrate_self_test": _("校准自测题目"),
    }
)
