"""Reads of service orders."""

from .orders import following, visible_orders
from .settings import limits_of, measure_of, settings_of

__all__ = ["following", "limits_of", "measure_of", "settings_of", "visible_orders"]
