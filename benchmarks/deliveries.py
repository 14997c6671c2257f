"""What deliveries cost: how many a second one process sends, and what a backlog costs the writer.

`python benchmarks/deliveries.py` runs both parts with small numbers. With those that docs/performance.md is about:

`python benchmarks/deliveries.py --postgresql --leaving 3000 --events 10000 --backlog 100000`

The provider answers each message after 50 ms; it is of this process, on the last core, what sends is on the first one.
The load average stands beside each figure: where others want the processors too, only processor time and ratios count.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # what this is made of lies in folders beside it

from benchmarks.sending.backlog import backlog
from benchmarks.sending.speed import speed
from benchmarks.serving.figures import cores
from handover_policy.cli.deciding.run import SELDOM

PARTS = ("speed", "backlog")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--leaving", type=int, default=500, help="speed: how many people leave, two messages each")
    parser.add_argument("--events", type=int, default=2_000, help="backlog: events of three months")
    parser.add_argument("--employees", type=int, default=500, help="backlog: of the company they are about")
    parser.add_argument("--size", type=int, default=20, help="backlog: how many events are decided at once")
    parser.add_argument("--backlog", type=int, default=20_000, help="backlog: how many messages wait")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL, too")
    asked = parser.parse_args()
    gc.set_threshold(*SELDOM)
    pinned = cores()
    if pinned is not None:
        os.sched_setaffinity(0, {pinned[1]})
    if "speed" in asked.parts:
        speed(asked.leaving, postgresql=asked.postgresql)
    if "backlog" in asked.parts:
        backlog(asked.events, asked.employees, asked.size, asked.backlog, postgresql=asked.postgresql)


if __name__ == "__main__":
    main()
