"""What a person or a room writes into the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kepu.evidence.kinds import Kind, kind, kinds, register_kind
from kepu.evidence.models import EvidencePerson, EvidenceRecord
from kepu.evidence.services import (
    NewEvidence,
    correct_evidence,
    record_estimate,
    record_evidence,
    record_evidence_many,
    void_evidence,
)
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import AuditEntry, Unit
from kepu.plans.models import Plan, WorkItem

DAY = date(2025, 5, 30)


def lecture(actor: Actor, **fields: Any) -> EvidenceRecord:
    return record_evidence(actor=actor, **{"kind": "activity_attendance", "happened_on": DAY, "quantity": 40, **fields})


def test_a_unit_records_an_activity_in_its_own_name(reporter: Actor) -> None:
    record = lecture(reporter, audience="elderly", note="  用药安全讲座 ")
    record.refresh_from_db()
    assert (record.sequence, record.entry, record.unit, record.recorded_by) == (1, "original", reporter.unit, reporter.user)
    assert (record.quantity, record.audience, record.note) == (Decimal(40), "elderly", "用药安全讲座")


def test_a_street_record_lies_in_its_street(system: Actor, units: dict[str, Unit]) -> None:
    assert lecture(system, unit=units["解放碑街道"]).area == units["解放碑街道"].area


def test_evidence_of_a_work_item_supports_its_measure_and_unit(office: Actor, units: dict[str, Unit]) -> None:
    item = work_item(office, units["区教委"])
    record = lecture(office, work_item=item)
    assert (record.node, record.unit, record.work_item) == (item.node, units["区教委"], item)


def test_every_district_counts_from_one_without_a_gap(office: Actor, outsider: Actor) -> None:
    assert [lecture(actor).sequence for actor in (office, office, outsider, office)] == [1, 2, 1, 3]


def test_a_person_is_known_by_a_pseudonym_that_differs_by_district(office: Actor, outsider: Actor) -> None:
    here, again, there = (
        record_evidence(actor=actor, kind="training_attendance", happened_on=DAY, quantity=1, persons=[document])
        for actor, document in ((office, "50010319900101001x"), (office, " 50010319900101001X"), (outsider, "50010319900101001X"))
    )
    names = [EvidencePerson.objects.get(record=record).pseudonym for record in (here, again, there)]
    assert names[0] == names[1] != names[2] and "5001" not in "".join(names)
    assert here.person_count == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "unheard_of"}, {"kind"}),
        ({"quantity": 0}, {"quantity"}),
        ({"quantity": -3}, {"quantity"}),
        ({"quantity": "1.5"}, {"quantity"}),
        ({"quantity": "many"}, {"quantity"}),
        ({"quantity": 10**12}, {"quantity"}),
        ({"kind": "volunteer_hours", "quantity": "0.00001"}, {"quantity"}),
        ({"happened_on": date(1925, 5, 30)}, {"happened_on"}),
        ({"happened_on": "2025-05-30"}, {"happened_on"}),
        ({"audience": "martians"}, {"audience"}),
        ({"value": 3}, {"value"}),
        ({"kind": "literacy_estimate"}, {"value"}),
        ({"kind": "literacy_estimate", "value": 20, "low": 21, "high": 23}, {"low"}),
        ({"kind": "literacy_estimate", "value": 20, "low": 19}, {"high"}),
        ({"kind": "leader_hearing", "audience": "youth", "quantity": 0}, {"audience", "quantity"}),
        ({"kind": "publication", "persons": ["a"]}, {"persons"}),
        ({"note": "长" * 501}, {"note"}),
    ],
)
def test_what_cannot_be_is_refused_with_its_fields(office: Actor, fields: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        lecture(office, **fields)
    assert set(refusal.value.fields) == wrong
    assert not EvidenceRecord.objects.exists()


def test_tomorrow_has_not_happened(office: Actor) -> None:
    with pytest.raises(InvalidInput):
        lecture(office, happened_on=timezone.localdate() + timedelta(days=1))


def test_units_places_and_tasks_of_another_district_are_refused(office: Actor, outsider: Actor) -> None:
    assert outsider.unit is not None
    item = work_item(outsider, outsider.unit)
    with pytest.raises(InvalidInput) as refusal:
        lecture(office, unit=outsider.unit, area=outsider.district, work_item=item, node=item.node)
    assert set(refusal.value.fields) == {"unit", "area", "work_item", "node"}


def test_a_unit_does_not_record_by_hand_for_another(reporter: Actor, units: dict[str, Unit]) -> None:
    with pytest.raises(PermissionDenied):
        lecture(reporter, unit=units["区教委"])


def test_leaders_and_auditors_record_nothing_by_hand(leader: Actor, auditor: Actor) -> None:
    for actor in (leader, auditor):
        with pytest.raises(PermissionDenied):
            lecture(actor)


def test_a_room_records_from_its_object_for_whoever_acted(leader: Actor, office: Actor, units: dict[str, Unit]) -> None:
    item = work_item(office, units["区教委"])
    record = record_evidence(actor=leader, kind="leader_hearing", happened_on=DAY, source=item)
    assert (record.source_type, record.source_id) == ("plans.workitem", str(item.pk))


def test_a_repeated_key_returns_the_first_record(reporter: Actor) -> None:
    first = lecture(reporter, idempotency_key="phone-1")
    assert lecture(reporter, idempotency_key="phone-1", quantity=41) == first
    assert EvidenceRecord.objects.count() == 1


def test_an_estimate_stands_for_the_district_with_its_interval(office: Actor) -> None:
    record = record_estimate(actor=office, happened_on=DAY, value="18.6", low="17.2", high="20")
    assert (record.kind, record.area, record.value, record.high) == ("literacy_estimate", office.district, Decimal("18.6"), Decimal(20))


def test_many_entries_are_recorded_in_order_and_known_keys_passed_over(office: Actor) -> None:
    entries = [NewEvidence("publication", DAY, quantity=n, idempotency_key=f"row-{n}") for n in (1, 2, 2, 3)]
    assert record_evidence_many(actor=office, entries=entries) == 3
    assert record_evidence_many(actor=office, entries=[*entries, NewEvidence("publication", DAY, quantity=4)]) == 1
    assert list(EvidenceRecord.objects.values_list("sequence", "quantity")) == [(n, n) for n in (1, 2, 3, 4)]


def test_one_wrong_entry_stops_all_and_is_named(office: Actor) -> None:
    with pytest.raises(InvalidInput, match="第 3 条"):
        record_evidence_many(actor=office, entries=[NewEvidence("publication", DAY, quantity=n) for n in (1, 1, 0)])
    assert not EvidenceRecord.objects.exists()


def test_a_correction_takes_the_place_of_the_record_and_keeps_the_rest(reporter: Actor) -> None:
    first = record_evidence(actor=reporter, kind="training_attendance", happened_on=DAY, quantity=2, persons=["a", "b"], audience="workers")
    second = correct_evidence(actor=reporter, record=first, reason="补登一人", quantity=3)
    assert (second.entry, second.corrects, second.quantity, second.audience, second.person_count) == ("correction", first, 3, "workers", 2)
    first.refresh_from_db()
    assert first.quantity == 2
    assert AuditEntry.objects.get(action="evidence.correct").summary == "补登一人"


def test_only_the_newest_of_a_line_is_corrected(office: Actor) -> None:
    first = lecture(office)
    second = correct_evidence(actor=office, record=first, reason="数量有误", quantity=41)
    with pytest.raises(Conflict, match="最新"):
        correct_evidence(actor=office, record=first, reason="数量有误", quantity=42)
    assert correct_evidence(actor=office, record=second, reason="数量有误", quantity=42).corrects == second


def test_a_void_counts_nothing_and_ends_the_line(office: Actor) -> None:
    void = void_evidence(actor=office, record=lecture(office, audience="youth"), reason="活动取消")
    assert (void.entry, void.quantity, void.audience) == ("void", 0, "youth")
    with pytest.raises(Conflict):
        correct_evidence(actor=office, record=void, reason="又举办了", quantity=1)


def test_a_correction_needs_a_reason_and_right_values(office: Actor) -> None:
    record = lecture(office)
    for wrong in ({"reason": " "}, {"reason": "x", "quantity": 0}, {"reason": "x", "kind": "publication"}):
        with pytest.raises(InvalidInput):
            correct_evidence(actor=office, record=record, **wrong)


def test_a_unit_corrects_its_own_records_only(reporter: Actor, office: Actor, outsider: Actor, units: dict[str, Unit]) -> None:
    other = lecture(office, unit=units["区教委"])
    with pytest.raises(PermissionDenied):
        void_evidence(actor=reporter, record=other, reason="不是我们的")
    with pytest.raises(NotFound):
        void_evidence(actor=outsider, record=other, reason="别区的")
    assert void_evidence(actor=reporter, record=lecture(reporter), reason="重复").entry == "void"


def test_two_rooms_cannot_register_the_same_kind() -> None:
    assert kind("brand_activity") in kinds()
    with pytest.raises(ValueError, match="twice"):
        register_kind(Kind("brand_activity", "另一种", "次"))


def work_item(actor: Actor, unit: Unit) -> WorkItem:
    """A task of a small plan of the actor's district."""
    plan = Plan.objects.create(district=actor.district, title="规划", year_from=2021, year_to=2025)
    node = plan.nodes.create(key="a", position=0, depth=0, kind="measure", title="举措")
    return WorkItem.objects.create(plan=plan, node=node, year=2025, title="办班", unit=unit, due_on=date(2025, 12, 31))
