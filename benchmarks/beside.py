"""The code here beside another checkout, in one run: processor time of `handover run`, and an event's cost by size.

`git worktree add ../before <commit> && python benchmarks/beside.py ../before`

Both decide the same events at the same time on one core, so that whatever else the machine does slows both alike; what
starting costs is taken off. The loads: the company of `run.py` with the default set, and one of sales people and
operators with four rules of messages and no clock. After that, with those four rules, an upload, a submission and a
confirmation in cases of few tasks and of many.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # another benchmark lies beside this one

from benchmarks.run import DIGEST, FIRST, ZONE, Told, Worker, company, workers, written
from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.cli.deciding.run import SELDOM
from handover_policy.sources.event_files import EventText as Line
from handover_policy.sources.shipped import shipped_folder

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = shipped_folder("rules") / "default"
SOLD = ("sales",) * 14 + ("operator",) * 11
RULES_OF_MESSAGES = 4
FEW, MANY = 9, 184
PEOPLE = 60
EACH = 9
"""How many tasks of each case are submitted and confirmed, and how many documents each leaver uploads."""
TASK = """\
  - id: more.task{number}
    title: 交接事项 {number}
    start: arrival + 1 day
    steps:
      - {{party: leaver, do: 整理并提交, due: last_day - 5 workdays}}
      - {{party: manager, do: 确认, due: last_day - 1 workday}}
