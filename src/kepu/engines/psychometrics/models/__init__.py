"""Item models: probabilities of the answers of an item as functions of the latent trait."""

from .base import ItemModel
from .choice import GeneralisedPartialCredit, Nominal, TwoParameter
from .graded import Graded
from .guessing import ThreeParameter

MODELS: dict[str, ItemModel] = {
    "2pl": TwoParameter(),
    "3pl": ThreeParameter(),
    "graded": Graded(),
    "gpcm": GeneralisedPartialCredit(),
    "nominal": Nominal(),
}
"""Models by name. ``1pl``, ``rasch`` and ``pcm`` are ``2pl`` and ``gpcm`` with slopes tied or fixed."""

__all__ = ["MODELS", "GeneralisedPartialCredit", "Graded", "ItemModel", "Nominal", "ThreeParameter", "TwoParameter"]
