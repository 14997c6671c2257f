"""gathered: the evidence of a case as ledger and archive have it in one transaction, and nothing of any other case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import orjson
from sqlalchemy import Connection

from handover_policy import __version__
from handover_policy.app.dossier.policies import policy_contents
from handover_policy.app.proving.proofs import ProvableLog, part_of_case, provable_log
from handover_policy.evidence.checkpoints import origin_of
from handover_policy.evidence.dossier.case_dossier import (
    CaseDossier,
    DossierCheckpoint,
    DossierKey,
    DossierRow,
    DossierStanding,
)
from handover_policy.evidence.dossier.pages import PACKAGE, TEMPLATES, pages_digest
from handover_policy.evidence.dossier.told_files import told_files
from handover_policy.ledger.files.versions import held_files
from handover_policy.ledger.ledger_rows import LedgerRow
from handover_policy.ledger.proofs.checkpoints import (
    WrittenCheckpoint,
    checkpoint_over,
    checkpoints_of,
    keys_of,
    newest_checkpoint,
)
from handover_policy.ledger.reading.evidence import rows_in_force, rows_of_case
from handover_policy.sources.page_texts import page_texts

NAMES_A_KEY = "\nkey "
NEVER, ERASED = "never-kept", "erased"


class NothingSealed(LookupError):
    """A case of which no checkpoint has a row yet."""


class NoSuchCase(LookupError):
    """There is no such case."""


def gathered(connection: Connection, company: str, case: str, certificates: bytes = b"") -> CaseDossier:
    """Return what a dossier is made of, as it stands.

    Args:
        connection: of a transaction that sees one state.
        company: its id.
        case: whose evidence is wanted.
        certificates: that vouch for signatures in PDF files, as PEM.

    Raises:
        NoSuchCase: nothing tells of the case.
        NothingSealed: no checkpoint has any of its rows.
        TreeBroken: the tree of the log lacks something.

    """
    own = list(rows_of_case(connection, company, case))
    if not own:
        raise NoSuchCase(case)
    log, newest = provable_log(connection, company), newest_checkpoint(connection, company)
    if log is None or newest is None:
        raise NothingSealed(case)
    sealed = [each for each in own if each.position < log.standing.first + newest.size]
    if not sealed:
        raise NothingSealed(case)
    rows = tuple(_proven(log, newest, _with_how(connection, company, sealed), case))
    standing = DossierStanding(
        release=__version__,
        pages=pages_digest(page_texts(PACKAGE, TEMPLATES)),
        company=company,
        called=company,
        case=case,
        log=origin_of(company, log.standing.leaf),
        first=log.standing.first,
        zone=_zone(rows),
        unsealed=len(own) - len(sealed),
    )
    checkpoints = tuple(_checkpoints(connection, log, newest, sealed))
    return _with_contents(connection, standing, rows, checkpoints, certificates)


def _with_contents(
    connection: Connection,
    standing: DossierStanding,
    rows: tuple[DossierRow, ...],
    checkpoints: tuple[DossierCheckpoint, ...],
    certificates: bytes,
) -> CaseDossier:
    """Return a dossier with the keys of its log, and the policies and the files of which its rows tell."""
    policies, lost = policy_contents(connection, standing.company, rows)
    held, missing = _files(connection, standing.company, rows)
    called = _called(policies) or standing.company
    return CaseDossier(
        standing=replace(standing, called=called, missing=missing, lost=lost),
        rows=rows,
        policies=policies,
        checkpoints=checkpoints,
        keys=tuple(DossierKey(**each._asdict()) for each in keys_of(connection, standing.company)),
        certificates=certificates,
        held=held,
    )


def _called(policies: Mapping[str, str]) -> str:
    """Return the name of the company as its policies have it; empty where none tells one."""
    told = (orjson.loads(text).get("policy") or {} for text in policies.values())
    return next((str(each["policy"]["company"]) for each in told if (each.get("policy") or {}).get("company")), "")


def _zone(rows: Sequence[DossierRow]) -> str:
    """Return the zone in which the company tells its times."""
    return next((str(each.body["zone"]) for each in reversed(rows) if each.kind == "policy"), "UTC")


def lacks_a_seal(connection: Connection, company: str, case: str) -> bool:
    """Return whether the case has rows that no checkpoint has yet."""
    log, newest = provable_log(connection, company), newest_checkpoint(connection, company)
    if log is None:
        return False
    last = max((each.position for each in rows_of_case(connection, company, case)), default=0)
    return newest is None or last >= log.standing.first + newest.size


def _with_how(connection: Connection, company: str, own: Sequence[LedgerRow]) -> Sequence[LedgerRow]:
    """Return the rows of a case with those that say by which policy and release was decided."""
    positions = [each.position for each in own]
    how = [
        *rows_in_force(connection, company, "policy", positions),
        *rows_in_force(connection, company, "code", positions),
    ]
    return sorted((*own, *how), key=lambda row: row.position)


def _proven(log: ProvableLog, newest: WrittenCheckpoint, rows: Sequence[LedgerRow], case: str) -> Iterator[DossierRow]:
    for row in rows:
        proof = log.row(row.position, newest.size, part_of_case(row, case))
        if proof is not None:
            yield DossierRow(position=row.position, proof=proof, case=case)


def _checkpoints(
    connection: Connection, log: ProvableLog, newest: WrittenCheckpoint, own: Sequence[LedgerRow]
) -> Iterator[DossierCheckpoint]:
    """Yield the checkpoints made while the case went on, those that let another key sign, and the newest."""
    first = own[0].position - log.standing.first + 1
    last = own[-1].position - log.standing.first + 1
    over = checkpoint_over(connection, log.company, last)
    until = newest.place if over is None else over.place
    for each in checkpoints_of(connection, log.company):
        met = each.size >= first and each.place <= until
        if met or each.place == newest.place or NAMES_A_KEY in each.note:
            growth = log.growth(each.size, newest.size)
            yield DossierCheckpoint(size=each.size, note=each.note, stamp=each.stamp, growth=growth)


def _files(
    connection: Connection, company: str, rows: Sequence[DossierRow]
) -> tuple[Mapping[str, int], Mapping[str, str]]:
    """Return the sizes of the files that the archive should have, and why it has not the others."""
    told = told_files(rows)
    known = held_files(connection, company, list(told))
    held = {digest: known[digest].size for digest in told if digest in known}
    missing = {digest: ERASED if each.erased else NEVER for digest, each in told.items() if digest not in known}
    return held, missing
