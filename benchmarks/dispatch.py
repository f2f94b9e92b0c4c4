"""The dispatcher beside first come first served, OR-Tools CP-SAT, OR-Tools routing and PyVRP: points, bound, gap, time, memory.

    python benchmarks/dispatch.py [--quick] [--json FILE] [--files PATH …] [--stretch F] [--growth]

Seeded districts of 200, 2,000 and 10,000 orders (``dispatch_cases``), the same limit and two threads for all, each in a
process of its own, whose peak memory is measured. --quick: 200 orders, two seconds each, all in this process, without memory. --files: Solomon or
Homberger files, or a folder of them. --stretch: all limits times F, for a machine that is shared; then read ``cpu_seconds``, which
is the processor time that a system got, while ``seconds`` is the wall. Points are counted by the dispatcher's own check
for all; visits of a peer that break a separation are taken out first. Building a peer's model does not count, reading
the problem does for the dispatcher. --growth: instead of the peers, how the heuristic grows with the district (``dispatch_growth``).
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dispatch_cases import case
from dispatch_growth import growth
from dispatch_peers import PEERS, TooLarge

from kepu.engines.dispatch import Assignment, Plan, Problem, Settings, check, first_come, solve, warm_up

SIZES = ((200, 20), (2000, 200), (10_000, 1000))
LIMITS = {"slots": (3, 3, 60), "mixed": (3, 3, 60), "week": (10, 10, 60), "day": (10, 10, 60), "file": (10,)}
SYSTEMS = {
    "slots": ("kepu", "first come", "CP-SAT"),
    "mixed": ("kepu", "first come", "CP-SAT"),
    "week": ("kepu", "first come", "CP-SAT", "OR-Tools routing"),
    "day": ("kepu", "first come", "OR-Tools routing", "PyVRP"),
    "file": ("kepu", "first come", "OR-Tools routing", "PyVRP"),
}


def measure(kind: str, orders: int, teams: int, system: str, limit: float, path: Path | None) -> dict[str, Any]:
    """One row: one system on one problem in this process."""
    problem, weights = case(kind, orders, teams, path)
    settings = Settings(weights=weights, time_limit=limit, threads=2, explain=False)
    warm_up()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu, note = time.perf_counter(), time.process_time(), ""
    bound: float | None = None
    planned: Sequence[Assignment] = ()
    extra: dict[str, Any] = {}
    try:
        if system in ("kepu", "first come"):
            plan: Plan = (solve if system == "kepu" else first_come)(problem, settings)
            planned, bound, note = plan.assignments, plan.bound, plan.status
            extra = {"rounds": plan.diagnostics["rounds"], "triples": plan.diagnostics["triples"]}
        else:
            planned, bound = PEERS[system](problem, weights, limit, 2)
    except TooLarge as error:
        note = f"too large: {error}"
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    kept = _clean(problem, planned, settings)
    points = check(problem, kept, settings).objective.total
    return {
        "case": f"{kind} {path.stem if path else f'{orders} x {teams}'}",
        "system": system,
        "seconds": round(wall, 3),
        "cpu_seconds": round(cpu, 3),
        "limit": limit,
        "objective": round(points, 2) if kept else None,
        "bound": round(bound, 2) if bound is not None and math.isfinite(bound) else None,
        "gap": round(max(0.0, bound - points) / bound, 6) if bound and math.isfinite(bound) else None,
        "served": len(kept),
        "taken_out": len(planned) - len(kept),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "peak_mib_before": round(memory / 1024, 1),
        "note": note,
        **extra,
    }


def _clean(problem: Problem, planned: Sequence[Assignment], settings: Settings) -> list[Assignment]:
    """The visits that break no rule."""
    kept = list(planned)
    while broken := check(problem, kept, settings).violations:
        guilty = {item.order for item in broken[:1]} if len(broken) < 20 else {item.order for item in broken}
        kept = [item for item in kept if item.order not in guilty]
    return kept


def jobs(quick: bool, stretch: float, files: list[Path]) -> list[tuple[str, int, int, str, float, Path | None]]:
    """What to run: kind, orders, teams, system, limit, file."""
    found: list[tuple[str, int, int, str, float, Path | None]] = []
    for kind in ("slots", "mixed", "week", "day"):
        for size, limit in list(zip(SIZES, LIMITS[kind], strict=True))[: 1 if quick else 3]:
            for system in SYSTEMS[kind]:
                if not (quick and kind == "mixed"):
                    found.append((kind, *size, system, 2.0 if quick else limit * stretch, None))
    for path in files:
        found += [("file", 0, 0, system, 10 * stretch, path) for system in SYSTEMS["file"]]
    return found


def run_apart(job: tuple[str, int, int, str, float, Path | None]) -> dict[str, Any]:
    """A row from a process of its own; one that dies or hangs is a row too."""
    kind, orders, teams, system, limit, path = job
    command = [sys.executable, __file__, "--one", kind, str(orders), str(teams), system, str(limit), str(path or "")]
    row: dict[str, Any] = {"case": f"{kind} {orders} x {teams}", "system": system, "seconds": None, "limit": limit}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20 * limit + 300)
    except subprocess.TimeoutExpired:
        return row | {"note": "did not stop"}
    if done.returncode:
        return row | {"note": f"died: {(done.stderr.strip().splitlines() or [str(done.returncode)])[-1]}"}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def show(row: dict[str, Any]) -> None:
    """One line of the table."""
    cells = [row.get(name) for name in ("seconds", "cpu_seconds", "objective", "bound", "gap", "served", "peak_mib")]
    texts = ["-" if cell is None else f"{100 * cell:.3f}%" if k == 4 else f"{cell:,.1f}" if k < 4 else f"{cell:,.0f}" for k, cell in enumerate(cells)]
    print(f"{row['case']:20}{row['system']:18}" + "".join(f"{text:>13}" for text in texts) + f"  {row.get('note', '')}", flush=True)


def show_growth() -> None:
    """A line for each size, last the processor time over n log2 n, which falls or stays where growth is no faster."""
    print(f"{'orders':>8}{'triples/order':>15}{'read s':>10}{'construct s':>13}{'passes s':>10}{'ns/(n log n)':>14}{'all':>8}")
    for row in growth():
        times = f"{row['read']:>10.3f}{row['construct']:>13.3f}{row['passes']:>10.3f}{row['passes_per_nlogn']:>14.0f}{row['all_per_nlogn']:>8.0f}"
        print(f"{row['orders']:>8}{row['triples_per_order']:>15.1f}{times}", flush=True)


def main() -> None:
    """Run, print a table, and write the rows where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="200 orders, two seconds for each system")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--files", type=Path, nargs="*", default=[], help="Solomon or Homberger files, or folders of them")
    parser.add_argument("--stretch", type=float, default=1.0, help="all limits times this, on a shared machine")
    parser.add_argument("--growth", action="store_true", help="processor seconds of fixed passes at 500 to 16,000 orders over n log n")
    parser.add_argument("--only", default="", help="only cases whose name begins so")
    parser.add_argument("--one", nargs=6, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        kind, orders, teams, system, limit, path = options.one
        print(json.dumps(measure(kind, int(orders), int(teams), system, float(limit), Path(path) if path else None)))
        return
    if options.growth:
        show_growth()
        return
    files = [file for path in options.files for file in (sorted({*path.glob("*.[tT][xX][tT]"), *path.glob("*.vrp")}) if path.is_dir() else [path])]
    rows = []
    names = ("case", "system", "seconds", "cpu s", "objective", "bound", "gap", "served", "peak MiB")
    print(f"{names[0]:20}{names[1]:18}" + "".join(f"{name:>13}" for name in names[2:]))
    warm_up()
    for job in jobs(options.quick, options.stretch, files):
        if f"{job[0]} {job[1]} x {job[2]}".startswith(options.only):
            rows.append(measure(*job) | {"peak_mib": None} if options.quick else run_apart(job))
            show(rows[-1])
            if options.json:
                options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
