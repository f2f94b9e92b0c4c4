"""Whatever people do in whatever order, a report stands where its events say, and only along the agreed way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu.governance import services
from kepu.governance.models import ProgressReport
from kepu.notifications.models import Notice
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.organizations.models import Unit

from .conftest import fill

PEOPLE = ("reporter", "head", "lead", "office", "leader", "stranger")
VERBS = ("submit", "approve", "return", "withdraw", "advance")
OWED = ("draft", "returned", "withdrawn")


def agreed(state: str, verb: str, who: str, decided: bool) -> str | None:
    """The way of a report of led work in words of the regulations, written down apart from the product."""
    match verb, who:
        case "submit", "reporter" if state in OWED:
            return "with_head"
        case "submit", "head" if state in OWED:
            return "with_lead"
        case "approve", _:
            return {("with_head", "head"): "with_lead", ("with_lead", "lead"): "with_office", ("with_office", "office"): "accepted"}.get((state, who))
        case "return", _:
            return "returned" if (state, who) in {("with_head", "head"), ("with_lead", "lead"), ("with_office", "office")} else None
        case "withdraw", "reporter" if state == "with_head" and not decided:
            return "withdrawn"
        case "withdraw", "head" if state in ("with_head", "with_lead", "with_office") and not decided:
            return "withdrawn"
        case "advance", "office" if state in ("with_head", "with_lead"):
            return "with_office"
    return None


steps = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(VERBS), st.booleans()), max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=steps)
def test_no_sequence_of_steps_leaves_the_agreed_way(
    filled: ProgressReport,
    reporter: Actor,
    head: Actor,
    lead_head: Actor,
    office: Actor,
    leader: Actor,
    strangers: Actor,
    sequence: list[tuple[str, str, bool]],
) -> None:
    people = dict(zip(PEOPLE, (reporter, head, lead_head, office, leader, strangers), strict=True))
    with transaction.atomic():
        state, decided, taken = "draft", False, 0
        for who, verb, stale in sequence:
            now = ProgressReport.objects.get(pk=filled.pk)
            expected = None if stale else agreed(state, verb, who, decided)
            reason = {"reason": "理由"} if verb in ("return", "advance") else {}
            try:
                with transaction.atomic():
                    getattr(services, f"{verb}_report")(actor=people[who], report=now, version=now.version - 3 * stale, **reason)
            except KepuError:
                assert expected is None, (state, verb, who)
            else:
                assert expected is not None, (state, verb, who)
                decided = verb in ("approve", "advance") or (decided and verb != "submit")
                state, taken = expected, taken + 1
        _check(filled, state, taken)
        transaction.set_rollback(True)


def _check(filled: ProgressReport, state: str, taken: int) -> None:
    report = ProgressReport.objects.get(pk=filled.pk)
    events = list(report.events.all())
    assert report.state == state
    assert len(events) == taken
    path = ["draft", *(event.to_state for event in events)]
    assert [event.from_state for event in events] == path[:-1]
    assert [event.version for event in events] == list(range(filled.version + 1, filled.version + 1 + taken))
    assert report.done == filled.done, "what the unit wrote is kept"
    assert (report.accepted_at is not None) == (state == "accepted")
    assert Notice.objects.filter(kind__startswith="report_").exists() == (taken > 0)


@pytest.fixture
def strangers(units: dict[str, Unit], person: Callable[..., Actor]) -> Actor:
    """The head of a unit that has nothing to do with the report."""
    return person(units["区总工会"], "unit_head", "stranger")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    quantity=st.one_of(st.none(), st.decimals(allow_nan=True, allow_infinity=True, places=None), st.integers()),
    completion=st.one_of(st.none(), st.integers(-300, 300)),
    done=st.text(max_size=200),
)
def test_whatever_is_typed_is_stored_as_typed_or_refused_as_a_whole(
    report: ProgressReport, reporter: Actor, quantity: object, completion: int | None, done: str
) -> None:
    with transaction.atomic():
        try:
            with transaction.atomic():
                fill(reporter, report, quantity=quantity, completion=completion, done=done)
        except KepuError as error:
            assert error.fields
            stored = ProgressReport.objects.get(pk=report.pk)
            assert (stored.version, stored.done) == (report.version, report.done)
        else:
            stored = ProgressReport.objects.get(pk=report.pk)
            assert (stored.quantity, stored.completion) == (quantity, completion)
            assert stored.done == done.replace("\0", "").strip()
        transaction.set_rollback(True)
