"""Readings of what people are told: clauses, steps, titles, names, messages and documents in all branches and locales.

`source` tells what a text is of: `clause`, `task` (a step), `name` (a title, name or place in a policy file),
`message`, `layout` (of a channel), `sentence` (that all messages of a locale share) or `document`. A clause also tells
the kind of its `consequence`, or `none`: what its text threatens must stand there, where the rules of law can see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.lint.readings.branches import branches, said_in
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode, text_of

PATH = "texts"
SPOKEN = ("title", "lead", "action", "consequence", "contact", "facts", "list", "sms")
UNSPOKEN = frozenset({"of", "template_code", "name", "max", "max_length"})
LOCALES, LAYOUTS, DOCUMENTS = "_locales/", "_layouts/", "_documents/"
OWN_WORDS = frozenset({"kind", "consequence_words", "problems"})
"""Keys of a locale that hold no sentences for people: its list of suspicious words, and what goes wrong."""
NOT_TOLD = frozenset({"id", "kind", "law", "adoption", "text", "do", "version", "moved", "extends"})
"""Keys that hold no title, name or place for a leaver to read; texts of clauses and steps are read by themselves."""
KINDS = ("policy", "notice_days", "tasks", "gates", "archive", "notices", "obligations")
TAG = re.compile("<[^<>]*>")


def text_readings(
    policy: PolicySet,
    messages: Mapping[str, str],
    documents: Mapping[str, MappingNode] = MappingProxyType({}),
) -> Iterator[SettingReading]:
    """Yield the texts of a policy set.

    `messages` holds the files of `notifications/` by path, the set's own in the place of the bundled ones; only the
    messages that a notice of the set sends are told. `documents` are the files of the set by kind.
    """
    for clause in policy.clauses:
        kind = "none" if clause.consequence is None else clause.consequence.kind
        for text in (clause.title, clause.text):
            yield _reading("clause", text, clause.location, clause.id, consequence=kind)
    for task in policy.tasks:
        for step in (*task.steps, *((task.without_leaver,) if task.without_leaver else ())):
            yield _reading("task", step.do, step.location, task.id)
    yield from _told_by_cases(policy)
    for kind in KINDS:
        if kind in documents:
            yield from _names(documents[kind], kind)
    yield from _message_readings({rule.notification for rule in policy.notices}, messages)


def _told_by_cases(policy: PolicySet) -> Iterator[SettingReading]:
    """Yield the texts of clauses and tasks that are told by cases, each of them."""
    clauses = {clause.id: clause for clause in policy.clauses}
    for each, row in ((cases, case) for cases in policy.cases for case in cases.rows):
        if not isinstance(row.value, str) or each.field == "is":
            continue
        clause = clauses.get(each.rule)
        if clause is None:
            yield _reading("task", row.value, row.location, each.rule)
        else:
            kind = "none" if clause.consequence is None else clause.consequence.kind
            yield _reading("clause", row.value, row.location, each.rule, consequence=kind)


def _names(node: Node, subject: str) -> Iterator[SettingReading]:
    """Yield the titles, names and places that are written somewhere in a policy file, each of the row it stands in."""
    if isinstance(node, ScalarNode):
        if isinstance(node.value, str):
            yield _reading("name", node.value, node.location, subject)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _names(item, subject)
    else:
        row = text_of(node.get("id")) or subject
        for entry in node.entries:
            if entry.key not in NOT_TOLD:
                yield from _names(entry.value, row)


def _message_readings(sent: set[str], messages: Mapping[str, str]) -> Iterator[SettingReading]:
    for path, content in sorted(messages.items()):
        at = Location(f"notifications/{path}")
        if path.startswith((LAYOUTS, DOCUMENTS)) and path.endswith(".j2"):
            source = "layout" if path.startswith(LAYOUTS) else "document"
            text = TAG.sub("\n", said_in(content))
            yield from (_reading(source, line, at, path) for line in text.splitlines() if line.strip())
        elif path.endswith(".yaml"):
            yield from _of_yaml(path, content, sent)


def _of_yaml(path: str, content: str, sent: set[str]) -> Iterator[SettingReading]:
    folder = path.partition("/")[0]
    source, told = "message", _is_spoken
    if path.startswith(LOCALES):
        source, told = "sentence", _is_sentence
    elif path.startswith(DOCUMENTS):
        source, told = "document", _is_sentence
    elif folder not in sent:
        return
    root = Composer(f"notifications/{path}", Collected()).compose(content)
    subject = folder if source == "message" else path
    for node in _spoken(root, told):
        for text in branches(str(node.value)):
            yield _reading(source, text, node.location, subject)


def _is_spoken(key: str) -> bool:
    return key in SPOKEN


def _is_sentence(key: str) -> bool:
    return key not in OWN_WORDS


def _spoken(root: Node | None, told: Callable[[str], bool]) -> Iterable[ScalarNode]:
    entries = root.entries if isinstance(root, MappingNode) else ()
    return (scalar for entry in entries if told(entry.key) for scalar in _scalars(entry.value))


def _scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _scalars(item)
    else:
        for entry in node.entries:
            if entry.key not in UNSPOKEN:
                yield from _scalars(entry.value)


def _reading(source: str, text: str, location: Location, subject: str, **traits: str) -> SettingReading:
    return SettingReading(
        path=PATH, value=text, location=location, subject=subject, traits={"source": source, **traits}
    )
