"""Reads a policy set: files in, the typed set and all findings out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.model.words.duties import OBLIGATIONS
from handover_policy.policy.cases.lift import lifted
from handover_policy.policy.clauses import Clause
from handover_policy.policy.conditions import ConditionReader
from handover_policy.policy.days.dates_known import date_attributes, record_fields
from handover_policy.policy.days.recurring import RecurringRule
from handover_policy.policy.facts import FactTable
from handover_policy.policy.inherit.chain import FetchParent, Resolved, resolve_chain
from handover_policy.policy.inherit.folder import SourceFile, SourceFolder
from handover_policy.policy.inherit.ids import check_unique, ids_in
from handover_policy.policy.names import KINDS
from handover_policy.policy.policy_set import GateRule, Manifest, NoticeRule, PolicySet
from handover_policy.policy.renamed import check_conditions, newest_names
from handover_policy.policy.rows.archive import fields_of_sections, read_obligations, read_sections, read_uploads
from handover_policy.policy.rows.clauses import check_clause, read_clause
from handover_policy.policy.rows.manifest import frozen_mapping, read_manifest
from handover_policy.policy.rows.notice_table import read_notice_table
from handover_policy.policy.rows.recurring import check_recurring, read_recurring
from handover_policy.policy.rows.references import (
    check_asked_to_sign,
    check_gate,
    check_moved,
    check_notice,
    check_notification,
    check_parties,
    check_told_to_sign,
)
from handover_policy.policy.rows.row import Row, RowSurroundings, rows_in
from handover_policy.policy.rows.task_references import check_tasks
from handover_policy.policy.rows.tasks import read_gate, read_notice, read_task_list
from handover_policy.policy.rows.vocabulary import attributes_of, controls_of, titles_of, vocabulary_of
from handover_policy.policy.shape.check import ShapeChecker
from handover_policy.policy.titles import by_ids
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, text_of

__all__ = ["Reading", "SourceFile", "SourceFolder", "read_policy_set"]

DECLARING = ("vocabulary", "parties", "contacts", "sections")
JUDGED_ALL_THE_SAME = frozenset({"consequence-without-condition"})
"""Errors that keep a set from running, and nobody from saying what its rules lay down."""
NEEDED = {"policy": "policy.yaml", "notice_days": "notice_days.yaml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a folder gave: the set, None where an error stands in the way, and all findings by place.

    `language` is what the manifest says of it, also where the set has errors; empty where it says nothing.
    `documents` are the files by kind with inheritance applied, every part with its place, for those who review them.
    `judged` is a set that cannot run and whose rules are clear all the same: the law may be asked of it.
    """

    policy: PolicySet | None
    findings: tuple[Finding, ...] = field(default=())
    language: str = ""
    documents: Mapping[str, MappingNode] = field(default_factory=lambda: MappingProxyType({}))
    judged: PolicySet | None = None


def read_policy_set(
    folder: SourceFolder,
    *,
    fetch_parent: FetchParent,
    schemas: Mapping[str, dict[str, object]],
    notifications: Collection[str],
    law_ids: Collection[str] = (),
) -> Reading:
    """Read a set with all it extends; every finding of every file comes in one pass.

    `schemas` maps each kind to its JSON Schema, `fetch_parent` gives the folder that `extends` names (None where there
    is none, or why it is not read), `notifications` are the names of the messages there are, `law_ids` those of the
    loaded statute packs. Raises KeyError where a kind has no schema.
    """
    found = Collected()
    resolved = by_ids(resolve_chain(folder, fetch_parent, found), found)
    resolved = _check_shapes(resolved, ShapeChecker({kind: schemas[kind] for kind in KINDS}, found), found)
    language = _language(resolved)
    if any(found.is_full(document.file) for within in resolved.folders for document in within.documents):
        return Reading(policy=None, findings=found.sorted(), language=language)  # what follows would only be dropped
    for kind, path in NEEDED.items():
        if kind not in resolved.documents and resolved.whole:
            found.error("file-missing", Location(folder.name + path), subject=kind)
    around = _surroundings(resolved, found, law_ids)
    rows = {kind: Row(node=root, around=around) for kind, root in resolved.documents.items()}
    policy = _typed(rows, resolved, around, notifications)
    findings = found.sorted()
    documents = MappingProxyType(resolved.documents)
    wrong = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if wrong:
        judged = policy if wrong <= JUDGED_ALL_THE_SAME else None
        return Reading(policy=None, findings=findings, language=language, documents=documents, judged=judged)
    return Reading(policy=policy, findings=findings, language=language, documents=documents)


