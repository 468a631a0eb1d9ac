"""`make bench`: everything that is measured, in one run, as one table."""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
from pathlib import Path

from benchmarks import (
    check_in_storm,
    check_ins,
    coaching,
    crash_live,
    faq_public,
    faq_scores,
    feedback,
    homework,
    live_pace,
    live_start,
    live_turns,
    nudges,
    peers,
    roadmap,
    start,
    status,
    ticks,
)
from benchmarks.report import table


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--faq", type=Path, help="folder with one file of questions a pack (academy.jsonl, …)")
    parser.add_argument("--sets", type=Path, help="folder with public question sets (clinc150.jsonl, hint3_*.jsonl, …)")
    parser.add_argument("--quick", action="store_true", help="leave out the two hundred kills, which take minutes")
    parser.add_argument("--strict", action="store_true", help="end with an error where a goal was missed")
    chosen = parser.parse_args()
    print(f"Python {platform.python_version()} on {platform.machine()}\n")
    rows = [*start.measure(), *asyncio.run(check_ins.measure()), *asyncio.run(check_in_storm.measure())]
    for live in (
        coaching,
        homework,
        feedback,
        roadmap,
        peers,
        status,
        nudges,
        ticks,
        live_start,
        live_turns,
        live_pace,
    ):
        rows += asyncio.run(live.measure())
    if not chosen.quick:
        rows += asyncio.run(crash_live.measure())
    print(table(rows))
    if chosen.faq:
        print()
        faq_scores.main(["--faq", str(chosen.faq)])
    if chosen.sets:
        print()
        faq_public.main(["--sets", str(chosen.sets)])
    if chosen.strict and not all(row.reached for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
