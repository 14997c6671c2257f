"""Settings: what a service runs with, as read from its file, or as it is without one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import urlencode

from handover_policy.app.serving.settings_file.ways import OidcSettings, SignInSettings
from handover_policy.archive.clamd import Clamd
from handover_policy.archive.kinds import MOST_MEGABYTES, WANTED
from handover_policy.archive.s3 import S3Place
from handover_policy.findings.finding import NOWHERE, Location
from handover_policy.model.dates.expression import Period

DATA = Path("handover-data")
MIRRORS = "policies"
BLOBS = "blobs"
DATABASE_FILE = "handover.db"
DEFAULT_COMPANY = "default"
DEFAULT_SET = "builtin:default"
DEFAULT_REF = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class GitPlace:
    """A policy set in a git repository: the repository's address or path, a reference, and the folder in its tree."""

    repository: str
    ref: str = DEFAULT_REF
    path: str = ""

    def __str__(self) -> str:
        """Return how people name it."""
        return f"{self.repository}@{self.ref}:{self.path or '.'}"


PolicyPlace: TypeAlias = str | GitPlace
"""Where a version of a policy set lies: a folder, `builtin:NAME`, or in a git repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSettings:
    """A contact who is no employee: how they are called, in which language, and where they are reached."""

    name: str
    language: str | None = None
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAt:
    """Where in the settings file something of a company stands: its policies, and the people who are hr."""

    policy: tuple[Location, ...] = (NOWHERE,)
    hr: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSettings:
    """Where pages ask for a one-time code: for signing the sheet, and for every act."""

    sheet: bool = False
    acts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampSettings:
    """An authority that stamps checkpoints (RFC 3161): its address, and the certificates that vouch for it."""

    url: str = field(repr=False)
    ca: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSettings:
    """What signs documents: `local`, `pkcs11` (the seal's key in hardware: where it is, and what opens it), or `none`.

    `certificate` is a file with that of the key; by default the installation's own authority issues one.
    """

    kind: str = "local"
    module: str = ""
    token: str = ""
    pin: str = field(default="", repr=False)
    key: str = "handover-seal"
    certificate: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """A channel on which messages go out: its kind, and what that kind is told, keys and secrets among it."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """A machine that is told of decisions: what its channel is told, and the effects that it wants."""

    url: str = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)
    effects: tuple[str, ...] = ()

    @property
    def channel(self) -> str:
        """The name of its channel in the outbox: the same for the same address."""
        return f"webhook/{hashlib.sha256(self.url.encode()).hexdigest()[:12]}"

    @property
    def made_of(self) -> str:
        """A digest of its address and secrets: another one is another receiver, even at the same address."""
        older = self.values.get("older_secrets")
        told = (self.url, self.values.get("secret"), *(older if isinstance(older, list) else ()))
        return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundSettings:
    """A door by which a vendor tells by itself: what it tells of a channel counts where the secret is in the path.

    `kind` is that of the channel whose messages are reported on.
    """

    id: str
    kind: str
    channel: str
    secret: str = field(repr=False)

    @property
    def source(self) -> str:
        """How the ledger names what came by it."""
        return f"inbound/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySettings:
    """A company: its policy (the versions of one set), who is hr, who audits, its contacts, and where codes are asked.

    `mirrors` is the folder in which repositories of others are kept that its policy is read from. `channels` are
    those that are set up, by the names that messages call them by; `quiet_hours` hold reminders back; `webhooks` are
    machines that are told of decisions; `inbound` are doors by which vendors tell by themselves. Where
    `evidence_stored`, no event is taken that tells of a file which the archive does not hold. `timestamps` is the
    authority that stamps the checkpoints of its log, `checkpoints_to` are the mail addresses of those who keep them.
    `verify_at` is the address of the page that looks digests up, as papers name it; None where nobody has told one.
    `retention` is how long records are kept of whom the policy says nothing.
    """

    id: str
    policy: tuple[PolicyPlace, ...] = (DEFAULT_SET,)
    hr: tuple[str, ...] = ()
    auditors: tuple[str, ...] = ()
    people: Mapping[str, ContactSettings] = field(default_factory=lambda: MappingProxyType({}))
    sign_in: tuple[SignInSettings, ...] = ()
    channels: Mapping[str, ChannelSettings] = field(default_factory=lambda: MappingProxyType({}))
    webhooks: tuple[WebhookSettings, ...] = ()
    inbound: tuple[InboundSettings, ...] = ()
    quiet_hours: str | None = None
    codes: CodeSettings = field(default_factory=CodeSettings)
    signing: SigningSettings = field(default_factory=SigningSettings)
    timestamps: TimestampSettings | None = None
    mirrors: Path = DATA / MIRRORS
    evidence_stored: bool = False
    checkpoints_to: tuple[str, ...] = ()
    verify_at: str | None = None
    retention: Mapping[str, Period] = field(default_factory=lambda: MappingProxyType({}))
    stated: StatedAt = field(default_factory=StatedAt, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSettings:
    """Which files are taken: the megabytes of one at most, and the kinds, by their endings."""

    max_mb: int = MOST_MEGABYTES
    types: tuple[str, ...] = WANTED


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionSettings:
    """What files are encrypted with: the key of today first, then older ones that still open what they closed.

    An empty one is the installation's own, which lies in the data folder.
    """

    keys: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a service runs with; `data` is the folder that holds what the service keeps beside the database.

    `blobs` is the folder of files, by default within `data`, or a bucket; without `encryption` they are kept as they
    are. `scanner` looks at each file for viruses.
    """

    data: Path
    database: str = field(repr=False)
    companies: tuple[CompanySettings, ...]
    public_url: str | None = None
    blobs: Path | S3Place | None = None
    encryption: EncryptionSettings | None = None
    uploads: UploadSettings = field(default_factory=UploadSettings)
    scanner: Clamd | None = None

    @property
    def files(self) -> Path:
        """The folder of files, where they are in one."""
        return self.blobs if isinstance(self.blobs, Path) else self.data / BLOBS

    @property
    def untried(self) -> tuple[tuple[str, str], ...]:
        """Companies with the ways to sign in that nobody has ever tried with an account of theirs."""
        return tuple(
            (each.id, way.kind) for each in self.companies for way in each.sign_in if not isinstance(way, OidcSettings)
        )


def embedded(data: Path = DATA) -> Settings:
    """Return the settings of a service without any: SQLite in a folder, one company with the set that ships."""
    return Settings(
        data=data,
        database=sqlite_address(data / DATABASE_FILE),
        companies=(CompanySettings(id=DEFAULT_COMPANY),),
    )


def verify_page(public_url: str | None, company: str) -> str | None:
    """Return the page that looks digests up; it names the company, for more of them may come while papers are kept."""
    return None if public_url is None else f"{public_url}/verify?{urlencode({'company': company})}"


def sqlite_address(file: Path) -> str:
    """Return the address of a SQLite database by its file."""
    return f"sqlite:///{file}"
