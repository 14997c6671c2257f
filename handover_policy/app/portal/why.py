"""Why: what a task rests on, in plain words: whom its list is for, how its days are counted, the law behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.handbook.prepare import articles
from handover_policy.decide.facts import Surroundings, gather
from handover_policy.decide.rulebook import Rulebook
from handover_policy.findings.finding import Location
from handover_policy.handbook.handbook import Article
from handover_policy.model.case import NOT_YET, Case, Task
from handover_policy.model.condition import facts_read
from handover_policy.policy.days.in_words import expressed
from handover_policy.policy.policy_set import PolicySet, TaskRule
from handover_policy.texts.texts import Texts

EMPLOYEE = "employee."
KNOWN = (("obligation.final_pay", "CN-WPR-9"),)
"""The law of duties that every set has, shown where the set itself names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What a task rests on.

    Args:
        listed: the title of the list it stands in; empty for what the law asks of the employer.
        facts: of the leaver by which the list is theirs, each by name and value as people call them.
        record: the record it is for.
        due: how the day of the step at hand is counted; empty where none is.
        laws: the articles of law behind it.
        rule: its id, by which the policy's page finds it.
        place: where it is written.
        policy: the set and its version.

    """

    listed: str
    facts: Sequence[tuple[str, str]]
    record: str
    due: str
    laws: Sequence[Article]
    rule: str
    place: str
    policy: str


def why_of(view: View, book: Rulebook, case: Case, task: Task, words: Texts) -> Why:
    """Return why there is a task, with the day that it has."""
    rule = book.task_rules.get(task.rule)
    manifest = book.policy.manifest
    duty = next((each for each in book.policy.obligations if f"obligation.{each.name}" == task.rule), None)
    location: Location | None = rule.location if rule is not None else duty.location if duty is not None else None
    laws = rule.law if rule is not None else duty.law if duty is not None else ()
    return Why(
        listed="" if rule is None else rule.list_title,
        facts=[] if rule is None else _facts(view, book, case, rule, words),
        record=task.record_key or "",
        due=_due(rule, task, words),
        laws=articles_behind(task.rule, laws, book.policy, words.language),
        rule=task.rule,
        place="" if location is None else f"{location.file}:{location.line}",
        policy=f"{manifest.id}@{manifest.version}",
    )


def articles_behind(rule: str, laws: Sequence[str], policy: PolicySet, language: str) -> Sequence[Article]:
    """Return the articles of law behind a rule; of a duty for which a set names none the one that is known for it."""
    known = articles(language)
    country = policy.manifest.jurisdiction.partition("-")[0]
    named = laws or [law for name, law in KNOWN if name == rule and law.startswith(f"{country}-")]
    return [known.get(each, Article(id=each, cite=each)) for each in named]


def _facts(view: View, book: Rulebook, case: Case, rule: TaskRule, words: Texts) -> list[tuple[str, str]]:
    """Return what the conditions of a task read of the leaver."""
    employee = case.person or view.state.employee(case.employee)
    if employee is None:
        return []
    manifest = book.policy.manifest
    names = sorted({*facts_read(rule.when), *facts_read(rule.only_when)})
    found = gather(
        [each for each in names if each.startswith(EMPLOYEE)],
        Surroundings(employee=employee, book=book, day=view.today, case=case),
    )
    told = []
    for name, value in found.items():
        if value is None:
            continue
        key = f"facts.told.{name}"
        title = manifest.titles.get(name) or (words.say(key) if words.has(key) else name.removeprefix(EMPLOYEE))
        told.append((title, manifest.vocabulary.get(name, {}).get(str(value), str(value))))
    return told


def _due(rule: TaskRule | None, task: Task, words: Texts) -> str:
    current = task.current
    if rule is None or current is None or current.due == NOT_YET or not current.covers:
        return ""
    last = rule.steps[current.covers[-1]] if current.covers[-1] < len(rule.steps) else None
    if last is None or last.due is None or (last.party == "leaver" and "leaver" not in current.parties):
        return ""
    return expressed(last.due, words.language)