"""


def used(tree: Path, events: Path, policy: Path) -> subprocess.Popen[bytes]:
    """Start deciding events in a checkout."""
    command = [sys.executable, "-m", "handover_policy", "run", str(events), "--policy", str(policy)]
    where = {**os.environ, "PYTHONPATH": str(tree)}
    return subprocess.Popen(command, cwd=tree, env=where, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command


def seconds(trees: Sequence[Path], events: Path, policy: Path) -> list[float]:
    """Return the processor seconds of each checkout, all of them at work at the same time on one core."""
    taken = []
    for process in [used(tree, events, policy) for tree in trees]:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"run ended with {process.returncode}")
        taken.append(usage.ru_utime + usage.ru_stime)
    return taken


def net(trees: Sequence[Path], folder: Path, lines: Iterable[bytes], policy: Path) -> list[float]:
    """Return what deciding `lines` costs each checkout, without what starting and the first line cost."""
    lines = list(lines)
    nothing, events = folder / "first.jsonl", folder / "events.jsonl"
    nothing.write_bytes(lines[0])
    events.write_bytes(b"".join(lines))
    whole, start = seconds(trees, events, policy), seconds(trees, nothing, policy)
    return [more - less for more, less in zip(whole, start, strict=True)]


def sales_set(folder: Path) -> Path:
    """Return a copy of the default set with its first rules of messages only."""
    shutil.copytree(DEFAULT, folder, ignore=shutil.ignore_patterns("tests"))
    place = folder / "notices.yaml"
    rows = place.read_text("utf-8").splitlines(keepends=True)
    first = next(number for number, row in enumerate(rows) if row.startswith("  - "))
    place.write_text("".join(rows[: first + RULES_OF_MESSAGES]), encoding="utf-8")
    return folder


def sold(staff: Sequence[Worker]) -> tuple[Worker, ...]:
    """Return the staff as sales people and operators."""
    return tuple(replace(worker, role=SOLD[number % len(SOLD)]) for number, worker in enumerate(staff))


def tasks_set(folder: Path, count: int) -> Path:
    """Return the set of `sales_set` with so many tasks of its own in place of those everybody and an office has."""
    sales_set(folder)
    rows = "".join(TASK.format(number=number) for number in range(count))
    for place in (folder / "tasks").iterdir():
        place.unlink()
    head = "# yaml-language-server: $schema=../../../schemas/tasks.schema.json\nkind: tasks\n"
    (folder / "tasks" / "more.yaml").write_text(f"{head}id: more\ntitle: 更多\ntasks:\n{rows}", encoding="utf-8")
    return folder


def opened_cases() -> Iterator[Told]:
    """Yield people who are hired and give notice, and the day on which their tasks begin."""
    for number in range(PEOPLE):
        at = datetime.combine(FIRST, datetime.min.time(), tzinfo=ZONE) + timedelta(hours=9, seconds=number)
        data = {"name": f"员工{number}", "role": "office", "stage": "regular", "manager": f"M{number}"}
        data |= {"hired_on": "2020-03-02", "team_leader": f"L{number}", "department": "部门"}
        for person in (f"M{number}", f"E{number}"):  # nobody unknown is asked for a step
            yield Told(at=at, type="employee.hired", subject=person, data=data)
        yield Told(at=at, type="resignation.submitted", subject=f"E{number}", data={"form": "written"})
    at = datetime.combine(FIRST, datetime.min.time(), tzinfo=ZONE) + timedelta(days=2, hours=8)
    yield Told(at=at, type="clock.ticked", subject="*", data={})


def acts(kind: str) -> Iterator[Told]:
    """Yield acts of one kind in all these cases."""
    at = datetime.combine(FIRST, datetime.min.time(), tzinfo=ZONE) + timedelta(days=2, hours=9)
    for place in range(EACH):
        for number in range(PEOPLE):
            person, by = f"E{number}", f"M{number}" if kind == "task.confirmed" else f"E{number}"
            data: dict[str, object] = {"task": f"{person}/1:more.task{place}", "by": by}
            if kind == "document.uploaded":
                data = {"path": "文档.docx", "sha256": DIGEST, "size": place}
            at += timedelta(seconds=1)
            yield Told(at=at, type=kind, subject=person, data=data)


def lines_of(name: str, events: Iterable[Told]) -> list[bytes]:
    """Return events as lines, their ids beginning with a name."""
    return [written(f"{name}-{number}", event) for number, event in enumerate(events)]


def report(what: str, taken: Sequence[float], count: int) -> None:
    """Print decisions a second of both, and the ratio."""
    old, new = (count / each for each in taken)
    print(f"{what:34} before {old:7,.0f}/s   now {new:7,.0f}/s   x{new / old:.2f}", flush=True)


def loads(trees: Sequence[Path], folder: Path, count: int, employees: int) -> None:
    """Print decisions a second for both loads."""
    policy = open_policies([DEFAULT]).policies[0]
    staff = workers(employees)
    lines = list(company(count, staff, policy))
    report("run, default set", net(trees, folder, lines, DEFAULT), len(lines))
    lines = [line for line in company(count, sold(staff), policy) if b'"clock.ticked"' not in line]
    place = sales_set(folder / "sales")
    report("run, sales people and operators", net(trees, folder, lines, place), len(lines))


def cost(place: Path, before: Iterable[bytes], lines: Sequence[bytes]) -> float:
    """Return the processor seconds of one event, decided by the code here after the lines `before`."""
    run = Run(open_policies([place]))
    for line in before:
        run.decide(Line(line=1, content=line))
    gc.set_threshold(*SELDOM)
    start = time.process_time()
    for line in lines:
        if run.decide(Line(line=1, content=line)).decision.outcome != "applied":
            sys.exit(f"not applied: {line.decode()}")
    return (time.process_time() - start) / len(lines)


def sizes(folder: Path) -> None:
    """Print what one event costs in cases of few tasks and of many."""
    known = lines_of("k", opened_cases())
    submitted = lines_of("s", acts("task.submitted"))
    asked = {
        "an upload": (known, lines_of("u", acts("document.uploaded"))),
        "a submission": (known, submitted),
        "a confirmation": (known + submitted, lines_of("c", acts("task.confirmed"))),
    }
    places = {count: tasks_set(folder / str(count), count) for count in (FEW, MANY)}
    for what, (before, lines) in asked.items():
        few, many = (cost(places[count], before, lines) * 1e6 for count in (FEW, MANY))
        print(f"{what:15} {few:6.0f} us with {FEW} tasks, {many:6.0f} us with {MANY}: x{many / few:.1f}", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, help="a checkout of the code to compare with")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--employees", type=int, default=5_000)
    parser.add_argument("--only", choices=("loads", "sizes"))
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # the commands started here stay on this core, too
    trees = (asked.before.resolve(), ROOT)
    with tempfile.TemporaryDirectory() as name:
        if asked.only != "sizes":
            loads(trees, Path(name), asked.events, asked.employees)
        if asked.only != "loads":
            sizes(Path(name))


if __name__ == "__main__":
    main()
