"""Application of the plan."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Floor 2: what was promised, by whom, until when."""

    name = "kepu.plans"
    label = "plans"
    verbose_name = "规划"
