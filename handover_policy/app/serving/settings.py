"""Settings: what a service runs with, as read from its file, or as it is without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

DATA = Path("handover-data")
DATABASE_FILE = "handover.db"
DEFAULT_COMPANY = "default"
DEFAULT_SET = "builtin:default"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSettings:
    """A contact who is no employee: how they are called, in which language, and where they are reached."""

    name: str
    language: str | None = None
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySettings:
    """A company: its policy (the versions of one set), who is hr, who audits, and its contacts."""

    id: str
    policy: tuple[str, ...] = (DEFAULT_SET,)
    hr: tuple[str, ...] = ()
    auditors: tuple[str, ...] = ()
    people: Mapping[str, ContactSettings] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a service runs with; `data` is the folder that holds what the service keeps beside the database."""

    data: Path
    database: str
    companies: tuple[CompanySettings, ...]
    public_url: str | None = None


def embedded(data: Path = DATA) -> Settings:
    """Return the settings of a service without any: SQLite in a folder, one company with the set that ships."""
    return Settings(
        data=data,
        database=f"sqlite:///{data / DATABASE_FILE}",
        companies=(CompanySettings(id=DEFAULT_COMPANY),),
    )
