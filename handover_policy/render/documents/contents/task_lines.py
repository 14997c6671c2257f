"""head, person, task_lines, counts: the parts that several documents share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import cast

from handover_policy.model.case import Step, Task
from handover_policy.render.documents.casefile import CaseFile, digits
from handover_policy.render.documents.contents.things import field_values, item_table
from handover_policy.render.documents.contents.views import Counts, EvidenceLine, Head, Person, StepLine, TaskLine
from handover_policy.render.timed import timed

SHORT = 12
"""How many digits of a digest tell two files apart for people."""


def head(file: CaseFile) -> Head:
    """Return what every document says of its case."""
    case, manifest = file.case, file.policy.manifest
    return Head(
        company=manifest.company or manifest.title,
        case=case.id,
        at=moment(file, file.at, seconds=True),
        created=file.local(file.at).isoformat(timespec="seconds"),
        day=file.day,
        policy=manifest.id,
        policy_title=manifest.title,
        version=case.policy,
        digest=file.digest,
        in_china=manifest.jurisdiction.partition("-")[0] == "CN",
        cause=case.cause,
        state=case.state,
        arrival=case.arrival,
        notice_days=case.notice_days,
        shortfall_days=case.shortfall_days,
        last_day=case.last_day,
    )


def moment(file: CaseFile, at: datetime, *, seconds: bool = False) -> str:
    """Return a moment in the employer's zone; to the second it carries the offset."""
    local = file.local(at)
    if not seconds:
        return f"{local:%Y-%m-%d %H:%M}"
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:5]}"


def person(file: CaseFile, party: str) -> Person:
    """Return who stands for a party of the case; without anybody the name is empty."""
    might = file.case.employee if party == "leaver" else dict(file.case.people).get(party)
    first = might.partition("\n")[0] if might is not None else None  # whoever is asked first; others stand in
    return known_person(file, party, first)


def known_person(file: CaseFile, party: str, found: str | None) -> Person:
    """Return a person by id as a party."""
    known = file.people.get(found or "")
    attributes = known.attributes if known is not None else {}
    unit = " · ".join(str(attributes[name]) for name in ("department", "title") if attributes.get(name))
    instead = party == "successor" and found is not None and found != file.case.successor
    return Person(
        party=party,
        title=file.title(party),
        name=file.called(found, party) if found else "",
        id=found or "",
        unit=unit,
        instead=instead,
    )


def task_lines(file: CaseFile, tasks: Iterable[Task]) -> tuple[TaskLine, ...]:
    """Return tasks as lines, numbered in their order."""
    lines = [_task_line(file, task) for task in tasks]
    width = max(2, len(str(len(lines))))
    return tuple(replace(line, number=f"T-{number:0{width}d}") for number, line in enumerate(lines, 1))


def _task_line(file: CaseFile, task: Task) -> TaskLine:
    steps = tuple(_step_line(file, task, step) for step in task.steps)
    last = task.steps[-1]
    end = last.done.at if task.state == "done" and last.done is not None else None
    state = task.state
    if end is not None and file.local(end).date() > last.due:
        state = "late"
    elif not task.finished and task.due < file.day:
        state = "overdue"
    return TaskLine(
        number="",
        id=task.id,
        title=task.title,
        state=state,
        owner=steps[0].name,
        detail=task.steps[0].do,
        start=task.start,
        due=timed(last.due, last.due_time),
        done_at=moment(file, end) if end is not None else "",
        deemed=any(step.done is not None and step.done.deemed for step in task.steps),
        reason=task.reason or "" if task.state in {"waived", "returned"} else "",
        waived_by=file.name(task.waived_by),
        steps=steps,
        receipts=tuple(line for line in steps[1:] if line.state in {"done", "deemed"}),
        evidence=tuple(_evidence(task)),
        record=tuple(field_values(file, task)),
        waits_for=() if task.finished else tuple(file.case.tasks[name].title for name in task.waits_for),
        items=item_table(file, task),
    )


def _step_line(file: CaseFile, task: Task, step: Step) -> StepLine:
    done = step.done
    if done is not None:
        state = "deemed" if done.deemed else "done"
    elif task.finished:
        state = "none"
    else:
        state = "current" if step in task.turns and not task.waits_for else "waiting"
    return StepLine(
        title=file.title(step.party),
        name=file.called(done.by if done is not None and done.by is not None else step.person, step.party),
        do=step.do,
        due=timed(step.due, step.due_time),
        where=step.where or "",
        wanted=step.evidence,
        state=state,
        done_at=moment(file, done.at) if done is not None else "",
        remark=(done.remark or "") if done is not None else "",
        behalf=file.name(done.on_behalf_of) if done is not None else "",
        beside=step.group > 0,
    )


def _evidence(task: Task) -> Iterator[EvidenceLine]:
    for step in task.steps:
        for item in step.done.evidence if step.done is not None else ():
            yield evidence_line(str(item["kind"]), str(item["path"]), cast("str", item["sha256"]))


def evidence_line(kind: str, path: str, sha256: str) -> EvidenceLine:
    """Return a file as a line; its name is what stands behind the last slash of either kind."""
    name = path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path
    whole = digits(sha256)
    return EvidenceLine(kind=kind, name=name, path=path, sha256=whole, short=whole[:SHORT])


def counts(lines: tuple[TaskLine, ...]) -> Counts:
    """Count tasks; `late` takes in those that are overdue."""
    states = [line.state for line in lines]
    done = states.count("done") + states.count("late")
    over = states.count("waived") + states.count("cancelled")
    return Counts(
        total=len(lines),
        done=done,
        unfinished=len(lines) - done - over,
        late=states.count("late") + states.count("overdue"),
        waived=states.count("waived"),
        deemed=sum(line.deemed for line in lines),
    )
