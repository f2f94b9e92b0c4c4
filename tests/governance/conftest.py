"""A plan in force with work of this year: what governance begins with."""

from tests.plans.conftest import draft, item, measure, plan, reviewed

__all__ = ["draft", "item", "measure", "plan", "reviewed"]
