"""explain: a case point by point, each with the rule, the place, the facts and the law it follows from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handover_policy.explain.opening import NeededAct, Rehearsal, least_change
from handover_policy.explain.words import facts_words, unmet_words
from handover_policy.model.case import Gate, Step, Task
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.decision import Decision
from handover_policy.model.effects import (
    Because,
    CaseEffect,
    ClaimEffect,
    DutyEffect,
    Effect,
    GateEffect,
    NoticeEffect,
    SheetEffect,
    TaskEffect,
)
from handover_policy.policy.called import party_title
from handover_policy.policy.days.in_words import expressed
from handover_policy.policy.days.recurrences import recurring_rules
from handover_policy.policy.policy_set import PolicySet, TaskRule
from handover_policy.texts.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One thing explained: `kind` (case, task, obligation, gate, notice), its id and title, and the sentences."""

    kind: str
    id: str
    title: str
    sentences: tuple[str, ...]
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """The newest effects of one case, every message of it with its day, and which outcomes of events there were."""

    case: CaseEffect
    tasks: Mapping[str, TaskEffect]
    gates: Mapping[str, GateEffect]
    notices: tuple[tuple[date, NoticeEffect], ...]
    version: str
    outcomes: frozenset[str] = frozenset()


def gather(decisions: Sequence[Decision], case: str, zone: ZoneInfo) -> CaseRecord:
    """Return what decisions say of a case; raises KeyError where they do not speak of it."""
    found: CaseEffect | None = None
    tasks: dict[str, TaskEffect] = {}
    gates: dict[str, GateEffect] = {}
    notices: list[tuple[date, NoticeEffect]] = []
    version = ""
    outcomes: set[str] = set()
    for decision in decisions:
        for effect in decision.effects:
            outcomes.update(_outcomes(effect, case))
            if effect.case != case:
                continue
            match effect:
                case CaseEffect():
                    found = effect
                case TaskEffect(task=task):
                    tasks[task.id] = effect
                case GateEffect(gate=gate):
                    gates[gate.id] = effect
                case NoticeEffect():
                    day = datetime.fromisoformat(str(decision.event["time"])).astimezone(zone).date()
                    notices.append((day, effect))
            version = version or str((decision.policy or {}).get("version", ""))
    if found is None:
        raise KeyError(case)
    return CaseRecord(
        case=found,
        tasks=tasks,
        gates=gates,
        notices=tuple(notices),
        version=version,
        outcomes=frozenset(outcomes),
    )


def _outcomes(effect: Effect, case: str) -> Iterator[str]:
    """Yield what messages of a case may wait for besides events, as far as an effect shows it (contract 2.7)."""
    if isinstance(effect, DutyEffect) and effect.state == "missed" and effect.person == case.rpartition("/")[0]:
        yield effect.kind
    if effect.case != case:
        return
    match effect:
        case SheetEffect() | ClaimEffect():
            yield effect.kind
        case GateEffect(gate=gate) if gate.state != "ended":
            yield "gate.opened" if gate.state == "open" else "gate.held"
        case CaseEffect(state="closed"):
            yield "case.closed"
        case TaskEffect(task=task):
            if task.state == "done":
                yield "task.done"
            if any(step.done is not None and step.done.deemed for step in task.steps):
                yield "task.deemed"


