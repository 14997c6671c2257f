"""Reads conditions: mappings of facts and operators in, model conditions out, findings at the very word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import cast

from handover_policy.findings.collected import Collected
from handover_policy.model.condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Negation,
    Operand,
    Scalar,
)
from handover_policy.model.dated import Dated
from handover_policy.model.words.joins import JOINS, Join
from handover_policy.model.words.operators import OPERATORS
from handover_policy.policy.cases.listed import CaseValue
from handover_policy.policy.cases.read import read_cases
from handover_policy.policy.facts import ANY, DATE, FLAG, NUMBER, TEXT, Fact, FactTable
from handover_policy.policy.meant.choices import choice_meant, choices_told
from handover_policy.policy.meant.facts import fact_meant, value_titles
from handover_policy.policy.meant.values import day_meant, flag_meant, number_meant, written_as
from handover_policy.policy.names import RECORD
from handover_policy.policy.rows.numbers import is_dated, read_number
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node, ScalarNode, SequenceNode
from handover_policy.policy.yaml_source.scalars import iso_date


class ConditionReader:
    """Reads the conditions of one policy set against its facts."""

    __slots__ = ("_facts", "_found", "_records")

    def __init__(self, facts: FactTable, found: Collected, *, records: str = "") -> None:
        """Take the facts that may be named, where findings go, and the section whose records are spoken of."""
        self._facts = facts
        self._found = found
        self._records = records

    def of_records(self, fields: Collection[str] | None, *, named: str) -> ConditionReader:
        """Return a reader of conditions on the records of a section (`profile.<name>`); None accepts any field."""
        return ConditionReader(replace(self._facts, record=fields), self._found, records=named)

    def read(self, node: Node | None) -> Condition:
        """Return the condition a node tells; ALWAYS where nothing is written or, with findings, where it is wrong."""
        if node is None or (isinstance(node, ScalarNode) and node.broken):
            return ALWAYS
        if not isinstance(node, MappingNode):
            self._found.error("condition-expected", node.location)
            return ALWAYS
        parts = tuple(part for entry in node.entries for part in self._entry(entry))
        return parts[0] if len(parts) == 1 else AllOf(parts=parts)

    def _entry(self, entry: Entry) -> tuple[Condition, ...]:
        join = JOINS.get(entry.key)
        if join is not None:
            return self._joined(entry, join)
        fact = self._facts.find(entry.key)
        if fact is None:
            self._unknown(entry)
            return ()
        return self._comparisons(entry, fact)

    def _unknown(self, entry: Entry) -> None:
        """Note a fact that there is not; of a record, that there is none or that it has no such field."""
        if self._found.is_full(entry.key_location.file):
            return
        at, field = entry.key_location, entry.key.removeprefix(RECORD)
        if field == entry.key:
            near = self._facts.titled(entry.key) or fact_meant(entry.key, (*self._facts.names(), *JOINS))
            self._found.error("unknown-fact", at, subject=entry.key, suggestion=near)
        elif not self._records:
            self._found.error("record-without-records", at, subject=entry.key)
        else:
            section = self._records.rpartition(".")[2]
            self._found.error("unknown-field", at, subject=field, known=self._facts.record or (), section=section)

    def _joined(self, entry: Entry, join: Join) -> tuple[Condition, ...]:
        if not join.takes_list:
            return (join.means((self.read(entry.value),)),)
        if not isinstance(entry.value, SequenceNode) or not entry.value.items:
            self._found.error("condition-list-expected", entry.value.location, subject=entry.key)
            return ()
        parts = tuple(self.read(item) for item in entry.value.items)
        return (join.means(parts),)

    def _comparisons(self, entry: Entry, fact: Fact) -> tuple[Condition, ...]:
        value = entry.value
        if isinstance(value, SequenceNode):
            return self._comparison(fact, "one_of", value, entry)
        if isinstance(value, ScalarNode) or is_dated(value):
            return self._comparison(fact, "is", value, entry)
        if not value.entries:
            self._found.error("condition-empty", value.location, subject=fact.name)
        parts: list[Condition] = []
        for each in value.entries:
            if each.key in OPERATORS and OPERATORS[each.key].ordered and isinstance(each.value, SequenceNode):
                parts += self._by_cases(fact, each.key, each.value, entry)
            elif each.key in OPERATORS:
                parts += self._comparison(fact, each.key, each.value, entry)
            else:
                self._found.error("unknown-operator", each.key_location, subject=each.key, known=tuple(OPERATORS))
        return tuple(parts)

    def _by_cases(self, fact: Fact, operator: str, value: SequenceNode, entry: Entry) -> tuple[Condition, ...]:
        """Return a comparison with a number that is told by cases: with that of the first case that holds."""
        cased = read_cases(
            value, self, self._found, lambda node: cast("CaseValue", self._operand(fact, operator, node))
        )
        parts: list[Condition] = []
        passed: list[Condition] = []
        for row in cased.rows if cased is not None else ():
            operand = cast("Operand", row.value)
            asked = Comparison(fact=fact.name, operator=operator, operand=operand, location=entry.key_location)
            parts.append(AllOf(parts=(*passed, row.when, asked)))
            passed.append(Negation(part=row.when))
        return (AnyOf(parts=tuple(parts)),)

    def _comparison(self, fact: Fact, operator: str, value: Node, entry: Entry) -> tuple[Comparison, ...]:
        operand = self._operand(fact, operator, value)
        if operand is None:
            return ()
        return (Comparison(fact=fact.name, operator=operator, operand=operand, location=entry.key_location),)

    def _operand(self, fact: Fact, operator: str, value: Node) -> Operand | None:
        row = OPERATORS[operator]
        if row.asks == "presence":
            return self._scalar(Fact(name=fact.name, type=FLAG), value)
        if row.ordered and (
            fact.type == FLAG or fact.values or (fact.type == TEXT and self._facts.vocabulary is not None)
        ):
            self._found.error("operator-unfit", value.location, subject=operator, fact=fact.name)
            return None
        if row.takes_list:
            return self._list(fact, operator, value)
        if is_dated(value):
            return self._dated(fact, value)
        return self._scalar(fact, value)

    def _list(self, fact: Fact, operator: str, value: Node) -> tuple[Scalar, ...] | None:
        if not isinstance(value, SequenceNode) or not value.items:
            self._found.error("condition-list-expected", value.location, subject=operator)
            return None
        members = tuple(self._scalar(fact, item) for item in value.items)
        return tuple(member for member in members if member is not None)

    def _dated(self, fact: Fact, value: Node) -> Dated | int | float | None:
        if fact.type not in {NUMBER, ANY}:
            self._found.error("value-unfit", value.location, subject="mapping", fact=fact.name, expected=fact.type)
            return None
        return read_number(value, self._found, name=fact.name)

    def _scalar(self, fact: Fact, node: Node) -> Scalar | None:
        """Return a value that fits the type and the vocabulary of the fact; None, with a finding, where it does not."""
        if not isinstance(node, ScalarNode):
            self._found.error("value-unfit", node.location, subject="", fact=fact.name, expected=fact.type)
            return None
        value = node.value
        if node.broken:
            return None
        day = iso_date(value) if isinstance(value, str) else None
        fits = {
            NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
            FLAG: isinstance(value, bool),
            DATE: day is not None,
        }.get(fact.type, value is not None and (not (fact.values or fact.declared) or isinstance(value, str)))
        if value is None or not fits:
            self._found.error(
                "value-unfit",
                node.location,
                subject=_written(value),
                fact=fact.name,
                expected=fact.type,
                **written_as(self._meant(fact, node)),
            )
            return None
        if fact.values and value not in fact.values:
            self._found.error(
                "value-unknown",
                node.location,
                subject=str(value),
                known=fact.values,
                fact=fact.name,
                **choices_told(fact.values, self._titles(fact)),
                **written_as(choice_meant(str(value), fact.values, self._titles(fact))),
            )
            return None
        return day if day is not None and not fact.values else value

    def _titles(self, fact: Fact) -> Mapping[str, str] | None:
        """Return what the vocabulary calls the values of a fact; None where they are words of the language."""
        return value_titles(self._facts.vocabulary or {}, fact.name)

    @staticmethod
    def _meant(fact: Fact, node: ScalarNode) -> str:
        if fact.type == NUMBER:
            return number_meant(node.written, fact.name)
        if fact.type == DATE:
            return day_meant(node.written)
        return flag_meant(node.written) if fact.type == FLAG else ""


def _written(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
