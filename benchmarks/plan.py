"""Seconds of `handover plan` over 10,000 open cases, and random plans held against full re-evaluation at volume.

`python benchmarks/plan.py` makes a company in its first month of departures, changes the default set in three ways and
plans each;
`python benchmarks/plan.py --hold 1000` draws that many pairs of versions and sequences and compares each plan with both
versions run in full.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # other benchmarks and the laws lie beside this folder

from benchmarks.run import FIRST, TEAM, ZONE, Told, Worker, departure, employment, workers, written
from handover_policy.app.load import open_policies
from handover_policy.app.plan import find_plan_sources, open_plan_sides, replaying
from handover_policy.plan.pinning import pinning
from handover_policy.plan.plan import plan_of
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.event_files import told_events
from handover_policy.sources.shipped import shipped_folder
from tests.laws.judging import LawBroken
from tests.laws.planning import Pair, changed_once, hold, sequence
from tests.laws.settings import opened

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = shipped_folder("rules") / "default"
DAYS = 30
SECTIONS = {"sales": "customers", "operator": "operations"}
CHANGES = {
    "a reminder, in place": {"notices.yaml": ("task.due + 3 days", "task.due + 2 days")},
    "notice days, in place": {"notice_days.yaml": ("days: 30, law", "days: 20, law")},
    "notice days, a later version": {
        "notice_days.yaml": ("days: 30, law", "days: 20, law"),
        "policy.yaml": (
            "version: 1.0.0\neffective: {from: 2026-01-01}",
            "version: 2.0.0\neffective: {from: 2026-07-01}",
        ),
    },
}
"""What is changed in the default set: a word of a file, by name."""


def changed(folder: Path, swaps: dict[str, tuple[str, str]]) -> Path:
    """Return a copy of the default set with these words changed."""
    shutil.copytree(DEFAULT, folder, ignore=shutil.ignore_patterns("tests"))
    for name, (old, new) in swaps.items():
        text = (folder / name).read_text("utf-8")
        if old not in text:
            sys.exit(f"{name} no longer says: {old}")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def month(cases: int, policy: PolicySet) -> Iterator[bytes]:
    """Yield a month of a company in which so many people give notice and are still there at its end."""
    draw = random.Random(20260302)  # noqa: S311 - a fixed seed: every run plans the same cases
    staff: Sequence[Worker] = workers(cases * 2 + cases // 5 + TEAM)
    leaving = [worker for number, worker in enumerate(staff) if number % TEAM > 1 and number % 2][:cases]
    end = datetime.combine(FIRST + timedelta(days=DAYS), datetime.min.time(), tzinfo=ZONE)
    events = [event for worker in staff for event in employment(worker, draw)]
    for day in range(DAYS):
        at = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), tzinfo=ZONE) + timedelta(hours=9)
        events.append(Told(at=at, type="clock.ticked", subject="*", data={}))
    for worker in leaving:
        successor = f"E{int(worker.id[1:]) - 1:05}"
        told = [event for event in departure(worker, successor, policy, draw) if event.at < end]
        # One whose notice would come after the month gives it on the last day but one.
        events += told or [
            Told(at=end - timedelta(days=1), type="resignation.submitted", subject=worker.id, data={"form": "written"})
        ]
    events.sort(key=lambda event: event.at)
    for number, event in enumerate(events):
        yield written(f"p-{number}", event)


def whole_process(place: Path, head: Path, base: Path) -> tuple[float, float, int, str]:
    """Run the command; return its processor seconds, its seconds by the clock, peak bytes of memory, and the totals."""
    command = [sys.executable, "-m", "handover_policy", "plan", "--cases", str(place), "--against", str(base)]
    command += ["--policy", str(head), "--lang", "en", "--show", "1"]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own command
        out = process.stdout.read() if process.stdout is not None else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"plan ended with {process.returncode}")
    seconds = time.perf_counter() - start
    return used.ru_utime + used.ru_stime, seconds, used.ru_maxrss * 1024, out.decode().splitlines()[2].strip()


def plan_all(place: Path, base: Path, head: Path) -> int:
    """Plan in this process; return how many cases there were."""
    sides = open_plan_sides(find_plan_sources([str(base)], [str(head)], ROOT))
    replay = replaying(sides)
    with place.open("rb") as stream:
        for told in told_events(stream):
            replay.tell(told.line, told.content)
    moment = replay.tick(date(2026, 4, 1))
    plan = plan_of(replay, pinning(sides.base, sides.head), base=sides.base, migrate=False, moment=moment)
    return len(plan.cases)


def hold_all(count: int, seed: int) -> int:
    """Hold random plans against full re-evaluation; print what was found, and return 1 where a plan differs."""
    start, cases, affected, broken = time.monotonic(), 0, 0, 0
    for number in range(count):
        setting = ("default", "nasty")[number % 2]
        heads = changed_once(setting)
        pair = Pair(setting=setting, base=opened(setting).policies[0], head=heads[(seed + number * 7) % len(heads)])
        try:
            plan = hold(pair, sequence(pair, seed * 1_000_000 + number))
        except LawBroken as wrong:
            broken += 1
            print(f"{setting} pair {number}: {str(wrong)[:600]}")
            continue
        cases += len(plan.cases)
        affected += plan.total.affected
    print(f"seed {seed}: {count} pairs, {cases} open cases, {affected} affected, {broken} plans differ from full")
    print(f"re-evaluation; {time.monotonic() - start:.0f} s")
    return 1 if broken else 0


def main() -> int:
    """Print the figures; with `--profile` the hot spots instead."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--hold", type=int, help="how many random pairs to hold against full re-evaluation")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    asked = parser.parse_args()
    if asked.hold:
        return hold_all(asked.hold, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "events.jsonl"
        place.write_bytes(b"".join(month(asked.cases, open_policies([DEFAULT]).policies[0])))
        lines = place.read_bytes().count(b"\n")
        print(f"{asked.cases} cases, {lines} events, {place.stat().st_size / 2**20:.0f} MiB")
        for number, (name, swaps) in enumerate(CHANGES.items()):
            head = changed(Path(folder) / str(number), swaps)
            if asked.profile:
                watch = cProfile.Profile()
                watch.runcall(plan_all, place, DEFAULT, head)
                pstats.Stats(watch).strip_dirs().sort_stats("tottime").print_stats(30)
                return 0
            taken, seconds, memory, totals = whole_process(place, head, DEFAULT)
            print(
                f"{name:30} {taken:5.1f} s processor, {seconds:5.1f} s clock, {asked.cases / taken:,.0f} cases/s,",
                end="",
            )
            print(f" peak {memory / 2**20:.0f} MiB; {totals}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
