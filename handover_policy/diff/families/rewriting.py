"""Rewriting: what the families share; texts, laws, ids and conditions that changed in one and the same rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handover_policy.diff.change import Change, Direction, opposite
from handover_policy.diff.measuring.people import EVERYBODY, Audience
from handover_policy.diff.measuring.space import difference
from handover_policy.diff.sides import Named, Scene
from handover_policy.model.condition import Condition
from handover_policy.policy.yaml_source.node import MappingNode

UNCLEAR, NEUTRAL, WORSE, BETTER = Direction.UNCLEAR, Direction.NEUTRAL, Direction.WORSE, Direction.BETTER


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePair:
    """One rule on both sides: its ids (empty where it is not there), its title, and whom it concerns."""

    scene: Scene
    old_id: str
    new_id: str
    title: str
    people: Audience = EVERYBODY

    def change(
        self,
        kind: str,
        direction: Direction,
        *path: str,
        old: str | None = None,
        new: str | None = None,
        people: Audience | None = None,
        hired: bool = False,
    ) -> Change:
        """Return a change at the keys `path` of the rule; old and new are what is written there unless told."""
        before, after = self.scene.before, self.scene.after
        return Change(
            id=kind,
            subject=(self.new_id or self.old_id).rpartition(":")[2],
            title=self.title,
            part=".".join(path),
            old=before.written(self.old_id, *path) if old is None else old,
            new=after.written(self.new_id, *path) if new is None else new,
            old_at=before.at(self.old_id, *path) if self.old_id else None,
            new_at=after.at(self.new_id, *path) if self.new_id else None,
            people=self.people if people is None else people,
            direction=direction,
            hired=hired,
            row=self.new_id or self.old_id,
        )

    def renamed(self) -> Iterator[Change]:
        """Yield the change of the id, where `moved` renamed it."""
        if self.old_id and self.new_id and self.old_id != self.new_id:
            yield self.change("id-renamed", NEUTRAL, old=self.old_id, new=self.new_id)

    def differs(self, *path: str) -> bool:
        """Return whether something else is written at the keys."""
        return self.scene.before.written(self.old_id, *path) != self.scene.after.written(self.new_id, *path)

    def keys(self, *path: str) -> tuple[str, ...]:
        """Return the keys that are written there on either side, the new ones first."""
        nodes = self.scene.after.node(self.new_id, *path), self.scene.before.node(self.old_id, *path)
        return tuple(dict.fromkeys(key for node in nodes if isinstance(node, MappingNode) for key in node.keys()))  # noqa: SIM118 - a node, no dict

    def texts(self, kind: str, *keys: str, direction: Direction = NEUTRAL) -> Iterator[Change]:
        """Yield the changes of keys that hold nothing but words."""
        for key in keys:
            if self.differs(key):
                yield self.change(kind, direction, key)


def rule_of(
    scene: Scene, old: Named | None, new: Named | None, title: str, *, people: Audience = EVERYBODY, room: str = ""
) -> RulePair:
    """Return a rule that stands on one side or both; `room` is what goes before its id in names of rows."""
    ids = (f"{room}{each.id}" if each else "" for each in (old, new))
    return RulePair(scene=scene, old_id=next(ids), new_id=next(ids), title=title, people=people)


def numbered(
    rule: RulePair, kinds: tuple[str, str], more: Direction, values: tuple[float | None, float | None], *path: str
) -> Iterator[Change]:
    """Yield that a number rose or fell, by the kinds for it; `more` is the direction of a rise."""
    old, new = values
    if old is None or new is None or old == new:
        return
    up = new > old
    yield rule.change(
        kinds[0 if up else 1], more if up else opposite(more), *path, old=shown_number(old), new=shown_number(new)
    )


def shown_number(value: float | None) -> str:
    """Return a number as a file writes it."""
    return "" if value is None else f"{value:g}" if abs(value) < 1e6 else str(value)  # noqa: PLR2004 - %g rounds beyond


def audience(
    rule: RulePair,
    conditions: tuple[Condition, Condition],
    kinds: tuple[str, str, str],
    more: Direction,
    *path: str,
) -> Iterator[Change]:
    """Yield for whom a condition holds now and did not, and the reverse; or that it was only rewritten.

    `kinds` are the ids for more people, fewer people, and neither; `more` is the direction for those who are added.
    """
    if not rule.differs(*path) and conditions[0] == conditions[1]:
        return
    found = difference(*conditions, rule.scene.vocabulary)
    if not found.whole:
        yield rule.change(kinds[0], UNCLEAR, *path)
        return
    if found.gained is not None:
        yield rule.change(kinds[0], more, *path, people=found.gained)
    if found.lost is not None:
        yield rule.change(kinds[1], opposite(more), *path, people=found.lost)
    if found.gained is None and found.lost is None and rule.differs(*path):
        yield rule.change(kinds[2], NEUTRAL, *path)


def listed(
    rule: RulePair,
    kinds: tuple[str, str],
    more: Direction,
    values: tuple[Iterable[str], Iterable[str]],
    *path: str,
) -> Iterator[Change]:
    """Yield what came into a list whose order says nothing, and what fell out of it, by the kinds for it."""
    old, new = (dict.fromkeys(each) for each in values)
    added = [each for each in new if each not in old]
    gone = [each for each in old if each not in new]
    if added:
        yield rule.change(kinds[0], more, *path, old="", new=", ".join(sorted(added)))
    if gone:
        yield rule.change(kinds[1], opposite(more), *path, old=", ".join(sorted(gone)), new="")


def moved_moment(sign: int | None, kinds: tuple[str, str, str]) -> str:
    """Return the kind for earlier, later or neither, by what the almanac says."""
    return kinds[2] if sign is None else kinds[0] if sign < 0 else kinds[1]


def later_is(direction: Direction, sign: int | None) -> Direction:
    """Return the direction of a moment that moved, where later is `direction`; unclear where it goes both ways."""
    if sign is None:
        return UNCLEAR
    return direction if sign > 0 else opposite(direction)
