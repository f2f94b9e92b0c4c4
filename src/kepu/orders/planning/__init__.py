"""Between orders and the engine: what is asked, and what its answer means."""

from .problem import Scenario, Week, week_of
from .wording import reason_text, remedy_text, rule_text, why_text

__all__ = ["Scenario", "Week", "reason_text", "remedy_text", "rule_text", "week_of", "why_text"]
