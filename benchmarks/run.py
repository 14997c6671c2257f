"""Decisions a second of `handover run`: three months of a company of 5,000 people, 100,000 events, the default set."""

from __future__ import annotations

import argparse
import cProfile
import gc
import io
import json
import os
import pstats
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from handover_policy.app.load import Opened, open_policies
from handover_policy.app.run import Run
from handover_policy.cli.deciding.run import SELDOM
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.line import decision_line
from handover_policy.sources.event_files import EventText as Line
from handover_policy.sources.event_files import told_events
from handover_policy.sources.shipped import shipped_folder

ROOT = Path(__file__).parent.parent
ZONE = timezone(timedelta(hours=8))
FIRST = date(2026, 3, 2)
DAYS = 91
TEAM = 25
ROLES = ("sales",) * 7 + ("operator",) * 9 + ("office",) * 6 + ("engineer",) * 3
SECTION_KEYS = {"customers": "name", "projects": "name", "operations": "line"}
OWED = {"sales": ("projects", "customers"), "operator": ("projects", "operations")}
STEPS_A_DAY = 0.7
LEFT_UNDONE = 0.08
SENT_BACK = 0.05
DIGEST = "5" * 64
PAGE = os.sysconf("SC_PAGESIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One employee of the company."""

    id: str
    role: str
    manager: str
    leader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event before it gets its id."""

    at: datetime
    type: str
    subject: str
    data: dict[str, Any]


def workers(count: int) -> tuple[Worker, ...]:
    """Return the staff: in each team of 25 the first leads it, the second stands in for him."""
    staff = []
    for number in range(count):
        team = number - number % TEAM
        manager = "E00000" if number == team else f"E{team:05}"
        leader = f"E{team + 1:05}"
        role = ROLES[number % TEAM]
        staff.append(Worker(id=f"E{number:05}", role=role, manager=manager, leader=leader))
    return tuple(staff)


def moment(day: int, draw: random.Random) -> datetime:
    """Return a moment of the working hours of the n-th day."""
    start = datetime.combine(FIRST, datetime.min.time(), tzinfo=ZONE)
    return start + timedelta(days=day, seconds=draw.randrange(9 * 3600 + 1, 18 * 3600))


def employment(worker: Worker, draw: random.Random) -> Iterator[Told]:
    """Yield how a worker became known: hired, clauses signed."""
    at = datetime.combine(FIRST - timedelta(days=draw.randrange(1, 20)), datetime.min.time(), tzinfo=ZONE)
    hired_on = (at.date() - timedelta(days=draw.randrange(3000))).isoformat()
    stage = draw.choices(("regular", "probation"), (9, 1))[0]
    data = {"name": f"员工{worker.id}", "role": worker.role, "stage": stage, "manager": worker.manager}
    data |= {"hired_on": hired_on, "team_leader": worker.leader, "department": f"部门{worker.manager}"}
    yield Told(at=at + timedelta(hours=9), type="employee.hired", subject=worker.id, data=data)
    signed = {"clauses": ["clause.handover", "clause.loss"], "policy_version": "1.0.0", "sha256": DIGEST}
    signed["method"] = "reliable"
    yield Told(at=at + timedelta(hours=10), type="agreement.signed", subject=worker.id, data=signed)


def daily_work(worker: Worker, draw: random.Random) -> Iterator[Told]:
    """Yield what is uploaded and kept up to date: code on each weekday, profile sections about once a month."""
    for day in range(DAYS):
        if worker.role == "engineer" and (FIRST + timedelta(days=day)).weekday() < 5:  # noqa: PLR2004 - Saturday
            data: dict[str, Any] = {"path": f"代码/{worker.id}/{day}.zip", "sha256": DIGEST, "size": 90_000 + day}
            data["duty"] = "upload.code"
            yield Told(at=moment(day, draw), type="document.uploaded", subject=worker.id, data=data)
    for section in OWED.get(worker.role, ("projects",)):
        for day in range(draw.randrange(1, 28), DAYS, 28):
            names = [f"{section}-{draw.randrange(200)}-{n}" for n in range(draw.randrange(1, 6))]
            records = [{SECTION_KEYS[section]: name, "progress": f"第 {day} 天"} for name in names]
            data = {"section": section, "records": records}
            yield Told(at=moment(day, draw), type="profile.updated", subject=worker.id, data=data)


def departure(worker: Worker, successor: str, policy: PolicySet, draw: random.Random) -> Iterator[Told]:
    """Yield a departure from the notice to the certificate; some tasks are sent back, some are left undone."""
    who = {"leaver": worker.id, "successor": successor, "manager": worker.manager, "team_leader": worker.leader}
    who |= {party: people[0].id for party, people in policy.manifest.contacts.items() if people}
    day = draw.randrange(3, 55)

    def told(after: float, kind: str, **data: object) -> Told:
        at = moment(day, draw).replace(hour=9, minute=0) + timedelta(days=after, minutes=draw.randrange(5, 400))
        return Told(at=at, type=kind, subject=worker.id, data=data)

    yield told(0, "resignation.submitted", form="written", reason="个人发展")
    yield told(1, "successor.assigned", successor=successor, by=worker.manager)
    evidence = [{"kind": "file", "path": "交接/清单.xlsx", "sha256": DIGEST}]
    for rule in policy.tasks:
        if rule.list_id not in {"everyone", worker.role} or draw.random() < LEFT_UNDONE:
            continue
        after = 2 + draw.random() * 16
        named = {"task": f"{worker.id}/1:{rule.id}"}
        yield told(after, "task.submitted", **named, by=worker.id, evidence=evidence)
        if draw.random() < SENT_BACK:
            by = who[rule.steps[1].party]
            yield told(after + 1, "task.returned", **named, by=by, reason="请补充跟进记录")
            after += 2
            yield told(after, "task.submitted", **named, by=worker.id, evidence=evidence)
        for step in rule.steps[1:]:
            after += 1 / STEPS_A_DAY
            yield told(after, "task.confirmed", **named, by=who[step.party], remark="已收到，资料齐全")
    for after, party in enumerate(policy.manifest.sheet_parties):
        yield told(27 + after / 3, "sheet.signed", party=party, by=who[party], method="reliable")
    yield told(31, "employee.left", on=(FIRST + timedelta(days=day + 31)).isoformat())
    for name in ("certificate", "final_pay", "transfer.file", "transfer.social_insurance"):
        task = f"{worker.id}/1:obligation.{name}"
        yield told(31.2, "task.submitted", task=task, by=who["hr"], evidence=evidence)


def company(count: int, staff: Sequence[Worker], policy: PolicySet) -> Iterator[bytes]:
    """Yield `count` events as lines of JSON, in order of time; departures fill what daily work leaves."""
    draw = random.Random(20260302)  # noqa: S311 - a fixed seed: every run of the benchmark judges the same events
    events = [event for worker in staff for event in employment(worker, draw)]
    for day in range(DAYS):
        at = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), tzinfo=ZONE) + timedelta(hours=9)
        events.append(Told(at=at, type="clock.ticked", subject="*", data={}))
    leaving = [worker for number, worker in enumerate(staff) if number % TEAM > 1 and number % 2]
    draw.shuffle(leaving)
    staying = [event for worker in staff for event in daily_work(worker, draw)]
    events += staying[: max(0, count - len(events))]
    while leaving and len(events) < count:
        worker = leaving.pop()
        events.extend(departure(worker, f"E{int(worker.id[1:]) - 1:05}", policy, draw))
    events.sort(key=lambda event: event.at)
    for number, event in enumerate(events[:count]):
        yield written(f"e-{number}", event)


def written(name: str, event: Told) -> bytes:
    """Return an event as a line of a file."""
    told = {"specversion": "1.0", "id": name, "source": "hr/core", "type": event.type, "subject": event.subject}
    told["time"] = event.at.isoformat(timespec="seconds")
    return json.dumps({**told, "data": event.data}, ensure_ascii=False).encode() + b"\n"


def quiet(first: int, count: int, staff: Sequence[Worker]) -> Iterator[bytes]:
    """Yield events that open nothing and leave nothing but their ids behind."""
    at = datetime.combine(FIRST + timedelta(days=DAYS), datetime.min.time(), tzinfo=ZONE)
    for number in range(first, first + count):
        data = {"path": "文档.docx", "sha256": DIGEST, "size": number}
        event = Told(at=at, type="document.uploaded", subject=staff[number % len(staff)].id, data=data)
        yield written(f"q-{number}", event)


def decide_all(opened: Opened, place: Path) -> tuple[int, int, int]:
    """Decide a file as `run` does and write the lines to nowhere; return decisions, effects and refusals."""
    run = Run(opened)
    gc.set_threshold(*SELDOM)
    count = effects = refused = 0
    with place.open("rb") as stream, Path(os.devnull).open("wb") as nowhere:
        for decided in run.decisions(told_events(stream)):
            nowhere.write(decision_line(decided.decision) + b"\n")
            count += 1
            effects += len(decided.decision.effects)
            refused += decided.decision.outcome == "refused"
    return count, effects, refused


def whole_process(place: Path) -> tuple[float, int]:
    """Run the command on a file; return seconds of processor time and peak bytes of memory."""
    command = [sys.executable, "-m", "handover_policy", "run", str(place), "--policy", "rules/default"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own command
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"run ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def memory_an_event(opened: Opened, staff: Sequence[Worker], count: int) -> float:
    """Return the bytes by which the process grows with each of `count` events that open nothing.

    As many come before it: they tell of the duties that five thousand people have missed, kept by person.
    """
    run = Run(opened)
    for line in (written(f"h-{number}", told) for number, told in enumerate(hired(staff))):
        run.decide(Line(line=1, content=line))
    sizes = []
    for first in (0, count):
        for line in quiet(first, count, staff):
            run.decide(Line(line=1, content=line))
        gc.collect()
        sizes.append(int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE)
    return (sizes[1] - sizes[0]) / count


def hired(staff: Sequence[Worker]) -> Iterator[Told]:
    """Yield how all workers became known."""
    draw = random.Random(20260302)  # noqa: S311 - a fixed seed: every run of the benchmark judges the same events
    for worker in staff:
        yield from employment(worker, draw)


def median_start(*arguments: str, times: int = 9) -> float:
    """Return the median seconds that a Python process with these arguments takes."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def profiled(opened: Opened, place: Path) -> str:
    """Return the 25 functions that take most time of their own."""
    watch = cProfile.Profile()
    watch.runcall(decide_all, opened, place)
    text = io.StringIO()
    pstats.Stats(watch, stream=text).strip_dirs().sort_stats("tottime").print_stats(25)
    return text.getvalue()


def main() -> None:
    """Print the figures; with `--profile` the hot spots instead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--employees", type=int, default=5_000)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--keep", type=Path, help="write the events to this file and stop")
    asked = parser.parse_args()
    opened = open_policies([shipped_folder("rules") / "default"])
    staff = workers(asked.employees)
    lines = company(asked.events, staff, opened.policies[0])
    if asked.keep:
        asked.keep.write_bytes(b"".join(lines))
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "events.jsonl"
        place.write_bytes(b"".join(lines))
        if asked.profile:
            print(profiled(opened, place))
            return
        report(opened, place, staff, asked.events)


def report(opened: Opened, place: Path, staff: Sequence[Worker], count: int) -> None:
    """Print decisions a second of processor time (other work on the machine does not count), memory, and `--help`."""
    start = time.process_time()
    decided, effects, refused = decide_all(opened, place)
    taken = time.process_time() - start
    print(f"in one process     {decided} decisions ({effects} effects, {refused} refused) in {taken:.1f} s")
    print(f"                   {decided / taken:,.0f} decisions a second")
    seconds, memory = whole_process(place)
    print(
        f"whole command      {seconds:.1f} s, {count / seconds:,.0f} decisions a second, peak {memory / 2**20:.0f} MiB"
    )
    print(f"memory an event    {memory_an_event(opened, staff, count):.0f} bytes (from {count} further events)")
    click = median_start("-c", "import click")
    shown = median_start("-m", "handover_policy", "--help")
    print(f"handover --help    {shown * 1000:.0f} ms; import click {click * 1000:.0f} ms; ratio {shown / click:.2f}")


if __name__ == "__main__":
    main()
