"""The laws: what must be true of every decision, whatever the policy says and whatever happens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handover_policy.conditions.meaning import holds
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.facts import gather, surroundings
from handover_policy.decide.state.saved import state_json
from handover_policy.model.condition import Condition, facts_read
from tests.laws.asked import hold_asked
from tests.laws.judging import must
from tests.laws.over import Ended, hold_one_case
from tests.laws.owed import hold_owed
from tests.laws.settings import Line, Trial, written
from tests.laws.shapes import hold_form

FINISHED = frozenset({"done", "waived", "cancelled"})
REOPENING = frozenset({"task.reopened", "severance.owed"})
"""Events that open again what was finished: severance that was paid may turn out to be more."""
SEVERANCE_WAITS = 30
"""Days after the last one for which severance waits for what the employer does himself, by the default set."""


def _holds(condition: Condition, work: CaseWork) -> bool:
    """Return whether a condition holds in a case by the plain reading, which is not the engine's."""
    return holds(condition, gather(facts_read(condition), surroundings(work)))


def snapshot(trial: Trial, *, deep: bool) -> object:
    """Return what a register holds, to see whether an event changes it; `deep` looks inside what should be frozen."""
    register = trial.register
    if deep:
        return state_json(register, trial.books)
    people, cases = register.people_table, register.case_table
    held = (dict(people.by_id()), dict(people.all_delegations()), dict(cases.open_by_id()))
    return *held, register.agenda.waiting(), trial.seen.added


