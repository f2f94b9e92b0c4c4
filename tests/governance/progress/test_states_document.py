"""The published way of a report is the one that the product goes."""

from __future__ import annotations

from pathlib import Path

from kepu.governance.report_states import CONDITIONS, TRANSITIONS, VERBS, WHO, State
from kepu.governance.states_document import states_document

DOCUMENT = Path(__file__).parents[3] / "docs" / "progress-states.md"


def test_the_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == states_document(), "run: kepu governance states > docs/progress-states.md"


def test_every_state_can_be_reached_and_left_but_the_last() -> None:
    reached = {row.target for row in TRANSITIONS} | {State.DRAFT}
    left = {source for row in TRANSITIONS for source in row.sources}
    assert reached == set(State)
    assert set(State) - left == {State.ACCEPTED}


def test_the_table_speaks_of_nothing_that_is_not_defined() -> None:
    for row in TRANSITIONS:
        assert row.verb in VERBS and row.who in WHO and set(row.tells) <= set(WHO)
        assert not row.when or row.when in CONDITIONS
