"""read_packs: the files of statute packs, checked and typed; packs are data, no law is code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Severity
from handover_policy.lint.operators import OPERATORS
from handover_policy.lint.readings.sheet import JUDGED, is_path
from handover_policy.lint.statutes import Check, Law, StatutePack, StatuteRule
from handover_policy.lint.wording.claims import CLAIMS
from handover_policy.policy.inherit.folder import SourceFile, read_document
from handover_policy.policy.shape.check import ShapeChecker
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, plain

KIND = "statutes"


def read_packs(
    files: Iterable[SourceFile], schema: dict[str, object], prefix: str = ""
) -> tuple[tuple[StatutePack, ...], tuple[Finding, ...]]:
    """Return the packs that can be used and everything that is wrong with the files, in one pass."""
    found = Collected()
    shapes = ShapeChecker({KIND: schema}, found)
    packs = []
    for file in files:
        document = read_document(file, prefix, found, (KIND,))
        if document is None:
            continue
        shapes.check(KIND, document.root)
        _check_checks(document.root, found)
        if not any(each.severity is Severity.ERROR and each.location.file == document.file for each in found.sorted()):
            packs.append(_pack(document.root))
    return tuple(packs), found.sorted()


def _check_checks(root: MappingNode, found: Collected) -> None:
    """Note checks on settings that do not exist, unknown operators and patterns that cannot be read."""
    for node in _checks(root):
        reads, requires = node.get("reads"), node.get("requires")
        path = str(plain(reads)) if reads is not None else ""
        if reads is not None and not is_path(path):
            found.error("statute-reads-unknown", reads.location, subject=path, known=JUDGED)
        for entry in requires.entries if isinstance(requires, MappingNode) else ():
            if entry.key not in OPERATORS:
                found.error("statute-operator-unknown", entry.key_location, subject=entry.key, known=OPERATORS)
            elif entry.key == "matches_none":
                _check_pattern(entry.value, found)
            elif entry.key == "says_none":
                _check_claims(entry.value, found)


def _checks(root: MappingNode) -> Iterator[MappingNode]:
    rules, patches = root.get("rules"), root.get("patch")
    holders: list[Node] = list(rules.items) if isinstance(rules, SequenceNode) else []
    holders += [entry.value for entry in patches.entries] if isinstance(patches, MappingNode) else []
    for holder in holders:
        listed = holder.get("checks") if isinstance(holder, MappingNode) else None
        for node in listed.items if isinstance(listed, SequenceNode) else ():
            if isinstance(node, MappingNode):
                yield node


def _check_claims(node: Node, found: Collected) -> None:
    for item in node.items if isinstance(node, SequenceNode) else (node,):
        if plain(item) not in CLAIMS:
            found.error("statute-claim-unknown", item.location, subject=str(plain(item)), known=CLAIMS)


def _check_pattern(node: Node, found: Collected) -> None:
    try:
        re.compile(str(plain(node)))
    except re.error as error:
        found.error("statute-pattern", node.location, subject=str(plain(node)), reason=error)


def _pack(root: MappingNode) -> StatutePack:
    content = cast("dict[str, Any]", plain(root))
    nodes = root.get("rules")
    rules = nodes.items if isinstance(nodes, SequenceNode) else ()
    return StatutePack(
        id=content["id"],
        title=content["title"],
        version=str(content["version"]),
        as_of=content["as_of"],
        jurisdiction=content["jurisdiction"],
        reviewed_by=content["reviewed"]["by"],
        extends=content.get("extends", ""),
        laws=MappingProxyType(
            {name: Law(id=name, cite=law["cite"], text=law) for name, law in content.get("laws", {}).items()}
        ),
        rules=tuple(_rule(cast("dict[str, Any]", plain(node)), node) for node in rules),
        patches=MappingProxyType(content.get("patch", {})),
        location=root.location,
    )


def _rule(content: Mapping[str, Any], node: Node) -> StatuteRule:
    return StatuteRule(
        id=content["id"],
        cite=content["cite"],
        text=content["text"],
        severity=Severity(content["severity"]),
        grade=content["grade"],
        message=content["message"],
        fix=content["fix"],
        in_force_from=_day(content.get("from")),
        in_force_until=_day(content.get("until")),
        in_force=str(content.get("in_force", "")),
        bound=content.get("bound", ""),
        source=content.get("source", ""),
        checks=checks_of(content),
        untold=content.get("untold", {}),
        location=node.location,
    )


def checks_of(content: Mapping[str, Any]) -> tuple[Check, ...]:
    """Return the checks that a rule, or a patch of one, writes."""
    return tuple(
        Check(
            reads=each["reads"],
            requires=each["requires"],
            where=each.get("where", {}),
            unless=each.get("unless", {}),
            missing=each.get("missing", "ok"),
            mend=each.get("mend", {}),
        )
        for each in content.get("checks", ())
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
