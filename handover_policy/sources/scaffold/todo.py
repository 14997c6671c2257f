"""ToDo, todo: what is still to be decided in a new repository, and the file to write it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.sources.scaffold.extended_set import ExtendedSet
from handover_policy.sources.scaffold.places import TitledPlace, is_packed, law_of
from handover_policy.texts.texts import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """One thing to decide: the file to write it in, and the text that says it."""

    file: str
    key: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def told(self, language: str) -> str:
        """Return what is to be decided, in a language."""
        return texts(language).say(f"cli.init.todo.{self.key}", **self.values)


def todo(base: ExtendedSet, departments: Sequence[TitledPlace], towns: Sequence[TitledPlace]) -> tuple[ToDo, ...]:
    """Return what is still to be decided, in the order in which to do it."""
    asked = (*base.contacts, *(each.id for each in departments if each.own))
    listed = [
        ToDo(file="policy.yaml", key="company"),
        ToDo(file="policy.yaml", key="effective"),
        ToDo(file="policy.yaml", key="contacts", values={"contacts": ", ".join(asked)}),
        ToDo(file="policy.yaml", key="adoption"),
    ]
    if not is_packed(base.jurisdiction):
        listed.insert(1, ToDo(file="policy.yaml", key="place"))
    if departments:
        listed.append(ToDo(file="tasks/clearance.yaml", key="clearance"))
    if towns:
        listed.append(ToDo(file="policy.yaml", key="towns", values={"towns": ", ".join(each.title for each in towns)}))
    law = law_of(towns, base)
    if law:
        listed.append(ToDo(file="policy.yaml", key="law", values={"law": law}))
    return (*listed, ToDo(file="notices.yaml", key="example"), ToDo(file="tests/reminders.yaml", key="tests"))