class Watch:
    """Watches a trial: every event is judged through it, every decision is held against the laws."""

    def __init__(self, trial: Trial, *, deep: bool = False) -> None:
        """Watch from the first event on."""
        self.trial = trial
        self.deep = deep
        self.acts: dict[str, list[tuple[object, object, tuple[str, ...]]]] = {}
        self.delegations: set[tuple[object, object]] = set()
        self.tasks: dict[str, Mapping[str, Any]] = {}
        self.cases: dict[str, str] = {}
        self.notices: set[str] = set()
        self.days: set[tuple[str, str]] = set()
        self.signed: dict[str, set[str]] = {}
        self.ended = Ended()

    def line(self, told: bytes) -> Line:
        """Return what follows from an event, or raise LawBroken."""
        before = snapshot(self.trial, deep=self.deep)
        decided = self.trial.decide(told)
        text = written(decided.decision)
        decision = json.loads(text)
        event = json.loads(told)
        hold_form(decision)
        if decision["outcome"] in {"refused", "duplicate"}:
            after = snapshot(self.trial, deep=self.deep)
            must(before == after, "what is refused or told twice changes nothing", text)
        else:
            self._told(event, decision)
            self._effects(event, decision["effects"])
            for work in decided.works.values():
                self._work(work)
            hold_asked(self.trial, decided, event)
            hold_owed(self.trial, event)
            hold_one_case(self.trial.register)
            self.ended.hold(self.trial.register, decided, event, decision)
        return Line(told=told, decision=text, outcome=decision["outcome"])

    def _told(self, event: Mapping[str, Any], decision: Mapping[str, Any]) -> None:
        content = event.get("data") or {}
        if event["type"] in {"task.submitted", "task.confirmed"}:
            kinds = tuple(item["kind"] for item in content.get("evidence", ()))
            self.acts.setdefault(content["task"], []).append((content["by"], content.get("on_behalf_of"), kinds))
        elif event["type"] == "delegation.recorded":
            self.delegations.add((content["from"], content["to"]))
        elif event["type"] == "sheet.signed":
            self.signed.setdefault(decision["case"], set()).add(content["party"])

    def _effects(self, event: Mapping[str, Any], effects: list[Mapping[str, Any]]) -> None:
        seen: set[tuple[object, ...]] = set()
        for effect in effects:
            kind = effect["effect"]
            subject = effect.get("id") or effect.get("gate") or effect.get("clause") or effect.get("duty")
            if kind in {"case", "task", "gate", "claim", "sheet"}:
                must((kind, effect["case"], subject) not in seen, "an event writes a thing once", effect)
                seen.add((kind, effect["case"], subject))
            if kind == "case":
                self._case(event, effect)
            elif kind == "task":
                self._task(event, effect)
            elif kind == "sheet" and not effect.get("deemed"):
                must(
                    set(effect.get("voided", ())) >= self.signed.pop(effect["case"], set()), "a new sheet voids", effect
                )
            elif kind == "gate":
                bare = effect["state"] == "held" or effect.get("released_by") or not effect["unmet"]
                must(bare, "no gate is open with an unmet condition", effect)
                must(effect["state"] != "held" or effect["unmet"], "a held gate says what is unmet", effect)
            elif kind == "notice":
                self._notice(effect)

    def _case(self, event: Mapping[str, Any], effect: Mapping[str, Any]) -> None:
        before, now = self.cases.get(effect["case"]), effect["state"]
        must(before != "withdrawn", "a withdrawn case stays so", effect)
        reopened = event["type"] in REOPENING
        must(
            before != "closed" or now == "closed" or reopened,
            "a closed case opens for a reopened task or for severance only",
            effect,
        )
        must(
            now == "withdrawn" or effect["last_day"] or effect["cause"] == "abandonment",
            "a case has a last day",
            effect,
        )
        must(effect["shortfall_days"] >= 0, "a shortfall is no surplus", effect)
        self.cases[effect["case"]] = now

    def _task(self, event: Mapping[str, Any], effect: Mapping[str, Any]) -> None:
        before = self.tasks.get(effect["id"])
        done = [step for step in effect["steps"] if step["state"] == "done"]
        must(effect["steps"], "a task has steps", effect)
        must(done == effect["steps"][: len(done)], "steps are done in their order", effect)
        for step in done:
            self._step(effect, step)
        # What is done keeps the day it had, though what is left moves to an earlier one with the last day.
        dues = [step["due"] or "9999" for step in effect["steps"] if step["state"] != "done"]
        must(dues == sorted(dues), "due days keep the order of the steps", effect)
        # An obligation keeps its day, past or not, though nobody knew of it before the arrival.
        obligation = effect["task"].startswith("obligation.")
        must(obligation or effect["start"] <= effect["steps"][0]["due"], "a task starts before it is due", effect)
        waiting = None if effect["state"] in FINISHED else len(done)
        must(effect["current_step"] == waiting, "the current step is the first that waits", effect)
        must(
            (effect["done_at"] is not None) == (effect["state"] == "done"), "what is done was done at a moment", effect
        )
        must(
            effect["state"] != "done" or len(done) == len(effect["steps"]), "a task is done when its steps are", effect
        )
        ended = before is not None and before["state"] in FINISHED and effect["state"] != before["state"]
        must(not ended or event["type"] in REOPENING, "what is finished stays so unless reopened", effect)
        first = effect["steps"][0]
        submitters = {first.get("by"), first.get("on_behalf_of")} - {None}
        for step in done[1:]:
            must(not submitters & {step["by"], step["on_behalf_of"]}, "who submitted does not confirm", effect)
        self.tasks[effect["id"]] = effect

    def _step(self, task: Mapping[str, Any], step: Mapping[str, Any]) -> None:
        if step["deemed"]:
            gives = step is task["steps"][0] and (step["party"] == "leaver" or step["evidence"] or task.get("items"))
            must(step["by"] is None and not gives, "silence accepts, it hands nothing over", task)
            return
        act = (step["by"], step["on_behalf_of"], tuple(item["kind"] for item in step["provided"]))
        must(act in self.acts.get(task["id"], []), "a done step was told by an event", task)
        must(set(step["evidence"]) <= set(act[2]), "a done step has its evidence", task)
        own = step["by"] == step["person"] and step["on_behalf_of"] is None
        lent = step["on_behalf_of"] == step["person"] and (step["person"], step["by"]) in self.delegations
        must(own or lent, "only the step's person, or the delegate, acts", task)

    def _notice(self, effect: Mapping[str, Any]) -> None:
        must(effect["id"] not in self.notices, "a message goes out once", effect)
        must(effect["to"], "a message goes to somebody", effect)
        self.notices.add(effect["id"])
        if effect["planned"] is None:
            return
        tasks = effect["tasks"] if "tasks" in effect else [effect["task"]] if effect["task"] else []
        must(len(set(tasks)) == len(tasks), "a message names a task once", effect)
        for task in tasks:
            must(self.tasks[task]["state"] not in FINISHED, "a finished task reminds nobody", effect)
        before, _, whom = effect["id"].rpartition(f":{effect['planned']}")  # of several each has their own
        owner = before + whom
        days = [*effect["skipped"], effect["planned"]]
        must(days == sorted(set(days)), "skipped days come before the one sent", effect)
        # Of a message of several tasks nobody can tell which day is whose.
        for day in days if len(tasks) <= 1 else ():
            must((owner, day) not in self.days, "an occurrence is sent or skipped once", effect)
            self.days.add((owner, day))

    def _work(self, work: CaseWork) -> None:
        """Hold a judged case against the laws, as the register now knows it."""
        case, policy = work.case, work.book.policy
        if case.state == "closed":
            past = case.last_day is not None and work.day > case.last_day
            must(
                past or (work.before is not None and work.before.state == "closed"),
                "a case closes after the last day",
                case.id,
            )
            finished = all(task.finished for task in case.tasks.values())
            owed = [gate for gate in case.gates.values() if gate.controls != "severance" or case.severance_owed]
            held = [
                gate.id for gate in owed if gate.state == "held" and {"tasks.total"} != {i.fact for i in gate.unmet}
            ]
            must(finished and not held, "a closed case leaves nothing open", case.id, held)
        if case.state != "open":
            return
        shown = {name: task["state"] for name, task in self.tasks.items() if name in case.tasks}
        must(
            shown == {name: task.state for name, task in case.tasks.items()}, "every change of a task is told", case.id
        )
        for rule in policy.gates:
            gate = case.gates.get(rule.id)
            must(
                (gate is not None and gate.state != "ended") == _holds(rule.when, work),
                "gates apply as they say",
                rule.id,
            )
            if gate is not None and gate.state != "ended":
                opens = _holds(rule.opens_when, work)
                must((gate.state == "open") == bool(opens or gate.released_by), "gates are up to date", gate)
        self._obligations(work)
        self._covered(work)
        self._severance(work)

    def _obligations(self, work: CaseWork) -> None:
        case = work.case
        if case.last_day is None or case.cause == "transfer":
            return
        for name in ("certificate", "final_pay", "transfer.file", "transfer.social_insurance"):
            if name == "certificate" and case.cause == "death":
                continue
            task = case.tasks.get(f"{case.id}:obligation.{name}")
            must(task is not None, "the employer's obligations run", case.id, name)
            must(
                task is None or task.state not in {"waived", "cancelled"},
                "nobody is let off an obligation",
                case.id,
                name,
            )
            if task is not None and name == "certificate" and not task.finished:
                must(task.due == case.last_day, "the certificate is due on the last day, past or not", case.id)

    def _covered(self, work: CaseWork) -> None:
        """Every step of the policy, with all its evidence, is in the task, unless somebody stands in for the leaver."""
        for task in work.case.handover_tasks:
            rule = work.book.task_rules[task.rule]
            if work.case.leaver_gone or work.employee.left:
                continue
            old = work.before.tasks.get(task.id) if work.before is not None else None
            if old is task or (task.finished and task.state != "done"):
                continue
            covered = sorted(place for step in task.steps for place in step.covers)
            must(covered == list(range(len(rule.steps))), "no step of the policy is lost", task.id, covered)
            for step in task.steps:
                # What somebody did in the place of a leaver who came back stays done as they did it.
                own = (rule.steps[place] for place in step.covers if rule.steps[place].party in step.parties)
                wanted = {kind for each in own for kind in each.evidence}
                must(wanted <= set(step.evidence), "no evidence of the policy is lost", task.id)

    def _severance(self, work: CaseWork) -> None:
        gate = work.case.gates.get("gate.severance")
        if gate is None or work.book.policy.manifest.id != "default" or gate.state != "open":
            return
        sheet, last = work.case.sheet, work.case.last_day
        left = [task.current for task in work.case.tasks.values() if not task.finished]
        if last is not None and (work.day - last).days >= SEVERANCE_WAITS:
            mine = [step for step in left if step is not None and "leaver" in step.parties]
            must(not mine, "severance waits for what the leaver has to do", work.case.id)
            return
        must(not [task for task in work.case.handover_tasks if not task.finished], "severance waits for the handover")
        signed = self.signed.get(work.case.id, set())
        silent = sheet is not None and bool(sheet.deemed)
        must(silent or signed & {"successor", "manager", "peer"}, "severance waits for the sheet", work.case.id)
        past = last is not None and work.day > last
        must("leaver" in signed or work.case.leaver_gone or past, "severance waits for the leaver's name", work.case.id)
