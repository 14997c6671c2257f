"""Renamed ids: what `moved` says of them, in one version of a set and across several (contract, "Ids")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.policy.policy_set import PolicySet, Renaming
from handover_policy.policy.yaml_source.node import Entry, MappingNode, Node, SequenceNode, text_of

Names = Mapping[str, str]
"""By every other name that an id has or had, the name of it that counts."""
NO_NAMES: Names = MappingProxyType({})
ID_FACTS = frozenset({"task.id", "gate.id", "duty.id", "claim.id"})
"""The facts by which a condition names a rule."""
OBLIGATION = "obligation."
"""How the names of the tasks begin that obligations become, those that come back included."""


def newest_of(following: Names) -> dict[str, str]:
    """Return the newest name of every id that has a following one; a ring, which is a finding, ends anywhere."""
    newest: dict[str, str] = {}
    for old in following:
        name, path = old, dict[str, None]()
        while name in following and name not in path and name not in newest:
            path[name] = None
            name = following[name]
        newest |= dict.fromkeys(path, newest.get(name, name))
    return newest


def rings_in(following: Names) -> set[str]:
    """Return every id whose new names lead back to it."""
    rings: set[str] = set()
    known: set[str] = set()
    for old in following:
        name, path = old, list[str]()
        while name in following and name not in known:
            known.add(name)
            path.append(name)
            name = following[name]
        if name in path:
            rings |= set(path[path.index(name) :])
    return rings


def newest_names(moved: Iterable[Renaming]) -> dict[str, str]:
    """Return the newest name of every id that was renamed."""
    return newest_of({row.old: row.new for row in moved})


def kinds_of_ids(policy: PolicySet) -> dict[str, str]:
    """Return the kind of file that each id of a set stands in."""
    kinds: dict[str, Iterable[str]] = {
        "notice_days": (row.id for row in policy.notice_table.rows),
        "clauses": (clause.id for clause in policy.clauses),
        "tasks": chain.from_iterable((task.list_id, task.id) for task in policy.tasks),
        "notices": (notice.id for notice in policy.notices),
        "gates": (gate.id for gate in policy.gates),
        "archive": (upload.id for upload in policy.uploads),
        "obligations": (rule.id for rule in policy.recurring),
    }
    return {name: kind for kind, names in kinds.items() for name in names}


def names_here(policy: PolicySet, versions: Iterable[PolicySet]) -> Names:
    """Return by every other name of an id, older or newer, what one version calls it; `versions` tell of renamings.

    An id of the version itself is always meant as such. A name that two ids of the version bear tells neither.
    """
    rows = [(row.old, row.new) for each in versions for row in each.manifest.moved]
    if not rows:
        return NO_NAMES
    own = kinds_of_ids(policy)
    found: dict[str, str] = {}
    for family in _families(rows):
        here = [name for name in family if name in own]
        if len(here) == 1:
            found |= {name: here[0] for name in family if name not in own}
    return MappingProxyType(found)


def own_names(policy: PolicySet) -> Names:
    """Return by every old name of an id what a version calls it, as that version tells."""
    return names_here(policy, (policy,))


def _families(rows: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """Yield the names that renamings tie together."""
    tied: dict[str, list[str]] = {}
    for old, new in rows:
        small, large = sorted((tied.setdefault(old, [old]), tied.setdefault(new, [new])), key=len)
        if small is not large:
            large += small
            tied |= dict.fromkeys(small, large)
    yield from (family for name, family in tied.items() if name == family[0])


def history_findings(policy: PolicySet, earlier: Iterable[PolicySet]) -> tuple[Finding, ...]:
    """Return a warning for each renaming of an id that no earlier version has, or has as another kind of rule.

    Renamings that an earlier version tells of itself are past; a name between two renamings need not have been in use.
    """
    before = tuple(each for each in earlier if each.manifest.id == policy.manifest.id)
    if not before:
        return ()
    found = Collected()
    known: dict[str, str] = {}
    for each in before:
        known |= kinds_of_ids(each)
    past = {name for each in before for row in each.manifest.moved for name in (row.old, row.new)}
    between = {row.new for row in policy.manifest.moved}
    kinds, newest = kinds_of_ids(policy), newest_names(policy.manifest.moved)
    for row in policy.manifest.moved:
        was, new = known.get(row.old), newest[row.old]
        if was is None and row.old not in past | between:
            found.warning("moved-from-nothing", row.location, subject=row.old, known=known)
        elif was is not None and kinds.get(new, was) != was:
            found.warning("moved-to-another-kind", row.location, subject=row.old, was=was, kind=kinds[new], new=new)
    return found.sorted()


def check_conditions(documents: Mapping[str, Node], renamed: Names, found: Collected) -> None:
    """Note every condition that names a rule by an old id: it would never hold; `renamed` gives the new one."""
    for document in documents.values():
        for entry in _entries(document):
            for scalar in _scalars(entry.value) if entry.key in ID_FACTS else ():
                new = renamed.get(text_of(scalar) or "")
                if new is not None:
                    found.error("old-id", scalar.location, subject=text_of(scalar) or "", new=new)


def _entries(node: Node) -> Iterator[Entry]:
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield entry
            yield from _entries(entry.value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _entries(item)


def _scalars(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield from _scalars(entry.value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _scalars(item)
    else:
        yield node


def renamed_task(name: str, case: str, names: Names) -> str:
    """Return the id of a task with its rule called as `names` says; `case` is the id of the case it stands in.

    Slugs hold no colon, so the rule ends at the first one behind the case; a rule alone may stand there, too.
    """
    prefix = f"{case}:" if name.startswith(f"{case}:") else ""
    rule, colon, key = name[len(prefix) :].partition(":")
    return f"{prefix}{named_here(rule, names)}{colon}{key}"


def named_here(name: str, names: Names) -> str:
    """Return a rule's name as `names` says; one time of a recurring obligation bears the name of its rule."""
    rule, dot, place = name.removeprefix(OBLIGATION).rpartition(".")
    if name.startswith(OBLIGATION) and place.isdigit() and rule in names and name not in names:
        return f"{OBLIGATION}{names[rule]}{dot}{place}"
    return names.get(name, name)
