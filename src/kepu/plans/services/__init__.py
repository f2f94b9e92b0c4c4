"""Writes of plans."""

from .by_hand import create_plan, update_plan
from .carrying import carry_work_over
from .importing import import_plan
from .indicator_edits import create_indicator, remove_indicator, update_indicator
from .nodes import add_node, remove_node, update_node
from .publishing import set_plan_public
from .review import issue_plan, place_names, reopen_doubt, settle_doubt
from .revisions import apply_revision, compare_again, discard_revision, propose_revision, same_plan
from .succession import close_plan, follow_plan, open_next_plan
from .work_drafts import Drafted, draft_work_items
from .work_items import create_work_item, update_work_item
from .work_sheets import import_work_items
from .work_states import (
    accept_work_item,
    acknowledge_work_item,
    decline_work_item,
    drop_work_item,
    finish_work_item,
    issue_work_items,
    reopen_work_item,
    restore_work_item,
)

__all__ = [
    "Drafted",
    "accept_work_item",
    "acknowledge_work_item",
    "add_node",
    "apply_revision",
    "carry_work_over",
    "close_plan",
    "compare_again",
    "create_indicator",
    "create_plan",
    "create_work_item",
    "decline_work_item",
    "discard_revision",
    "draft_work_items",
    "drop_work_item",
    "finish_work_item",
    "follow_plan",
    "import_plan",
    "import_work_items",
    "issue_plan",
    "issue_work_items",
    "open_next_plan",
    "place_names",
    "propose_revision",
    "remove_indicator",
    "remove_node",
    "reopen_doubt",
    "reopen_work_item",
    "restore_work_item",
    "same_plan",
    "set_plan_public",
    "settle_doubt",
    "update_indicator",
    "update_node",
    "update_plan",
    "update_work_item",
]
