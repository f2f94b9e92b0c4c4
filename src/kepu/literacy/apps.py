"""Application of literacy monitoring."""

from django.apps import AppConfig


class LiteracyConfig(AppConfig):
    """Floor 4: item bank, sample survey, estimates, self-test, school assessment."""

    name = "kepu.literacy"
    label = "literacy"
    verbose_name = "科学素质监测"
