"""look_at_rows, look_at_policies, look_at_files: the rows of a dossier, what they were decided by and tell of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from handover_policy.evidence.checkpoints import Checkpoint
from handover_policy.evidence.dossier.case_dossier import CaseDossier, DossierRow
from handover_policy.evidence.dossier.checked import BroughtAlong, Findings
from handover_policy.evidence.dossier.checkpoint_checks import CheckpointChecks
from handover_policy.evidence.dossier.layout import CERTIFICATES, FILES, ROWS, SIGNED, content_path
from handover_policy.evidence.dossier.needed import needed_contents
from handover_policy.evidence.dossier.opened import OpenedContainer
from handover_policy.evidence.dossier.timeline import missing_said
from handover_policy.evidence.dossier.told_files import ToldFile, told_files
from handover_policy.evidence.judging import CLOCKS_APART
from handover_policy.texts.texts import Texts

SAY_HOW = frozenset({"policy", "code", "erased"})
"""Kinds of rows that are about no case."""


def look_at_rows(dossier: CaseDossier, checkpoints: CheckpointChecks, findings: Findings) -> None:
    """Hold each row against the newest checkpoint, its place, and itself."""
    newest = checkpoints.newest
    if newest is None:
        return
    before, right = 0, 0
    for row in dossier.rows:
        faults = list(_row_faults(row, dossier, checkpoints, newest, before))
        for fault in faults:
            findings.wrong(ROWS, fault, row=row.position)
        if row.kind == "erased":
            findings.absent(ROWS, "row-erased", row=row.position)
        before, right = row.position, right + (not faults)
    if right == len(dossier.rows):
        findings.holds(ROWS, "rows-right", count=right)
    findings.unchecked(ROWS, "decisions-not-again")


def _row_faults(
    row: DossierRow, dossier: CaseDossier, checkpoints: CheckpointChecks, newest: Checkpoint, before: int
) -> Iterator[str]:
    proof, envelope = row.proof, row.envelope
    if proof.size != newest.size or proof.root != newest.root:
        yield "row-unproven"
    if proof.index != row.position - dossier.standing.first or envelope.get("position", row.position) != row.position:
        yield "row-elsewhere"
    if row.position <= before:
        yield "row-order"
    sealed = checkpoints.first_over(proof.index + 1)
    received = _moment(envelope.get("received_at"))
    if sealed is not None and received is not None and received > sealed.at + CLOCKS_APART:
        yield "row-late"
    if row.kind == "event" and not _is_one(row):
        yield "row-inside"
    if not (row.own or row.effects or row.kind in SAY_HOW):
        yield "row-of-another"


def _is_one(row: DossierRow) -> bool:
    """Return whether what was told and what was decided of a row are of the same event."""
    event = row.decision.get("event")
    told = event if isinstance(event, dict) else {}
    same = all(told.get(name) == row.body.get(name) for name in ("source", "id", "type"))
    named = row.envelope.get("type") == row.body.get("type") and row.envelope.get("case") == row.decision.get("case")
    return same and named


def look_at_policies(dossier: CaseDossier, words: Texts, findings: Findings) -> None:
    """Hold the contents of policies against the digests by which rows name them."""
    needed = needed_contents(dossier.rows)
    for digest, content in dossier.policies.items():
        path = content_path(digest)
        if "sha256:" + hashlib.sha256(content.encode()).hexdigest() != digest:
            findings.wrong(path, "policy-wrong")
        elif digest in needed:
            findings.holds(path, "policy-right")
        else:
            findings.wrong(path, "kept-untold")
    for digest, position in needed.items():
        if digest in dossier.policies:
            continue
        if digest in dossier.standing.lost:
            why = missing_said(words, dossier.standing.lost[digest])
            findings.absent(ROWS, "policy-lost", digest=digest, why=why)
        else:
            findings.wrong(ROWS, "policy-missing", row=position, digest=digest)


def look_at_files(
    dossier: CaseDossier, container: OpenedContainer, brought: BroughtAlong, words: Texts, findings: Findings
) -> None:
    """Hold the files of the archive against what rows tell of them."""
    told = told_files(dossier.rows)
    for each in told.values():
        _look_at_file(each, dossier, container, words, findings)
        if each.signed and each.path in container.sizes:
            _look_at_pdf(each, container, brought, findings)
    known = {each.path for each in told.values()}
    for name in container.names:
        if name.startswith((FILES, SIGNED)) and name not in known:
            findings.wrong(name, "kept-untold")


def _look_at_file(
    told: ToldFile, dossier: CaseDossier, container: OpenedContainer, words: Texts, findings: Findings
) -> None:
    name, rows = told.name, ", ".join(map(str, told.positions))
    if told.path not in container.sizes:
        why = dossier.standing.missing.get(told.sha256)
        if why is None:
            findings.wrong(told.path, "kept-left-out", name=name, row=told.positions[0])
        else:
            findings.absent(told.path, "kept-absent", name=name, why=missing_said(words, why))
    elif container.digest(told.path) != told.sha256:
        findings.wrong(told.path, "kept-wrong", name=name)
    elif told.sizes and told.sizes != {container.sizes[told.path]}:
        findings.wrong(told.path, "kept-size", name=name)
    else:
        findings.holds(told.path, "kept-right", name=name, rows=rows)


def _look_at_pdf(told: ToldFile, container: OpenedContainer, brought: BroughtAlong, findings: Findings) -> None:
    if brought.look is None:
        findings.unchecked(told.path, "pdf-unchecked")
        return
    for holds, says in brought.look(container.chunks(told.path), container.text(CERTIFICATES)):
        if holds:
            findings.holds(told.path, "pdf-right", says=says)
        else:
            findings.wrong(told.path, "pdf-wrong", says=says)


def _moment(told: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(told))
    except ValueError:
        return None
