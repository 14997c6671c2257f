"""Fact: a name that conditions may use and the values it can take; FactTable: all of them for one policy set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from handover_policy.model.attribute import Attribute
from handover_policy.model.words.causes import CAUSES
from handover_policy.model.words.clauses import BREACHED, CONSEQUENCES
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.duties import DUTY_KINDS
from handover_policy.model.words.event_types import EVENT_TYPES, SCALARS_TOLD
from handover_policy.model.words.states import HANDOVER_STATES, TASK_STATES
from handover_policy.policy.names import EMPLOYEE_ATTRIBUTES, RECORD

NUMBER, FLAG, TEXT, DATE, ANY = "number", "flag", "text", "date", "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name and its type; `values` is empty where any text may come; `declared` tells that the set gives the type."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    declared: bool = False


def _facts(kind: str, *names: str) -> tuple[Fact, ...]:
    return tuple(Fact(name=name, type=kind) for name in names)


FACTS = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            Fact(name="case.cause", type=TEXT, values=tuple(CAUSES)),
            *_facts(
                NUMBER,
                "case.notice_days_required",
                "case.notice_days_given",
                "case.notice_shortfall_days",
                "case.days_to_last_day",
                "tasks.total",
                "tasks.unfinished",
                "tasks.overdue",
                "profile.stale_sections",
                "task.overdue_days",
            ),
            *_facts(
                FLAG,
                "case.last_day_reached",
                "case.absent",
                "case.successor_assigned",
                "case.loss_proven",
                "case.severance_owed",
                "sheet.signed",
                "agreement.signed",
                "task.obligation",
                "task.deemed",
                BREACHED,
            ),
            Fact(name="case.handover", type=TEXT, values=tuple(HANDOVER_STATES)),
            Fact(name="task.id", type=TEXT),
            Fact(name="task.party", type=TEXT),
            Fact(name="task.state", type=TEXT, values=tuple(TASK_STATES)),
            Fact(name="gate.id", type=TEXT),
            Fact(name="gate.controls", type=TEXT, values=tuple(CONTROLS)),
            Fact(name="duty.id", type=TEXT),
            Fact(name="duty.kind", type=TEXT, values=tuple(DUTY_KINDS)),
            Fact(name="claim.id", type=TEXT),
            Fact(name="claim.kind", type=TEXT, values=tuple(CONSEQUENCES)),
            Fact(name="event.type", type=TEXT, values=tuple(EVENT_TYPES)),
        )
    }
)
"""The facts that every policy set knows (contract, "Facts that conditions may name")."""
_TYPES_OF_ATTRIBUTES = {"tenure_months": NUMBER, "tenure_days": NUMBER, "hired_on": DATE, "contract_until": DATE}
_DECLARED: Mapping[str, str] = MappingProxyType({"number": NUMBER, "date": DATE, "boolean": FLAG, "text": TEXT})
"""The type of a fact by the type of the attribute that a set declares."""
_CONTROLLED = "gate.controls"
_TYPES: Mapping[type, str] = MappingProxyType({Decimal: NUMBER, int: NUMBER, bool: FLAG, date: DATE, str: TEXT})
EVENT_FIELDS: Mapping[str, str] = MappingProxyType(
    {"type": TEXT} | {name: _TYPES[told] for name, told in SCALARS_TOLD.items() if name not in EMPLOYEE_ATTRIBUTES}
)
"""What conditions may name of an event, besides the attributes of people, and the type of each."""
PROFILE, WAITING = "profile.", "tasks.waiting_for."


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTable:
    """The facts of one set; vocabulary, parties or sections that could not be read are None and accept every name.

    `record` holds the fields of the record that a condition speaks of: none where it speaks of no record; `titles` what
    the set calls attributes of employees.
    """

    vocabulary: Mapping[str, Collection[str]] | None = field(default_factory=lambda: MappingProxyType({}))
    attributes: Mapping[str, Attribute] = field(default_factory=lambda: MappingProxyType({}))
    titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    controls: Collection[str] = ()
    parties: Collection[str] | None = ()
    sections: Collection[str] | None = ()
    record: Collection[str] | None = ()

    def find(self, name: str) -> Fact | None:
        """Return the fact of a name; None where no event, vocabulary or policy gives such a fact."""
        known = self._of_the_set(name) or FACTS.get(name)
        if known is not None:
            return known
        room, _, rest = name.partition(".")
        if room == "employee":
            there = rest in EMPLOYEE_ATTRIBUTES or (self.vocabulary is None and rest)
            return Fact(name=name, type=_TYPES_OF_ATTRIBUTES.get(rest, TEXT)) if there else None
        if room == "event":
            return self._event_fact(name, rest)
        if name.startswith(RECORD):
            there = self.record is None or name.removeprefix(RECORD) in self.record
            return Fact(name=name, type=ANY) if there else None
        if name.startswith(WAITING):
            return self._counted(name, name.removeprefix(WAITING), self.parties)
        if name.startswith(PROFILE) and name.endswith(".count"):
            return self._counted(name, name.removeprefix(PROFILE).removesuffix(".count"), self.sections)
        return None

    def names(self) -> tuple[str, ...]:
        """Return every name that a condition of this set may use."""
        return (
            *FACTS,
            *(f"employee.{attribute}" for attribute in EMPLOYEE_ATTRIBUTES),
            *(f"event.{name}" for name in EVENT_FIELDS),
            *(self.vocabulary or ()),
            *self.attributes,
            *(f"event.{attribute}" for attribute in EMPLOYEE_ATTRIBUTES),
            *(f"event.{name.removeprefix('employee.')}" for name in self.attributes),
            *(f"{WAITING}{party}" for party in self.parties or ()),
            *(f"{PROFILE}{section}.count" for section in self.sections or ()),
            *(f"{RECORD}{field}" for field in self.record or ()),
        )

    def titled(self, name: str) -> str:
        """Return the attribute of the set that people call `name`, in or out of its room; empty where it is not one."""
        room, _, last = name.rpartition(".")
        called = [each for each, title in self.titles.items() if title == last]
        meant = called[0].removeprefix("employee.") if len(called) == 1 else ""
        return f"{room or 'employee'}.{meant}" if meant and self.find(f"{room or 'employee'}.{meant}") else ""

    def _of_the_set(self, name: str) -> Fact | None:
        """Return a fact whose values or type the set itself lays down."""
        if self.vocabulary is not None and name in self.vocabulary:
            return Fact(name=name, type=TEXT, values=tuple(self.vocabulary[name]))
        if name in self.attributes:
            return Fact(name=name, type=_DECLARED.get(self.attributes[name].type, TEXT), declared=True)
        return Fact(name=name, type=TEXT, values=(*CONTROLS, *self.controls)) if name == _CONTROLLED else None

    def _event_fact(self, name: str, rest: str) -> Fact | None:
        attribute = self.find(f"employee.{rest}")
        if rest in EVENT_FIELDS:
            values = tuple(CAUSES) if rest == "cause" else ()
            return Fact(name=name, type=EVENT_FIELDS[rest], values=values)
        return None if attribute is None else replace(attribute, name=name)

    def _counted(self, name: str, part: str, known: Collection[str] | None) -> Fact | None:
        return Fact(name=name, type=NUMBER) if known is None or part in known else None