def _language(resolved: Resolved) -> str:
    manifest = resolved.documents.get("policy")
    return (text_of(manifest.get("language")) if manifest else None) or ""


def _check_shapes(resolved: Resolved, shapes: ShapeChecker, found: Collected) -> Resolved:
    """Check every file, and what is missing after inheritance; return the set, no longer `whole` where names hide."""
    documents = [document for folder in resolved.folders for document in folder.documents]
    for document in documents:
        shapes.check(document.kind, document.root, missing=not resolved.inherits)
    if any(found.is_misspelt(document.root.location, *DECLARING) for document in documents):
        return replace(resolved, whole=False)  # what seems to be missing stands under a misspelt key
    if resolved.inherits and resolved.whole:
        for kind, root in resolved.documents.items():
            for part in _parts(kind, root):
                shapes.check(kind, part, present=False)
    return resolved


def _parts(kind: str, root: MappingNode) -> Iterator[Node]:
    lists = root.get("lists") if kind == "tasks" else None
    if isinstance(lists, SequenceNode):
        yield from lists.items
    else:
        yield root


def _surroundings(resolved: Resolved, found: Collected, law_ids: Collection[str]) -> RowSurroundings:
    manifest, archive = resolved.documents.get("policy"), resolved.documents.get("archive")
    table = FactTable(
        vocabulary=vocabulary_of(manifest) if manifest and resolved.whole else None,
        parties=_keys(manifest, "parties") if manifest and resolved.whole else None,
        sections=_keys(archive, "sections") if resolved.whole else None,
        attributes=attributes_of(manifest) if manifest else {},
        titles=titles_of(manifest) if manifest else {},
        controls=controls_of(manifest) if manifest else {},
    )
    return RowSurroundings(
        found=found,
        conditions=ConditionReader(table, found),
        law_ids=law_ids,
        whole=resolved.whole,
        dates=date_attributes(manifest) if manifest and resolved.whole else None,
        fields=record_fields(archive) if resolved.whole else None,
    )


def _keys(document: MappingNode | None, key: str) -> tuple[str, ...]:
    node = document.get(key) if document else None
    return tuple(node.keys()) if isinstance(node, MappingNode) else ()


def _typed(
    rows: Mapping[str, Row], resolved: Resolved, around: RowSurroundings, notifications: Collection[str]
) -> PolicySet | None:
    """Read all rows, noting what is wrong with them; None without a manifest or a notice table."""
    manifest = read_manifest(rows["policy"]) if "policy" in rows else None
    plain_manifest = None if manifest is None else lifted(manifest)[0]
    table = read_notice_table(rows["notice_days"]) if "notice_days" in rows else None
    lists = rows_in(_list(rows, "tasks", "lists"), around)
    notices = _notices(rows, plain_manifest, notifications, around)
    clauses = _clauses(rows, manifest, around)
    gates = _gates(rows, manifest, around)
    archive, obligations = rows.get("archive"), rows.get("obligations")
    fields = fields_of_sections(archive)
    recurring = _recurring(obligations, {clause.id for clause in clauses}, around)
    tasks = tuple(task for listed in lists for task in read_task_list(listed, fields if around.whole else None))
    duties = read_obligations(obligations, _language(resolved)) if obligations else ()
    sections = read_sections(archive) if archive else ()
    uploads = read_uploads(archive) if archive else ()
    _read_days(rows, around)
    _check_names(rows, plain_manifest, lists, around)
    if obligations and (duties or recurring):
        _check_owing(obligations, manifest, around)
    if manifest is None or table is None:
        return None
    policy = PolicySet(
        manifest=manifest,
        notice_table=table,
        clauses=clauses,
        tasks=tasks,
        notices=notices,
        gates=gates,
        obligations=duties,
        sections=sections,
        uploads=uploads,
        recurring=recurring,
        document=_document(resolved.documents),
    )
    plain, cases = lifted(policy)
    return replace(plain, cases=cases)


