"""Row: one mapping of a policy file, read value by value; what does not fit is noted and read as absent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.model.condition import Condition
from handover_policy.model.dated import Dated
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.policy.cases.listed import CaseValue
from handover_policy.policy.cases.read import is_cases, read_cases
from handover_policy.policy.conditions import ConditionReader
from handover_policy.policy.meant.values import day_meant, written_as
from handover_policy.policy.rows.numbers import read_number
from handover_policy.policy.rows.times import AllowedTime, read_moment, read_period
from handover_policy.policy.yaml_source.node import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    mappings_in,
    text_of,
)
from handover_policy.policy.yaml_source.scalars import iso_date

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSurroundings:
    """What rows are read against: the facts of the set, the laws that are known, and where findings go.

    `whole` is false where a file could not be read; then nothing is said of names that may stand in it. `dates` are the
    attributes of employees that are dates, `fields` those of the records of each section (None: not known).
    """

    found: Collected
    conditions: ConditionReader
    law_ids: Collection[str]
    whole: bool
    dates: Collection[str] | None = None
    fields: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A mapping and its surroundings; every reader gives a harmless value where the file holds none that fits."""

    node: MappingNode
    around: RowSurroundings

    @property
    def location(self) -> Location:
        """Return where the row stands."""
        return self.node.location

    @property
    def id(self) -> str:
        """Return the row's id."""
        return self.text("id")

    def place_of(self, key: str) -> Location:
        """Return where the value of a key stands, or the row where it has none."""
        node = self.node.get(key)
        return self.node.location if node is None else node.location

    def places_below(self, *keys: str) -> dict[str, Location]:
        """Return where the keys below some of its mappings are written, by both names: `sheet.order`."""
        held = {key: self.child(key) for key in keys}
        return {
            f"{key}.{entry.key}": entry.value.location
            for key, row in held.items()
            if row is not None
            for entry in row.node.entries
        }

    def has(self, key: str) -> bool:
        """Return whether the key is written."""
        return self.node.entry(key) is not None

    def lacks(self, *keys: str) -> bool:
        """Return whether none of the keys is written, not even misspelt."""
        return not any(map(self.has, keys)) and not self.around.found.is_misspelt(self.location, *keys)

    def text(self, key: str, otherwise: str = "") -> str:
        """Return the text of a key."""
        return text_of(self.node.get(key)) or otherwise

    def optional_text(self, key: str) -> str | None:
        """Return the text of a key, None where there is none."""
        return text_of(self.node.get(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list; a single text counts as a list of one."""
        return tuple(name for name, _ in self.placed_texts(key))

    def placed_texts(self, key: str) -> tuple[tuple[str, Location], ...]:
        """Return the texts of a list with their places."""
        node = self.node.get(key)
        items = node.items if isinstance(node, SequenceNode) else () if node is None else (node,)
        return tuple((name, item.location) for item in items if (name := text_of(item)) is not None)

    def told_by_cases(self, key: str) -> tuple[tuple[str, Location], ...]:
        """Return the text of a key with its place, or the text of each case where it is told by cases."""
        node = self.node.get(key)
        cases = [item.get("is") for item in mappings_in(node)] if isinstance(node, SequenceNode) else [node]
        placed = ((text_of(item), item.location) for item in cases if item is not None)
        return tuple((told, place) for told, place in placed if told is not None)

    def flag(self, key: str, *, otherwise: bool) -> bool:
        """Return the yes or no of a key."""
        node = self.node.get(key)
        return node.value if isinstance(node, ScalarNode) and isinstance(node.value, bool) else otherwise

    def number(
        self, key: str, *, least: float = 0, most: float = 10**12, whole: bool = False
    ) -> int | float | Dated | None:
        """Return the number, plain or by date, of a key; None where there is none."""
        found = self.around.found
        return cast(
            "int | float | Dated | None",
            self._one_or_cases(
                key, lambda node: read_number(node, found, name=key, least=least, most=most, whole=whole)
            ),
        )

    def condition(self, key: str = "when") -> Condition:
        """Return the condition of a key; ALWAYS where none is written."""
        return self.around.conditions.read(self.node.get(key))

    def date(self, key: str) -> date | None:
        """Return the day of a key; None, with a finding where something else is written."""
        node = self.node.get(key)
        written = text_of(node)
        if node is None or written is None:
            return None
        day = iso_date(written)
        if day is None and not (isinstance(node, ScalarNode) and node.broken):
            self.around.found.error("not-a-date", node.location, subject=written, **written_as(day_meant(written)))
        return day

    def moment(
        self, key: str, anchors: Collection[str], *, records: Collection[str] | None = (), hour: bool = False
    ) -> TimeExpression | None:
        """Return the time expression of a key, whose anchor must be one of `anchors`, or a date that is known.

        `records` are the fields of records that it may count from (None: any), `hour`: whether it may name an hour.
        """
        allowed = AllowedTime(key=key, anchors=anchors, records=records, dates=self.around.dates, hour=hour)
        return self._one_or_cases(key, lambda node: read_moment(node, allowed, self.around.found))

    def period(self, key: str) -> Period | None:
        """Return the period of a key."""
        return self._one_or_cases(key, lambda node: read_period(node, self.around.found))

    def spoken(self, key: str, otherwise: str = "") -> str:
        """Return a text for people; it may be told by cases."""
        return self._one_or_cases(key, text_of) or otherwise

    def _one_or_cases(self, key: str, value_of: Callable[[Node], Value | None]) -> Value | None:
        """Return the value of a key; cases stand in its place, as `Cased`, until the set is `lifted`."""
        node = self.node.get(key)
        if node is None:
            return None
        if isinstance(node, SequenceNode) and is_cases(node):
            read_one = cast("Callable[[Node], CaseValue | None]", value_of)
            return cast("Value | None", read_cases(node, self.around.conditions, self.around.found, read_one))
        return value_of(node)

    def law(self) -> tuple[str, ...]:
        """Return the ids of the laws a row rests on; one that no loaded pack knows is a warning."""
        if self.around.law_ids:
            for name, at in self.placed_texts("law"):
                if name not in self.around.law_ids:
                    self.around.found.warning("unknown-law", at, subject=name, known=self.around.law_ids)
        return self.texts("law")

    def child(self, key: str) -> Row | None:
        """Return the mapping of a key."""
        node = self.node.get(key)
        return Row(node=node, around=self.around) if isinstance(node, MappingNode) else None

    def children(self, key: str) -> tuple[Row, ...]:
        """Return the mappings in the list of a key."""
        return rows_in(self.node.get(key), self.around)

    def named_children(self, key: str) -> tuple[tuple[str, Location, Row], ...]:
        """Return the names, their places and the mappings in the mapping of a key."""
        return tuple(
            (name, place, Row(node=node, around=self.around))
            for name, place, node in self.entries(key)
            if isinstance(node, MappingNode)
        )

    def entries(self, key: str) -> tuple[tuple[str, Location, Node], ...]:
        """Return the keys, their places and the values of the mapping of a key."""
        node = self.node.get(key)
        entries = node.entries if isinstance(node, MappingNode) else ()
        return tuple((entry.key, entry.key_location, entry.value) for entry in entries)


def rows_in(node: Node | None, around: RowSurroundings) -> tuple[Row, ...]:
    """Return the mappings of a list as rows."""
    return tuple(Row(node=item, around=around) for item in mappings_in(node))
