"""What the climb steers by, against the observed information by differences of the gradient (Oakes 1999)."""

import numpy as np
import pytest
from scipy.linalg import eigh

from kepu.engines.psychometrics import Item, calibrate, from_wide, simulate
from kepu.engines.psychometrics.calibrate import look
from kepu.engines.psychometrics.maximise import climb
from kepu.engines.psychometrics.missing_information import asked_together
from kepu.engines.psychometrics.shards import Shard
from kepu.engines.psychometrics.tables import EQUAL_NODES
from kepu.engines.psychometrics.uncertainty import observed


def _steering(responses, model):
    """How the observed information as steered by, and the complete-data one, relate to the observed: eigenvalues, 1 where equal."""
    fit = calibrate(responses, model)
    view = look(fit.layout, fit.theta, Shard(responses), asked_together(fit.layout, responses))
    here, truth = view(fit.free), observed(view, fit.free)
    return eigh(here.information - here.missing(), truth, eigvals_only=True), eigh(here.information, truth, eigvals_only=True)


def _climb_without(layout, responses):
    return climb(look(layout, EQUAL_NODES, Shard(responses)), layout.start, tolerance=1e-6, most=500)


@pytest.mark.parametrize("model", ["2pl", "1pl", "rasch", "nominal"])
@pytest.mark.parametrize("booklets", [False, True])
def test_the_missing_information_explains_what_the_complete_data_have_too_much(answers, model, booklets):
    asked = (np.arange(30)[None, :] - 8 * (np.arange(3000) % 3)[:, None]) % 30 < 18
    steered, complete = _steering(from_wide(np.where(asked | (not booklets), answers[:3000], -1)), model)
    assert complete.max() > 4
    assert steered.min() > 0.6
    assert steered.max() < 1.8
    assert np.mean(np.abs(steered - 1) < 0.15) > 0.9


def test_groups_with_items_of_their_own_and_a_free_distribution_are_climbed_sooner_too(truth):
    rng = np.random.default_rng(4)
    theta, group = np.concatenate([rng.normal(size=1500), rng.normal(0.6, 1.3, 1500)]), np.repeat(["a", "b"], 1500)
    answers = simulate(truth, theta, rng)
    answers[:1500, 20:], answers[1500:, :8] = -1, -1
    responses = from_wide(answers, items=[item.name for item in truth], group=group)
    fit = calibrate(responses)
    slow = _climb_without(fit.layout, responses)
    assert fit.steps <= 0.7 * slow.steps
    assert fit.loglik == pytest.approx(slow.place.value, abs=1e-5)


def test_it_saves_steps_and_leads_to_the_same_place(answers):
    responses = from_wide(answers[:3000])
    fit = calibrate(responses)
    slow = _climb_without(fit.layout, responses)
    assert fit.steps <= 0.7 * slow.steps
    assert fit.loglik == pytest.approx(slow.place.value, abs=1e-5)
    np.testing.assert_allclose(fit.free, slow.place.at, atol=1e-3)


def test_items_with_guessing_are_climbed_without_it():
    rng = np.random.default_rng(3)
    items = [Item(f"i{j}", "3pl", (0, 1), np.array([1.2, 0.3 * j - 1, -1.4])) for j in range(8)]
    responses = from_wide(simulate(items, rng.normal(size=1000), rng), items=[item.name for item in items])
    assert asked_together(calibrate(responses, "3pl").layout, responses) is None
