"""explain: a case point by point, each with the rule, the place, the facts and the law it follows from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from handover_policy.model.dates.expression import TimeExpression
from handover_policy.policy.policy_set import PolicySet, TaskRule
from handover_policy.review.explaining.opening import Change, World, least_change
from handover_policy.review.explaining.timing import due_rules
from handover_policy.review.explaining.words import WORDS, expressed, facts_words, needed

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing explained: `kind` (case, task, obligation, gate, notice), its id and title, and the sentences."""

    kind: str
    id: str
    title: str
    sentences: tuple[str, ...]
    because: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The newest effects of one case, every message of it with its day, and which outcomes of events there were."""

    case: Json
    tasks: Mapping[str, Json]
    gates: Mapping[str, Json]
    notices: tuple[tuple[date, Json], ...]
    version: str
    outcomes: frozenset[str] = frozenset()


def gather(decisions: Sequence[Json], case: str, zone: ZoneInfo) -> Told:
    """Return what decisions say of a case; raises KeyError where they do not speak of it."""
    newest: dict[str, dict[str, Json]] = {"case": {}, "task": {}, "gate": {}}
    keys = {"case": "case", "task": "id", "gate": "gate"}
    notices: list[tuple[date, Json]] = []
    version = ""
    outcomes: set[str] = set()
    for decision in decisions:
        for effect in decision.get("effects", ()):
            outcomes.update(_outcomes(effect, case))
            if effect["case"] != case:
                continue
            kind = effect["effect"]
            if kind in newest:
                newest[kind][effect[keys[kind]]] = effect
                version = version or (decision["policy"] or {}).get("version", "")
            elif kind == "notice":
                day = datetime.fromisoformat(decision["event"]["time"]).astimezone(zone).date()
                notices.append((day, effect))
    return Told(
        case=newest["case"][case],
        tasks=newest["task"],
        gates=newest["gate"],
        notices=tuple(notices),
        version=version,
        outcomes=frozenset(outcomes),
    )


def _outcomes(effect: Json, case: str) -> Iterator[str]:
    """Yield what messages of a case may wait for besides events, as far as an effect shows it (contract 2.7)."""
    kind = effect["effect"]
    if kind == "duty" and effect["person"] == case.rpartition("/")[0]:
        yield kind
    if effect["case"] != case:
        return
    if kind in {"sheet", "claim"}:
        yield kind
    elif kind == "gate":
        yield "gate.opened" if effect["state"] == "open" else "gate.held"
    elif kind == "case" and effect["state"] == "closed":
        yield "case.closed"
    elif kind == "task":
        if effect["state"] == "done":
            yield "task.done"
        if any(step.get("deemed") for step in effect["steps"]):
            yield "task.deemed"


def case_ids(decisions: Sequence[Json]) -> tuple[str, ...]:
    """Return the cases that decisions opened, in their order."""
    effects = (effect for decision in decisions for effect in decision.get("effects", ()))
    return tuple(dict.fromkeys(effect["case"] for effect in effects if effect["effect"] == "case"))


def explain(told: Told, policy: PolicySet, world: World, laws: Mapping[str, str], language: str) -> Iterator[Point]:
    """Yield the points of a case: the departure, tasks, deadlines, gates, messages; `laws` cites ids in words."""
    telling = _Telling(policy, laws, language)
    yield telling.case(told.case)
    for task in told.tasks.values():
        yield telling.task(task)
    for gate in told.gates.values():
        yield telling.gate(gate, told, world)
    for day, notice in told.notices:
        yield telling.notice(day, notice)


class _Telling:
    def __init__(self, policy: PolicySet, laws: Mapping[str, str], language: str) -> None:
        self._policy = policy
        self._laws = laws
        self._language = language
        self._words = WORDS[language]
        self._rules = {rule.id: rule for rule in policy.tasks}
        self._due = {f"obligation.{rule.name}": rule.due for rule in policy.obligations}

    def case(self, case: Json) -> Point:
        words = self._words
        if case["notice_end"] is not None:
            told = [
                words["notice_days"].format(
                    arrival=case["arrival"],
                    days=case["notice_days"],
                    end=case["notice_end"],
                    last_day=case["last_day"],
                )
            ]
        elif case["last_day"] is not None:
            told = [words["declared"].format(arrival=case["arrival"], last_day=case["last_day"])]
        else:
            told = [words["undated"]]
        if case["shortfall_days"]:
            told.append(words["shortfall"].format(days=case["shortfall_days"]))
        return self._point("case", case["case"], case["cause"], told, case)

    def task(self, task: Json) -> Point:
        words = self._words
        rule = self._rules.get(task["task"])
        told = [words["state"].format(state=task["state"])]
        if rule is not None:
            told.append(words["start"].format(day=task["start"], how=expressed(rule.start, self._language)))
        told += [self._step(step, due) for step, due in zip(task["steps"], self._dues(rule, task), strict=True)]
        kind = "task" if rule is not None else "obligation"
        return self._point(kind, task["id"], task["title"], told, task)

    def _dues(self, rule: TaskRule | None, task: Json) -> list[TimeExpression | None]:
        if rule is None:
            return [self._due.get(task["task"]) for _ in task["steps"]]
        return due_rules(rule, task["steps"])

    def _step(self, step: Json, expression: TimeExpression | None) -> str:
        words = self._words
        how = "" if expression is None else words["equals"].format(how=expressed(expression, self._language))
        return words["step"].format(
            party=self._title(step["party"]),
            person=step["person"] or "—",
            do=step["do"],
            day=step["due"],
            how=how,
            state=words["done" if step["state"] == "done" else "waiting"],
        )

    def gate(self, gate: Json, told: Told, world: World) -> Point:
        words = self._words
        sentences = [words[gate["state"]]]
        if gate.get("released_by"):
            sentences.append(words["released"].format(how=gate["released_by"]))
        if gate["state"] == "held":
            sentences += self._held(gate, told, world)
        return self._point("gate", gate["gate"], gate["title"], sentences, gate)

    def _held(self, gate: Json, told: Told, world: World) -> Iterator[str]:
        words = self._words
        for unmet in gate["unmet"]:
            yield words["unmet"].format(what=needed(unmet["condition"], unmet["is"], unmet["needs"], self._language))
        for name in gate["tasks"]:
            task = told.tasks[name]
            step = next(each for each in task["steps"] if each["state"] != "done")
            yield words["blocked"].format(
                person=step["person"] or "—",
                party=self._title(step["party"]),
                task=task["title"],
                do=step["do"],
                due=step["due"],
            )
        if gate.get("release_by"):
            yield words["release"].format(day=gate["release_by"])
        last_day = told.case["last_day"]
        changes = least_change(world, dict(gate), self._policy, date.fromisoformat(last_day) if last_day else None)
        if changes is None:
            yield words["no_change"]
        else:
            yield words["least"].format(changes="；".join(self._change(change, told) for change in changes))

    def _change(self, change: Change, told: Told) -> str:
        words = self._words
        if change.kind == "finish":
            return words["finish"].format(task=told.tasks[change.subject]["title"])
        if change.kind == "sign":
            return words["sign"].format(party=self._title(change.subject))
        return words["wait"].format(day=change.subject)

    def notice(self, day: date, notice: Json) -> Point:
        sentence = self._words["sent"].format(
            day=day,
            to=notice["to"],
            party=self._title(notice["party"]),
            channels="、".join(notice["channels"]),
            subject=notice["subject"],
        )
        return self._point("notice", notice["notice"], notice["subject"], [sentence], notice)

    def _title(self, party: str) -> str:
        rule = self._policy.manifest.parties.get(party)
        return rule.title if rule is not None else party

    def _point(self, kind: str, name: str, title: str, sentences: list[str], effect: Json) -> Point:
        because, words = effect["because"], self._words
        place = f"{because['file']}:{because['line']}"
        sentences.append(words["by_rule"].format(rule=because["rule"], place=place))
        if because["facts"]:
            sentences.append(words["facts"].format(facts=facts_words(because["facts"])))
        if because["law"]:
            cited = "、".join(self._laws.get(law, law) for law in because["law"])
            sentences.append(words["law"].format(law=cited))
        return Point(kind=kind, id=name, title=title, sentences=tuple(sentences), because=because)
