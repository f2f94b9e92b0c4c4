"""From drawn to final weights: design weights, non-response, calibration to known totals, trimming."""

from .adjusted import Adjusted
from .calibration import Calibration, calibrate
from .margins import PostStratify, Rake, poststratify, rake
from .nonresponse import ClassAdjustment, Propensity, adjust_classes, adjust_propensity
from .trimming import Trim, design_weights, trim

__all__ = [
    "Adjusted",
    "Calibration",
    "ClassAdjustment",
    "PostStratify",
    "Propensity",
    "Rake",
    "Trim",
    "adjust_classes",
    "adjust_propensity",
    "calibrate",
    "design_weights",
    "poststratify",
    "rake",
    "trim",
]
