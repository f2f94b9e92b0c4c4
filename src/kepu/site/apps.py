"""Application of the public pages."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Floor 4: what a district tells the public, written by its office."""

    name = "kepu.site"
    label = "site"
    verbose_name = "公众网站"
