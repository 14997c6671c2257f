"""checked: a dossier held against itself, and against what somebody brings; no network, no database, no trust in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handover_policy.evidence.dossier.assembled import assembled
from handover_policy.evidence.dossier.case_dossier import CaseDossier, DossierStanding, DossierUnreadable
from handover_policy.evidence.dossier.checked import BroughtAlong, Findings
from handover_policy.evidence.dossier.checkpoint_checks import CheckpointChecks
from handover_policy.evidence.dossier.layout import LIST, SEAL, SUMS
from handover_policy.evidence.dossier.opened import OpenedContainer
from handover_policy.evidence.dossier.pages import pages_digest
from handover_policy.evidence.dossier.reading import AnotherForm, dossier_read, standing_read
from handover_policy.evidence.dossier.row_checks import look_at_files, look_at_policies, look_at_rows
from handover_policy.evidence.dossier.sealing import seal_faults
from handover_policy.texts.texts import Texts

SUM = re.compile(r"([0-9a-f]{64})  ([\x21-\x7e]+)")
MADE = ("readme", "timeline", "manifest")
"""Roles of the files that are made of the others, and are made again to be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDossier:
    """What was found of a dossier; `standing` is what it says of itself, None where that cannot be read."""

    findings: Findings
    standing: DossierStanding | None
    rows: int = 0
    files: int = 0


def checked(container: OpenedContainer, brought: BroughtAlong, words: Texts) -> CheckedDossier:
    """Return what was found of a dossier.

    Args:
        container: as it was handed in.
        brought: what whoever checks it has besides.
        words: the language of what is said within findings.

    """
    findings = Findings()
    _look_at_sums(container, findings)
    _look_at_container(container, findings)
    altered = bool(findings.faults)
    standing: DossierStanding | None = None
    try:
        standing = standing_read(container.text(LIST))
        dossier = dossier_read(container, standing)
    except DossierUnreadable as unreadable:
        findings.wrong(unreadable.name, "unreadable")
        return CheckedDossier(findings=findings, standing=standing)
    except AnotherForm as other:
        findings.wrong(LIST, "another-form", form=other.form, release=other.release)
        return CheckedDossier(findings=findings, standing=None)
    checkpoints = CheckpointChecks(dossier, brought, findings)
    checkpoints.look()
    _look_at_seal(container, standing, checkpoints, findings)
    look_at_rows(dossier, checkpoints, findings)
    look_at_policies(dossier, words, findings)
    look_at_files(dossier, container, brought, words, findings)
    if not altered:
        _make_again(dossier, container, brought, findings)
    return CheckedDossier(findings=findings, standing=standing, rows=len(dossier.rows), files=len(container.names))


def _look_at_container(container: OpenedContainer, findings: Findings) -> None:
    named = {each.path for each in findings.faults}
    for each in container.oddities:
        if each.code != "crc" or each.name not in named:
            findings.wrong(each.name, each.code)


def _look_at_sums(container: OpenedContainer, findings: Findings) -> None:
    """Hold the digest of each file against that in the list."""
    sums = _sums(container, findings)
    for path, digest in sums.items():
        if path not in container.sizes:
            findings.wrong(path, "file-missing")
        elif container.digest(path) != digest:
            findings.wrong(path, "digest-wrong")
        else:
            findings.holds(path, "digest-right")
    for path in container.names:
        if path not in sums and path not in {SUMS, SEAL}:
            findings.wrong(path, "file-unlisted")
    for path in (SUMS, SEAL):
        if path not in container.sizes:
            findings.wrong(path, "file-missing")


def _sums(container: OpenedContainer, findings: Findings) -> Mapping[str, str]:
    sums: dict[str, str] = {}
    for line in container.text(SUMS).decode("utf-8", "replace").splitlines():
        found = SUM.fullmatch(line)
        if found is None:
            findings.wrong(SUMS, "unreadable")
            break
        sums[found[2]] = found[1]
    return sums


def _look_at_seal(
    container: OpenedContainer, standing: DossierStanding, checkpoints: CheckpointChecks, findings: Findings
) -> None:
    if SEAL not in container.sizes:
        return
    sums, keys = container.text(SUMS), checkpoints.known
    fault = seal_faults(container.text(SEAL), standing.log, standing.case, sums, keys)
    if fault is None:
        findings.holds(SEAL, "seal-right", key=keys[-1].text)
    else:
        findings.wrong(SUMS if fault == "seal-of-another" else SEAL, fault)


def _make_again(dossier: CaseDossier, container: OpenedContainer, brought: BroughtAlong, findings: Findings) -> None:
    """Make again what is made of the rest, and compare: a page that says something else is found."""
    standing = dossier.standing
    if (standing.release, standing.pages) != (brought.release, pages_digest(brought.templates)):
        for path in container.names:
            if path.endswith(".html"):
                findings.unchecked(path, "made-unchecked", release=standing.release, own=brought.release)
        return
    made = assembled(dossier, brought.templates)
    for each in made:
        if each.path not in container.sizes:
            findings.wrong(each.path, "file-missing")
        elif each.sha256 != container.digest(each.path):
            findings.wrong(each.path, "made-wrong")
        elif each.role in MADE:
            findings.holds(each.path, "made-right")
    paths = (*(each.path for each in made), SEAL)
    for path in container.names:
        if path not in paths:
            findings.wrong(path, "file-unlisted")
    if paths != container.names and set(paths) == set(container.names):
        findings.wrong("", "list")