def case_ids(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Return the cases that decisions opened, in their order."""
    effects = (effect for decision in decisions for effect in decision.effects)
    return tuple(dict.fromkeys(effect.case or "" for effect in effects if isinstance(effect, CaseEffect)))


def explain(
    told: CaseRecord, policy: PolicySet, world: Rehearsal, laws: Mapping[str, str], language: str
) -> Iterator[Explanation]:
    """Yield the points of a case: the departure, tasks, deadlines, gates, messages; `laws` cites ids in words."""
    explaining = _Explaining(policy, laws, language)
    yield explaining.case(told.case)
    for task in told.tasks.values():
        yield explaining.task(task, told)
    for gate in told.gates.values():
        yield explaining.gate(gate, told, world)
    for day, notice in told.notices:
        yield explaining.notice(day, notice)


class _Explaining:
    def __init__(self, policy: PolicySet, laws: Mapping[str, str], language: str) -> None:
        self._policy = policy
        self._laws = laws
        self._language = language
        self._words = texts(language).area("explain")
        self._listed = texts(language).say("reports.listed")
        self._semicolon = texts(language).say("reports.semicolon")
        self._rules = {rule.id: rule for rule in policy.tasks}
        self._due = {f"obligation.{rule.name}": rule.due for rule in policy.obligations}
        again = (each for rule in policy.recurring for each in recurring_rules(rule))
        self._due |= {f"obligation.{rule.name}": rule.due for rule in again if rule.place == 1}

    def case(self, case: CaseEffect) -> Explanation:
        words = self._words
        if case.notice_end is not None:
            told = [
                words["notice_days"].format(
                    arrival=case.arrival,
                    days=case.notice_days,
                    end=case.notice_end,
                    last_day=case.last_day,
                )
            ]
        elif case.last_day is not None:
            told = [words["declared"].format(arrival=case.arrival, last_day=case.last_day)]
        else:
            told = [words["undated"]]
        if not case.notice_binding:
            told.append(words["asked"])
        if case.shortfall_days:
            told.append(words["shortfall"].format(days=case.shortfall_days))
        return self._point("case", case.case or "", case.cause, told, case.because)

    def task(self, effect: TaskEffect, told_of: CaseRecord) -> Explanation:
        words, task = self._words, effect.task
        rule = self._rules.get(task.rule)
        told = [words["state"].format(state=task.state)]
        if rule is not None:
            told.append(words["start"].format(day=task.start, how=expressed(rule.start, self._language)))
        if task.waits_for and not task.finished:
            titles = (told_of.tasks[name].task.title for name in task.waits_for)
            told.append(words["waits_for"].format(tasks=self._listed.join(titles)))
        told += [self._step(step, self._due_of(rule, task, step)) for step in task.steps]
        if task.items is not None:
            told.append(words["items"].format(count=len(task.rows)))
        kind = "task" if rule is not None else "obligation"
        return self._point(kind, task.id, task.title, told, effect.because)

    def _due_of(self, rule: TaskRule | None, task: Task, step: Step) -> TimeExpression | None:
        """Return the time expression behind the day of a step; of steps that became one the last one's counts."""
        if rule is None:
            return self._due.get(task.rule)
        last = rule.steps[step.covers[-1]]
        instead = rule.without_leaver
        if instead is not None and last.party == "leaver" and "leaver" not in step.parties:
            return instead.due or last.due
        return last.due

    def _step(self, step: Step, expression: TimeExpression | None) -> str:
        words = self._words
        how = "" if expression is None else words["equals"].format(how=expressed(expression, self._language))
        return words["step"].format(
            party=self._title(step.party),
            person=step.person or "—",
            do=step.do + (words["beside"] if step.group else ""),
            day=step.due,
            how=how,
            state=words["done" if step.done is not None else "waiting"],
        )

    def gate(self, effect: GateEffect, told: CaseRecord, world: Rehearsal) -> Explanation:
        words, gate = self._words, effect.gate
        sentences = [words[gate.state]]
        if gate.released_by:
            sentences.append(words["released"].format(how=gate.released_by))
        if gate.state == "held":
            sentences += self._held(gate, told, world)
        return self._point("gate", gate.id, gate.title, sentences, effect.because)

    def _held(self, gate: Gate, told: CaseRecord, world: Rehearsal) -> Iterator[str]:
        words = self._words
        for unmet in gate.unmet:
            yield words["unmet"].format(what=unmet_words((unmet,), self._language))
        for name in gate.tasks:
            task = told.tasks[name].task
            for step in task.turns or task.steps[-1:]:
                yield words["blocked"].format(
                    person=step.person or "—",
                    party=self._title(step.party),
                    task=task.title,
                    do=step.do,
                    due=step.due,
                )
        if gate.release_by:
            yield words["release"].format(day=gate.release_by)
        changes = least_change(world, gate, self._policy, told.case.last_day)
        if changes is None:
            yield words["no_change"]
        else:
            yield words["least"].format(changes=self._semicolon.join(self._change(change, told) for change in changes))

    def _change(self, change: NeededAct, told: CaseRecord) -> str:
        words = self._words
        if change.kind == "finish":
            return words["finish"].format(task=told.tasks[change.subject].task.title)
        if change.kind == "sign":
            return words["sign"].format(party=self._title(change.subject))
        return words["wait"].format(day=change.subject)

    def notice(self, day: date, notice: NoticeEffect) -> Explanation:
        subject = notice.message.subject if notice.message is not None else ""
        sentence = self._words["sent"].format(
            day=day,
            to=notice.to,
            party=self._title(notice.party),
            channels=self._listed.join(notice.channels),
            subject=subject,
        )
        return self._point("notice", notice.notice, subject, [sentence], notice.because)

    def _title(self, party: str) -> str:
        return party_title(self._policy, party)

    def _point(self, kind: str, name: str, title: str, sentences: list[str], because: Because) -> Explanation:
        words = self._words
        sentences.append(words["by_rule"].format(rule=because.rule, place=f"{because.file}:{because.line}"))
        if because.facts:
            sentences.append(words["facts"].format(facts=facts_words(because.facts, self._language)))
        if because.law:
            cited = self._listed.join(self._laws.get(law, law) for law in because.law)
            sentences.append(words["law"].format(law=cited))
        return Explanation(kind=kind, id=name, title=title, sentences=tuple(sentences), because=because)
