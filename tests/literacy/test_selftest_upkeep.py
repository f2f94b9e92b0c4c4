"""What is learnt from many courses: participation in the ledger, parameters of the open items."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest
import time_machine
from django.utils import timezone

from kepu.evidence.models import EvidenceRecord
from kepu.literacy import tasks
from kepu.literacy.models import ItemUse, ItemVersion, SelfTest, SelfTestAnswer, SelfTestDay
from kepu.literacy.queries.open_bank import open_bank
from kepu.literacy.services.selftest import start_self_test
from kepu.literacy.services.selftest_calibration import calibrate_self_test, calibration_is_due
from kepu.literacy.services.selftest_days import record_self_test_days
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied
from kepu.organizations.models import Area

from .small_bank import make_bank, right_answer, wrong_answer


def simulate(bank: list[ItemVersion], persons: int, *, slope: float = 1.5, ease: float = 0.4, asked: int = 12, seed: int = 5) -> np.ndarray:
    """Finished courses of persons with N(0, 1); every item has this slope, difficulties run evenly from -1.5 to 1.5 less `ease`."""
    rng = np.random.default_rng(seed)
    difficulty = np.linspace(-1.5, 1.5, len(bank)) - ease
    now = timezone.now()
    tests = SelfTest.objects.bulk_create(
        SelfTest(
            district=bank[0].item.district, seed=1, consented_at=now, started_at=now, finished_at=now, state="finished", seconds=200, theta=0.0,
            standard_error=0.4, level="basic",
        )
        for _ in range(persons)
    )  # fmt: skip
    rows = []
    for test, theta in zip(tests, rng.normal(size=persons), strict=True):
        for position, at in enumerate(rng.permutation(len(bank))[:asked], start=1):
            right = rng.random() < 1 / (1 + math.exp(-slope * (theta - difficulty[at])))
            version = bank[at]
            rows.append(
                SelfTestAnswer(
                    test=test, position=position, version=version, answer=right_answer(version) if right else wrong_answer(version),
                    score=(2 if version.kind == "multiple" else 1) * int(right), is_right=right, shown_at=now, answered_at=now,
                )
            )  # fmt: skip
    SelfTestAnswer.objects.bulk_create(rows, batch_size=2000)
    return difficulty


def test_a_day_counts_once_in_the_ledger_however_often_it_is_run(system: Actor, district: Area) -> None:
    bank = make_bank(district)
    with time_machine.travel(timezone.now() - timedelta(days=4)):
        simulate(bank, 7)
        start_self_test(actor=Actor.resident(district), consent=True)
    assert len(record_self_test_days(actor=system)) == 1 and record_self_test_days(actor=system) == []
    record = EvidenceRecord.objects.get(kind="self_test")
    day = SelfTestDay.objects.get()
    assert (record.quantity, record.happened_on, record.value) == (7, day.day, None) and (day.started, day.finished) == (8, 7)


def test_today_is_not_counted_yet(system: Actor, district: Area) -> None:
    simulate(make_bank(district), 3)
    assert record_self_test_days(actor=system) == [] and not EvidenceRecord.objects.exists()


def test_calibration_finds_the_true_parameters_and_keeps_them_for_the_self_test_alone(assessor: Actor, district: Area) -> None:
    bank = make_bank(district, count=20)
    truth = simulate(bank, 1500)
    assert calibrate_self_test(actor=assessor) == 20
    uses = {use.version_id: use for use in ItemUse.objects.all()}
    assert {use.setting for use in uses.values()} == {"self_test"}
    found = np.array([uses[version.pk].difficulty for version in bank])
    errors = np.array([uses[version.pk].difficulty_se for version in bank])
    # The scale is that of the bank before, so only the order and the distances can be held against the truth.
    assert np.corrcoef(found, truth)[0, 1] > 0.99 and (errors > 0).all()
    assert all((use.discrimination or 0) > 0 and (use.discrimination_se or 0) > 0 for use in uses.values())
    own = uses[bank[0].pk]
    assert own.shown > 800 and own.right is not None and 0.5 < own.right < 1 and "A" in own.options
    assert {each.setting for each in open_bank(district).parameters.values()} == {"self_test"}


def test_items_of_a_survey_are_anchors_and_stay_as_they_are(assessor: Actor, district: Area) -> None:
    bank = make_bank(district, count=20)
    truth = simulate(bank, 1500)
    for version, difficulty in list(zip(bank, truth, strict=True))[::4]:
        ItemUse.objects.create(version=version, setting="survey", label="2025年", discrimination=1.5, difficulty=float(difficulty))
    assert calibrate_self_test(actor=assessor) == 15
    free = [(version, difficulty) for at, (version, difficulty) in enumerate(zip(bank, truth, strict=True)) if at % 4]
    misses = []
    for version, difficulty in free:
        use = ItemUse.objects.get(version=version, setting="self_test")
        assert use.difficulty is not None and use.difficulty_se is not None
        misses.append((use.difficulty - difficulty) / use.difficulty_se)
    # On the scale of the anchors the true difficulties are met within their errors.
    assert float(np.mean(np.square(misses))) < 2.5


def test_items_with_fewer_answers_than_two_hundred_keep_what_they_have(assessor: Actor, district: Area) -> None:
    bank = make_bank(district, count=20)
    simulate(bank[:14], 400, asked=10)
    simulate(bank[14:], 30, asked=5, seed=6)
    assert calibrate_self_test(actor=assessor) == 14
    assert not ItemUse.objects.filter(version__in=bank[14:]).exists()


def test_too_few_answers_change_nothing(assessor: Actor, leader: Actor, district: Area) -> None:
    simulate(make_bank(district, count=20), 50)
    with pytest.raises(InvalidInput, match="200"):
        calibrate_self_test(actor=assessor)
    with pytest.raises(PermissionDenied):
        calibrate_self_test(actor=leader)
    assert not ItemUse.objects.exists()


def test_the_night_calibrates_when_enough_new_courses_have_ended(system: Actor, district: Area) -> None:
    simulate(make_bank(district, count=20), 400)
    assert calibration_is_due(system)
    assert tasks.tend_self_tests()[district.name]["items"] == 20
    assert not calibration_is_due(system) and tasks.tend_self_tests()[district.name]["items"] == 0
