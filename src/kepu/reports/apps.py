"""Application of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Floor 5: dashboards and documents; reads everything, writes only the files it makes."""

    name = "kepu.reports"
    label = "reports"
    verbose_name = "报告"
