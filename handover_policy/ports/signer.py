"""Signer: what the service asks of whatever puts signatures into a PDF; an edge fulfils it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, Protocol, TypeAlias

from handover_policy.render.documents.pdf import PrintedPlace

SigningState: TypeAlias = Literal["signed", "waiting", "declined"]
CLOCKS_APART = timedelta(minutes=10)
NO_PLACES: Mapping[str, PrintedPlace] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs, for which party of a document; `title` is how that party is called."""

    person: str
    name: str
    party: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAsked:
    """A signature that is to be put into a document.

    Args:
        document: the PDF as printed where nobody has signed it yet, else as the last signature left it.
        name: of the document, the same for every signature in it.
        parties: all whose places the document has, in their order; a party that has none in it signs unseen.
        places: where they are, by party; asked for where nobody has signed yet.
        signatory: who signs.
        at: when they said so.
        lines: what stands in their place, in the reader's language; the first is the headline.
        opinion: what they said beside it; empty where nothing.
        silent: nobody signs: the words alone stand in the party's place, and the company answers for them.
        now: the moment.

    """

    document: bytes
    name: str
    parties: Sequence[str]
    places: Mapping[str, PrintedPlace] = field(default_factory=lambda: NO_PLACES)
    signatory: Signatory
    at: datetime
    lines: Sequence[str]
    opinion: str = ""
    silent: bool = False
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOutcome:
    """How a signature stands.

    `document` is the PDF with it, once it is signed. `ticket` is what `fetch` wants while it waits for the person, and
    `page` where they go meanwhile. `authority` is the SHA-256 (hex) of the certificate that vouches for whoever signed,
    where the signer says so: by it the ledger tells later which authority it was.
    """

    state: SigningState
    document: bytes | None = None
    ticket: str = ""
    page: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFound:
    """A signature in a PDF: whose certificate it is, when by its own word, and when an authority saw it.

    `seal` says that it is the company's own, `faults` are codes of what is wrong with it, none where it holds.
    """

    field: str
    person: str
    name: str
    at: datetime | None
    stamped_at: datetime | None
    seal: bool
    faults: tuple[str, ...] = ()

    @property
    def clock_off(self) -> bool:
        """Whether the clock of the machine that signed was far from that of the time-stamp authority."""
        return self.at is not None and self.stamped_at is not None and abs(self.at - self.stamped_at) > CLOCKS_APART


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFound:
    """What a PDF shows: its digest and size, its signatures in the order given, and what is wrong with the whole."""

    sha256: str
    size: int
    signatures: tuple[SignatureFound, ...]
    faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether nothing is wrong with it, and somebody has signed."""
        return bool(self.signatures) and not self.faults and not any(each.faults for each in self.signatures)


class SignerFailed(RuntimeError):
    """A signature that could not be asked for, or fetched: it is tried again; the text is for the log."""


class Signer(Protocol):
    """Puts signatures into a document, one after the other; any thread may use it."""

    @property
    def kind(self) -> str:
        """The kind that the settings name it by."""

    def start(self, asked: SigningAsked) -> SigningOutcome:
        """Sign at once, or let the person know where to; the same asked again does no harm. Raises SignerFailed."""

    def fetch(self, ticket: str) -> SigningOutcome:
        """Return what became of a signature that waits. Raises SignerFailed, LookupError where nothing waits."""

    def verify(self, document: bytes) -> DocumentFound:
        """Return what a document shows, whoever brings it; raises nothing."""
