"""What the service costs: events stored, requests by HTTP, many companies, a restart, a clock event that wakes many.

`python benchmarks/service.py` runs every part with small numbers; `--parts http tick` some of them. With the numbers
that docs/performance.md is about:

`python benchmarks/service.py --postgresql --events 20000 --employees 1000 --seconds 30 --companies 100 --people 50000
--cases 5000`

The service is a process of its own on the first core, its client on the last one; traffic stays on this machine. The
load average stands beside each figure: where others want the processors too, only processor time and ratios count.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # what this is made of lies in folders beside it

from benchmarks.serving.batches import batches
from benchmarks.serving.clock import clock
from benchmarks.serving.companies import companies
from benchmarks.serving.figures import cores
from benchmarks.serving.requests import requests
from benchmarks.serving.restart import restart
from handover_policy.cli.deciding.run import SELDOM

PARTS = ("batches", "http", "companies", "restart", "tick")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--events", type=int, default=4_000, help="batches: events of three months")
    parser.add_argument("--employees", type=int, default=500, help="batches: of the company they are about")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 20, 1], help="batches: how many events each")
    parser.add_argument("--postgresql", action="store_true", help="batches: on PostgreSQL, too")
    parser.add_argument("--seconds", type=float, default=5.0, help="http, companies: how long each is asked")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 32], help="http: how many at once")
    parser.add_argument("--rate", type=float, default=200.0, help="http: requests a second at planned moments")
    parser.add_argument("--companies", type=int, default=20, help="companies: on two processes and PostgreSQL")
    parser.add_argument("--people", type=int, default=5_000, help="restart: employees")
    parser.add_argument("--cases", type=int, default=1_000, help="tick: open cases that one moment wakes")
    asked = parser.parse_args()
    gc.set_threshold(*SELDOM)
    pinned = cores()
    parts = {
        "batches": lambda: batches(asked.events, asked.employees, asked.sizes, postgresql=asked.postgresql),
        "http": lambda: requests(asked.seconds, asked.connections, asked.rate),
        "companies": lambda: companies(asked.companies, asked.seconds),
        "restart": lambda: restart(asked.people),
        "tick": lambda: clock(asked.cases),
    }
    for name in asked.parts:
        if pinned is not None:
            os.sched_setaffinity(0, {pinned[1]} if name in {"http", "restart", "tick"} else set(pinned))
        parts[name]()


if __name__ == "__main__":
    main()
