"""Report: findings with the texts they stand in, ready for a reporter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from handover_policy.findings.finding import Finding

TextOf: TypeAlias = Callable[[str], str | None]
"""Gives the text of a file as findings name it; None where there is none to show."""


def no_text(file: str) -> None:
    """Return no text, for findings whose files are not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is told: the findings in their order, the language (`zh` or `en`) and where the source lines come from."""

    findings: tuple[Finding, ...]
    language: str
    text_of: TextOf = no_text


Reporter: TypeAlias = Callable[[Report], Iterator[str]]
"""Writes a report piece by piece; each piece is a line or more, without the last line's end."""
