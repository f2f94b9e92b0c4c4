"""The database itself refuses to change what was recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from kepu.evidence import triggers
from kepu.evidence.models import EvidenceFile, EvidencePerson, EvidenceRecord
from kepu.evidence.queries import verify_chain
from kepu.evidence.services import record_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.errors import PermissionDenied
from kepu.organizations.services.attachments import attach, attachments_of

from .story import DAY, lecture


@pytest.fixture
def record(office: Actor) -> EvidenceRecord:
    proof = attach(actor=office, file=SimpleUploadedFile("签到表.txt", "张三".encode()))
    return record_evidence(actor=office, kind="training_attendance", happened_on=DAY, persons=["甲"], attachments=[proof])


ATTEMPTS = [
    f"{attempt} {table}{rest}"
    for table in triggers.TABLES
    for attempt, rest in (("UPDATE", " SET district_id = district_id"), ("DELETE FROM", ""), ("DELETE FROM", " WHERE id > 0"))
]


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_raw_sql_neither_changes_nor_deletes_evidence(record: EvidenceRecord, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (EvidenceRecord.objects.count(), EvidencePerson.objects.count(), EvidenceFile.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("table", triggers.TABLES)
def test_postgresql_refuses_to_truncate(record: EvidenceRecord, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert EvidenceRecord.objects.count() == 1


@pytest.mark.parametrize("table", triggers.TABLES)
def test_sqlite_refuses_to_replace(record: EvidenceRecord, table: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_the_orm_cannot_change_it_either(record: EvidenceRecord) -> None:
    record.quantity = 1000
    for attempt in (record.save, lambda: EvidenceRecord.objects.update(quantity=9), lambda: EvidencePerson.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        record.delete()


CONTRADICTIONS: list[dict[str, Any]] = [
    {"quantity": -1},
    {"entry": "correction"},
    {"reason": "不是更正"},
    {"entry": "void", "reason": "作废", "quantity": 1},
    {"value": 20, "low": 21, "high": 22},
    {"value": 20, "low": 19},
    {"low": 1, "high": 2},
    {"sequence": 0},
    {"sequence": 1},
    {"source_type": "plans.workitem"},
]


@pytest.mark.parametrize("fields", CONTRADICTIONS)
def test_the_database_refuses_a_record_that_contradicts_itself(record: EvidenceRecord, fields: dict[str, Any]) -> None:
    values = {name: getattr(record, name) for name in ("district_id", "kind", "happened_on", "recorded_at", "chain_hash")}
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceRecord.objects.create(**{**values, "sequence": 2, "quantity": 1, **fields})


def test_a_record_is_superseded_once_in_the_database(record: EvidenceRecord) -> None:
    values = {name: getattr(record, name) for name in ("district_id", "kind", "happened_on", "recorded_at", "chain_hash")}
    values |= {"entry": "correction", "corrects": record, "reason": "更正"}
    EvidenceRecord.objects.create(**values, sequence=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceRecord.objects.create(**values, sequence=3)


def test_the_triggers_can_be_seen_and_their_loss_is_reported(record: EvidenceRecord) -> None:
    assert verify_chain(record.district).ok
    with transaction.atomic():
        triggers.remove(connection)
        report = verify_chain(record.district)
        assert (report.fault, report.guarded, report.ok) == ("", False, False)
        triggers.install(connection)
    assert triggers.installed(connection)


def test_a_file_belongs_to_its_record(record: EvidenceRecord) -> None:
    (proof,) = attachments_of(record)
    assert record.files.get().sha256 == proof.sha256


def test_the_file_of_another_person_cannot_be_claimed(office: Actor, reporter: Actor) -> None:
    with pytest.raises(PermissionDenied):
        lecture(reporter, attachments=[attach(actor=office, file=SimpleUploadedFile("a.txt", b"a"))])
    assert not EvidenceRecord.objects.exists()
