"""Who is asked: selection with probability proportional to size, in stages, and in step with other years' samples."""

from .coordination import Coordinated, permanent_random_numbers, select_coordinated
from .multistage import Frame, MultistageSample, Plan, select_multistage
from .pps import Selected, inclusion_probabilities, select_pps

__all__ = [
    "Coordinated",
    "Frame",
    "MultistageSample",
    "Plan",
    "Selected",
    "inclusion_probabilities",
    "permanent_random_numbers",
    "select_coordinated",
    "select_multistage",
    "select_pps",
]
