"""Figures for areas with few respondents: models of areas and of persons."""

from .fay_herriot import FayHerriot, fay_herriot, smooth_variances
from .mixed import MixedFit, fit_mixed
from .mrp import Mrp, PopulationTable, mrp

__all__ = ["FayHerriot", "MixedFit", "Mrp", "PopulationTable", "fay_herriot", "fit_mixed", "mrp", "smooth_variances"]
