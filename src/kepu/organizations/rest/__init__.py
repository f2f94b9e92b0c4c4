"""What every `api.py` builds on: permissions, problem documents, paging, safe repetition of writes."""

from .paging import Cursor, Page, cursor_page
from .problems import Problem
from .room import Room, may
from .schemas import UNSET, listed
from .sign_in import actor_of
from .versions import IfMatch, given_version, match_version

__all__ = ["UNSET", "Cursor", "IfMatch", "Page", "Problem", "Room", "actor_of", "cursor_page", "given_version", "listed", "match_version", "may"]