def _check_owing(obligations: Row, manifest: Manifest | None, around: RowSurroundings) -> None:
    """Find obligations without the party hr, whose tasks they become."""
    if manifest is not None and "hr" not in manifest.parties and around.whole:
        around.found.error("obligations-without-hr", obligations.location, subject="hr", duties=len(OBLIGATIONS))


def _read_days(rows: Mapping[str, Row], around: RowSurroundings) -> None:
    for waiver in rows_in(_list(rows, "waivers", "waivers"), around):
        waiver.date("expires")
    for approval in rows_in(_list(rows, "approvals", "approvals"), around):
        approval.date("on")


def _recurring(row: Row | None, clauses: Collection[str], around: RowSurroundings) -> tuple[RecurringRule, ...]:
    if row is None:
        return ()
    if around.whole:
        check_recurring(row, clauses)
    return read_recurring(row)


def _clauses(rows: Mapping[str, Row], manifest: Manifest | None, around: RowSurroundings) -> tuple[Clause, ...]:
    listed = rows_in(_list(rows, "clauses", "clauses"), around)
    clauses = tuple(read_clause(row) for row in listed)
    if manifest is not None and around.whole:
        for row, clause in zip(listed, clauses, strict=True):
            check_clause(row, clause, manifest)
    return clauses


def _notices(
    rows: Mapping[str, Row], manifest: Manifest | None, notifications: Collection[str], around: RowSurroundings
) -> tuple[NoticeRule, ...]:
    listed = rows_in(_list(rows, "notices", "notices"), around)
    notices = tuple(read_notice(row) for row in listed)
    for row, rule in zip(listed, notices, strict=True):
        check_notification(row, rule, notifications)
        if manifest is not None and around.whole:
            check_notice(row, rule, manifest.parties)
            check_asked_to_sign(row, rule, manifest)
    if manifest is not None and around.whole:
        check_told_to_sign(rows["policy"], manifest, notices)
    return notices


def _gates(rows: Mapping[str, Row], manifest: Manifest | None, around: RowSurroundings) -> tuple[GateRule, ...]:
    listed = rows_in(_list(rows, "gates", "gates"), around)
    gates = tuple(read_gate(row) for row in listed)
    if manifest is not None and around.whole:
        for row, gate in zip(listed, gates, strict=True):
            check_gate(row, gate, manifest.controls)
    return gates


def _check_names(
    rows: Mapping[str, Row], manifest: Manifest | None, lists: tuple[Row, ...], around: RowSurroundings
) -> None:
    archive = rows.get("archive")
    ids = check_unique(ids_in({kind: row.node for kind, row in rows.items()}), around.found)
    if manifest is None or not around.whole:
        return
    check_parties(rows["policy"], manifest)
    check_tasks(lists, manifest.parties, fields_of_sections(archive))
    _check_stages(rows, manifest, around)
    check_moved(rows["policy"], ids)
    renamed = newest_names(manifest.moved)
    check_conditions({kind: row.node for kind, row in rows.items()}, renamed, around.found)


def _check_stages(rows: Mapping[str, Row], manifest: Manifest, around: RowSurroundings) -> None:
    stages = manifest.vocabulary.get("employee.stage")
    for stage, place, _ in rows["notice_days"].entries("accepts") if stages and "notice_days" in rows else ():
        if stages and stage not in stages:
            around.found.error(
                "value-unknown",
                place,
                subject=stage,
                known=stages,
                fact="employee.stage",
                allowed=", ".join(stages),
            )


def _list(rows: Mapping[str, Row], kind: str, key: str) -> Node | None:
    row = rows.get(kind)
    return row.node.get(key) if row else None


def _document(documents: Mapping[str, MappingNode]) -> Mapping[str, object]:
    return MappingProxyType({kind: frozen_mapping(root) for kind, root in documents.items()})
