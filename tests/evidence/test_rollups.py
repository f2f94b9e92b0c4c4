"""The sums over the ledger are always those of a full recount."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu.evidence import rollups
from kepu.evidence.models import DistinctDay, EvidenceRecord, Rollup, RollupState
from kepu.evidence.queries import effective, totals
from kepu.evidence.rollups.people import ensure_counter
from kepu.evidence.services import NewEvidence, correct_evidence, record_evidence, record_evidence_many, void_evidence
from kepu.evidence.tasks import roll_up_backlog
from kepu.organizations.actors import Actor
from kepu.organizations.models import Unit

from .story import DAY, lecture

DAYS = st.dates(date(2024, 11, 28), date(2025, 3, 3))
PEOPLE = st.lists(st.sampled_from("甲乙丙丁"), unique=True, max_size=3)
WRITES = st.tuples(
    st.just("record"),
    st.sampled_from(["training_attendance", "volunteer_hours"]),
    DAYS,
    st.integers(1, 9),
    st.sampled_from([None, 0, 1]),
    st.sampled_from(["", "youth", "elderly"]),
    PEOPLE,
)
CHANGES = st.tuples(st.just("correct"), st.integers(0, 50), DAYS, st.integers(1, 9), st.none() | PEOPLE)
STORIES = st.lists(WRITES | CHANGES | st.tuples(st.just("void"), st.integers(0, 50)) | st.tuples(st.just("roll"), st.integers(1, 4)), max_size=25)


def play(actor: Actor, units: list[Unit], story: list[tuple[Any, ...]]) -> None:
    newest: list[EvidenceRecord] = []
    for step, *rest in story:
        if step == "record":
            kind, day, quantity, unit, audience, people = rest
            newest.append(
                record_evidence(
                    actor=actor,
                    kind=kind,
                    happened_on=day,
                    quantity=quantity,
                    unit=None if unit is None else units[unit],
                    audience=audience,
                    persons=people,
                )
            )
        elif step == "roll":
            rollups.roll_up(actor.district.pk, batch=rest[0])
        elif newest:
            place = rest[0] % len(newest)
            if step == "void":
                void_evidence(actor=actor, record=newest.pop(place), reason="作废")
            else:
                _place, day, quantity, people = rest
                newest[place] = correct_evidence(actor=actor, record=newest[place], reason="更正", happened_on=day, quantity=quantity, persons=people)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORIES)
def test_whatever_is_written_and_wherever_it_is_cut_the_sums_are_those_of_a_recount(
    system: Actor, units: dict[str, Unit], story: list[tuple[Any, ...]]
) -> None:
    district = system.district.pk
    with transaction.atomic():
        ensure_counter(district, ["training_attendance", "volunteer_hours"], "", 2024, 2025)
        ensure_counter(district, ["training_attendance"], "youth", 2025, 2025)
        play(system, list(units.values()), story)
        assert rollups.recount(district) == 0
        rollups.catch_up(district)
        assert rollups.lag(district) == 0
        assert rollups.recount(district) == 0
        transaction.set_rollback(True)


def test_a_recount_finds_a_wrong_cell_and_a_rebuild_mends_it(system: Actor) -> None:
    lecture(system)
    rollups.catch_up(system.district.pk)
    Rollup.objects.filter(grain="day", cube="full").update(records=2)
    assert rollups.recount(system.district.pk) == 2
    assert rollups.rebuild(system.district.pk) == 1
    assert rollups.recount(system.district.pk) == 0


def test_a_new_question_about_people_is_answered_from_what_was_recorded_before(system: Actor) -> None:
    for day, people in ((date(2025, 3, 1), "甲乙"), (date(2025, 1, 5), "乙丙"), (date(2024, 1, 1), "甲")):
        record_evidence(actor=system, kind="training_attendance", happened_on=day, persons=list(people))
    rollups.catch_up(system.district.pk)
    counter = ensure_counter(system.district.pk, ["training_attendance"], "", 2025, 2025)
    assert list(DistinctDay.objects.filter(counter=counter).values_list("day", "persons")) == [(date(2025, 1, 5), 2), (date(2025, 3, 1), 1)]


def test_a_backlog_is_worked_off_in_bounded_steps(system: Actor) -> None:
    record_evidence_many(actor=system, entries=(NewEvidence("publication", DAY) for _ in range(50)))
    rollups.roll_up(system.district.pk, batch=20)
    assert rollups.lag(system.district.pk) == 30
    assert RollupState.objects.get(district=system.district).sequence == 20
    assert rollups.catch_up(system.district.pk) == 0


def test_a_bulk_write_leaves_the_sums_to_a_background_task(system: Actor, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_evidence_many(actor=system, entries=(NewEvidence("publication", DAY) for _ in range(1001)))
    asked = DBTaskResult.objects.get(task_path="kepu.evidence.tasks.roll_up_backlog")
    assert (asked.args_kwargs["args"], rollups.lag(system.district.pk)) == ([system.district.pk], 1001)
    roll_up_backlog.call(system.district.pk)
    assert rollups.lag(system.district.pk) == 0


@pytest.fixture
def year(system: Actor, units: dict[str, Unit]) -> list[EvidenceRecord]:
    """A lecture every five days of 2024 and 2025, in turn by two streets and an office."""
    makers = [units["七星岗街道"], units["解放碑街道"], units["区教委"]]
    days = [date(2024, 1, 1) + timedelta(days=5 * n) for n in range(146)]
    record_evidence_many(
        actor=system,
        entries=[
            NewEvidence("activity_attendance", day, quantity=n + 1, unit=makers[n % 3], audience=("youth", "elderly")[n % 2])
            for n, day in enumerate(days)
        ],
    )
    return list(EvidenceRecord.objects.all())


BOUNDS = [
    (None, None),
    (date(2024, 3, 1), date(2024, 3, 31)),
    (date(2024, 2, 11), date(2024, 2, 20)),
    (date(2024, 1, 31), date(2025, 6, 1)),
    (date(2024, 12, 2), date(2025, 1, 30)),
    (date(2024, 12, 2), None),
    (None, date(2025, 2, 28)),
]


@pytest.mark.parametrize("bounds", BOUNDS)
@pytest.mark.parametrize("by", [(), ("month",), ("day",), ("unit", "month"), ("area",), ("audience", "unit"), ("kind",), ("day", "month")])
def test_totals_are_the_sums_of_the_records(system: Actor, year: list[EvidenceRecord], bounds: tuple[Any, Any], by: tuple[str, ...]) -> None:
    since, until = bounds
    expected: dict[tuple[Any, ...], list[Decimal]] = {}
    for record in effective(EvidenceRecord.objects.filter(district=system.district)):
        if (since or date.min) <= record.happened_on <= (until or date.max):
            values = {"day": record.happened_on, "month": record.happened_on.replace(day=1), "unit": record.unit_id, "area": record.area_id}
            values |= {"kind": record.kind, "audience": record.audience}
            sums = expected.setdefault(tuple(values[name] for name in by), [Decimal(0), Decimal(0)])
            sums[0], sums[1] = sums[0] + 1, sums[1] + record.quantity
    found = totals(system.district, since=since, until=until, by=by)
    assert {tuple(getattr(total, name) for name in by): [total.records, total.quantity] for total in found} == expected


def test_totals_can_be_narrowed_and_need_few_queries(
    system: Actor, year: list[EvidenceRecord], units: dict[str, Unit], django_assert_max_num_queries: Any
) -> None:
    totals(system.district)
    with django_assert_max_num_queries(3):
        found = totals(system.district, kinds=["activity_attendance"], units=[units["区教委"]], audiences=["youth"], by=("month",))
    mine = [record for record in year if record.unit == units["区教委"] and record.audience == "youth"]
    assert sum(total.quantity for total in found) == sum(record.quantity for record in mine)


def test_another_districts_evidence_is_not_in_the_totals(office: Actor, outsider: Actor) -> None:
    lecture(outsider)
    assert totals(office.district)[0].records == 0


def test_an_unknown_dimension_is_a_mistake_of_the_caller(system: Actor) -> None:
    with pytest.raises(ValueError, match="colour"):
        totals(system.district, by=("colour",))
