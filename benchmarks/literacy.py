"""The whole chain of literacy monitoring: how long it takes, and whether its intervals hold what they promise.

    python benchmarks/literacy.py [--quick] [--json FILE]                 time and memory at 2,000 and 20,000 respondents
    python benchmarks/literacy.py --recovery 1000 [--processes 2] [--keep FILE]     samples from a district whose true shares are known
    python benchmarks/literacy.py --fay 1000 [--processes 2]              variance of a raked share by Fay's factor beside its true one

Each replication draws two waves from one district (in the second all residents know more), computes both with
replicates that measure anew, and compares the share of either wave, the shares by age, the shares of all communities and the change with the truth.
--keep writes each replication into a file and goes on from what is there.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.literacy.simulated import RULE, District, district, sample

from kepu.literacy.estimation.chain import Before, compute
from kepu.literacy.estimation.data import Settings
from kepu.literacy.estimation.points import observed
from kepu.literacy.estimation.weighting import replicate_weights, weigh

LATENT = replace(RULE, scale="latent")
QUICK = Settings(replicates=100, communities=False)
GAIN = 0.3
COMMUNITIES = 10  # every tenth replication has the communities, which take most of the time


@cache
def town(level: float) -> District:
    return district(1, persons=60_000, level=level)


@cache
def truth(level: float) -> dict[str, Any]:
    of = town(level)
    # Both waves are judged by the items of the first, whose parameters are the same.
    literate = of.latent(LATENT) >= LATENT.cuts["literate"]
    return {
        "district": float(literate.mean()),
        "age_group": {age: float(literate[of.age_group == age].mean()) for age in sorted(set(of.age_group.tolist()))},
        "community": {code: float(literate[of.community == code].mean()) for code in of.street_of},
    }


def replication(seed: int) -> dict[str, list[tuple[float, float, float, float, float]]]:
    """(truth, estimate, se, low, high) by kind of estimate."""
    first = sample(town(0.0), 2 * seed, rule=LATENT, per_street=5)
    before = compute(first, replace(QUICK, communities=seed % COMMUNITIES == 0), seed)
    second = sample(town(GAIN), 2 * seed + 1, rule=LATENT, per_street=5)
    now = compute(second, QUICK, seed + 1, Before(first, QUICK, seed, before.scale))
    known, later = truth(0.0), truth(GAIN)
    found: dict[str, list[tuple[float, float, float, float, float]]] = {"share": [], "share later": [], "by age": [], "communities": [], "change": []}
    for s in before.shares:
        if s.level != "literate":
            continue
        row = (s.share, s.standard_error, s.low, s.high)
        if s.method == "direct" and s.dimension == "district":
            found["share"].append((known["district"], *row))
        elif s.method == "direct" and s.dimension == "age_group":
            found["by age"].append((known["age_group"][s.key], *row))
        elif s.method == "small_area":
            found["communities"].append((known["community"][s.key], *row))
    for s in now.shares:
        if s.level != "literate" or s.dimension != "district":
            continue
        row = (s.share, s.standard_error, s.low, s.high)
        if s.method == "direct":
            found["share later"].append((later["district"], *row))
        elif s.method == "change":
            found["change"].append((later["district"] - known["district"], *row))
    return found


def recovery(count: int, processes: int, first: int = 1, keep: Path | None = None) -> list[dict[str, Any]]:
    started, rows = time.perf_counter(), []
    kept: dict[str, list[tuple[float, float, float, float, float]]] = {}
    lines = [json.loads(line) for line in keep.read_text().splitlines()] if keep and keep.exists() else []
    known = {seed: found for seed, found in lines if first <= seed < first + count}
    missing = [seed for seed in range(first, first + count) if seed not in known]
    with ProcessPoolExecutor(processes) as pool:
        for done, (seed, found) in enumerate(zip(missing, pool.map(replication, missing), strict=True), start=1):
            known[seed] = found
            if keep:
                with keep.open("a") as file:
                    file.write(json.dumps([seed, found]) + "\n")
            if done % max(1, count // 20) == 0:
                print(f"{done}/{len(missing)} in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    for found in known.values():
        for name, values in found.items():
            kept.setdefault(name, []).extend(values)
    print(f"{'estimator':14}{'figures':>9}{'bias':>10}{'MC error':>10}{'sd':>9}{'mean se':>9}{'covered':>10}")
    for name, values in kept.items():
        if not values:
            continue
        true, estimate, se, low, high = np.array(values).T
        off = estimate - true
        row = {
            "case": name, "system": "kepu", "figures": len(values), "bias": float(off.mean()), "mc_error": float(off.std() / np.sqrt(len(off))),
            "sd": float(off.std()), "mean_se": float(se.mean()), "covered": float(((low <= true) & (true <= high)).mean()),
            "seconds": time.perf_counter() - started,
        }  # fmt: skip
        rows.append(row)
        print(f"{name:14}{row['figures']:9d}{row['bias']:10.5f}{row['mc_error']:10.5f}{row['sd']:9.4f}{row['mean_se']:9.4f}{row['covered']:10.1%}")
    return rows


FACTORS = (0.0, 0.5, 0.75)


def raked(seed: int) -> list[tuple[float, float]]:
    """The share of those with 70 points, weighted and raked, and its variance by replicates with each of ``FACTORS``."""
    data = sample(town(0.0), 2 * seed, rule=RULE, per_street=5)
    literate = (observed(data) >= RULE.cuts["literate"]).astype(float)
    found = []
    for fay in FACTORS:
        weighted = weigh(data, QUICK, seed, fay=fay)
        estimate = np.array([np.average(literate, weights=weighted.weights)])
        columns = replicate_weights(weighted)
        found.append((float(estimate[0]), float(weighted.replicates.variance(estimate, (literate @ columns / columns.sum(axis=0))[None])[0])))
    return found


def by_factor(count: int, processes: int) -> list[dict[str, Any]]:
    started = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        found = np.array(list(pool.map(raked, range(1, count + 1), chunksize=10)))
    print(f"{'Fay factor':>10}{'sd':>9}{'mean se':>9}{'variance / true':>17}{'MC error':>10}")
    rows = []
    for place, fay in enumerate(FACTORS):
        true, own = float(found[:, place, 0].var(ddof=1)), found[:, place, 1]
        ratio = float(own.mean() / true)
        row = {
            "case": f"fay {fay}",
            "system": "kepu",
            "ratio": ratio,
            "mc_error": ratio * float(np.sqrt(2 / count)),
            "seconds": time.perf_counter() - started,
        }
        rows.append(row)
        print(f"{fay:10.2f}{true**0.5:9.4f}{float(np.sqrt(own).mean()):9.4f}{ratio:17.3f}{row['mc_error']:10.3f}")
    return rows


def timing(sizes: list[int]) -> list[dict[str, Any]]:
    rows = []
    print(f"{'respondents':>12}{'seconds':>9}{'MiB':>7}   steps")
    for size in sizes:
        of = district(3, streets=11, communities=79, persons=max(120_000, size * 8))
        data = sample(of, 4, per_street=7, per_community=round(size / 77 / 0.7), rule=LATENT)
        compute(replace(data), replace(QUICK, replicates=50), 1)  # compile
        marks: list[tuple[str, float]] = []
        started = time.perf_counter()
        compute(data, Settings(), 1, told=partial(lambda step, done, total, into: into.append((step, time.perf_counter())), into=marks))
        seconds = time.perf_counter() - started
        each = {name: later - at for (name, at), (_, later) in pairwise(marks)}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append({"case": f"chain {data.respondents}", "system": "kepu", "seconds": seconds, "mib": peak, **each})
        print(f"{data.respondents:12,}{seconds:9.2f}{peak:7.0f}   " + ", ".join(f"{name} {value:.1f}" for name, value in each.items()))
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="2,000 respondents only")
    options.add_argument("--recovery", type=int, default=0, metavar="N")
    options.add_argument("--fay", type=int, default=0, metavar="N")
    options.add_argument("--first", type=int, default=1, help="the first seed")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--keep", type=Path, help="where replications are kept")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    if given.fay:
        rows = by_factor(given.fay, given.processes)
    elif given.recovery:
        rows = recovery(given.recovery, given.processes, given.first, given.keep)
    else:
        rows = timing([2_000] if given.quick else [2_000, 20_000])
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
