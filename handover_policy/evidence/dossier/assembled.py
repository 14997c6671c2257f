"""DossierFile, assembled: every file of a dossier, made of what it is made of, in its order; equal each time."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handover_policy.evidence.canonical import JsonValue, canonical
from handover_policy.evidence.dossier.case_dossier import (
    FORM,
    CaseDossier,
    DossierStanding,
    growths_written,
    keys_written,
    rows_written,
)
from handover_policy.evidence.dossier.layout import (
    CERTIFICATES,
    GROWTHS,
    KEYS,
    LIST,
    ROWS,
    SUMS,
    content_path,
    key_path,
    note_path,
    stamp_path,
)
from handover_policy.evidence.dossier.pages import readme_page, timeline_page
from handover_policy.evidence.dossier.told_files import told_files
from handover_policy.evidence.keys import verifier_key
from handover_policy.texts.texts import languages, texts

SUBJECT_KEY = bytes.fromhex("302a300506032b6570032100")
"""Begins a public key for Ed25519 as other programs read it (RFC 8410)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFile:
    """A file of a dossier: where it lies, what it is, and its content; None of one that lies in the archive."""

    path: str
    role: str
    sha256: str
    size: int
    content: bytes | None = None


def assembled(dossier: CaseDossier, templates: Mapping[str, str]) -> Sequence[DossierFile]:
    """Return the files of a dossier but for its seal; `templates` are those of its pages."""
    files = list(_files(dossier, templates))
    listed = _file(LIST, "manifest", manifest_written(dossier.standing, files))
    sums = "".join(f"{each.sha256}  {each.path}\n" for each in (*files, listed))
    return [*files, listed, _file(SUMS, "sums", sums.encode())]


def manifest_written(standing: DossierStanding, files: Sequence[DossierFile]) -> bytes:
    """Return the list of the files, with what the dossier says of itself."""
    listed: list[JsonValue] = [
        {"path": each.path, "role": each.role, "sha256": each.sha256, "size": each.size} for each in files
    ]
    told: dict[str, JsonValue] = {
        "form": FORM,
        "release": standing.release,
        "pages": standing.pages,
        "company": standing.company,
        "called": standing.called,
        "case": standing.case,
        "log": standing.log,
        "first": standing.first,
        "zone": standing.zone,
        "unsealed": standing.unsealed,
        "missing": dict(standing.missing),
        "lost": dict(standing.lost),
        "files": listed,
    }
    return canonical(told) + b"\n"


def _files(dossier: CaseDossier, templates: Mapping[str, str]) -> Iterator[DossierFile]:
    for at, language in enumerate(languages()):
        words, suffix = texts(language), "" if at == 0 else f".{language}"
        yield _file(f"README{suffix}.html", "readme", readme_page(dossier, words, templates))
        yield _file(f"timeline{suffix}.html", "timeline", timeline_page(dossier, words, templates))
    yield _file(ROWS, "rows", rows_written(dossier.rows))
    for digest, content in sorted(dossier.policies.items()):
        yield _file(content_path(digest), "policy", content.encode())
    for each in dossier.checkpoints:
        yield _file(note_path(each), "checkpoint", each.note.encode())
        if each.stamp is not None:
            yield _file(stamp_path(note_path(each)), "stamp", each.stamp)
    yield _file(GROWTHS, "consistency", growths_written(dossier.checkpoints))
    yield _file(KEYS, "keys", keys_written(dossier.keys))
    for key in dossier.keys:
        path = key_path(key.key)
        if path is not None:
            yield _file(path, "key", _pem(verifier_key(key.key).public))
    if dossier.certificates:
        yield _file(CERTIFICATES, "certificates", dossier.certificates)
    for told in told_files(dossier.rows).values():
        size = dossier.held.get(told.sha256)
        if size is not None:
            role = "signed" if told.signed else "file"
            yield DossierFile(path=told.path, role=role, sha256=told.sha256, size=size)


def _file(path: str, role: str, content: bytes) -> DossierFile:
    digest = hashlib.sha256(content).hexdigest()
    return DossierFile(path=path, role=role, sha256=digest, size=len(content), content=content)


def _pem(public: bytes) -> bytes:
    encoded = base64.b64encode(SUBJECT_KEY + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n".encode()
