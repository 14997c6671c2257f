"""Readings of what stands in the files as written: any setting, by its path, list rows with their own traits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.lint.readings.reading import SettingReading
from handover_policy.model.dates.timeline import parse_period
from handover_policy.policy.cases.read import is_cases
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode, plain

KINDS = ("policy", "notice_days", "clauses", "tasks", "gates", "obligations", "archive", "notices")
DAYS_IN = {"day": 1, "workday": 1, "week": 7, "month": 31, "year": 366}
CASE = frozenset({"when", "is"})
YEARS_IN = {"day": 1 / 365, "workday": 1 / 365, "week": 7 / 365, "month": 1 / 12, "year": 1}


def written_readings(path: str, documents: Mapping[str, MappingNode]) -> Iterator[SettingReading]:
    """Yield the readings of a path `kind.key…` or `kind[].key…`; a missing setting gives a reading without a value.

    Rows of a list (`[]`) bring their plain entries, and those of their `consequence`, as traits.
    """
    kind, _, rest = path.partition(".")
    kind, rows, _ = kind.partition("[]")
    root = documents.get(kind)
    if root is None:
        return
    if rows:
        yield from _rows(path, _listed(kind, root), rest, kind)
        return
    before, listed, after = rest.partition("[].")
    if listed:
        yield from _rows(path, _items(_reached(root, before)), after, before)
        return
    node = _reached(root, rest)
    place = _nearest(root, rest).location
    for value in _values(node):
        yield SettingReading(path=path, value=value, location=place, subject=rest, holder=root, key=rest)


def _listed(kind: str, root: MappingNode) -> tuple[MappingNode, ...]:
    if kind == "tasks":
        lists = _items(root.get("lists"))
        return tuple(task for each in lists for task in _items(each.get("tasks"))) or _items(root.get("tasks"))
    return _items(root.get(kind))


def _items(node: Node | None) -> tuple[MappingNode, ...]:
    return tuple(item for item in node.items if isinstance(item, MappingNode)) if isinstance(node, SequenceNode) else ()


def _rows(path: str, rows: tuple[MappingNode, ...], rest: str, named: str) -> Iterator[SettingReading]:
    for number, row in enumerate(rows, start=1):
        node = _reached(row, rest)
        consequence = row.get("consequence")
        if rest.startswith("consequence.") and not isinstance(consequence, MappingNode):
            continue
        traits = _plain_entries(row)
        if isinstance(consequence, MappingNode):
            traits |= _plain_entries(consequence)
        subject = str(traits.get("id", f"{named}[{number}]"))
        for value in _values(node):
            yield SettingReading(
                path=path,
                value=value,
                location=_nearest(row, rest).location,
                subject=subject,
                traits=traits,
                holder=row,
                key=rest,
            )


def _plain_entries(row: MappingNode) -> dict[str, object]:
    return {entry.key: entry.value.value for entry in row.entries if isinstance(entry.value, ScalarNode)}


def _reached(node: Node | None, path: str) -> Node | None:
    for key in path.split("."):
        node = node.get(key) if isinstance(node, MappingNode) else None
    return node


def _nearest(node: Node, path: str) -> Node:
    """Return what a path reaches, or the last part of it that is there."""
    for key in path.split("."):
        inner = node.get(key) if isinstance(node, MappingNode) else None
        if inner is None:
            break
        node = inner
    return node


def _values(node: Node | None) -> tuple[object, ...]:
    """Return what stands there; of a list of cases the value of each."""
    if isinstance(node, SequenceNode) and is_cases(node):
        told = (item.get("is") for item in node.items if isinstance(item, MappingNode) and set(item.keys()) <= CASE)
        return tuple(plain(each) for each in told if each is not None) or (plain(node),)
    return (None if node is None else plain(node),)


def period_readings(documents: Mapping[str, MappingNode], keys: tuple[str, ...]) -> Iterator[SettingReading]:
    """Yield `period.days` and `period.years` of settings that hold a period, by their `key`; text stays as it is."""
    for key in keys:
        for reading in written_readings(key, documents):
            for path, units in (("period.days", DAYS_IN), ("period.years", YEARS_IN)):
                value = _length(reading.value, units)
                yield SettingReading(
                    path=path, value=value, location=reading.location, subject=reading.subject, traits={"key": key}
                )


def _length(value: object, units: Mapping[str, float]) -> object:
    if not isinstance(value, str):
        return value
    try:
        period = parse_period(value)
    except ValueError:
        return value
    return period.count * units[period.unit]
