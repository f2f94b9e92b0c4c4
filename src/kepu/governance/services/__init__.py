"""Writes of governance, a module per subject."""

from .briefing_decisions import add_decision, make_decision_work, move_decision
from .briefing_packs import compose_pack
from .briefing_reminders import remind_of_briefings
from .briefings import cancel_briefing, hold_briefing, plan_briefing, restore_briefing, revoke_briefing, update_briefing
from .evaluations import finish_evaluation, open_evaluation, refresh_facts
from .measure_evaluations import import_self_evaluations, move_measure_evaluation, save_self_evaluation
from .phases import add_phase_check, add_usual_checks, remove_phase_check, tick_phase_check
from .progress import (
    accept_reports,
    advance_report,
    approve_report,
    return_report,
    save_report,
    submit_report,
    withdraw_report,
)
from .progress_drafts import keep_draft
from .progress_files import attach_to_report, remove_from_report
from .progress_followup import FollowUp, follow_up, follow_up_rules, set_follow_up
from .progress_periods import change_due_date, open_period, sync_reports
from .progress_workbook import import_reports, write_reports
from .report_evidence import link_evidence, unlink_evidence

__all__ = [
    "FollowUp",
    "accept_reports",
    "add_decision",
    "add_phase_check",
    "add_usual_checks",
    "advance_report",
    "approve_report",
    "attach_to_report",
    "cancel_briefing",
    "change_due_date",
    "compose_pack",
    "finish_evaluation",
    "follow_up",
    "follow_up_rules",
    "hold_briefing",
    "import_reports",
    "import_self_evaluations",
    "keep_draft",
    "link_evidence",
    "make_decision_work",
    "move_decision",
    "move_measure_evaluation",
    "open_evaluation",
    "open_period",
    "plan_briefing",
    "refresh_facts",
    "remind_of_briefings",
    "remove_from_report",
    "remove_phase_check",
    "restore_briefing",
    "return_report",
    "revoke_briefing",
    "save_report",
    "save_self_evaluation",
    "set_follow_up",
    "submit_report",
    "sync_reports",
    "tick_phase_check",
    "unlink_evidence",
    "update_briefing",
    "withdraw_report",
    "write_reports",
]
