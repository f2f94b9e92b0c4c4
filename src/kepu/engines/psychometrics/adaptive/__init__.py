"""An adaptive test: each person gets the item that tells most about them, under rules of exposure and content.

Everything a running test knows is in its ``State``, so that a server can keep it in a session and serve any next request.
"""

from .bank import Bank
from .engine import Adaptive, State
from .exposure import Randomesque, SympsonHetter, calibrate_exposure
from .rules import Rules, Verdict
from .simulation import Course, run, run_many

__all__ = ["Adaptive", "Bank", "Course", "Randomesque", "Rules", "State", "SympsonHetter", "Verdict", "calibrate_exposure", "run", "run_many"]
