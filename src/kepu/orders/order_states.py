"""The way of an order: one table, from which the services, the rights, the pages and `docs/order-states.md` are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Order

State = Order.State
RESIDENT, COMMUNITY, DEPARTMENT, TEAM, OFFICE, TIMER = "resident", "community", "department", "team", "office", "timer"
WHO: dict[str, str | Promise] = {
    RESIDENT: _("点单人"),
    COMMUNITY: _("社区"),
    DEPARTMENT: _("领单部门"),
    TEAM: _("服务队"),
    OFFICE: _("纲要办（调度）"),
    TIMER: _("系统定时"),
}
VERBS: dict[str, str | Promise] = {
    "order": _("点单"),
    "dispatch": _("派单"),
    "return": _("退回"),
    "merge": _("合并"),
    "split": _("拆分"),
    "claim": _("领单"),
    "decline": _("不领"),
    "accept": _("接单"),
    "release": _("退单"),
    "schedule": _("安排时间"),
    "assign": _("调度指派"),
    "check_in": _("签到"),
    "finish": _("完成服务"),
    "rate": _("评价"),
    "dispute": _("提出异议"),
    "settle": _("异议不成立"),
    "uphold": _("异议成立，重新服务"),
    "no_show": _("登记未成行"),
    "redispatch": _("重新派单"),
    "cancel": _("取消"),
    "expire": _("过期"),
    "close": _("办结"),
}


@dataclass(frozen=True)
class Transition:
    """One row: each of `who` may do `verb` in any of `sources`; `records` is what the step writes down besides who and when, `tells` who
    gets a notice (the resident by text message)."""

    verb: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    records: str | Promise = ""
    needs_reason: bool = False
    tells: tuple[str, ...] = ()

    def applies(self, order: Order) -> bool:
        """Whether the order stands where this row begins."""
        return order.state in self.sources


DESK = (COMMUNITY, OFFICE)
#: Steps that several may take and the first one has.
CONTESTED = frozenset(("claim", "accept"))
INVOLVED = (COMMUNITY, DEPARTMENT, TEAM)
WAITING = (State.ORDERED, State.DISPATCHED, State.CLAIMED, State.ACCEPTED, State.SCHEDULED)
TRANSITIONS = (
    Transition("dispatch", (State.ORDERED,), State.DISPATCHED, DESK, _("主题、优先级、部门（可不指定）"), tells=(DEPARTMENT, RESIDENT)),
    Transition("return", (State.ORDERED,), State.RETURNED, DESK, needs_reason=True, tells=(RESIDENT,)),
    Transition("merge", (State.ORDERED,), State.MERGED, DESK, _("并入的服务单，人数相加"), tells=(RESIDENT,)),
    Transition("split", (State.ORDERED,), State.SPLIT, DESK, _("拆成的各单"), tells=(RESIDENT,)),
    Transition("claim", (State.DISPATCHED,), State.CLAIMED, (DEPARTMENT,), _("部门、指定的服务队、对应的年度任务"), tells=(TEAM, COMMUNITY)),
    Transition("decline", (State.DISPATCHED,), State.ORDERED, (DEPARTMENT,), needs_reason=True, tells=(COMMUNITY,)),
    Transition("accept", (State.CLAIMED,), State.ACCEPTED, (TEAM,), _("服务队"), tells=(DEPARTMENT, RESIDENT)),
    Transition("release", (State.CLAIMED,), State.DISPATCHED, (DEPARTMENT,), needs_reason=True, tells=(COMMUNITY,)),
    Transition("release", WAITING[3:], State.CLAIMED, (TEAM,), _("原服务队和时间"), needs_reason=True, tells=(RESIDENT, DEPARTMENT, COMMUNITY)),
    Transition("schedule", (State.ACCEPTED, State.SCHEDULED), State.SCHEDULED, (TEAM,), _("服务时间；开出签到场次"), tells=(RESIDENT, COMMUNITY)),
    Transition("assign", WAITING[1:], State.SCHEDULED, (OFFICE,), _("服务队、时间；开出签到场次"), tells=(RESIDENT, *INVOLVED)),
    Transition("check_in", (State.SCHEDULED,), State.CHECKED_IN, (TEAM,), _("队员的签到")),
    Transition("finish", (State.CHECKED_IN,), State.DONE, (TEAM,), _("实到人数、时长、小结；写入台账"), tells=(RESIDENT, COMMUNITY)),
    Transition("rate", (State.DONE,), State.RATED, (RESIDENT,), _("星级、标签、留言"), tells=(TEAM, DEPARTMENT)),
    Transition("dispute", (State.DONE, State.RATED), State.DISPUTED, (RESIDENT,), needs_reason=True, tells=(OFFICE, *INVOLVED)),
    Transition("settle", (State.DISPUTED,), State.CLOSED, (OFFICE,), needs_reason=True, tells=(RESIDENT, TEAM, DEPARTMENT)),
    Transition("uphold", (State.DISPUTED,), State.ORDERED, (OFFICE,), _("作废本次服务的台账记录"), needs_reason=True, tells=(RESIDENT, *INVOLVED)),
    Transition("no_show", (State.SCHEDULED,), State.NO_SHOW, (RESIDENT, TEAM, *DESK), _("谁没有到"), needs_reason=True, tells=(OFFICE, *INVOLVED)),
    Transition("redispatch", (State.NO_SHOW, State.EXPIRED), State.ORDERED, DESK, _("新的时间"), tells=(RESIDENT,)),
    Transition("cancel", WAITING, State.CANCELLED, (RESIDENT,), tells=INVOLVED),
    Transition("cancel", (*WAITING, State.NO_SHOW), State.CANCELLED, DESK, needs_reason=True, tells=(RESIDENT, DEPARTMENT, TEAM)),
    Transition("expire", WAITING[:4], State.EXPIRED, (TIMER,), tells=(RESIDENT, COMMUNITY, DEPARTMENT, OFFICE)),
    Transition("close", (State.DONE, State.RATED), State.CLOSED, (TIMER, OFFICE)),
)  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """How long an order may stay in a state unless the district set another time: after `hours` those in `tells` are reminded, after twice as
    long those in `then`."""

    hours: int
    tells: tuple[str, ...]
    then: tuple[str, ...] = ()


LIMITS: dict[str, Limit] = {
    State.ORDERED: Limit(24, (COMMUNITY,), (OFFICE,)),
    State.DISPATCHED: Limit(24, (DEPARTMENT,), (COMMUNITY, OFFICE)),
    State.CLAIMED: Limit(48, (TEAM, DEPARTMENT), (COMMUNITY, OFFICE)),
    State.ACCEPTED: Limit(48, (TEAM,), (DEPARTMENT, OFFICE)),
    State.SCHEDULED: Limit(24, (TEAM,), (COMMUNITY, OFFICE)),
    State.CHECKED_IN: Limit(24, (TEAM,), (DEPARTMENT, OFFICE)),
    State.NO_SHOW: Limit(24, (COMMUNITY,), (OFFICE,)),
    State.DISPUTED: Limit(72, (OFFICE,)),
}
LONGEST_HOURS, LONGEST_DAYS = 720, 90


def rows(verb: str) -> tuple[Transition, ...]:
    """The rows of a verb."""
    return tuple(row for row in TRANSITIONS if row.verb == verb)
