"""Survey estimates beside svy and R survey: seconds, peak memory, and whether the figures are equal.

    python benchmarks/survey.py [--quick] [--rows 300000] [--peers NAME …] [--limit SECONDS] [--json FILE]

Data: a stratified two-stage sample, 40 strata × 30 PSUs; a share of one fifth; 79 domains that follow PSUs ("nested") or cut across
them ("cut"), each crossed with five groups too. Every run has a process of its own: "seconds" is the least of three (one where it
takes long), after a first run of the whole, whose time, with loading and compiling, is "first"; "cpu" are the least processor
seconds (R: the clock); memory is the process's peak, with "base" what data and interpreter held before. svy draws the replicates that all programs estimate on; kepu and R are handed its
factors, so that figures can be equal (svy divides by R replicates and not by R - 1; here all do). "chain" is everything: 1,000
Rao–Wu replicates drawn, each raked to three margins, 79 × 5 domains with their intervals. svy is asked for means, which it makes
faster than its proportions. A peer past --limit seconds is stopped.
"""

from __future__ import annotations

import argparse
import json
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

STRATA, PSUS, DOMAINS, GROUPS = 40, 30, 79, 5
PEERS = ("svy", "kepu", "R survey")
DOMAIN_SETS = ("nested", "cut", "nested × 5", "cut × 5")
R_SCRIPT = """
suppressMessages(library(survey)); a <- commandArgs(TRUE); n <- as.integer(a[2]); reps <- as.integer(a[3])
read <- function(name) readBin(file.path(a[1], paste0(name, ".bin")), "double", n)
t <- data.frame(stratum = read("stratum"), psu = read("psu"), w = read("w"), y = read("y"), domain = read(a[4]), g = read("group"))
if (a[5] == "5") t$domain <- t$domain * 5 + t$g
if (reps > 0) {
  f <- matrix(readBin(file.path(a[1], "factors.bin"), "double", 1200 * reps), ncol = reps); f <- f[t$psu + 1, ]
  d <- svrepdesign(weights = t$w, repweights = f, data = t, type = "other", scale = 1 / reps, rscales = rep(1, reps),
    combined.weights = FALSE, mse = FALSE)
  rm(f)
} else d <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = t)
s <- proc.time()[["elapsed"]]; r <- svyby(~y, ~domain, d, svymean); cat(proc.time()[["elapsed"]] - s, "\\n")
writeBin(c(as.numeric(coef(r)), as.numeric(SE(r))), file.path(a[1], "r.out"))
"""
Table = dict[str, np.ndarray]
Figures = tuple[np.ndarray, np.ndarray]


def draw(rows: int) -> Table:
    rng = np.random.default_rng(rows)
    stratum, place = rng.integers(0, STRATA, rows), rng.integers(0, PSUS, rows)
    stratum[: STRATA * PSUS], place[: STRATA * PSUS] = np.divmod(np.arange(STRATA * PSUS), PSUS)
    psu = stratum * PSUS + place
    push = rng.normal(0, 0.3, STRATA * PSUS)
    return {
        "stratum": stratum,
        "psu": psu,
        "nested": psu % DOMAINS,
        "cut": rng.integers(0, DOMAINS, rows),
        "group": rng.integers(0, GROUPS, rows),
        "sex": rng.integers(0, 2, rows),
        "age": rng.integers(0, 6, rows),
        "w": rng.uniform(1, 5, rows),
        "y": (rng.random(rows) < 1 / (1 + np.exp(1.4 - push[psu]))).astype(float),
    }


def margins(table: Table) -> dict[str, dict[int, float]]:
    whole = 1.1 * float(table["w"].sum())
    return {
        "sex": {0: 0.48 * whole, 1: 0.52 * whole},
        "age": {k: whole * share for k, share in enumerate((0.1, 0.2, 0.2, 0.2, 0.2, 0.1))},
        "group": dict.fromkeys(range(GROUPS), whole / GROUPS),
    }


def columns(table: Table, domains: str) -> list[str]:
    return [domains.split(" ")[0], *(["group"] if "× 5" in domains else [])]


