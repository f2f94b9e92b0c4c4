"""State of service orders, a module per subject."""

from .offers import ServiceOffer
from .orders import Order, OrderEscalation, OrderEvent, OrderVisit, OrderWindow
from .planning import WeekPlan
from .ratings import Rating
from .settings import OrderSettings

__all__ = ["Order", "OrderEscalation", "OrderEvent", "OrderSettings", "OrderVisit", "OrderWindow", "Rating", "ServiceOffer", "WeekPlan"]
