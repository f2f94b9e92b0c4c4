"""From answers to shares: what the chain finds is what was put in, and what keeps a figure from being right is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kepu.engines.psychometrics import expected_score
from kepu.literacy.estimation.calibration import stored
from kepu.literacy.estimation.chain import Before, Outcome, compute
from kepu.literacy.estimation.data import LEVELS, NOT_ASKED, EstimationError, Settings, SurveyData
from kepu.literacy.estimation.points import Scored, above, marks_of, observed
from kepu.literacy.estimation.weighting import margins_of, variance_strata, weigh
from kepu.literacy.estimation.wording import error_text

from .simulated import RULE, District, district, sample

QUICK = Settings(replicates=60)


@pytest.fixture(scope="module")
def town() -> District:
    return district(1)


@pytest.fixture(scope="module")
def asked(town: District) -> SurveyData:
    return sample(town, 2, rule=replace(RULE, scale="latent"))


@pytest.fixture(scope="module")
def outcome(asked: SurveyData) -> Outcome:
    return compute(asked, QUICK, 5)


def of(outcome: Outcome, dimension: str, key: str = "", level: str = "literate", method: str = "direct"):
    return next(s for s in outcome.shares if (s.method, s.dimension, s.key, s.level) == (method, dimension, key, level))


def test_the_interval_of_the_district_holds_the_true_share(town: District, outcome: Outcome) -> None:
    found, truth = of(outcome, "district"), float((town.latent() >= 70).mean())
    assert found.low < truth < found.high
    assert 0 < found.high - found.low < 0.25


def test_one_interval_joins_sample_measurement_and_calibration(outcome: Outcome) -> None:
    found = of(outcome, "district")
    assert found.sampling > 0
    assert found.standard_error**2 == pytest.approx(found.sampling + found.calibration, rel=1e-9)
    assert max(s.calibration for s in outcome.shares if s.method == "direct") > 0


def test_levels_add_up_to_everybody(outcome: Outcome) -> None:
    three = [of(outcome, "district", level=level).share for level in ("low", "basic", "literate")]
    assert sum(three) == pytest.approx(1, abs=1e-9)
    assert of(outcome, "district", level="advanced").share <= of(outcome, "district").share


def test_every_community_gets_a_share_also_where_nobody_was_asked(town: District, outcome: Outcome) -> None:
    found = [s for s in outcome.shares if s.method == "small_area"]
    assert {s.key for s in found} == set(town.street_of)
    assert any(s.respondents == 0 for s in found)
    truth = {code: float((town.latent()[town.community == code] >= 70).mean()) for code in town.street_of}
    inside = np.mean([s.low <= truth[s.key] <= s.high for s in found])
    assert inside > 0.8


def test_the_same_data_and_seed_give_the_same_figures(asked: SurveyData, outcome: Outcome) -> None:
    assert compute(asked, QUICK, 5).digest() == outcome.digest()
    assert compute(asked, QUICK, 6).digest() != outcome.digest()


def test_weights_add_up_to_the_residents_in_every_margin(asked: SurveyData) -> None:
    weighted = weigh(asked, QUICK, 5)
    margins, _ = margins_of(asked, QUICK)
    for labels, totals in margins.values():
        for label, total in totals.items():
            assert weighted.weights[np.asarray(labels) == label].sum() == pytest.approx(total, rel=1e-6)


def test_a_second_wave_is_linked_by_common_items_and_the_change_found(town: District, asked: SurveyData, outcome: Outcome) -> None:
    later = district(1, level=0.4)
    data = sample(later, 9, rule=replace(RULE, scale="latent"))
    found = compute(data, QUICK, 7, Before(asked, QUICK, 5, outcome.scale))
    change = of(found, "district", method="change")
    truth = float((later.latent() >= 70).mean() - (town.latent() >= 70).mean())
    assert found.steps["calibration"]["link"]["items"] >= 3
    assert change.low < truth < change.high
    assert change.low > 0


def test_a_third_wave_is_compared_on_the_scale_of_the_first(town: District, asked: SurveyData, outcome: Outcome) -> None:
    later, latent = district(1, level=0.4), replace(RULE, scale="latent")
    easy = only(sample(later, 9, rule=latent, booklets=1), easier_half(town))
    second = compute(easy, QUICK, 7, Before(asked, QUICK, 5, outcome.scale))
    third = compute(sample(later, 11, rule=latent), QUICK, 9, Before(easy, QUICK, 7, second.scale))
    change = of(third, "district", method="change")
    assert change.share == pytest.approx(of(third, "district").share - of(second, "district").share, abs=1e-6)
    assert change.low < 0 < change.high


def easier_half(town: District) -> list[int]:
    """Of each domain the items in which an average person gets the larger part of the points."""
    found: list[int] = []
    for domain in sorted(set(town.domains)):
        own = [j for j, each in enumerate(town.domains) if each == domain]
        found += sorted(own, key=lambda j: -float(expected_score([town.items[j]], np.zeros(1))[0]) / (town.items[j].categories - 1))[: len(own) // 2]
    return sorted(found)


def only(data: SurveyData, kept: list[int]) -> SurveyData:
    """The survey as if it had asked these items alone."""
    return replace(data, items=tuple(data.items[j] for j in kept), points=data.points[:, kept])


def test_points_of_a_person_are_the_weighted_shares_of_each_part(town: District) -> None:
    data = sample(town, 2)
    points = observed(data)
    first = data.points[0]
    by_part: dict[str, list[tuple[int, int]]] = {}
    for item, got in zip(data.items, first.tolist(), strict=True):
        if got != NOT_ASKED:
            part = "spirit_thought" if item.domain in ("spirit", "thought") else item.domain
            by_part.setdefault(part, []).append((got, item.most))
    by_hand = sum(RULE.points[part] * sum(got for got, _ in rows) / sum(most for _, most in rows) for part, rows in by_part.items())
    assert points[0] == pytest.approx(by_hand)


def test_the_cuts_of_the_national_survey_make_the_levels() -> None:
    scored = Scored(RULE, above(np.array([54.9, 55, 69.9, 70, 84.9, 85]), marks_of(RULE, ())))
    found = {level: scored.at(level).values.tolist() for level in LEVELS}
    assert found["low"] == [1, 0, 0, 0, 0, 0]
    assert found["basic"] == [0, 1, 1, 0, 0, 0]
    assert found["literate"] == [0, 0, 0, 1, 1, 1]
    assert found["advanced"] == [0, 0, 0, 0, 0, 1]


def test_a_street_with_one_community_is_joined_with_its_neighbour_for_variances() -> None:
    streets = np.array(["a", "a", "b", "c", "c"])
    strata, joined = variance_strata(streets, np.array(["1", "2", "3", "4", "5"]))
    assert joined == {"b": "c"}
    assert strata.tolist() == ["a", "a", "c", "c", "c"]


def test_the_last_street_with_one_community_is_joined_with_the_one_before() -> None:
    strata, joined = variance_strata(np.array(["a", "a", "b"]), np.array(["1", "2", "3"]))
    assert strata.tolist() == ["a", "a", "a"]
    assert joined == {"b": "a"}


def test_a_community_in_every_sample_is_a_stratum_by_itself() -> None:
    streets, places = np.array(["a", "a", "a", "b", "b"]), np.array(["1", "2", "3", "4", "5"])
    strata, joined = variance_strata(streets, places, frozenset({"1", "4"}))
    assert joined == {"b": "a"}
    assert strata.tolist() == ["1", "a", "a", "4", "a"]


def test_the_only_community_that_might_be_missing_is_not_left_alone() -> None:
    strata, joined = variance_strata(np.array(["a", "a", "b", "b"]), np.array(["1", "2", "3", "4"]), frozenset({"1", "2", "3"}))
    assert (strata.tolist(), joined) == (["a", "a", "b", "b"], {})


def refused(data: SurveyData, settings: Settings = QUICK) -> EstimationError:
    with pytest.raises(EstimationError) as caught:
        compute(data, settings, 5)
    return caught.value


def test_an_item_that_all_answer_alike_is_left_out_by_name(asked: SurveyData) -> None:
    points = asked.points.copy()
    points[:, 4] = np.where(points[:, 4] == NOT_ASKED, NOT_ASKED, 1)
    found = compute(replace(asked, points=points), QUICK, 5)
    assert found.steps["calibration"]["excluded"] == {asked.items[4].name: "all-alike"}


def test_a_street_in_which_nobody_answered_stops_the_figure(asked: SurveyData) -> None:
    there = asked.stratum == "s03"
    kept = ~there[asked.responded]
    error = refused(replace(asked, responded=asked.responded & ~there, points=asked.points[kept]))
    assert error.code == "street-without-respondents" and error.details["streets"] == ["s03"]


def test_margins_that_contradict_each_other_are_named_with_both_totals(asked: SurveyData) -> None:
    error = refused(replace(asked, by_education={level: 2 * count for level, count in asked.by_education.items()}))
    assert error.code == "margins-contradict"
    assert error.details["second"] == 2 * error.details["first"]


def test_one_community_alone_has_no_variance(asked: SurveyData) -> None:
    error = refused(replace(asked, community=np.full(len(asked.number), "c000"), stratum=np.full(len(asked.number), "s00")))
    assert error.code == "one-community"


def test_too_few_respondents_give_no_figure(asked: SurveyData) -> None:
    few = asked.responded & (np.cumsum(asked.responded) <= 20)
    error = refused(replace(asked, responded=few, points=asked.points[:20]))
    assert error.code == "too-few-respondents"


def test_a_booklet_without_a_part_that_counts_is_named_with_its_persons(asked: SurveyData) -> None:
    points = asked.points.copy()
    points[0, [j for j, item in enumerate(asked.items) if item.domain == "methods"]] = NOT_ASKED
    error = refused(replace(asked, points=points))
    assert error.code == "booklet-without-part" and error.subject == "methods"
    assert error.details["cases"] == [int(asked.number[asked.responded][0])]


def test_what_a_wave_leaves_to_the_next_is_fit_for_json(asked: SurveyData) -> None:
    import json

    from kepu.literacy.estimation.calibration import measure

    found = stored(asked, measure(asked, weigh(asked, QUICK, 5).weights, None))
    assert json.loads(json.dumps(found)) == found


def test_a_missing_group_is_named_as_people_call_it() -> None:
    text = error_text(EstimationError("empty-margin", "male|60-69", cells=["male|60-69", "female|18-29"]))
    assert "男60–69岁、女18–29岁" in text and "male" not in text


def test_a_street_whose_variance_comes_from_its_neighbour_is_named(asked: SurveyData) -> None:
    lone = sorted(set(asked.stratum.tolist()))[1]
    one = asked.community[asked.stratum == lone][0]
    kept = (asked.stratum != lone) | (asked.community == one)
    arrays = ("number", "stratum", "community", "chance", "base_weight", "responded", "sex", "age_group", "education")
    groups = [group for group, is_in in zip(asked.groups, kept, strict=True) if is_in]
    points, names = asked.points[kept[asked.responded]], {lone: "上清寺街道"}
    left = replace(asked, **{name: getattr(asked, name)[kept] for name in arrays}, groups=groups, points=points, names=names)
    base = weigh(left, Settings(replicates=20, communities=False), 1).steps[0]
    assert list(base["joined_strata"]) == ["上清寺街道"]
