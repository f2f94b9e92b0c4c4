"""A resident takes the self-test: adaptive, anonymous, safe against going back and sending twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from kepu.literacy.models import Item, ItemEnemy, ItemUse, ItemVersion, Level, SelfTest, SelfTestAnswer
from kepu.literacy.parts import PART_OF
from kepu.literacy.queries.open_bank import open_bank
from kepu.literacy.queries.parameters import expected_parameters
from kepu.literacy.queries.selftest import result_of
from kepu.literacy.services.selftest import (
    answer_self_test,
    end_self_test,
    forget_self_tests,
    key_of,
    set_self_test,
    start_self_test,
    test_of,
)
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound
from kepu.organizations.models import Area

from .small_bank import make_bank, right_answer, wrong_answer

course_of = test_of  # pytest would take the name for a test
del test_of


@pytest.fixture
def bank(district: Area) -> list[ItemVersion]:
    return make_bank(district)


@pytest.fixture
def resident(district: Area) -> Actor:
    return Actor.resident(district)


def waiting(test: SelfTest) -> SelfTestAnswer:
    return test.answers.select_related("version__item").get(answered_at__isnull=True)


def take(resident: Actor, able: Any, **values: Any) -> tuple[str, SelfTest]:
    """A whole course; `able(version)` says whether the person knows the answer."""
    token = start_self_test(actor=resident, consent=True, **values)
    test = course_of(resident, token)
    while test.state == SelfTest.State.RUNNING:
        asked = waiting(test)
        given = right_answer(asked.version) if able(asked.version) else wrong_answer(asked.version)
        test = answer_self_test(actor=resident, token=token, position=asked.position, answer=given)
    return token, test


def test_who_knows_everything_is_found_high_and_who_knows_nothing_low(resident: Actor, bank: list[ItemVersion]) -> None:
    _token, able = take(resident, lambda version: True)
    _token, unable = take(resident, lambda version: False)
    assert able.level in (Level.LITERATE, Level.ADVANCED) and unable.level == Level.LOW
    assert able.points is not None and unable.points is not None and able.points > 75 > 40 > unable.points
    assert able.points_low is not None and able.points_high is not None and able.points_low < able.points < able.points_high
    assert sum(able.chances.values()) == pytest.approx(1)
    assert 8 <= able.answers.count() <= 15


def test_questions_follow_the_answers_and_areas_keep_their_shares(resident: Actor, bank: list[ItemVersion]) -> None:
    _token, able = take(resident, lambda version: True)
    _token, unable = take(resident, lambda version: False)

    def mean_expected(test: SelfTest) -> float:
        shares = [each.version.expected or 0 for each in test.answers.select_related("version")]
        return sum(shares) / len(shares)

    assert mean_expected(able) < mean_expected(unable) - 0.1
    areas = [PART_OF[each.version.domain] for each in able.answers.select_related("version")]
    for area, share in {"knowledge": 0.4, "methods": 0.2, "spirit_thought": 0.2, "ability": 0.2}.items():
        assert abs(areas.count(area) - share * len(areas)) <= 1.5


def test_secure_items_and_drafts_are_never_shown(resident: Actor, district: Area, bank: list[ItemVersion]) -> None:
    Item.objects.filter(pk__in=[version.item_id for version in bank[:10]]).update(is_secure=True)
    Item.objects.filter(pk=bank[10].item_id).update(state=Item.State.RETIRED)
    assert set(open_bank(district).versions) == {version.pk for version in bank[11:]}


def test_enemies_never_meet_in_one_course(resident: Actor, district: Area, bank: list[ItemVersion]) -> None:
    pairs = [(bank[at].item, bank[at + 1].item) for at in range(0, 40, 2)]
    for first, second in pairs:
        ItemEnemy.objects.create(first=first, second=second)
    for knows in (True, False):
        _token, test = take(resident, lambda version, knows=knows: knows)
        shown = set(test.answers.values_list("version__item_id", flat=True))
        assert not any({first.pk, second.pk} <= shown for first, second in pairs)


def test_group_chooses_items_meant_for_it(resident: Actor, district: Area, bank: list[ItemVersion]) -> None:
    ItemVersion.objects.filter(pk__in=[version.pk for version in bank[:15]]).update(audiences=["elderly"])
    assert len(open_bank(district, "youth").versions) == 25 and len(open_bank(district, "elderly").versions) == 40


def test_same_answer_sent_twice_counts_once_and_an_older_one_changes_nothing(resident: Actor, bank: list[ItemVersion]) -> None:
    token = start_self_test(actor=resident, consent=True)
    asked = waiting(course_of(resident, token))
    for _ in range(2):
        answer_self_test(actor=resident, token=token, position=1, answer=right_answer(asked.version))
    answer_self_test(actor=resident, token=token, position=1, answer=wrong_answer(asked.version))
    test = course_of(resident, token)
    assert test.answers.count() == 2 and test.answers.get(position=1).is_right is True


def test_answer_outside_the_options_is_refused_and_stores_nothing(resident: Actor, bank: list[ItemVersion]) -> None:
    token = start_self_test(actor=resident, consent=True)
    with pytest.raises(InvalidInput) as error:
        answer_self_test(actor=resident, token=token, position=1, answer=["Z"])
    assert "答案" in error.value.fields["answer"]
    with pytest.raises(InvalidInput):
        answer_self_test(actor=resident, token=token, position=1, answer=[])
    with pytest.raises(Conflict):
        answer_self_test(actor=resident, token=token, position=2, answer=["A"])
    assert waiting(course_of(resident, token)).position == 1


def test_not_knowing_is_an_answer(resident: Actor, bank: list[ItemVersion]) -> None:
    token = start_self_test(actor=resident, consent=True)
    test = answer_self_test(actor=resident, token=token, position=1, answer=None, is_skipped=True)
    assert test.answers.get(position=1).is_right is False and waiting(test).position == 2


def test_result_can_be_seen_early_after_five_answers(resident: Actor, bank: list[ItemVersion]) -> None:
    token = start_self_test(actor=resident, consent=True)
    for position in range(1, 6):
        with pytest.raises(InvalidInput):
            end_self_test(actor=resident, token=token)
        answer_self_test(actor=resident, token=token, position=position, answer=None, is_skipped=True)
    test = end_self_test(actor=resident, token=token)
    assert test.state == SelfTest.State.FINISHED and test.answers.count() == 5
    assert end_self_test(actor=resident, token=token).finished_at == test.finished_at


def test_without_consent_or_with_an_invented_group_nothing_begins(resident: Actor, bank: list[ItemVersion]) -> None:
    with pytest.raises(InvalidInput) as error:
        start_self_test(actor=resident, consent=False, group="martians")
    assert set(error.value.fields) == {"consent", "group"} and not SelfTest.objects.exists()


def test_closed_district_and_empty_bank_say_so(resident: Actor, office: Actor, district: Area) -> None:
    with pytest.raises(NotFound, match="还在准备"):
        start_self_test(actor=resident, consent=True)
    make_bank(district)
    set_self_test(actor=office, version=1, is_open=False)
    with pytest.raises(NotFound, match="暂未开放"):
        start_self_test(actor=resident, consent=True)


def test_token_of_another_district_opens_nothing(resident: Actor, outsider: Actor, bank: list[ItemVersion]) -> None:
    token = start_self_test(actor=resident, consent=True)
    with pytest.raises(NotFound):
        answer_self_test(actor=Actor.resident(outsider.district), token=token, position=1, answer=["A"])


def test_after_a_day_nothing_leads_to_the_person(resident: Actor, system: Actor, bank: list[ItemVersion]) -> None:
    token, test = take(resident, lambda version: True)
    assert test.token_key == key_of(token) != token
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        with pytest.raises(NotFound):
            course_of(resident, token)
        assert forget_self_tests(actor=system) == 1 and forget_self_tests(actor=system) == 0
    test.refresh_from_db()
    assert test.token_key is None and test.answers.exists()


def test_result_explains_every_item_and_names_weak_fields(resident: Actor, bank: list[ItemVersion]) -> None:
    _token, test = take(resident, lambda version: version.field != "life")
    result = result_of(test)
    assert len(result.items) == test.answers.count() and all(each.right for each in result.items)
    assert {each.version.field for each in result.items if not each.is_right} <= {"life"}
    assert sum(area.count for area in result.areas) == len(result.items)
    if any(not each.is_right for each in result.items):
        assert result.fields == ["生命与健康"]


def test_newest_calibration_replaces_what_the_author_expects_and_is_seen_at_once(district: Area, bank: list[ItemVersion]) -> None:
    before = open_bank(district)
    assert before.is_provisional and open_bank(district) is before
    for version in bank:
        ItemUse.objects.create(version=version, setting="survey", label="2025年", discrimination=1.4, difficulty=0.3)
    after = open_bank(district)
    assert after is not before and not after.is_provisional
    own = after.parameters[bank[0].pk]
    assert (own.discrimination, own.difficulty, own.setting) == (1.4, 0.3, "survey")


def test_parameters_of_schools_are_not_used_for_citizens(district: Area, bank: list[ItemVersion]) -> None:
    ItemUse.objects.create(version=bank[0], setting="school", label="2025年", discrimination=1.4, difficulty=0.3)
    assert open_bank(district).parameters[bank[0].pk] == expected_parameters(bank[0].expected)


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.62, 0.9])
def test_provisional_difficulty_gives_back_the_expected_share(share: float) -> None:
    """The share of right answers in a standard normal population, by numerical integration, is the one expected (to 0.01)."""
    import numpy as np

    own = expected_parameters(share)
    nodes = np.linspace(-8, 8, 4001)
    density = np.exp(-(nodes**2) / 2)
    right = 1 / (1 + np.exp(-own.discrimination * (nodes - own.difficulty)))
    assert float(density @ right / density.sum()) == pytest.approx(share, abs=0.01)


def test_item_that_leaves_the_bank_in_the_middle_does_not_break_the_course(resident: Actor, bank: list[ItemVersion]) -> None:
    token = start_self_test(actor=resident, consent=True)
    asked = waiting(course_of(resident, token))
    answer_self_test(actor=resident, token=token, position=1, answer=right_answer(asked.version))
    Item.objects.filter(pk=asked.version.item_id).update(state=Item.State.RETIRED)
    second = waiting(course_of(resident, token))
    answer_self_test(actor=resident, token=token, position=2, answer=right_answer(second.version))
    assert waiting(course_of(resident, token)).position == 3
