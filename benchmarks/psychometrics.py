"""Calibration beside PyPI mirt, girth and R mirt: seconds, memory, log-likelihood, recovery, and the bound of this machine.

    python benchmarks/psychometrics.py [--quick] [--json FILE] [--limit SECONDS] [--sizes N …] [--peers NAME …]
    python benchmarks/psychometrics.py --recovery N

Data: 50 items of two categories (2PL) or five (graded), all answered or 25 of them in one of four overlapping booklets. Every
calibration runs in a process of its own with threads on all processors; memory is the peak of that process, "base" what it held before.
"first" is a first calibration of at most 4,000 of the persons, which loads compiled code, "seconds" the least of as many of all persons as
fill a second, and of three at least (of one where it takes long). Log-likelihoods are those of each program's estimates at the same 41
equally spaced nodes; "behind" is how far they stay below the best of the group (kepu stops where 1e-3 is left to gain, about where the nearest of
the others stop at their own settings; that is 4e-9 of the log-likelihood at 20,000 persons).
A peer past --limit seconds at one size is left out at the larger ones. Peers are installed with ``uv sync --group peers``; R with its
package mirt is used where Rscript finds it.

The bound is what a plain EM cannot go below: 30 iterations of both matrix products and one exponential per person and node, at this
machine's measured speeds, first for products as narrow as these, then for its best product.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ITEMS, NODES, ITERATIONS, STEPS = 50, 41, 30, np.array([1.6, 0.5, -0.5, -1.6])
SIZES, QUICK = (2_000, 20_000, 300_000), (2_000, 20_000)
PEERS = ("kepu", "mirt", "girth", "R mirt")
R_SCRIPT = """
suppressMessages(library(mirt)); file <- commandArgs(TRUE)
size <- as.integer(file[2]); X <- matrix(readBin(file[1], "integer", n = size * {items}, size = 1), ncol = {items}); X[X < 0] <- NA
colnames(X) <- paste0("i", seq_len({items})); t <- proc.time()[["elapsed"]]
m <- mirt(as.data.frame(X), 1, file[3], quadpts = 41, verbose = FALSE)
cat(proc.time()[["elapsed"]] - t, "\\n"); write.table(coef(m, simplify = TRUE)$items, file[4], row.names = FALSE, col.names = FALSE)
"""


def draw(model: str, persons: int, booklets: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers (int8, -1 missing), true slopes (j,) and intercepts (j, k)."""
    rng = np.random.default_rng(persons)
    slope, level = rng.lognormal(0, 0.3, ITEMS), rng.normal(0, 1, ITEMS)
    steps = level[:, None] + (STEPS if model == "graded" else np.zeros(1))
    answers = np.empty((persons, ITEMS), np.int8)
    for first in range(0, persons, 20_000):
        theta = rng.normal(size=min(20_000, persons - first))
        u = rng.random((len(theta), ITEMS))
        line = slope * theta[:, None]
        answers[first : first + len(theta)] = sum((u < 1 / (1 + np.exp(-(line + steps[:, k])))).astype(np.int8) for k in range(steps.shape[1]))
    if booklets:
        asked = (np.arange(ITEMS)[None, :] - (np.arange(persons) % 4 * 12)[:, None]) % ITEMS < ITEMS // 2
        answers[~asked] = -1
    return answers, slope, steps


def by_kepu(answers: np.ndarray, model: str) -> tuple[np.ndarray, float]:
    from kepu.engines.psychometrics import calibrate, from_wide

    fit = calibrate(from_wide(answers), model, tolerance=1e-3)
    return np.array([item.values for item in fit.items[0]]), 0.0


def by_mirt(answers: np.ndarray, model: str) -> tuple[np.ndarray, float]:
    import mirt

    fit = mirt.fit_mirt(answers.astype(int), "2PL" if model == "2pl" else "GRM", n_quadpts=NODES, compute_standard_errors=False)
    a, b = fit.model.parameters["discrimination"], fit.model.parameters["difficulty" if model == "2pl" else "thresholds"]
    return np.column_stack([a, -a[:, None] * np.asarray(b).reshape(ITEMS, -1)]), 0.0


def by_girth(answers: np.ndarray, model: str) -> tuple[np.ndarray, float]:
    import girth

    coded = np.where(answers < 0, girth.INVALID_RESPONSE, answers + (model == "graded")).T.astype(int)
    fit = (girth.twopl_mml if model == "2pl" else girth.grm_mml)(coded, {"quadrature_n": NODES, "quadrature_bounds": (-6, 6)})
    a = fit["Discrimination"]
    return np.column_stack([a, -a[:, None] * np.asarray(fit["Difficulty"]).reshape(ITEMS, -1)]), 0.0


