"""Report: findings with the texts they stand in, ready for a reporter; where each stands seen from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol, TypeAlias

from handover_policy.findings.catalogue import sentence
from handover_policy.findings.finding import Finding, Location, Severity

MANIFEST = "policy.yaml"
NOTHING: Mapping[str, int] = MappingProxyType({})

TextOf: TypeAlias = Callable[[str], str | None]
"""Gives the text of a file as findings name it; None where there is none to show."""

PathOf: TypeAlias = Callable[[str], str | None]
"""Gives the path of a file, as findings name it, from the root of the work tree; None where it lies outside of it."""


def no_text(file: str) -> None:
    """Return no text, for findings whose files are not at hand."""


def as_named(file: str) -> str:
    """Return a file's name as the finding gives it, where nothing is known of a work tree."""
    return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is told of one policy set: the findings in their order, and the language (`zh` or `en`).

    `text_of` gives the source lines, `path_of` the paths from the root of the work tree, or from the current directory
    where there is none. `of` names the set, which matters where several are told of together. `command` is the command
    that found them, and `asked` what it was asked for, so that it can be called again. Findings as bad as `fail_on`
    fail the job. `passed` are the policy tests that passed, by name and place; `tally` counts what else was looked at:
    `waived`, `cases`, `failed`.
    """

    findings: tuple[Finding, ...]
    language: str
    text_of: TextOf = no_text
    path_of: PathOf = as_named
    of: str = ""
    command: str = ""
    asked: str = ""
    fail_on: Severity = Severity.ERROR
    passed: tuple[tuple[str, Location], ...] = ()
    tally: Mapping[str, int] = field(default_factory=lambda: NOTHING)

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each severity."""
        return {each.value: sum(finding.severity is each for finding in self.findings) for each in Severity}


class Reporter(Protocol):
    """Writes reports, one a policy set, piece by piece; each piece is lines without the last one's end."""

    def __call__(self, *reports: Report) -> Iterator[str]:
        """Yield the pieces."""
        ...


def seen_from_here(report: Report, finding: Finding) -> tuple[Location, str]:
    """Return where a finding stands, as a path from the root of the work tree, and what it says.

    A finding in a file that lies elsewhere, such as a set that ships, is told at the manifest of the set that
    brought it in, with its own place in words: a service can show only what is in the repository.
    """
    said = sentence(finding, report.language)
    path = report.path_of(finding.location.file)
    if path is not None:
        return replace(finding.location, file=path), said
    return Location(report.path_of(MANIFEST) or MANIFEST), f"{finding.location}: {said}"
