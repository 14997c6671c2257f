"""Location, Severity, Finding: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How bad a finding is, from worst to mildest."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


RANK: Mapping[Severity, int] = MappingProxyType({severity: rank for rank, severity in enumerate(Severity)})
"""The place of each severity in their order, 0 being the worst."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a policy file; `file` is relative to the policy set, line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Return `file:line:column`, the form editors jump to."""
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Location("")
NO_DETAILS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong in a policy set; its sentences come from the catalogue, filled with `details`.

    `code` is the permanent name of the kind of finding, `subject` the id or key it is about.
    `law` holds the ids of the statutes it offends, where it is about law.
    """

    code: str
    severity: Severity
    location: Location
    details: Mapping[str, str] = field(default_factory=lambda: NO_DETAILS)
    subject: str = ""
    law: tuple[str, ...] = ()