def by_r(answers: np.ndarray, model: str) -> tuple[np.ndarray, float]:
    """R reads a file before its clock starts."""
    with tempfile.TemporaryDirectory() as folder:
        data, script, out = Path(folder, "x"), Path(folder, "x.R"), Path(folder, "y")
        data.write_bytes(answers.T.tobytes())
        script.write_text(R_SCRIPT.format(items=ITEMS))
        name = "2PL" if model == "2pl" else "graded"
        done = subprocess.run(["Rscript", script, data, str(len(answers)), name, out], capture_output=True, text=True, check=True)
        return np.loadtxt(out)[:, : 1 + (4 if model == "graded" else 1)], float(done.stdout.split()[-1])


RUNNERS: dict[str, Callable[[np.ndarray, str], tuple[np.ndarray, float]]] = {"kepu": by_kepu, "mirt": by_mirt, "girth": by_girth, "R mirt": by_r}


def one(peer: str, model: str, persons: int, booklets: bool) -> dict[str, Any]:
    """One calibration in this process."""
    answers, slope, steps = draw(model, persons, booklets)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    if peer != "R mirt":
        RUNNERS[peer](answers[:4000], model)
    first = time.perf_counter() - start
    times: list[float] = []
    processor: list[float] = []
    while not times or (len(times) < 3 and sum(times) < 10) or sum(times) < 1:
        wall, cpu = time.perf_counter(), time.process_time()
        values, own = RUNNERS[peer](answers, model)
        times.append(own or time.perf_counter() - wall)
        processor.append(own or time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN if peer == "R mirt" else resource.RUSAGE_SELF).ru_maxrss / 1024
    error = [float(np.sqrt(np.mean(d**2))) for d in (values[:, 0] - slope, values[:, 1:] - steps)]
    return {
        "peer": peer, "model": model, "persons": persons, "booklets": booklets, "first": first, "seconds": min(times), "cpu": min(processor),
        "base_mb": base, "peak_mb": peak, "loglik": loglik(answers, model, values), "rmse_slope": error[0], "rmse_intercept": error[1],
    }  # fmt: skip


def loglik(answers: np.ndarray, model: str, values: np.ndarray) -> float:
    """Marginal log-likelihood of parameters at 41 equally spaced nodes."""
    from kepu.engines.psychometrics import from_wide
    from kepu.engines.psychometrics.calibrate import look
    from kepu.engines.psychometrics.layout import Wishes, arrange
    from kepu.engines.psychometrics.shards import Shard
    from kepu.engines.psychometrics.tables import EQUAL_NODES

    responses = from_wide(answers)
    layout = arrange(responses, [model] * ITEMS, Wishes())
    return look(layout, EQUAL_NODES, Shard(responses))(values.ravel()).value


def speeds() -> dict[str, float]:
    """Multiplications and additions a second in narrow and in square products, and exponentials a second."""
    rng = np.random.default_rng(0)
    x, w, square, line = rng.random((8192, ITEMS)), rng.random((ITEMS, NODES)), rng.random((2048, 2048)), -rng.random((8192, NODES))
    out = np.empty_like(line)

    def rate(work: Callable[[], object], operations: float, repeats: int) -> float:
        least = math.inf
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(repeats):
                work()
            least = min(least, (time.perf_counter() - start) / repeats)
        return operations / least

    flops = 2.0 * 8192 * ITEMS * NODES
    narrow = 2 / (1 / rate(lambda: x @ w, flops, 20) + 1 / rate(lambda: x.T @ out, flops, 20))
    return {"narrow": narrow, "square": rate(lambda: square @ square, 2.0 * 2048**3, 1), "exp": rate(lambda: np.exp(line, out=out), line.size, 20)}


def bound(speed: dict[str, float], persons: int, columns: int) -> tuple[float, float]:
    """Seconds of a plain EM by narrow and by the best products."""
    flops, exps = 4.0 * persons * columns * NODES * ITERATIONS, persons * NODES * ITERATIONS / speed["exp"]
    return flops / speed["narrow"] + exps, flops / speed["square"] + exps


def available(peer: str) -> bool:
    """Whether a peer can be run here."""
    if peer == "R mirt":
        try:
            return subprocess.run(["Rscript", "-e", "library(mirt)"], capture_output=True).returncode == 0
        except FileNotFoundError:
            return False
    return peer == "kepu" or subprocess.run([sys.executable, "-c", f"import {peer}"], capture_output=True).returncode == 0


