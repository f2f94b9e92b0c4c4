"""The short form of benchmarks/survey_recovery.py: known truths are found, and intervals cover them about as often as they say."""

import pytest
from benchmarks.survey_recovery import run


@pytest.mark.parametrize(("part", "replications"), [("share", 60), ("raked", 25), ("change", 100), ("fay_herriot", 100), ("mrp", 8)])
def test_truth_is_found_and_covered(part, replications):
    for row, found in run(replications, seed=5, only=[part]).items():
        assert abs(found["bias"]) < 3.5 * found["bias_error"], row
        # exact binomial limits would need the dependence between domains; four Monte Carlo errors and the promised 0.94 to 0.96
        slack = 4 * max(found["coverage_error"], (0.05 * 0.95 / replications) ** 0.5 / (4 if part in ("fay_herriot", "mrp") else 1))
        assert found["coverage"] > 0.94 - slack, row
        if row not in ("share, rubin", "groups, rubin", "change, blind"):
            assert found["coverage"] < 0.96 + slack, row
