"""ToldFile, told_files: the files of which rows of a dossier tell: evidence, uploads, versions, signed documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handover_policy.evidence.dossier.case_dossier import DossierRow, JsonObject, objects

DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
ENDING = re.compile(r".*\.([A-Za-z0-9]{1,5})", re.DOTALL)
UPLOADED, SIGNATURE, VERSION = "document.uploaded", "signature", "file"
PDF = "pdf"


@dataclass(slots=True)
class ToldFile:
    """A file of which rows tell.

    Args:
        sha256: of its content.
        names: under which it is told of, the first one first.
        sizes: that are told of it.
        positions: of the rows that tell of it.
        signed: whether one of them tells of a signed document.
        erased: whether the last version told of it is one that was erased.

    """

    sha256: str
    names: dict[str, None] = field(default_factory=dict)
    sizes: set[int] = field(default_factory=set)
    positions: list[int] = field(default_factory=list)
    signed: bool = False
    erased: bool = False

    @property
    def name(self) -> str:
        """The name that it has for people; its digest where nobody named it."""
        return next(iter(self.names), self.sha256)

    @property
    def path(self) -> str:
        """Where it lies in a dossier: under its own digest, so that anybody can check it."""
        folder = "signed" if self.signed else "files"
        found = ENDING.fullmatch(self.name)
        ending = PDF if self.signed else (found[1].lower() if found is not None else "bin")
        return f"{folder}/{self.sha256}.{ending}"


def told_files(rows: Sequence[DossierRow]) -> Mapping[str, ToldFile]:
    """Return by digest the files of which rows tell, in the order in which they do."""
    found: dict[str, ToldFile] = {}
    for row in rows:
        for told in _told(row):
            digest = DIGEST.fullmatch(str(told.get("sha256", "")).strip())
            if digest is None:
                continue
            sha256 = digest[1].lower()
            each = found.setdefault(sha256, ToldFile(sha256))
            _take(each, row, told)
    return found


def _take(file: ToldFile, row: DossierRow, told: JsonObject) -> None:
    name = told.get("path") or told.get("name") or told.get("document")
    if name:
        file.names[str(name)] = None
    if type(told.get("size")) is int:
        file.sizes.add(told["size"])
    if row.position not in file.positions:
        file.positions.append(row.position)
    file.signed = file.signed or row.kind == SIGNATURE
    if row.kind == VERSION:
        file.erased = row.envelope.get("type") == "file.erased"


def _told(row: DossierRow) -> Iterator[JsonObject]:
    """Yield what a row tells of files."""
    if row.kind in {SIGNATURE, VERSION}:
        yield row.body
    data = row.body.get("data")
    if row.kind == "event" and isinstance(data, dict):
        yield from objects(data.get("evidence"))
        if row.body.get("type") == UPLOADED:
            yield data
