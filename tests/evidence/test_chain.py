"""An auditor finds what was tampered with, even by somebody who overcame the database's refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kepu.evidence import chain, triggers
from kepu.evidence.models import ChainHead, EvidenceRecord
from kepu.evidence.queries import verify_chain
from kepu.evidence.services import NewEvidence, correct_evidence, record_estimate, record_evidence, record_evidence_many, void_evidence
from kepu.organizations.actors import Actor
from kepu.organizations.services.attachments import attach

from .story import DAY, lecture


@pytest.fixture
def ledger(office: Actor) -> list[EvidenceRecord]:
    """Seven records of all sorts."""
    record_evidence_many(actor=office, entries=[NewEvidence("training_attendance", DAY, persons=["甲", "乙"]), NewEvidence("publication", DAY)])
    first = lecture(office, note="“引号”、换行\n与 emoji 🙂", attachments=[attach(actor=office, file=SimpleUploadedFile("a.txt", b"a"))])
    second = correct_evidence(actor=office, record=first, reason="漏计", quantity=41)
    void_evidence(actor=office, record=second, reason="重复")
    record_estimate(actor=office, happened_on=DAY, value="18.61", low=17, high=20)
    record_evidence(actor=office, kind="volunteer_hours", happened_on=DAY, quantity="1.25", persons=["丙"])
    return list(EvidenceRecord.objects.all())


@pytest.fixture
def intruder() -> Iterator[Any]:
    """Somebody with full power over the database."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        yield cursor.execute
    triggers.install(connection)


def test_an_untouched_ledger_verifies(office: Actor, ledger: list[EvidenceRecord]) -> None:
    report = verify_chain(office.district)
    assert (report.ok, report.checked, report.first, report.last) == (True, 7, 1, 7)
    assert report.head_hash == ledger[-1].chain_hash == ChainHead.objects.get(district=office.district).chain_hash


def test_an_empty_ledger_verifies(office: Actor) -> None:
    report = verify_chain(office.district)
    assert (report.ok, report.checked, report.head_hash) == (True, 0, chain.GENESIS)


@pytest.mark.parametrize(
    ("deed", "fault", "sequence"),
    [
        ("UPDATE evidence_evidencerecord SET quantity = 42 WHERE sequence = 3", "broken", 3),
        ("UPDATE evidence_evidencerecord SET note = '' WHERE sequence = 3", "broken", 3),
        ("UPDATE evidence_evidencerecord SET happened_on = '2025-05-31' WHERE sequence = 2", "broken", 2),
        ("UPDATE evidence_evidencerecord SET high = 21 WHERE sequence = 6", "broken", 6),
        ("UPDATE evidence_evidencerecord SET chain_hash = 'ab' WHERE sequence = 7", "broken", 7),
        ("UPDATE evidence_evidencerecord SET chain_version = 2 WHERE sequence = 5", "version", 5),
        ("DELETE FROM evidence_evidenceperson WHERE pseudonym IN (SELECT MIN(pseudonym) FROM evidence_evidenceperson)", "broken", None),
        ("UPDATE evidence_evidencefile SET sha256 = 'f00'", "broken", 3),
        ("DELETE FROM evidence_evidencefile", "broken", 3),
        ("DELETE FROM evidence_evidencerecord WHERE sequence = 6", "missing", 6),
        ("UPDATE evidence_chainhead SET sequence = 6", "head", 7),
        ("UPDATE evidence_chainhead SET chain_hash = 'ab'", "head", 7),
        ("UPDATE evidence_chainhead SET sequence = 8", "missing", 8),
    ],
)
def test_the_first_fault_is_named(office: Actor, ledger: list[EvidenceRecord], intruder: Any, deed: str, fault: str, sequence: int | None) -> None:
    intruder(deed)
    report = verify_chain(office.district)
    assert report.fault == fault and report.sequence == (sequence or report.sequence)


def test_rewriting_a_hash_breaks_the_next_link(office: Actor, ledger: list[EvidenceRecord], intruder: Any) -> None:
    forged = ledger[1]
    forged.quantity += 1
    intruder(
        "UPDATE evidence_evidencerecord SET quantity = %s, chain_hash = %s WHERE sequence = 2",
        [forged.quantity, chain.link(ledger[0].chain_hash, forged)],
    )
    assert verify_chain(office.district).sequence == 3


def test_a_person_added_to_an_old_record_is_found(office: Actor, ledger: list[EvidenceRecord]) -> None:
    ledger[1].persons.create(district=office.district, pseudonym="f" * 32)
    assert verify_chain(office.district).sequence == 2


def test_districts_have_chains_of_their_own(office: Actor, outsider: Actor, ledger: list[EvidenceRecord], intruder: Any) -> None:
    lecture(outsider)
    intruder("UPDATE evidence_evidencerecord SET quantity = 9 WHERE district_id = %s AND sequence = 3", [office.district.pk])
    assert (verify_chain(outsider.district).fault, verify_chain(office.district).fault) == ("", "broken")


def test_a_year_is_verified_from_the_link_before_it(office: Actor, time_machine: Any) -> None:
    for year in (2023, 2024, 2025):
        time_machine.move_to(f"{year}-06-01T08:00:00+08:00")
        for _ in range(3):
            lecture(office, happened_on=date(year, 5, 1))
    report = verify_chain(office.district, date(2024, 1, 1), date(2024, 12, 31))
    assert (report.ok, report.checked, report.first, report.last) == (True, 3, 4, 6)
    assert verify_chain(office.district, date(2020, 1, 1), date(2020, 12, 31)).checked == 0


def test_a_clock_that_runs_backwards_does_not_turn_the_chain(office: Actor, time_machine: Any) -> None:
    time_machine.move_to("2025-06-01T08:00:00+08:00")
    first = lecture(office)
    time_machine.move_to("2025-05-31T08:00:00+08:00")
    assert lecture(office).recorded_at == first.recorded_at


def test_the_canonical_form_of_version_1_is_as_documented(office: Actor) -> None:
    assert office.unit is not None and office.user is not None
    record = record_evidence(actor=office, kind="volunteer_hours", happened_on=DAY, quantity="1.5", persons=["乙"], note="讲座")
    name = record.persons.get().pseudonym
    expected = [
        "kepu-evidence", 1, office.district.pk, 1, "original", None, "", "volunteer_hours", "2025-05-30",
        record.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), None,
        office.unit.pk, "", "1.5000", None, None, None, None, None, "", "", office.user.pk, "讲座", [name], [],
    ]  # fmt: skip
    text = json.dumps(expected, ensure_ascii=False, separators=(",", ":"))
    assert record.chain_hash == sha256(bytes(32) + text.encode()).hexdigest()
