"""Whether a calibrated model fits: its items, its persons, and the whole."""

from .items import ItemFit, MeanSquare, mean_squares, s_x2
from .local_dependence import q3
from .model import ModelFit, m2
from .persons import person_fit

__all__ = ["ItemFit", "MeanSquare", "ModelFit", "m2", "mean_squares", "person_fit", "q3", "s_x2"]