def child(peer: str, model: str, persons: int, booklets: bool, limit: float) -> dict[str, Any] | None:
    """The calibration in a process of its own; nothing where it takes longer than the limit."""
    arguments = [sys.executable, __file__, "--one", peer, model, str(persons), str(int(booklets))]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(f"  {peer} failed: {done.stderr.strip().splitlines()[-1][:120]}")
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(sizes: tuple[int, ...], peers: list[str], limit: float) -> list[dict[str, Any]]:
    """All calibrations, printed as they come."""
    rows: list[dict[str, Any]] = []
    over: set[tuple[str, str, bool]] = set()
    print(f"{'':34}{'seconds':>9}{'first':>8}{'cpu':>8}{'peak MB':>9}{'base':>6}{'behind':>11}{'relative':>10}  rmse a, d     × kepu")
    for model in ("2pl", "graded"):
        for booklets in (False, True):
            for persons in sizes:
                group = []
                for peer in peers:
                    if (peer, model, booklets) in over:
                        continue
                    row = child(peer, model, persons, booklets, limit)
                    if row is None:
                        print(f"{model:7}{'booklets' if booklets else 'whole':9}{persons:>9} {peer:8} not within {limit:g} s")
                        over.add((peer, model, booklets))
                    else:
                        group.append(row)
                show(group)
                rows += group
    return rows


def show(group: list[dict[str, Any]]) -> None:
    """One line a peer, the best log-likelihood as the measure."""
    best = max((row["loglik"] for row in group), default=0.0)
    mine = next((row["seconds"] for row in group if row["peer"] == "kepu"), math.nan)
    for row in group:
        behind = best - row["loglik"]
        kind = "booklets" if row["booklets"] else "whole"
        print(f"{row['model']:7}{kind:9}{row['persons']:>9} {row['peer']:8}{row['seconds']:>9.3f}{row['first']:>8.2f}{row['cpu']:>8.2f}", end="")
        print(f"{row['peak_mb']:>9.0f}{row['base_mb']:>6.0f}{behind:>11.2e}{behind / abs(best):>10.1e}", end="")
        print(f"  {row['rmse_slope']:.4f} {row['rmse_intercept']:.4f}{row['seconds'] / mine:>8.1f}", flush=True)


def recovery(replications: int) -> dict[str, dict[str, float]]:
    """Bias and coverage of 95 % intervals over simulated samples of 1,000 persons and 15 items."""
    from kepu.engines.psychometrics import Item, calibrate, from_wide, simulate

    rng = np.random.default_rng(11)
    truth = np.column_stack([rng.lognormal(0, 0.25, 15), rng.normal(0, 1, 15)])
    items = [Item(f"i{j}", "2pl", (0, 1), values) for j, values in enumerate(truth)]
    z: dict[str, list[np.ndarray]] = {"oakes": [], "crossproduct": [], "sandwich": []}
    estimates = []
    for _ in range(replications):
        answers = from_wide(simulate(items, rng.normal(size=1000), rng))
        fit = calibrate(answers)
        estimates.append(fit.free)
        for kind, found in z.items():
            errors = np.sqrt(np.diag(calibrate(answers, start=fit.free, errors=kind).covariance))
            found.append((fit.free - truth.ravel()) / errors)
    bias = np.mean(estimates, axis=0) - truth.ravel()
    noise = np.std(estimates, axis=0) / np.sqrt(replications)
    print(f"{replications} samples: bias of slopes {bias[::2].mean():+.4f}, of intercepts {bias[1::2].mean():+.4f}; ", end="")
    print(f"Monte Carlo error of one {noise.mean():.4f}")
    covered = {kind: float((np.abs(np.array(found)) < 1.959964).mean()) for kind, found in z.items()}
    print("coverage of 95 % intervals: " + ", ".join(f"{kind} {share:.1%}" for kind, share in covered.items()))
    return {"bias": {"slope": float(bias[::2].mean()), "intercept": float(bias[1::2].mean())}, "coverage": covered}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000 and 20,000 persons beside mirt, at most 15 seconds each")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--limit", type=float, default=240.0)
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=PEERS)
    parser.add_argument("--recovery", type=int, metavar="N", help="only bias and coverage over N simulated samples")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        peer, model, persons, booklets = options.one
        print(json.dumps(one(peer, model, int(persons), bool(int(booklets)))))
        return
    if options.recovery:
        recovery(options.recovery)
        return
    sizes = tuple(options.sizes or (QUICK if options.quick else SIZES))
    speed, load = speeds(), os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f}; narrow {speed['narrow'] / 1e9:.1f}, ", end="")
    print(f"square {speed['square'] / 1e9:.1f} GFlop/s, exp {speed['exp'] / 1e9:.2f} G/s")
    bounds = {persons: {model: bound(speed, persons, ITEMS * k) for model, k in (("2pl", 1), ("graded", 4))} for persons in sizes}
    for persons, each in bounds.items():
        words = ", ".join(f"{model} {narrow:.2f} s ({best:.2f} s at best)" for model, (narrow, best) in each.items())
        print(f"bound of a plain EM, {persons:>7,} persons: {words}")
    peers = [peer for peer in options.peers if available(peer) and not (options.quick and peer in ("girth", "R mirt"))]
    rows = compare(sizes, peers, 15.0 if options.quick else options.limit)
    if options.json:
        options.json.write_text(json.dumps({"load": load, "speeds": speed, "bounds": bounds, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
