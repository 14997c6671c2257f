"""export_dossier: a dossier written to a file: what is made of the ledger, and the files of the archive, sealed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine

from handover_policy.app.dossier.gathering import gathered, lacks_a_seal
from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.evidence.dossier.assembled import DossierFile, assembled
from handover_policy.evidence.dossier.case_dossier import CaseDossier
from handover_policy.evidence.dossier.container import MOST_BYTES, ContainerTooLarge, Member, ending
from handover_policy.evidence.dossier.layout import SEAL, SUMS
from handover_policy.evidence.dossier.pages import PACKAGE, TEMPLATES
from handover_policy.evidence.dossier.sealing import sealed
from handover_policy.evidence.keys import SigningKey
from handover_policy.ledger.keeping.snapshot import snapshot
from handover_policy.ledger.proofs.key_files import log_keys_in
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.sources.page_texts import page_texts

CHUNK = 1024 * 1024
GONE, BROKEN = "gone", "broken"


class KeyAway(RuntimeError):
    """The key of a log is on another machine: here nothing can be sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSource:
    """Where a dossier comes from.

    Args:
        engine: on the database.
        company: whose ledger it is.
        data: the folder of the service, where the keys of the log lie.
        read: gives a file of the archive by its digest.
        certificates: that vouch for signatures in PDF files, as PEM.

    """

    engine: Engine
    company: str
    data: Path
    read: Callable[[str], BinaryIO]
    certificates: bytes = b""


def export_dossier(
    source: DossierSource, case: str, out: BinaryIO, now: datetime, *, checkpoint: bool = True
) -> CaseDossier:
    """Write the dossier of a case, and return it as it was written.

    Args:
        source: where it comes from.
        case: whose evidence is wanted.
        out: an empty file that can be written anywhere.
        now: the moment.
        checkpoint: whether a checkpoint is made where the newest one lacks rows of the case; else these are left out.

    Raises:
        NoSuchCase: nothing tells of the case.
        NothingSealed: no checkpoint has any of its rows.
        KeyAway: the key that seals it is not here.
        LogForked: the log is another one than its newest checkpoint saw.
        TreeBroken: the tree of the log lacks something.
        KeyUnfit: the file of the keys holds something else.
        ContainerTooLarge: it would be larger than such a file can be.
        OSError: something could not be read or written.
        SQLAlchemyError: the database failed.

    """
    with snapshot(source.engine) as connection:
        unsealed = lacks_a_seal(connection, source.company, case)
    if unsealed and checkpoint:
        make_checkpoint(source.engine, source.company, source.data, now)
    try:
        dossier, key = _gathered(source, case)
    except KeyAway:
        if not checkpoint:
            raise
        make_checkpoint(source.engine, source.company, source.data, now)  # makes a key in place of one that was lost
        dossier, key = _gathered(source, case)
    return write_dossier(dossier, key, source.read, out)


def _gathered(source: DossierSource, case: str) -> tuple[CaseDossier, SigningKey]:
    with snapshot(source.engine) as connection:
        dossier = gathered(connection, source.company, case, source.certificates)
    counting = {each.key for each in dossier.keys if each.until is None}
    keys = log_keys_in(source.data, source.company, dossier.standing.log)
    key = next((each for each in reversed(keys) if each.verifier.text in counting), None)
    if key is None:
        raise KeyAway(source.company)
    return dossier, key


class _Lacking(LookupError):
    """A file of the archive that is not what it should be."""

    def __init__(self, sha256: str, why: str) -> None:
        super().__init__(sha256)
        self.sha256, self.why = sha256, why


def write_dossier(dossier: CaseDossier, key: SigningKey, read: Callable[[str], BinaryIO], out: BinaryIO) -> CaseDossier:
    """Write a dossier, and return it as it was written: what the archive does not have is told as missing.

    Args:
        dossier: what it is made of.
        key: signs for the log.
        read: gives a file of the archive by its digest.
        out: an empty file that can be written anywhere.

    Raises:
        ContainerTooLarge: it would be larger than such a file can be.
        OSError: something could not be read or written.

    """
    templates = page_texts(PACKAGE, TEMPLATES)
    while True:
        files = assembled(dossier, templates)
        if sum(each.size for each in files) > MOST_BYTES:
            raise ContainerTooLarge(dossier.standing.case)
        sums = next(each.content for each in files if each.path == SUMS) or b""
        seal = sealed(dossier.standing.log, dossier.standing.case, sums, key)
        last = DossierFile(path=SEAL, role="seal", sha256="", size=len(seal), content=seal)
        try:
            out.seek(0)
            out.truncate()
            out.write(ending([_written(each, read, out) for each in (*files, last)]))
        except _Lacking as lacking:
            dossier = _without(dossier, lacking)
        else:
            out.flush()
            return dossier


def _written(file: DossierFile, read: Callable[[str], BinaryIO], out: BinaryIO) -> Member:
    """Write a file with what stands before it, and return it as the list will name it."""
    if file.content is not None:
        member = Member(file.path, zlib.crc32(file.content), file.size)
        out.write(member.before)
        out.write(file.content)
        return member
    begins = out.tell()
    out.write(Member(file.path, 0, file.size).before)
    crc, size, digest = 0, 0, hashlib.sha256()
    try:
        with read(file.sha256) as kept:
            while chunk := kept.read(CHUNK):
                out.write(chunk)
                digest.update(chunk)
                crc, size = zlib.crc32(chunk, crc), size + len(chunk)
    except BlobMissing:
        raise _Lacking(file.sha256, GONE) from None
    except BlobBroken:
        raise _Lacking(file.sha256, BROKEN) from None
    if size != file.size or digest.hexdigest() != file.sha256:
        raise _Lacking(file.sha256, BROKEN)
    member = Member(file.path, crc, size)
    ends = out.tell()
    out.seek(begins)
    out.write(member.before)
    out.seek(ends)
    return member


def _without(dossier: CaseDossier, lacking: _Lacking) -> CaseDossier:
    standing = dossier.standing
    missing = {**standing.missing, lacking.sha256: lacking.why}
    held = {digest: size for digest, size in dossier.held.items() if digest != lacking.sha256}
    return replace(dossier, standing=replace(standing, missing=missing), held=held)
