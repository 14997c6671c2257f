"""CaseDossier: what a dossier is made of; everything else in it follows from that, here and wherever it is checked."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from handover_policy.evidence.canonical import JsonValue, canonical
from handover_policy.evidence.row_parts import BODY, DECISION, ENVELOPE, effects_part
from handover_policy.evidence.row_proofs import ProofUnreadable, RowProof, read_row_proof

JsonObject: TypeAlias = Mapping[str, Any]
FORM = "handover-policy dossier 1"
"""Names the form of a dossier; one of another form is read by another release."""
ENVELOPE_FIELDS = ("position", "kind", "type", "subject", "case", "outcome", "policy_digest", "received_at")


class DossierUnreadable(ValueError):
    """A file of a dossier that does not hold what it has to; `name` is the file."""

    def __init__(self, name: str) -> None:
        """Take the file."""
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class DossierRow:
    """A row of the ledger with its proof; of a row that was erased, or is another's, only what may be seen."""

    position: int
    proof: RowProof
    case: str

    @cached_property
    def envelope(self) -> JsonObject:
        """What the row says of itself; empty where that is not shown."""
        told = self._part(ENVELOPE)
        if not isinstance(told, list) or len(told) != len(ENVELOPE_FIELDS):
            return {}
        return dict(zip(ENVELOPE_FIELDS, told, strict=True))

    @cached_property
    def body(self) -> JsonObject:
        """What was told; empty where it is not shown."""
        told = self._part(BODY)
        return told if isinstance(told, dict) else {}

    @cached_property
    def decision(self) -> JsonObject:
        """What was decided, without its effects; empty where it is not shown."""
        told = self._part(DECISION)
        return told if isinstance(told, dict) else {}

    @cached_property
    def effects(self) -> Sequence[JsonObject]:
        """What was decided about the case."""
        return objects(self._part(effects_part(self.case)))

    @property
    def kind(self) -> str:
        """The kind of the row; `other` of an event of another case, `erased` of one that holds nothing any more."""
        if not self.proof.parts:
            return "erased"
        return str(self.envelope.get("kind", "other"))

    @property
    def own(self) -> bool:
        """Whether the row is the case's own."""
        return self.envelope.get("case") == self.case

    def _part(self, name: str) -> object:
        content = self.proof.shown.get(name)
        try:
            return None if content is None else json.loads(content)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCheckpoint:
    """A checkpoint with what an authority answered of it, and how the log of the newest one goes on from it."""

    size: int
    note: str
    stamp: bytes | None
    growth: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierKey:
    """The public half of a key that signs for the log, since when, and until when; as the ledger has it."""

    key: str
    since: str
    until: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierStanding:
    """What a dossier says of itself.

    Args:
        release: of the product that wrote it.
        pages: digest of what its pages were made by: of templates and sentences.
        company: its id.
        called: its name.
        case: whose evidence it is.
        log: the name of the log.
        first: the position of the row whose leaf is the first of the log.
        zone: in which the case's times are told.
        unsealed: rows of the case that no checkpoint has yet: they are not in the dossier.
        missing: files of which rows tell and that are not in it, by digest, each with a word that says why.
        lost: digests of policies that decisions quote and that are not in it, each with a word that says why.

    """

    release: str
    pages: str
    company: str
    called: str
    case: str
    log: str
    first: int
    zone: str
    unsealed: int = 0
    missing: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDossier:
    """What a dossier is made of.

    Args:
        standing: what it says of itself.
        rows: of the ledger, in their order.
        policies: contents by the digest by which rows name them.
        checkpoints: in the order in which they were made; all rows are proven by the last.
        keys: of the log, the oldest first.
        certificates: that vouch for the signatures in PDF files, as PEM; empty where there are none.
        held: the files of the archive that are in it: sizes by digest.

    """

    standing: DossierStanding
    rows: tuple[DossierRow, ...]
    policies: Mapping[str, str]
    checkpoints: tuple[DossierCheckpoint, ...]
    keys: tuple[DossierKey, ...]
    certificates: bytes
    held: Mapping[str, int]


def objects(told: object) -> Sequence[JsonObject]:
    """Return the objects of a list in JSON: whoever handed in a dossier may have written anything into it."""
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def listed(content: bytes) -> Sequence[Any]:
    """Return a list in JSON; ValueError where it is none."""
    told = json.loads(content)
    if not isinstance(told, list):
        raise ValueError("it is no list")  # noqa: TRY004 - as of any other content that does not fit
    return told


def rows_written(rows: Sequence[DossierRow]) -> bytes:
    """Return rows as a file, a line each."""
    return b"".join(canonical({"position": each.position, **each.proof.json()}) + b"\n" for each in rows)


def rows_read(content: bytes, case: str, name: str) -> tuple[DossierRow, ...]:
    """Return rows from a file; raises DossierUnreadable where a line is no row."""
    return tuple(_row(line, case, name) for line in content.split(b"\n") if line)


def keys_written(keys: Sequence[DossierKey]) -> bytes:
    """Return the keys of a log as a file."""
    told: list[JsonValue] = [{"key": each.key, "since": each.since, "until": each.until} for each in keys]
    return canonical(told) + b"\n"


def keys_read(content: bytes, name: str) -> tuple[DossierKey, ...]:
    """Return the keys of a log from a file; raises DossierUnreadable where it holds something else."""
    try:
        told = listed(content)
        return tuple(DossierKey(key=str(each["key"]), since=each["since"], until=each["until"]) for each in told)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DossierUnreadable(name) from None


def growths_written(checkpoints: Sequence[DossierCheckpoint]) -> bytes:
    """Return as a file how the log of the newest checkpoint goes on from what each earlier one saw."""
    told: list[JsonValue] = [
        {"size": each.size, "path": [base64.b64encode(made).decode() for made in each.growth]} for each in checkpoints
    ]
    return canonical(told) + b"\n"


def growths_read(content: bytes, name: str) -> Mapping[int, tuple[bytes, ...]]:
    """Return by size what was written of it; raises DossierUnreadable where it is something else."""
    try:
        told = listed(content)
        return {
            int(each["size"]): tuple(base64.b64decode(made, validate=True) for made in each["path"]) for each in told
        }
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DossierUnreadable(name) from None


def _row(line: bytes, case: str, name: str) -> DossierRow:
    try:
        told = json.loads(line)
        position = told.pop("position")
        if type(position) is not int:
            raise DossierUnreadable(name)
        return DossierRow(position=position, proof=read_row_proof(told), case=case)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ProofUnreadable):
        raise DossierUnreadable(name) from None
