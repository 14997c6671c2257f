"""leftover_changes: what is written otherwise and no family has told, so that nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from handover_policy.diff.change import Change, Direction
from handover_policy.diff.sides import DOCUMENT, LISTS, Side
from handover_policy.policy.yaml_source.node import MappingNode, Node, text_of

Path: TypeAlias = tuple[str, ...]

SILENT = frozenset({"kind", "id", "version", "moved", "extends", "remove", "tasks", "approvals"})
"""Keys that are told otherwise, or carry no meaning of their own."""
OF_ITS_OWN = {"kind:obligations": "obligation-setting-changed"}
NESTED = frozenset({*LISTS.values(), "sections", "waivers"})
WITH = {"roll": "due"}
"""Keys whose value another key of the same mapping is told with."""


def leftover_changes(before: Side, after: Side, renamed: Mapping[str, str], told: Iterable[Change]) -> Iterator[Change]:
    """Yield a change of a setting for whatever differs and no change in `told` speaks of.

    A change speaks of the row it stands in, and of what stands at its key and below: another key that changed beside
    it is told by itself.
    """
    if before.empty:
        return
    spoken: dict[str, set[str]] = {}
    for change in told:
        if change.row:
            spoken.setdefault(change.row, set()).add(change.part)
    names = {renamed.get(name, name): name for name in before.rows}
    for name in after.rows:
        pair = _Pair(before=before, after=after, old=names.get(name, ""), new=name, spoken=spoken.get(name, set()))
        yield from pair.changes()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """One row on both sides, `old` empty where it is new, and what is told of it already."""

    before: Side
    after: Side
    old: str
    new: str
    spoken: set[str]

    def changes(self) -> Iterator[Change]:
        if not self.old and not self.new.startswith(DOCUMENT):
            return  # a row that came is told whole
        if "" not in self.spoken and self._differs(()):
            for key in self._keys(()):
                yield from self._below((key,))

    def _below(self, path: Path) -> Iterator[Change]:
        """Yield the changes at and below a key; a list of which something is told is told by its family."""
        if not self._differs(path) or self._is_told(path):
            return
        start = f"{'.'.join(path)}."
        if not any(each.startswith(start) for each in self.spoken):
            yield self._change(path)
        elif self._is_mapping(path):
            for key in self._keys(path):
                yield from self._below((*path, key))

    def _is_told(self, path: Path) -> bool:
        beside = ".".join((*path[:-1], WITH.get(path[-1], path[-1])))
        above = {".".join(path[:length]) for length in range(1, len(path) + 1)}
        return beside in self.spoken or bool(above & self.spoken)

    def _keys(self, path: Path) -> Iterable[str]:
        nodes = self._nodes(path)
        keys = dict.fromkeys(entry.key for node in nodes if isinstance(node, MappingNode) for entry in node.entries)
        silent = () if path else SILENT | NESTED if self.new.startswith(DOCUMENT) else SILENT
        return [key for key in keys if key not in silent]

    def _is_mapping(self, path: Path) -> bool:
        return all(isinstance(node, MappingNode) for node in self._nodes(path) if node is not None)

    def _nodes(self, path: Path) -> tuple[Node | None, Node | None]:
        return self.after.node(self.new, *path), self.before.node(self.old, *path)

    def _differs(self, path: Path) -> bool:
        return self.before.written(self.old, *path) != self.after.written(self.new, *path)

    def _change(self, path: Path) -> Change:
        return Change(
            id=OF_ITS_OWN.get(self.new, "setting-changed"),
            subject=self.new.rpartition(":")[2],
            title=text_of(self.after.node(self.new, "title")) or "",
            part=".".join(path),
            old=self.before.written(self.old, *path),
            new=self.after.written(self.new, *path),
            old_at=self.before.at(self.old, *path),
            new_at=self.after.at(self.new, *path),
            direction=Direction.UNCLEAR,
            row=self.new,
        )
