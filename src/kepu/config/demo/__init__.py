"""A marked demo district, made by a seeded generator through the same services that people use."""

from .district import SIGN_INS
from .load import load
from .people import DEMO_PASSWORD
from .volunteers import PHONE

__all__ = ["DEMO_PASSWORD", "PHONE", "SIGN_INS", "load"]
