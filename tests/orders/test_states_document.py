"""The published way of an order is the one that the product goes."""

from __future__ import annotations

from pathlib import Path

from kepu.orders.order_states import LIMITS, TRANSITIONS, VERBS, WHO, State
from kepu.orders.states_document import states_document

DOCUMENT = Path(__file__).parents[2] / "docs" / "order-states.md"


def test_the_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == states_document(), "run: kepu orders states > docs/order-states.md"


def test_every_state_can_be_reached_and_left_but_the_last() -> None:
    reached = {row.target for row in TRANSITIONS} | {State.ORDERED}
    left = {source for row in TRANSITIONS for source in row.sources}
    assert reached == set(State)
    assert set(State) - left == {State.CLOSED, State.RETURNED, State.MERGED, State.SPLIT, State.CANCELLED}


def test_the_table_speaks_of_nothing_that_is_not_defined() -> None:
    for row in TRANSITIONS:
        assert row.verb in VERBS and {*row.who, *row.tells} <= set(WHO)
    assert {one for limit in LIMITS.values() for one in (*limit.tells, *limit.then)} <= set(WHO)


def test_every_state_that_waits_for_somebody_has_a_time_limit() -> None:
    by_themselves = {State.DONE, State.RATED, State.EXPIRED}  # closed by the timer, or ended
    assert {source for row in TRANSITIONS for source in row.sources} - by_themselves == set(LIMITS)
