"""A marked demo district, made by a seeded generator through the same services that people use."""

from .district import DEMO_PASSWORD, SIGN_INS
from .load import load

__all__ = ["DEMO_PASSWORD", "SIGN_INS", "load"]
