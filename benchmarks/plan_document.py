"""How the reading of a plan grows with its length: seconds, lines a second, peak memory, exponent.

    python benchmarks/plan_document.py [--quick] [--json FILE] [--plan FILE]

The plan is made longer by repeating its sections and the rows of its annex 1, 10, 100 and 1,000 times
(--quick: to 100). Beside it stands what no reader can beat: splitting the same text into lines and
matching each against one plain pattern for headings. Memory is traced in a run of its own, because
tracing slows Python down. Then texts made to hurt: one piece over and over.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import re
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kepu.engines.plan_document import analyse, render
from kepu.engines.plan_document.source import Source, split_lines

ROOT = Path(__file__).parents[1]
REAL = "yuzhong-2021-2025.txt"
SYNTHETIC = ROOT / "tests/engines/plan_document/data/county-2026-2030.txt"
NASTY = ["1", "一", "（", "（牵头单位：", "（甲局、", "“", "《", "每个", "建成1个", "不少于", "局、", "\t", "\t区委、局\n", "\n", "附件\n"]
PLAIN = re.compile(r"\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[．.、])")


def find_plan() -> Path:
    """The real plan where it lies beside the checkout, else the county plan of the tests."""
    places = [Path(os.environ["KEPU_PLAN_DIR"])] if "KEPU_PLAN_DIR" in os.environ else []
    places += [ROOT.parent / "shared/plans"]
    return next((place / REAL for place in places if (place / REAL).is_file()), SYNTHETIC)


def lengthen(text: str, times: int) -> str:
    """The plan with its sections, and the rows of its annex, so many times over."""
    lines = text.splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if line.startswith("一、"))
    annex = next((i for i, line in enumerate(lines) if line.strip() == "附件"), len(lines))
    rows = next((i for i in range(annex, len(lines)) if "提升行动" in lines[i] and "\t" in lines[i]), len(lines))
    tail = "".join(lines[rows:])
    return "".join(
        ["".join(lines[:first]), "".join(lines[first:annex]) * times, "".join(lines[annex:rows]), (tail.rstrip(" ") + "\n" if tail else "") * times]
    )


def plain_pass(text: str) -> int:
    """The bound: lines split and each matched once."""
    return sum(1 for line in text.splitlines() if PLAIN.match(line))


def seconds(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Wall and processor seconds, the least of some runs: other work on the machine only adds to them."""
    wall = processor = math.inf
    for _ in range(repeats):
        gc.collect()
        start, cpu = time.perf_counter(), time.process_time()
        work()
        wall, processor = min(wall, time.perf_counter() - start), min(processor, time.process_time() - cpu)
    return wall, processor


def peak_mib(work: Callable[[], object]) -> float:
    """Peak of the memory that Python objects take, in MiB, over what was there before."""
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def measure(text: str, times: int) -> list[dict[str, Any]]:
    """Rows for one length: the reader and the bound."""
    count = len(split_lines(text))
    repeats = 5 if times <= 10 else 3
    rows = []
    for system, work in (
        ("kepu", lambda: analyse(Source(split_lines(text), "str"))),
        ("plain regex pass", lambda: plain_pass(text)),
    ):
        taken, cpu = seconds(work, repeats)
        rows.append(
            {
                "case": f"plan x{times}",
                "system": system,
                "seconds": round(taken, 6),
                "cpu_seconds": round(cpu, 6),
                "lines": count,
                "megabytes": round(len(text.encode()) / 1e6, 3),
                "lines_per_second": round(count / taken),
                "peak_mib": round(peak_mib(work), 3),
            }
        )
    plan = analyse(Source(split_lines(text), "str"))
    rows[0] |= {"nodes": sum(1 for _ in plan.walk()), "targets": len(plan.targets), "doubts": len(plan.doubts), "lossless": render(plan) == text}
    return rows


def measure_nasty(repeats: int) -> list[dict[str, Any]]:
    """How the time grows where one piece follows itself without end: the exponent from 15,000 to 60,000 times."""
    rows = []
    for piece in NASTY:
        texts = ["一、重点行动\n（一）实施科普行动\n建设一批好基地。" + piece * times for times in (15_000, 60_000)]
        short, long = (seconds(lambda text=text: analyse(Source(split_lines(text), "str")), repeats)[1] for text in texts)  # type: ignore[misc]
        rows.append(
            {"case": f"60,000 x {piece!r}", "system": "kepu", "seconds": round(long, 3), "exponent_time": round(math.log(long / short, 4), 2)}
        )
    return rows


def exponent(rows: list[dict[str, Any]], system: str, what: str) -> float:
    """Slope of log ``what`` over log lines, over the last two decades of length."""
    own = [row for row in rows if row["system"] == system]
    longer = [row for row in own if row["lines"] >= own[-1]["lines"] / 100]
    first, last = longer[0], longer[-1]
    return math.log(last[what] / first[what]) / math.log(last["lines"] / first["lines"])


def main() -> None:
    """Run, print a table, and write the rows where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="up to 100 times the plan only")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--plan", type=Path, help="another plan, as UTF-8 text")
    options = parser.parse_args()
    path = options.plan or find_plan()
    text = path.read_text("utf-8")
    rows: list[dict[str, Any]] = []
    print(f"{'case':12}{'system':18}{'lines':>9}{'seconds':>11}{'lines/s':>11}{'peak MiB':>10}  found")
    for times in (1, 10, 100) if options.quick else (1, 10, 100, 1000):
        for row in measure(lengthen(text, times), times):
            row["plan"] = path.name
            rows.append(row)
            found = f"{row['nodes']} nodes, {row['targets']} targets, lossless {row['lossless']}" if "nodes" in row else ""
            print(
                f"{row['case']:12}{row['system']:18}{row['lines']:>9}{row['seconds']:>11.4f}"
                f"{row['lines_per_second']:>11}{row['peak_mib']:>10.1f}  {found}",
                flush=True,
            )
    for system in ("kepu", "plain regex pass"):
        growth = {"case": "growth over the last two decades", "system": system, "seconds": None, "plan": path.name}
        growth |= {"exponent_time": round(exponent(rows, system, "cpu_seconds"), 3), "exponent_memory": round(exponent(rows, system, "peak_mib"), 3)}
        print(f"{system}: processor seconds grow as lines^{growth['exponent_time']}, memory as lines^{growth['exponent_memory']}")
        rows.append(growth)
    for row in measure_nasty(1 if options.quick else 3):
        print(f"{row['case']:22}{row['seconds']:>8.3f} s, grows as length^{row['exponent_time']}", flush=True)
        rows.append(row)
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
