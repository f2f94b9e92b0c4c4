"""Reads of service orders."""

from .orders import following, visible_orders
from .settings import measure_of, settings_of

__all__ = ["following", "measure_of", "settings_of", "visible_orders"]