def kepu_task(table: Table, task: str, domains: str, replicates: int, folder: Path) -> Callable[[], Figures]:
    from kepu.engines import survey

    by = {name: table[name] for name in columns(table, domains)}
    stratum, psu, w, y = (table[name] for name in ("stratum", "psu", "w", "y"))

    def taylor() -> Figures:
        found = survey.estimate_proportion(survey.Design(w, stratum, psu), y, by=by)
        return found.estimate, found.se

    def make() -> Figures:
        return survey.rao_wu(stratum, psu, w, replicates, seed=1).parts[0][1], np.zeros(0)

    def chain() -> Figures:
        rake = survey.Rake.of({name: (table[name], totals) for name, totals in margins(table).items()})
        raked = survey.reweight(survey.rao_wu(stratum, psu, w, replicates, seed=1), rake)
        found = survey.estimate_proportion(survey.Design(raked.weights, stratum, psu, replicates=raked), y, by=by, method="replicates")
        return found.estimate, found.se

    if task != "estimate":
        return {"taylor": taylor, "make": make, "chain": chain}[task]
    factors = np.fromfile(folder / "factors.bin").reshape(-1, STRATA * PSUS).T[:, :replicates].copy()
    given = survey.Replicates("rao-wu", w, w, ((psu, factors),), np.full(replicates, 1 / replicates), "mean", replicates - 1)

    def estimate() -> Figures:
        found = survey.estimate_proportion(survey.Design(w, stratum, psu, replicates=given), y, by=by, method="replicates")
        return found.estimate, found.se

    return estimate


def svy_task(table: Table, task: str, domains: str, replicates: int, folder: Path) -> Callable[[], Figures]:
    import polars as pl
    import svy

    by = columns(table, domains)
    frame = pl.DataFrame(table)

    def sample() -> Any:
        return svy.Sample(frame, svy.Design(stratum="stratum", psu="psu", wgt="w"))

    def figures(one: Any, method: str) -> Figures:
        found = one.estimation.mean("y", by=by if len(by) > 1 else by[0], method=method).to_polars().sort(by)
        return found["est"].to_numpy(), found["se"].to_numpy()

    def make() -> Figures:
        made = sample().weighting.create_bs_wgts(replicates, rstate=1)
        first = np.unique(table["psu"], return_index=True)[1]
        names = [f"w{r + 1}" for r in range(replicates)]
        return made.data[first.tolist()].select(names).to_numpy() / table["w"][first][:, None], np.zeros(0)

    def chain() -> Figures:
        made = sample().weighting.create_bs_wgts(replicates, rstate=1)
        return figures(made.weighting.rake(controls=margins(table), tol=1e-10), "replication")

    if task == "estimate":
        ready = sample().weighting.create_bs_wgts(replicates, rstate=1)
        return lambda: figures(ready, "replication")
    return {"taylor": lambda: figures(sample(), "taylor"), "make": make, "chain": chain}[task]


