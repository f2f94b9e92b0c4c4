"""Writes of service orders, a module per desk."""

from .departments import claim_order, decline_order
from .desk import dispatch_order, merge_orders, redispatch_order, return_order, set_priority, split_order
from .follow_up import follow_up_orders
from .offers import create_offer, update_offer
from .placing import PURPOSE, Wish, place_by_phone, place_order
from .planning import approve_plan, discard_plan, start_plan
from .residents import FIND, cancel_by_link, cancel_order, dispute_order, find_orders, no_show_by_link, rate_order, report_no_show
from .settings import set_order_settings
from .settling import close_follow_up, moderate_rating, settle_dispute, uphold_dispute
from .teams import accept_order, assign_order, check_in_order, finish_order, release_order, schedule_order

__all__ = [
    "FIND",
    "PURPOSE",
    "Wish",
    "accept_order",
    "approve_plan",
    "assign_order",
    "cancel_by_link",
    "cancel_order",
    "check_in_order",
    "claim_order",
    "close_follow_up",
    "create_offer",
    "decline_order",
    "discard_plan",
    "dispatch_order",
    "dispute_order",
    "find_orders",
    "finish_order",
    "follow_up_orders",
    "merge_orders",
    "moderate_rating",
    "no_show_by_link",
    "place_by_phone",
    "place_order",
    "rate_order",
    "redispatch_order",
    "release_order",
    "report_no_show",
    "return_order",
    "schedule_order",
    "set_order_settings",
    "set_priority",
    "settle_dispute",
    "split_order",
    "start_plan",
    "update_offer",
    "uphold_dispute",
]
