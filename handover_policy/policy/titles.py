"""Titles in the place of ids: what people call a value, a party, a control is taken for it, each noted with its fix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from handover_policy.findings.collected import Collected
from handover_policy.model.words.causes import CAUSES
from handover_policy.model.words.channels import CHANNELS
from handover_policy.model.words.clauses import CONSEQUENCES
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.duties import DUTY_KINDS
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.joins import JOINS
from handover_policy.model.words.messages import RECIPIENTS
from handover_policy.model.words.states import HANDOVER_STATES, TASK_STATES
from handover_policy.model.words.word import Word, title
from handover_policy.policy.inherit.chain import Resolved
from handover_policy.policy.rows.vocabulary import controls_of, vocabulary_of
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, text_of
from handover_policy.texts.texts import languages

Titled: TypeAlias = Mapping[str, tuple[str, ...]]
"""By title the ids that bear it."""
CONDITIONS = frozenset({"when", "opens_when", "plain"})
EMPLOYEE, EVENT = "employee.", "event."
OF_FACTS: Mapping[str, tuple[str, Mapping[str, Word]]] = MappingProxyType(
    {
        "case.cause": ("causes", CAUSES),
        "event.cause": ("causes", CAUSES),
        "case.handover": ("handover_states", HANDOVER_STATES),
        "task.state": ("task_states", TASK_STATES),
        "duty.kind": ("duty_kinds", DUTY_KINDS),
        "claim.kind": ("consequences", CONSEQUENCES),
        "event.type": ("events", EVENT_TYPES),
    }
)
"""The facts whose values the product closes: the area of their titles, and the values."""
PARTY, CONTROL, CHANNEL, CAUSE, RECEIVER = "party", "control", "channel", "cause", "receiver"
KEYS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "policy": {"else": PARTY, "sheet.parties": PARTY},
        "tasks": {"party": PARTY, "parties": PARTY},
        "notices": {"to": RECEIVER, "channels": CHANNEL},
        "gates": {"controls": CONTROL},
        "clauses": {"exclude": CAUSE},
    }
)
"""By kind of file the keys whose values are names that have titles; a dotted key stands below another one."""


def by_ids(resolved: Resolved, found: Collected) -> Resolved:
    """Return a set in which every value that is written by its title is written by its id, with a hint at each.

    A title that several values bear stands for none of them, which is an error.
    """
    manifest = resolved.documents.get("policy")
    if manifest is None:
        return resolved
    walker = _Walker(manifest, found)
    documents = {kind: walker.document(kind, root) for kind, root in resolved.documents.items()}
    folders = tuple(
        replace(
            folder,
            documents=tuple(replace(each, root=walker.document(each.kind, each.root)) for each in folder.documents),
        )
        for folder in resolved.folders
    )
    return replace(resolved, documents=documents, folders=folders)


class _Walker:
    """Walks through documents, and knows every title of one set."""

    def __init__(self, manifest: MappingNode, found: Collected) -> None:
        self._found = found
        own = controls_of(manifest)
        parties = _titled(_parties(manifest))
        self._names: dict[str, Titled] = {
            PARTY: parties,
            RECEIVER: _joined(parties, product("recipients", RECIPIENTS)),
            CONTROL: _joined(product("controls", CONTROLS), _titled(own.items())),
            CHANNEL: product("channels", CHANNELS),
            CAUSE: product("causes", CAUSES),
        }
        self._facts: dict[str, Titled] = {name: product(*told) for name, told in OF_FACTS.items()}
        self._facts["task.party"] = parties
        self._facts["gate.controls"] = self._names[CONTROL]
        for name, values in vocabulary_of(manifest).items():
            titled = _titled(values.items())
            self._facts[name] = titled
            self._facts[name.replace(EMPLOYEE, EVENT, 1)] = titled

    def document(self, kind: str, root: MappingNode) -> MappingNode:
        return self._mapping(root, KEYS.get(kind, {}), "")

    def _mapping(self, node: MappingNode, keys: Mapping[str, str], below: str) -> MappingNode:
        entries = tuple(
            replace(entry, value=self._value(entry.key, entry.value, keys, below)) for entry in node.entries
        )
        return (
            node
            if all(new is old for new, old in zip(entries, node.entries, strict=True))
            else replace(node, entries=entries)
        )

    def _value(self, key: str, node: Node, keys: Mapping[str, str], below: str) -> Node:
        if key in CONDITIONS:
            return self.condition(node)
        names = keys.get(key) or keys.get(f"{below}.{key}")
        if names is not None:
            return self._named(node, self._names[names])
        if isinstance(node, MappingNode):
            return self._mapping(node, keys, key)
        if isinstance(node, SequenceNode):
            return replace(
                node,
                items=tuple(
                    self._mapping(item, keys, key) if isinstance(item, MappingNode) else item for item in node.items
                ),
            )
        return node

    def condition(self, node: Node) -> Node:
        """Return a condition whose facts are compared with ids."""
        if isinstance(node, SequenceNode):
            return replace(node, items=tuple(map(self.condition, node.items)))
        if not isinstance(node, MappingNode):
            return node
        entries = []
        for entry in node.entries:
            titled = self._facts.get(entry.key)
            if entry.key in JOINS:
                entries.append(replace(entry, value=self.condition(entry.value)))
            elif titled is not None:
                entries.append(replace(entry, value=self._named(entry.value, titled)))
            else:
                entries.append(entry)
        return replace(node, entries=tuple(entries))

    def _named(self, node: Node, titled: Titled) -> Node:
        if isinstance(node, SequenceNode):
            return replace(node, items=tuple(self._named(item, titled) for item in node.items))
        if isinstance(node, MappingNode):
            return replace(
                node, entries=tuple(replace(each, value=self._named(each.value, titled)) for each in node.entries)
            )
        meant = titled.get(text_of(node) or "", ())
        if not meant or node.broken:
            return node
        if len(meant) > 1:
            self._found.error("title-ambiguous", node.location, subject=str(node.value), meant=", ".join(meant))
            return replace(node, broken=True)
        self._found.hint("title-for-id", node.location, subject=str(node.value), suggestion=meant[0], write=meant[0])
        return replace(node, value=meant[0])


def _parties(manifest: MappingNode) -> Iterable[tuple[str, str]]:
    node = manifest.get("parties")
    for entry in node.entries if isinstance(node, MappingNode) else ():
        told = text_of(entry.value.get("title")) if isinstance(entry.value, MappingNode) else None
        yield entry.key, told or entry.key


def _titled(named: Iterable[tuple[str, str]]) -> Titled:
    """Return ids by their titles; what is itself an id is no title of another."""
    pairs = tuple(named)
    ids = {name for name, _ in pairs}
    found: dict[str, list[str]] = defaultdict(list)
    for name, words in pairs:
        if words not in ids and name not in found[words]:
            found[words].append(name)
    return {words: tuple(names) for words, names in found.items() if names}


@lru_cache(maxsize=64)
def _of_product(area: str, names: tuple[str, ...]) -> Titled:
    return _titled((name, title(f"{area}.{name}", language)) for language in languages() for name in names)


def product(area: str, words: Mapping[str, Word]) -> Titled:
    """Return the product's own words by what they are called in any language."""
    return _of_product(area, tuple(words))


def _joined(*several: Titled) -> Titled:
    found: dict[str, tuple[str, ...]] = {}
    for each in several:
        for words, names in each.items():
            found[words] = tuple(dict.fromkeys((*found.get(words, ()), *names)))
    return found