def by_r(table: Table, task: str, domains: str, replicates: int, folder: Path) -> tuple[float, Figures]:
    """R reads its files before its clock starts."""
    for name in ("stratum", "psu", "w", "y", "nested", "cut", "group"):
        table[name].astype(float).tofile(folder / f"{name}.bin")
    script = folder / "x.R"
    script.write_text(R_SCRIPT)
    crossed = "5" if "× 5" in domains else "1"
    reps = str(replicates if task == "estimate" else 0)
    done = subprocess.run(
        ["Rscript", script, folder, str(len(table["w"])), reps, columns(table, domains)[0], crossed], capture_output=True, text=True, check=True
    )
    found = np.fromfile(folder / "r.out")
    return float(done.stdout.split()[-1]), (found[: len(found) // 2], found[len(found) // 2 :])


def one(peer: str, task: str, domains: str, replicates: int, rows: int, folder: Path) -> dict[str, Any]:
    """One run in this process."""
    table = draw(rows)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if peer == "R survey":
        seconds, figures = by_r(table, task, domains, replicates, folder)
        times, first = [seconds], seconds
        processor = [seconds]
    else:
        start = time.perf_counter()
        run = (kepu_task if peer == "kepu" else svy_task)(table, task, domains, replicates, folder)
        figures = run()
        first, times = time.perf_counter() - start, []
        processor = []
        while not times or (len(times) < 3 and sum(times) < 5):
            wall, cpu = time.perf_counter(), time.process_time()
            figures = run()
            times.append(time.perf_counter() - wall)
            processor.append(time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN if peer == "R survey" else resource.RUSAGE_SELF).ru_maxrss / 1024
    if peer == "svy" and task == "make":
        figures[0].T.astype(float).tofile(folder / "factors.bin")
    np.savez(folder / "figures.npz", estimate=figures[0], se=figures[1])
    return {"seconds": min(times), "cpu": min(processor), "first": first, "base_mb": base, "peak_mb": peak}


def runs(quick: bool) -> list[tuple[str, str, int]]:
    wanted = [("taylor", domains, 0) for domains in DOMAIN_SETS]
    for replicates in (200,) if quick else (200, 1000):
        wanted += [("make", "nested", replicates)] + [("estimate", domains, replicates) for domains in DOMAIN_SETS]
    return [*wanted, *(("chain", domains, 200 if quick else 1000) for domains in ("nested × 5", "cut × 5"))]


def can(peer: str, task: str, replicates: int) -> bool:
    """R draws no Rao–Wu bootstrap, and 1,000 columns of 300,000 in R would need 7 GB."""
    return peer != "R survey" or (task in ("taylor", "estimate") and replicates <= 200)


def apart(figures: Figures, other: Figures) -> tuple[float, float]:
    return tuple(float(np.max(np.abs(a / b - 1))) for a, b in zip(figures, other, strict=True))  # type: ignore[return-value]


def child(peer: str, task: str, domains: str, replicates: int, options: argparse.Namespace, folder: Path) -> dict[str, Any] | str:
    words = [sys.executable, __file__, "--one", json.dumps([peer, task, domains, replicates, options.rows, str(folder)])]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=options.limit, check=False, env=os.environ)
    except subprocess.TimeoutExpired:
        return f"over {options.limit:g} s"
    return json.loads(done.stdout) if done.returncode == 0 else "failed: " + done.stderr.strip().split("\n")[-1][:90]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="30,000 rows and 200 replicates")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS))
    parser.add_argument("--limit", type=float, default=300)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        peer, task, domains, replicates, rows, folder = json.loads(options.one)
        print(json.dumps(one(peer, task, domains, replicates, rows, Path(folder))))
        return
    options.rows = options.rows or (30_000 if options.quick else 300_000)
    results = []
    print(f"{options.rows:,} rows, {os.cpu_count()} processors")
    print(
        f"{'task':9} {'domains':11} {'reps':>5} {'program':9} {'seconds':>8} {'cpu':>7} {'first':>7} {'peak MB':>8} {'base':>5}  apart: figures, errors"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for task, domains, replicates in runs(options.quick):
            reference: Figures | None = None
            for peer in [peer for peer in options.peers if can(peer, task, replicates)]:
                found = child(peer, task, domains, replicates, options, folder)
                head = f"{task:9} {domains:11} {replicates or '':>5} {peer:9}"
                if isinstance(found, str):
                    print(head, found, flush=True)
                    results.append({"task": task, "domains": domains, "replicates": replicates, "peer": peer, "failed": found})
                    continue
                with np.load(folder / "figures.npz") as file:
                    figures = file["estimate"], file["se"]
                same = ""
                if task != "make" and reference is not None:
                    gaps = apart(figures, reference)
                    same = f"{gaps[0]:.0e}, {gaps[1]:.0e}" + (" (own draws)" if task == "chain" else "")
                    found["apart"] = gaps
                reference = reference or figures
                print(
                    head,
                    f"{found['seconds']:8.3f} {found['cpu']:7.3f} {found['first']:7.2f} {found['peak_mb']:8.0f} {found['base_mb']:5.0f}  {same}",
                    flush=True,
                )
                results.append({"task": task, "domains": domains, "replicates": replicates, "peer": peer, **found})
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
