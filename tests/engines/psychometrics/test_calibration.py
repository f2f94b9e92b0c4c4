"""What a calibration does, beside agreeing with other programs."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import logsumexp

from kepu.engines.psychometrics import MISSING, NotConvergedError, Priors, PsychometricsError, calibrate, from_wide, simulate
from kepu.engines.psychometrics.calibrate import look
from kepu.engines.psychometrics.shards import Chunks, Shard
from kepu.engines.psychometrics.tables import evaluate
from kepu.engines.psychometrics.uncertainty import person_scores


def test_known_parameters_come_back_within_their_errors(truth, answers):
    fit = calibrate(from_wide(answers), errors="crossproduct")
    expected = np.concatenate([item.values for item in truth])
    z = (fit.free - expected) / np.array([fit.errors()[name] for name in fit.layout.names[:-2]])
    assert 0.75 < z.std() < 1.25
    assert np.abs(z).max() < 4


def test_kinds_of_standard_errors_agree_where_the_model_holds(answers):
    responses = from_wide(answers[:4000])
    kinds = {kind: np.sqrt(np.diag(calibrate(responses, errors=kind).covariance)) for kind in ("oakes", "crossproduct", "sandwich")}
    np.testing.assert_allclose(kinds["crossproduct"], kinds["oakes"], rtol=0.1)
    np.testing.assert_allclose(kinds["sandwich"], kinds["oakes"], rtol=0.1)


def test_windows_and_blocks_change_nothing(answers):
    responses = from_wide(answers)
    layout = calibrate(responses.take(np.arange(3000))).layout
    theta = np.linspace(-6, 6, 41)
    tables = evaluate(layout, theta, layout.start).tables
    windowed = Shard(responses).expect(tables)
    blocks = Chunks([Shard(responses.take(np.arange(i, min(i + 900, 12000)))) for i in range(0, 12000, 900)]).expect(tables)
    assert windowed.loglik == pytest.approx(blocks.loglik, rel=1e-12)
    np.testing.assert_allclose(windowed.counts, blocks.counts, atol=1e-5)
    np.testing.assert_allclose(windowed.totals.sum(), 12000, rtol=1e-12)


def test_the_e_step_is_bayes_rule_written_out(mixed):
    """The compiled sums against plain NumPy, with two groups, weights and missing answers."""
    weight = np.linspace(0.5, 2, len(mixed))
    responses = from_wide(mixed[:, 1:], group=mixed[:, 0], weight=weight, empty_persons="keep")
    layout = calibrate(responses, "nominal", tolerance=1e-2).layout
    tables = evaluate(layout, np.linspace(-6, 6, 41), layout.start).tables
    found = Shard(responses).expect(tables)
    loglik, counts = 0.0, np.zeros_like(found.counts)
    for n in range(responses.persons):
        g, seen = responses.group[n], np.flatnonzero(responses.codes[n] != MISSING)
        joint = tables.prior[g] + tables.answers[g, seen, responses.codes[n, seen]].sum(axis=0)
        loglik += weight[n] * logsumexp(joint)
        counts[g, seen, responses.codes[n, seen]] += weight[n] * np.exp(joint - logsumexp(joint))
    assert found.loglik == pytest.approx(loglik, rel=1e-13)
    np.testing.assert_allclose(found.counts[:, :, :4], counts[:, :, :4], atol=1e-11)


def test_gradient_is_that_of_the_likelihood(mixed):
    responses = from_wide(mixed[:, 1:], group=mixed[:, 0], empty_persons="drop")
    fit = calibrate(
        responses, ["2pl", "1pl", "1pl", "2pl", "3pl", "graded", "gpcm", "nominal", "graded"], priors=Priors(slope=(0.0, 0.5)), tolerance=1e-4
    )
    view = look(fit.layout, fit.theta, Shard(responses))
    at = fit.free + 0.05
    slopes = [(view(at + 1e-5 * unit).value - view(at - 1e-5 * unit).value) / 2e-5 for unit in np.eye(len(at))]
    np.testing.assert_allclose(view(at).gradient, slopes, rtol=1e-4, atol=2e-3)


def test_the_likelihood_never_falls(answers):
    history = calibrate(from_wide(answers[:2000])).history
    assert all(later >= earlier - 1e-6 for earlier, later in pairwise(history))


def test_a_weight_of_two_is_a_person_twice(answers):
    weight = np.where(np.arange(1500) < 500, 2.0, 1.0)
    doubled = np.concatenate([answers[:1500], answers[:500]])
    one, two = calibrate(from_wide(answers[:1500], weight=weight), tolerance=1e-10), calibrate(from_wide(doubled), tolerance=1e-10)
    assert one.loglik == pytest.approx(two.loglik, rel=1e-12)
    np.testing.assert_allclose(one.free, two.free, atol=1e-5)


def test_booklets_give_the_parameters_of_all_items(truth, answers):
    booklet = np.arange(len(answers)) % 3
    asked = np.array([np.r_[0:20], np.r_[10:30], np.r_[0:10, 20:30]])
    thinned = np.full_like(answers, -1)
    for b, items in enumerate(asked):
        thinned[np.ix_(booklet == b, items)] = answers[np.ix_(booklet == b, items)]
    fit = calibrate(from_wide(thinned))
    expected = np.array([item.values for item in truth])
    assert np.sqrt(np.mean((np.array([item.values for item in fit.items[0]]) - expected) ** 2)) < 0.06


def test_fixed_items_carry_the_scale_to_a_new_group(truth):
    rng = np.random.default_rng(9)
    responses = from_wide(simulate(truth, rng.normal(0.5, 1.3, 6000), rng), items=[item.name for item in truth])
    fixed = {item.name: item.parameters() for item in truth[:15]}
    fit = calibrate(responses, fixed=fixed)
    assert fit.mean[0] == pytest.approx(0.5, abs=0.06)
    assert fit.sd[0] == pytest.approx(1.3, abs=0.06)
    assert fit.items[0][0].parameters() == truth[0].parameters()


def test_too_few_steps_are_an_error_that_keeps_what_was_reached(answers):
    with pytest.raises(NotConvergedError, match="could still rise") as caught:
        calibrate(from_wide(answers[:500]), most_steps=2)
    assert not caught.value.fit.converged


def test_items_that_part_persons_perfectly_are_named_with_the_remedy():
    theta = np.random.default_rng(0).normal(size=500)
    perfect = from_wide((theta[:, None] > np.linspace(-1.5, 1.5, 6)).astype(int))
    with pytest.raises(NotConvergedError, match="Slopes without bound: item1"):
        calibrate(perfect)
    assert calibrate(perfect, priors=Priors(slope=(0.0, 0.5))).converged


def test_answers_by_chance_give_no_trait():
    noise = from_wide(np.random.default_rng(1).integers(0, 2, (2000, 12)))
    assert np.abs([item.values[0] for item in calibrate(noise, "1pl").items[0]]).max() < 0.2


def test_a_model_for_two_categories_refuses_an_item_with_four(mixed):
    with pytest.raises(PsychometricsError, match="choose graded"):
        calibrate(from_wide(mixed[:, 1:], empty_persons="drop"), "2pl")


def test_person_scores_add_up_to_the_gradient(mixed):
    responses = from_wide(mixed[:, 1:], group=mixed[:, 0], empty_persons="drop", weight=np.linspace(0.5, 2, len(mixed)))
    fit = calibrate(responses, ["2pl", "1pl", "1pl", "2pl", "2pl", "graded", "gpcm", "nominal", "graded"], tolerance=1e-4, own=["item1"])
    away = replace(fit, free=fit.free + 0.1)
    total = sum(scores.T @ weight for scores, weight in person_scores(away, responses))
    np.testing.assert_allclose(total, look(fit.layout, fit.theta, Shard(responses))(away.free).gradient, rtol=1e-6, atol=1e-6)


def test_booklets_are_summed_as_if_nobody_knew_of_them(truth, answers):
    """Forms told apart, a few persons with gaps of their own, and a form that asks one item only: against chunks of one person."""
    asked = (np.arange(30)[None, :] - 8 * (np.arange(2000) % 3)[:, None]) % 30 < 15
    asked[:5] = np.arange(30) == 4
    asked[5:40] &= np.random.default_rng(2).random((35, 30)) < 0.8
    responses = from_wide(np.where(asked, answers[:2000], -1), empty_persons="drop")
    layout = calibrate(responses, tolerance=1e-1).layout
    tables = evaluate(layout, np.linspace(-6, 6, 41), layout.start).tables
    together, alone = Shard(responses), Chunks([Shard(responses.take(np.array([n]))) for n in range(responses.persons)])
    assert len(together.forms.asked) > 4
    one, other = together.expect(tables), alone.expect(tables)
    assert one.loglik == pytest.approx(other.loglik, rel=1e-12)
    np.testing.assert_allclose(one.counts, other.counts, atol=1e-5)
    np.testing.assert_allclose(one.totals, other.totals, atol=1e-5)
