"""least_change: the fewest acts that open a held gate, each applied to see that it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from handover_policy.decide.handover.tasks.imagined import imagined_act
from handover_policy.model.case import Gate, Step, Task
from handover_policy.model.decision import Decision
from handover_policy.model.effects import GateEffect, TaskEffect
from handover_policy.policy.policy_set import PolicySet

Json: TypeAlias = dict[str, Any]
Decide: TypeAlias = Callable[[Json], Decision]

SOURCE = "explain"
DIGEST = "0" * 64


class NeededAct(NamedTuple):
    """Something that would have to happen: `finish` a task (its id), `sign` (a party), `wait` (until a day)."""

    kind: str
    subject: str


class Rehearsal:
    """A case as events have told it, from which one can go on as if more had happened, as often as one likes."""

    def __init__(self, events: Sequence[Json], fresh: Callable[[], Decide], policy: PolicySet, case: str) -> None:
        """Take the events so far, what gives a decider that knows nobody, the policy of the case and its id."""
        self._events = events
        self._fresh = fresh
        self._policy = policy
        self._case = case
        self._employee = case.rpartition("/")[0]

    def after(self, changes: Iterable[NeededAct]) -> dict[str, Gate]:
        """Return the gates of the case, by id, as they would stand after these changes, in their order."""
        decide = self._fresh()
        tasks: dict[str, Task] = {}
        gates: dict[str, Gate] = {}
        moment = ""
        for event in self._events:
            decision = decide(event)
            if decision.outcome == "refused":  # it changed nothing, and its time may be none
                continue
            self._take(tasks, gates, decision)
            moment = max(moment, str(event["time"]), key=datetime.fromisoformat) if moment else str(event["time"])
        for number, change in enumerate(_in_order(changes, tasks)):
            for more in self._acts(change, tasks, moment):
                told = {**more, "id": f"{number}-{more['id']}"}
                moment = str(told["time"])
                self._take(tasks, gates, decide(told))
        return gates

    def _take(self, tasks: dict[str, Task], gates: dict[str, Gate], decision: Decision) -> None:
        for effect in decision.effects:
            if effect.case == self._case and isinstance(effect, TaskEffect):
                tasks[effect.task.id] = effect.task
            elif effect.case == self._case and isinstance(effect, GateEffect):
                gates[effect.gate.id] = effect.gate

    def _acts(self, change: NeededAct, tasks: Mapping[str, Task], moment: str) -> Iterator[Json]:
        if change.kind == "wait":
            day = datetime.combine(
                date.fromisoformat(change.subject), self._policy.manifest.send_at, tzinfo=self._policy.manifest.timezone
            )
            yield _event("clock", "clock.ticked", "*", max(day, datetime.fromisoformat(moment)).isoformat(), {})
        elif change.kind == "sign":
            for person in self._signers(change.subject, tasks):
                data: Json = {"party": change.subject, "by": person, "method": "reliable"}
                yield _event(f"sign-{person}", "sheet.signed", self._employee, moment, data)
        else:
            yield from self._finishing(change.subject, tasks, moment)

    def _finishing(self, name: str, tasks: Mapping[str, Task], moment: str) -> Iterator[Json]:
        """Yield the acts that finish a task, one after the other."""
        while (step := _current(tasks.get(name))) is not None:
            evidence = [{"kind": kind, "path": "x", "sha256": DIGEST} for kind in step.evidence]
            kind, things = imagined_act(tasks[name], step)
            data: Json = {"task": name, "by": step.person or "", "evidence": evidence, **things}
            yield _event(f"step-{step.index}", kind, self._employee, moment, data)
            if _current(tasks.get(name)) == step:
                return  # refused: nobody can do it

    def _signers(self, party: str, tasks: Mapping[str, Task]) -> tuple[str, ...]:
        """Return who may stand for a party: whoever has its steps, the contact, the leaver; the wrong are refused."""
        steps = [step for task in tasks.values() for step in task.steps]
        found = [step.person for step in steps if party in step.parties]
        contacts = self._policy.manifest.contact_people
        known = [*found, *(step.person for step in steps), self._employee, *contacts]
        return tuple(dict.fromkeys(person for person in known if person))


def _in_order(changes: Iterable[NeededAct], tasks: Mapping[str, Task]) -> list[NeededAct]:
    """Return changes with tasks finished in an order in which none waits for a later one, everything else last."""

    def depth(name: str) -> int:
        before = tasks[name].waits_for if name in tasks else ()
        return 1 + max(map(depth, before), default=0)

    return sorted(changes, key=lambda change: depth(change.subject) if change.kind == "finish" else len(tasks) + 1)


def _current(task: Task | None) -> Step | None:
    return task.current if task is not None else None


def _event(name: str, kind: str, subject: str, moment: str, data: Json) -> Json:
    told: Json = {"specversion": "1.0", "id": name, "source": SOURCE, "type": kind, "subject": subject}
    return {**told, "time": moment, "data": data}


def least_change(
    world: Rehearsal, gate: Gate, policy: PolicySet, last_day: date | None
) -> tuple[NeededAct, ...] | None:
    """Return the fewest changes that open a held gate; None where none of those known does.

    Known are: finishing the tasks behind the gate, each party's signature, the last day, the day of `release_by`. None
    of the changes returned can be left out; all were applied, and the gate is open then.
    """
    days = [day for day in (last_day, gate.release_by) if day is not None]
    waits = [NeededAct("wait", day.isoformat()) for day in sorted(set(days))]
    work = [NeededAct("finish", task) for task in gate.tasks]
    work += [NeededAct("sign", party) for party in policy.manifest.sheet_parties]
    for tried in ([], *([wait] for wait in waits[:1]), work, [*work, *waits], waits):
        if _opens(world, gate, tried):
            return _thinned(world, gate, tried)
    return None


def _opens(world: Rehearsal, gate: Gate, changes: Iterable[NeededAct]) -> bool:
    after = world.after(changes).get(gate.id)
    return after is not None and after.state == "open"


def _thinned(world: Rehearsal, gate: Gate, changes: Sequence[NeededAct]) -> tuple[NeededAct, ...]:
    """Leave out, one by one, what is not needed."""
    kept = list(changes)
    for change in changes:
        without = [other for other in kept if other is not change]
        if _opens(world, gate, without):
            kept = without
    return tuple(kept)
