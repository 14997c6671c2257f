"""Absence: why a rule did not act in a case: the condition that failed, or what has not happened yet."""

from __future__ import annotations

from datetime import date

from handover_policy.conditions.meaning import unmet
from handover_policy.decide.departing.obliged import CERTIFICATE
from handover_policy.decide.evaluating.beginning import owes_updates
from handover_policy.decide.evaluating.duties import duties
from handover_policy.decide.facts import Surroundings, gather
from handover_policy.decide.identifiers import task_id
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.explain.explained import CaseRecord
from handover_policy.explain.words import unmet_words
from handover_policy.findings.suggestion import nearest
from handover_policy.model.case import Case
from handover_policy.model.condition import ALWAYS, AllOf, Condition, all_of, facts_read
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.words.duties import SEVERANCE
from handover_policy.model.words.word import title
from handover_policy.policy.policy_set import NoticeRule, PolicySet
from handover_policy.texts.texts import texts

MOMENTARY = ("task.", "gate.", "duty.", "claim.", "event.")
"""Facts of the task, gate or event of one moment: afterwards nothing can be said of them for the case as a whole."""


class Absence:
    """Answers why rules did not act in one case."""

    def __init__(
        self,
        told: CaseRecord,
        case: Case,
        *,
        register: Register,
        books: Rulebooks,
        happened: frozenset[str],
        language: str,
    ) -> None:
        """Take the case as `register` holds it after the last event, and the types of the events so far."""
        self._told = told
        self._case = case
        self._book = books.book(case.policy, case.arrival)
        self._policy: PolicySet = self._book.policy
        self._happened = happened | told.outcomes
        self._words = texts(language).area("explain")
        self._listed = texts(language).say("reports.listed")
        self._language = language
        employee = register.people()[case.employee]
        day = register.reached(case).astimezone(self._book.zone).date()
        reckoner = DayReckoner(self._book.calendar)
        self._about = Surroundings(employee=employee, book=self._book, day=day, case=case, reckoner=reckoner)

    def why_not(self, name: str) -> str:
        """Return in a sentence why the rule `name`, which may be an old id, did not act, or that it did."""
        policy = self._policy
        name = self._book.names.get(name, name)
        for notice in policy.notices:
            if notice.id == name:
                return self._notice(notice)
        if name in self._book.obligation_rules:
            return self._obligation(name)
        conditions: dict[str, Condition] = {row.id: row.when for row in policy.notice_table.rows}
        conditions |= {gate.id: gate.when for gate in policy.gates}
        for task in policy.tasks:
            conditions |= {task.id: all_of(task.when, task.only_when), task.list_id: task.when}
        conditions |= {upload.id: upload.when for upload in policy.uploads}
        conditions |= {section.id: section.when for section in policy.sections}
        for clause in policy.clauses:
            owed = clause.consequence.when if clause.consequence is not None else ALWAYS
            conditions[clause.id] = AllOf(parts=(clause.when, owed))
        if name in conditions:
            return self._rule(name, conditions[name])
        known = (*conditions, *(notice.id for notice in policy.notices), *self._book.obligation_rules)
        near = nearest(name, known)
        return self._words["no_rule"].format(name=name, hint=f" → {near}?" if near else "")

    def _rule(self, name: str, condition: Condition) -> str:
        words = self._words
        failing = self._failing(condition, name)
        if failing:
            return words["not_applies"].format(name=name, why=words["condition"].format(what=failing))
        clause = next((each for each in self._policy.clauses if each.id == name), None)
        consequence = clause.consequence if clause is not None else None
        if consequence is not None and name not in self._case.claims:
            excluded = self._case.cause in consequence.exclude
            unsigned = consequence.kind == "penalty" and name not in self._about.employee.signed
            why = words["excluded" if excluded else "clause_unsigned" if unsigned else "not_judged"]
            return words["not_applies"].format(name=name, why=why)
        if self._owes_nothing(name):
            return words["not_applies"].format(name=name, why=words["owes_nothing"])
        chosen = self._records(name)
        if chosen:
            return words["not_applies"].format(name=name, why=chosen)
        due = self._duty(name)
        if due is not None:
            return words["not_applies"].format(name=name, why=words["due_on"].format(day=due))
        return words["applies"].format(name=name)

    def _obligation(self, name: str) -> str:
        words, case = self._words, self._case
        if task_id(case.id, name) in case.tasks:
            return words["applies"].format(name=name)
        if case.cause == "transfer" or (case.cause == "death" and name == CERTIFICATE):
            why = words["not_of_cause"].format(cause=title(f"causes.{case.cause}", self._language))
        elif self._book.obligation_rules[name].name == SEVERANCE:
            why = words["no_event"].format(events="severance.owed")
        else:
            why = words["undated"]
        return words["not_applies"].format(name=name, why=why)

    def _owes_nothing(self, name: str) -> bool:
        employee = self._about.employee
        return any(section.id == name and not owes_updates(employee, section) for section in self._policy.sections)

    def _records(self, name: str) -> str:
        """Return why no record of the profile has brought a task, empty where one has or the task is for none."""
        rule = self._book.task_rules.get(name)
        if rule is None or rule.for_each is None or any(task.rule == name for task in self._case.tasks.values()):
            return ""
        told = self._about.employee.profile.get(rule.for_each.removeprefix("profile."))
        records = told.records if told is not None else ()
        if not records:
            return self._words["no_record"].format(section=rule.for_each)
        about = (self._about._replace(record=record) for record in records)
        missing = (unmet(rule.record_when, gather(facts_read(rule.record_when), each)) for each in about)
        failing = [unmet_words(each, self._language) for each in missing]
        return "" if "" in failing else self._words["condition"].format(what=failing[0])

    def _duty(self, name: str) -> date | None:
        about = self._about
        reckoner = DayReckoner(self._book.calendar)
        owed = {duty.id: duty.due for duty in duties(about.employee, self._book, about.day, reckoner)}
        return owed.get(name, owed.get(f"archive.{name}"))

    def _notice(self, rule: NoticeRule) -> str:
        words = self._words
        sent = [day for day, notice in self._told.notices if notice.notice == rule.id]
        if sent:
            return words["applies"].format(name=rule.id)
        return words["not_sent"].format(notice=rule.id, why=self._unsent(rule))

    def _unsent(self, rule: NoticeRule) -> str:
        words = self._words
        asked = [name for name in facts_read(rule.when) if name.startswith(MOMENTARY)]
        failing = "" if asked else self._failing(rule.when)
        if failing:
            return words["condition"].format(what=failing)
        if rule.to == ("leaver",) and self._case.leaver_gone:
            return words["leaver_gone"]
        if rule.on and not self._happened & set(rule.on):
            return words["no_event"].format(events=self._listed.join(rule.on))
        if rule.on and asked:
            return words["moment"].format(events=self._listed.join(rule.on), facts=self._listed.join(asked))
        planned = [item.day for task in self._case.tasks.values() for item in task.agenda if item.notice == rule.id]
        planned += [item.day for item in self._case.agenda if item.notice == rule.id]
        return words["not_yet"].format(day=min(planned)) if planned else words["nothing_planned"]

    def _failing(self, condition: Condition, clause: str = "") -> str:
        about = self._about._replace(clause=clause)
        return unmet_words(unmet(condition, gather(facts_read(condition), about)), self._language)
