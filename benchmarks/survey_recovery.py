"""Do the estimates find a known truth, and do their 95 % intervals cover it? Simulated samples from a drawn population.

    python benchmarks/survey_recovery.py [--replications 1000] [--quick] [--seed 1] [--json FILE] [--only NAME …]

Bias is the mean error over the replications with its Monte Carlo error, coverage the share of intervals that hold the truth; for
areas and groups both are means over all of them. Each row states what is repeated:

share        two-stage samples from one fixed population of six strata, 600 PSUs and some 120,000 persons; each person's score has an error of
             measurement and all share an error of calibration; twenty plausible values, each under its own drawn calibration;
             by the rule ``averaged``, and ``, rubin`` by Rubin's
raked        the same with half to nine tenths answering, by age; 200 bootstrap replicates, each adjusted for non-response and raked
groups       the share in four age groups that cut across PSUs
change       two years, half of the PSUs shared, everybody's trait moved; ``change, blind`` leaves the shared PSUs out of account
fay_herriot  79 areas drawn anew from the area-level model, with sampling variances that differ tenfold
mrp          79 communities, some 25 persons each and two with nobody, drawn anew from the logistic model
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kepu.engines.survey import (
    Design,
    Frame,
    Plan,
    PopulationTable,
    Rake,
    adjust_classes,
    change,
    estimate_proportion,
    fay_herriot,
    mrp,
    proportion_with_plausible_values,
    rao_wu,
    reweight,
    select_multistage,
)

STRATA, PSUS, TAKE, CUT, NOISE, LINK, DRAWS, AGES = 6, 100, 15, 0.9, 0.5, 0.05, 20, 4
Array = Any


@dataclass(frozen=True)
class Population:
    """Persons' PSU and age group (N,), trait (N,); each PSU's stratum, size and place of its first person."""

    psu: Array
    age: Array
    trait: Array
    stratum: Array
    size: Array
    first: Array

    @classmethod
    def drawn(cls, seed: int) -> Population:
        rng = np.random.default_rng(seed)
        size = rng.integers(80, 320, STRATA * PSUS)
        stratum = np.repeat(np.arange(STRATA), PSUS)
        psu = np.repeat(np.arange(STRATA * PSUS), size)
        age = rng.integers(0, AGES, len(psu))
        place = rng.normal(0, 0.35, STRATA * PSUS) + np.linspace(-0.4, 0.4, STRATA)[stratum]
        trait = place[psu] + 0.15 * (1.5 - age) + rng.normal(0, 0.9, len(psu))
        return cls(psu, age, trait, stratum, size, np.concatenate([[0], np.cumsum(size)[:-1]]))

    def truth(self, trait: Array, groups: Array | None = None) -> Array:
        return np.array([(trait > CUT).mean()]) if groups is None else np.bincount(groups, trait > CUT) / np.bincount(groups)

    def sample(self, seed: str, psus: int) -> tuple[Array, Array]:
        """Rows of the persons drawn (n,) and their weights."""
        found = select_multistage(Frame(np.arange(STRATA * PSUS), self.stratum, self.size), Plan(psus, TAKE, "sampford"), seed)
        place = found.psu[found.person_psu].astype(int)
        return self.first[place] + found.person_unit - 1, found.weight


def plausible(scores: Array, cluster: Array, stratum: Array, age: Array, rng: np.random.Generator) -> Array:
    """Values (n, DRAWS) above the cut from a normal model: strata and ages fixed, PSUs random, all parameters drawn for each
    value (the PSUs' variance under the prior that leaves its mean unbiased).

    (A free mean for each PSU would spread the values too far, and push shares of a tail upwards.)
    """
    _, codes = np.unique(cluster, return_inverse=True)
    count = np.bincount(codes)
    fixed = np.column_stack([np.eye(STRATA)[stratum], np.eye(AGES)[age][:, 1:]])
    inverse = np.linalg.inv(fixed.T @ fixed)
    beta = inverse @ (fixed.T @ scores)
    rest = scores - fixed @ beta
    mean = np.bincount(codes, rest) / count
    inner, outer = ((rest - mean[codes]) ** 2).sum(), (count * mean**2).sum()
    pushes = np.stack([np.bincount(codes, rest * column, minlength=len(count)) for column in fixed.T], axis=1)
    root = np.linalg.cholesky(inverse @ (pushes.T @ pushes) @ inverse + 1e-12 * np.eye(len(beta)))
    found = np.empty((len(scores), DRAWS), bool)
    for m in range(DRAWS):
        whole = inner / rng.chisquare(len(scores) - len(count))
        between = max((outer / rng.chisquare(len(count) - STRATA + 2) - whole) / count.mean(), 1e-4)
        line = fixed @ (beta + root @ rng.normal(size=len(beta)))
        residual = scores - line
        shrink = between / (between + whole / count)
        effect = rng.normal(shrink * np.bincount(codes, residual) / count, np.sqrt(shrink * whole / count))
        # the error of the calibration is common to all, so that nothing in the sample shows it
        centre, own = line + effect[codes], max(whole - NOISE**2, 0.01)
        share = own / (own + NOISE**2)
        found[:, m] = rng.normal(centre + share * (scores - centre), NOISE * np.sqrt(share)) - rng.normal(0, LINK) > CUT
    return found


def measured(trait: Array, rng: np.random.Generator) -> Array:
    return trait + rng.normal(0, LINK) + rng.normal(0, NOISE, len(trait))


Outcome = tuple[Array, Array, Array, Array]  # estimate, truth, low, high


def share(people: Population, seed: int, k: int, rng: np.random.Generator) -> dict[str, Outcome]:
    rows, weight = people.sample(f"{seed}/share/{k}", 6)
    design = Design(weight, people.stratum[people.psu[rows]], people.psu[rows])
    values = plausible(measured(people.trait[rows], rng), people.psu[rows], people.stratum[people.psu[rows]], people.age[rows], rng)
    outcomes = {}
    for suffix, rule in ((", rubin", "rubin"), ("", "averaged")):
        found = proportion_with_plausible_values(design, values, rule=rule)
        groups = proportion_with_plausible_values(design, values, by=people.age[rows], rule=rule)
        outcomes[f"share{suffix}"] = (found.estimate, people.truth(people.trait), found.low, found.high)
        outcomes[f"groups{suffix}"] = (groups.estimate, people.truth(people.trait, people.age), groups.low, groups.high)
    return outcomes


def raked(people: Population, seed: int, k: int, rng: np.random.Generator) -> dict[str, Outcome]:
    rows, weight = people.sample(f"{seed}/raked/{k}", 6)
    psu, age = people.psu[rows], people.age[rows]
    answered = rng.random(len(rows)) < np.linspace(0.9, 0.5, AGES)[age]
    replicates = rao_wu(people.stratum[psu], psu, weight, 200, seed=k)
    replicates = reweight(replicates, adjust_classes(weight, age, answered).notes["step"]).take(answered)
    psu, age, rows = psu[answered], age[answered], rows[answered]
    strata = people.stratum[psu]
    margins = {
        "age": (age, dict(enumerate(np.bincount(people.age).astype(float)))),
        "stratum": (strata, dict(enumerate(np.bincount(people.stratum[people.psu]).astype(float)))),
    }
    replicates = reweight(replicates, Rake.of(margins))
    design = Design(replicates.weights, strata, psu, replicates=replicates)
    values = plausible(measured(people.trait[rows], rng), psu, strata, age, rng)
    found = proportion_with_plausible_values(design, values, method="replicates", rule="averaged")
    return {"raked": (found.estimate, people.truth(people.trait), found.low, found.high)}


def changed(people: Population, seed: int, k: int, rng: np.random.Generator) -> dict[str, Outcome]:
    """Nine PSUs a stratum by size, split at random into three thirds: the years hold the first two and the last two."""
    later = people.trait + 0.12 + 0.1 * np.sin(np.arange(len(people.trait)))
    drawn, weight = people.sample(f"{seed}/change/{k}", 9)
    psu = people.psu[drawn]
    third = np.zeros(STRATA * PSUS, int)
    for h in range(STRATA):
        third[rng.permutation(np.unique(psu[people.stratum[psu] == h]))] = np.repeat([0, 1, 2], 3)
    tables = []
    for trait, kept in ((people.trait, third[psu] < 2), (later, third[psu] > 0)):
        place = psu[kept]
        # other persons of the same PSUs each year
        persons = people.first[place] + (rng.random(len(place)) * people.size[place]).astype(int)
        design = Design(weight[kept] * 9 / 6, people.stratum[place], place)
        tables.append(estimate_proportion(design, trait[persons] > CUT))
    truth = people.truth(later) - people.truth(people.trait)
    found, blind = change(*tables), change(*tables, overlap=False)
    return {"change": (found.estimate, truth, found.low, found.high), "change, blind": (blind.estimate, truth, blind.low, blind.high)}


def areas(people: Population, seed: int, k: int, rng: np.random.Generator) -> dict[str, Outcome]:
    x = np.linspace(-1, 1, 79)
    truth = 0.15 + 0.03 * x + rng.normal(0, 0.03, 79)
    variance = np.geomspace(0.0004, 0.004, 79)[rng.permutation(79)]
    found = fay_herriot(truth + rng.normal(0, np.sqrt(variance)), variance, x)
    return {"fay_herriot": (found.estimate, truth, found.low, found.high)}


def communities(people: Population, seed: int, k: int, rng: np.random.Generator) -> dict[str, Outcome]:
    effect, n = rng.normal(0, 0.4, 79), 2000
    community, x = rng.integers(0, 77, n), rng.integers(0, 3, n)
    cell, cell_x = np.repeat(np.arange(79), 3), np.tile(np.arange(3), 79)
    chance = 1 / (1 + np.exp(1.6 - 0.4 * cell_x - effect[cell]))
    counts = np.tile([500.0, 300.0, 200.0], 79)
    y = rng.random(n) < chance[community * 3 + x]
    found = mrp(y, x, {"community": community}, PopulationTable(counts, cell, {"community": cell}, cell_x), draws=1000, seed=k)
    return {"mrp": (found.estimate, np.bincount(cell, counts * chance) / 1000, found.low, found.high)}


PARTS: dict[str, Callable[[Population, int, int, np.random.Generator], dict[str, Outcome]]] = {
    "share": share,
    "raked": raked,
    "change": changed,
    "fay_herriot": areas,
    "mrp": communities,
}


def run(replications: int, seed: int = 1, only: list[str] | None = None) -> dict[str, dict[str, float]]:
    """For each figure: bias, its Monte Carlo error, coverage with its own, mean width, seconds."""
    people = Population.drawn(seed)
    summary: dict[str, dict[str, float]] = {}
    for name, part in PARTS.items():
        if only and name not in only:
            continue
        start = time.perf_counter()
        kept: dict[str, list[Outcome]] = {}
        for k in range(replications):
            for row, outcome in part(people, seed, k, np.random.default_rng([seed, k])).items():
                kept.setdefault(row, []).append(outcome)
        seconds = time.perf_counter() - start
        for row, outcomes in kept.items():
            estimate, truth, low, high = (np.array([one[i] for one in outcomes]) for i in range(4))
            error, covered = (estimate - truth).mean(axis=1), ((low <= truth) & (truth <= high)).mean(axis=1)
            summary[row] = {
                "replications": replications,
                "bias": float(error.mean()),
                "bias_error": float(error.std(ddof=1) / np.sqrt(replications)),
                "coverage": float(covered.mean()),
                "coverage_error": float(covered.std(ddof=1) / np.sqrt(replications)),
                "width": float((high - low).mean()),
                "rmse": float(np.sqrt(((estimate - truth) ** 2).mean())),
                "seconds": seconds,
            }
    return summary


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--quick", action="store_true", help="40 replications")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=list(PARTS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    summary = run(40 if options.quick else options.replications, options.seed, options.only)
    print(f"{'figure':16} {'bias':>9} {'± MC':>8} {'coverage':>9} {'± MC':>7} {'width':>7} {'rmse':>7} {'seconds':>8}")
    for row, one in summary.items():
        print(
            f"{row:16} {one['bias']:9.5f} {one['bias_error']:8.5f} {one['coverage']:9.3f} {one['coverage_error']:7.3f} "
            f"{one['width']:7.4f} {one['rmse']:7.4f} {one['seconds']:8.1f}"
        )
    if options.json:
        options.json.write_text(json.dumps(summary, indent=1))


if __name__ == "__main__":
    main()
