"""Survey statistics: from a sampling plan to a figure with its interval.

Pure computation: arrays in, dataclasses out; no Django, no files. Methods and what was measured stand in ``docs/survey.md``.

>>> import numpy as np
>>> rng = np.random.default_rng(1)
>>> psu = np.repeat(np.arange(20), 10)
>>> design = Design(np.full(200, 50.0), strata=psu // 10, psu=psu)
>>> table = estimate_proportion(design, rng.random(200) < 0.2, by=psu % 2)
>>> table.keys, bool((table.low < table.estimate).all())
([(0,), (1,)], True)
"""

from .association import RaoScott, rao_scott
from .combine import Combined, combine, proportion_with_plausible_values
from .contrasts import change, difference
from .design import SampleSize, allocate, design_effect_cluster, design_effect_kish, sample_size_proportion
from .errors import SurveyError
from .estimate import estimate_mean, estimate_proportion, estimate_ratio, estimate_total
from .quantile import estimate_quantile
from .replicates import Replicates, brr, jkn, rao_wu, reweight
from .sample import Design
from .selection import Frame, MultistageSample, Plan, Selected, permanent_random_numbers, select_coordinated, select_multistage, select_pps
from .small_area import FayHerriot, Mrp, PopulationTable, fay_herriot, mrp, smooth_variances
from .tables import Contrast, Estimates
from .two_stage import degrees_of_freedom, two_stage
from .weights import (
    Adjusted,
    Calibration,
    ClassAdjustment,
    PostStratify,
    Propensity,
    Rake,
    Trim,
    adjust_classes,
    adjust_propensity,
    calibrate,
    design_weights,
    poststratify,
    rake,
    trim,
)

__all__ = [
    "Adjusted",
    "Calibration",
    "ClassAdjustment",
    "Combined",
    "Contrast",
    "Design",
    "Estimates",
    "FayHerriot",
    "Frame",
    "Mrp",
    "MultistageSample",
    "Plan",
    "PopulationTable",
    "PostStratify",
    "Propensity",
    "Rake",
    "RaoScott",
    "Replicates",
    "SampleSize",
    "Selected",
    "SurveyError",
    "Trim",
    "adjust_classes",
    "adjust_propensity",
    "allocate",
    "brr",
    "calibrate",
    "change",
    "combine",
    "degrees_of_freedom",
    "design_effect_cluster",
    "design_effect_kish",
    "design_weights",
    "difference",
    "estimate_mean",
    "estimate_proportion",
    "estimate_quantile",
    "estimate_ratio",
    "estimate_total",
    "fay_herriot",
    "jkn",
    "mrp",
    "permanent_random_numbers",
    "poststratify",
    "proportion_with_plausible_values",
    "rake",
    "rao_scott",
    "rao_wu",
    "reweight",
    "sample_size_proportion",
    "select_coordinated",
    "select_multistage",
    "select_pps",
    "smooth_variances",
    "trim",
    "two_stage",
]
