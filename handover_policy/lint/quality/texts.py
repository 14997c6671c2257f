"""note_long_texts: titles and steps that people will not read, or that a text message cuts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handover_policy.findings.collected import Collected
from handover_policy.policy.policy_set import GateRule, NoticeRule, PolicySet, TaskRule
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, ScalarNode, mappings_in, text_of

LONGEST_TITLE = 40
LONGEST_STEP = 200
TITLE = re.compile(r"\s*(?:\{%.*%\})?\{\{\s*(task|gate)\.title\s*\}\}(?:\{%.*%\})?\s*")
"""A parameter that is a title, whole or where a condition of the template says so."""


def note_long_texts(policy: PolicySet, messages: Mapping[str, str], found: Collected) -> None:
    """Note titles and steps that are too long; `messages` are the files of the messages by path."""
    titled = [(task.id, task.title, task.location) for task in policy.tasks]
    titled += [(gate.id, gate.title, gate.location) for gate in policy.gates]
    titled += [(clause.id, clause.title, clause.location) for clause in policy.clauses]
    for name, title, location in titled:
        if len(title) > LONGEST_TITLE:
            found.warning("text-long", location, subject=name, length=len(title), limit=LONGEST_TITLE)
    for task in policy.tasks:
        for step in task.steps:
            if len(step.do) > LONGEST_STEP:
                found.warning("text-long", step.location, subject=task.id, length=len(step.do), limit=LONGEST_STEP)
    limits = tuple(_limits(policy.notices, messages))
    _note_cut("task", policy.tasks, limits, found)
    _note_cut("gate", policy.gates, limits, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """How many characters of a title a text message takes."""

    of: str
    longest: int
    message: str


def _note_cut(kind: str, rules: Iterable[TaskRule | GateRule], limits: Iterable[_Limit], found: Collected) -> None:
    """Note titles that the strictest text message cuts; one that is too long for anything has been noted already."""
    strictest = min((limit for limit in limits if limit.of == kind), key=lambda limit: limit.longest, default=None)
    for rule in rules:
        if strictest is not None and strictest.longest < len(rule.title) <= LONGEST_TITLE:
            length, limit = len(rule.title), strictest.longest
            found.warning(
                "title-cut-in-sms",
                rule.location,
                subject=rule.id,
                length=length,
                limit=limit,
                message=strictest.message,
            )


def _limits(notices: Iterable[NoticeRule], messages: Mapping[str, str]) -> Iterable[_Limit]:
    for name in sorted({rule.notification for rule in notices if "sms" in rule.channels}):
        path = f"{name}/notification.yaml"
        root = Composer(path, Collected()).compose(messages.get(path, ""))
        sms = root.get("sms") if isinstance(root, MappingNode) else None
        for row in mappings_in(sms.get("params") if isinstance(sms, MappingNode) else None):
            told, longest = TITLE.fullmatch(text_of(row.get("value")) or ""), row.get("max")
            if told is not None and isinstance(longest, ScalarNode) and isinstance(longest.value, int):
                yield _Limit(of=told[1], longest=longest.value, message=name)
