"""lifted: what was read with lists of cases in the place of values, as values with the lists beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from handover_policy.model.words.counting import LENGTHS
from handover_policy.policy.cases.listed import Cased, CaseList, Path

UNTYPED = frozenset({"document", "cases"})
"""Fields in which no value lies: the written content, and the lists themselves."""
WRITTEN = MappingProxyType({"resolves_to": "is", "otherwise": "else"})
"""What policy files call fields that have another name here."""
OUTSIDE = frozenset(
    {"manifest", "notice_table", "rows", "parties", "tasks", "clauses", "notices", "gates"}
) | frozenset({"obligations", "recurring", "sections", "uploads"})
"""Fields that hold rules: their names stand in no place below a rule."""
Noun = TypeVar("Noun")


def lifted(noun: Noun) -> tuple[Noun, tuple[CaseList, ...]]:
    """Return a noun with the last value of every list of cases in its place, and the lists in the order they stand."""
    lists: list[CaseList] = []
    plain = _plain(noun, (), "", "", lists)
    return plain, tuple(lists)  # type: ignore[return-value] # a noun of the same class


def _plain(value: object, path: Path, rule: str, field: str, lists: list[CaseList]) -> object:
    if isinstance(value, Cased):
        lists.append(CaseList(rule=rule, field=field, path=path, rows=value.rows, location=value.location))
        return value.rows[-1].value
    if is_dataclass(value) and not isinstance(value, type):
        own = _name(value, path)
        name, below = (own, "") if own else (rule, field)
        changed = {}
        for each, before in _members(value):
            label = _label(value, each)
            place = below if each in OUTSIDE else f"{below}.{label}" if below else label
            after = _plain(before, (*path, each), name, place, lists)
            if after is not before:
                changed[each] = after
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        members = tuple(
            _plain(member, (*path, place), rule, f"{field}[{place + 1}]" if field else "", lists)
            for place, member in enumerate(value)
        )
        return value if all(new is old for new, old in zip(members, value, strict=True)) else members
    if isinstance(value, Mapping):
        entries = {key: _plain(member, (*path, key), rule, field, lists) for key, member in value.items()}
        return value if all(entries[key] is value[key] for key in value) else MappingProxyType(entries)
    return value


def _label(noun: object, field: str) -> str:
    """Return what policy files call a field."""
    if field == "days":
        unit = getattr(noun, "unit", "day")
        return next((name for name, row in LENGTHS.items() if row.unit == unit), field)
    return WRITTEN.get(field, field)


def _members(noun: object) -> Iterator[tuple[str, object]]:
    for each in fields(noun):  # type: ignore[arg-type] # a dataclass
        if each.name not in UNTYPED:
            yield each.name, getattr(noun, each.name)


def _name(noun: object, path: Path) -> str:
    """Return the id of a rule; of a party behind its kind, since another rule may have its name."""
    name = getattr(noun, "id", None)
    if path[:1] == ("notice_table",) and name is None and len(path) == 1:
        return "notice_days"
    if path[:1] == ("obligations",) and len(path) == 2:  # noqa: PLR2004 - the list, and a place in it
        return f"obligation.{getattr(noun, 'name', '')}"
    if not isinstance(name, str) or path in {(), ("manifest",)}:
        return ""
    return f"parties.{name}" if "parties" in path else name
