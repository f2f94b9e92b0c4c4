"""What the steps of all things with a written way have in common: a report, an order, whatever else moves by a table of transitions.

A thing has ``state``, ``version`` and ``events`` (each with ``version``, ``verb``, ``user``, ``unit`` and ``at``); a row of its table says who may
do which verb where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.ui.formats import cn_datetime

REASON_LIMIT = 500
Names = Mapping[str, str | Promise]


class Row(Protocol):
    """A row of a table."""

    @property
    def verb(self) -> str: ...

    @property
    def who(self) -> Any: ...

    def applies(self, thing: Any, /) -> bool:
        """Whether the thing stands where the row begins."""


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Way:
    """The words of one table: what moves is called ``name``; ``stands`` says whether an actor is to it what the table calls so, and ``named``
    who took a step, for people."""

    name: str | Promise
    verbs: Names
    who: Names
    stands: Callable[[Actor, str, Any], bool]
    named: Callable[[Any], str]

    def row_of(self, actor: Actor, thing: Any, verb: str, rows: Iterable[R]) -> R:
        """The row by which the actor may take the step now; raises Conflict where the state has no such step, PermissionDenied where it is
        another's turn."""
        possible = [row for row in rows if row.applies(thing)]
        if not possible:
            values = {"what": self.name, "state": thing.get_state_display(), "verb": self.verbs[verb]}
            raise Conflict(_("%(what)s现在是“%(state)s”，不能%(verb)s。") % values)
        mine = next((row for row in possible if any(self.stands(actor, who, thing) for who in _each(row.who))), None)
        if mine is None:
            names = "、".join(dict.fromkeys(str(self.who[one]) for row in possible for one in _each(row.who)))
            raise PermissionDenied(_("这一步由%(who)s%(verb)s。") % {"who": names, "verb": self.verbs[verb]})
        return mine

    def moved(self, thing: Any, last: Any) -> Conflict:
        """What to tell who was slower: who did what when, and how the thing stands."""
        verb = self.verbs.get(last.verb, last.verb)
        values = {"who": self.named(last), "when": cn_datetime(last.at), "verb": verb, "what": self.name, "state": thing.get_state_display()}
        return Conflict(_("%(who)s已于%(when)s%(verb)s，%(what)s现在是“%(state)s”。") % values)


def is_repeated(actor: Actor, thing: Any, verb: str, version: int) -> bool:
    """Whether the same person took the same step already, from the version that he saw: a phone that lost its answer."""
    if thing.version != version + 1 or actor.user is None:
        return False
    last = thing.events.last()
    return last is not None and (last.version, last.verb, last.user_id) == (thing.version, verb, actor.user.pk)


def clean_reason(reason: str, verb: str | Promise = "", *, needed: bool = True, limit: int = REASON_LIMIT) -> str:
    """A reason (of a verb, where it is named) fit to be stored; raises InvalidInput for one that is missing or too long."""
    reason = reason.replace("\0", "").strip()
    if needed and not reason:
        raise InvalidInput(fields={"reason": _("请写明%s的理由") % verb if verb else _("请写明理由")})
    if len(reason) > limit:
        raise InvalidInput(fields={"reason": _("理由不超过 %d 字") % limit})
    return reason


def name_of(event: Any) -> str:
    """The unit and person of a step, else the programme."""
    unit = event.unit.name if event.unit else ""
    return f"{unit}{event.user.get_full_name()}" if event.user else unit or _("系统")


def _each(who: str | tuple[str, ...]) -> tuple[str, ...]:
    return (who,) if isinstance(who, str) else who
