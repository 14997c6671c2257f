"""Readings of what people are told: clauses they sign, steps they are given, messages in every branch and locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode
from handover_policy.review.lint.readings.branches import branches
from handover_policy.review.lint.readings.reading import Reading

PATH = "texts"
SPOKEN = ("title", "lead", "action", "consequence", "contact", "facts", "list", "sms")


def text_readings(policy: PolicySet, messages: Mapping[str, str]) -> Iterator[Reading]:
    """Yield the texts of a policy set.

    `messages` holds the files of `notifications/` by path, the set's own in the place of the bundled ones; only the
    messages that a notice of the set sends are told.
    """
    for clause in policy.clauses:
        for text in (clause.title, clause.text):
            yield _reading("clause", text, clause.location, clause.id)
    for task in policy.tasks:
        for step in (*task.steps, *((task.without_leaver,) if task.without_leaver else ())):
            yield _reading("task", step.do, step.location, task.id)
    yield from _message_readings({rule.notification for rule in policy.notices}, messages)


def _message_readings(sent: set[str], messages: Mapping[str, str]) -> Iterator[Reading]:
    for path, content in sorted(messages.items()):
        notification, _, file = path.partition("/")
        if notification not in sent or not file.endswith(".yaml"):
            continue
        root = Composer(f"notifications/{path}", Collected()).compose(content)
        spoken = [root.get(key) for key in SPOKEN] if isinstance(root, MappingNode) else []
        for node in (scalar for part in spoken for scalar in _scalars(part)):
            yield from _branches_of(node, notification)


def _scalars(node: Node | None) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, MappingNode):
        for entry in node.entries:
            if entry.key not in {"of", "template_code", "name", "max", "max_length"}:
                yield from _scalars(entry.value)


def _branches_of(node: ScalarNode, notification: str) -> Iterator[Reading]:
    for text in branches(str(node.value)):
        yield _reading("message", text, node.location, notification)


def _reading(source: str, text: str, location: Location, subject: str) -> Reading:
    return Reading(path=PATH, value=text, location=location, subject=subject, traits={"source": source})
