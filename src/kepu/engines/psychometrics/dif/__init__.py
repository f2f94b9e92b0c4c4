"""Differential item functioning: items that are harder for one group than for another of the same trait."""

from .likelihood_ratio import LikelihoodRatio, likelihood_ratio
from .logistic import Logistic, logistic
from .mantel_haenszel import MantelHaenszel, mantel_haenszel
from .purify import Purified

__all__ = ["LikelihoodRatio", "Logistic", "MantelHaenszel", "Purified", "likelihood_ratio", "logistic", "mantel_haenszel"]
