"""Application of the design system."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    """Templates, components, static files, menu and charts; holds no models."""

    name = "kepu.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """Load every room's `menu.py`, so that it can register its entries and slots."""
        from . import checks  # noqa: F401

        autodiscover_modules("menu")
