"""note_unused: parties, contacts, words of the vocabulary, clauses and messages that nothing refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from handover_policy.conditions.every import conditions_of
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.model.condition import Comparison, comparisons, facts_read
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import Entry, MappingNode

CONTACT = "contact:"
INHERITED = ("builtin:", "../", "/")
WAITING = "tasks.waiting_for."
ALWAYS_THERE = ("leaver", "hr", "manager")


def note_unused(
    policy: PolicySet, documents: Mapping[str, MappingNode], own_messages: Collection[str], found: Collected
) -> None:
    """Note what a set declares and nothing refers to."""
    manifest = documents.get("policy")
    _parties(policy, manifest, found)
    _contacts(policy, manifest, found)
    _vocabulary(policy, manifest, found)
    for clause in policy.clauses:
        if clause.sign == "never" and clause.consequence is None:
            found.warning("clause-without-effect", clause.location, subject=clause.id)
    sent = {rule.notification for rule in policy.notices}
    for name in own_messages:
        if name not in sent:
            found.warning("message-unsent", Location(f"notifications/{name}/notification.yaml"), subject=name)


def _parties(policy: PolicySet, manifest: MappingNode | None, found: Collected) -> None:
    parties = policy.manifest.parties
    used = {*ALWAYS_THERE, *policy.manifest.sheet_parties, *(party for rule in policy.notices for party in rule.to)}
    for task in policy.tasks:
        used |= {step.party for step in task.steps}
        if task.without_leaver is not None:
            used.add(task.without_leaver.party)
    for name in (name for stated in conditions_of(policy) for name in facts_read(stated.when)):
        if name.startswith(WAITING):
            used.add(name.removeprefix(WAITING))
    pending = list(used)
    while pending:
        party = parties.get(pending.pop())
        if party is not None and party.otherwise is not None and party.otherwise not in used:
            used.add(party.otherwise)
            pending.append(party.otherwise)
    for name, party in parties.items():
        if name not in used and manifest is not None and is_inherited(party.location):
            found.warning("inherited-party-unused", manifest.location, subject=name)
        elif name not in used:
            found.warning("party-unused", party.location, subject=name)


def _contacts(policy: PolicySet, manifest: MappingNode | None, found: Collected) -> None:
    used = {party.resolves_to.removeprefix(CONTACT) for party in policy.manifest.parties.values()}
    told = (row.value for each in policy.cases if each.field == "is" for row in each.rows)
    used |= {value.removeprefix(CONTACT) for value in told if isinstance(value, str)}
    for entry in _entries(manifest, "contacts"):
        if entry.key not in used and not is_inherited(entry.key_location):
            found.warning("contact-unused", entry.key_location, subject=entry.key)


def _vocabulary(policy: PolicySet, manifest: MappingNode | None, found: Collected) -> None:
    """Note attributes that no condition reads; the stages of `accepts` are read by the notice table itself."""
    read = {each.fact.replace("event.", "employee.", 1) for each in _comparisons(policy)}
    if policy.notice_table.accepts:
        read.add("employee.stage")
    persons = {person for clause in policy.clauses if clause.consequence for person in clause.consequence.persons}
    read |= {name for name, words in policy.manifest.vocabulary.items() if not persons.isdisjoint(words)}
    for entry in _entries(manifest, "vocabulary"):
        if entry.key not in read and not is_inherited(entry.key_location):
            found.warning("vocabulary-unused", entry.key_location, subject=entry.key)


def is_inherited(place: Location) -> bool:
    """Return whether a place lies in a file of a set that is extended: what is there is for others to use."""
    return place.file.startswith(INHERITED)


def _entries(manifest: MappingNode | None, key: str) -> tuple[Entry, ...]:
    node = manifest.get(key) if manifest is not None else None
    return node.entries if isinstance(node, MappingNode) else ()


def _comparisons(policy: PolicySet) -> Iterator[Comparison]:
    for stated in conditions_of(policy):
        yield from comparisons(stated.when)
