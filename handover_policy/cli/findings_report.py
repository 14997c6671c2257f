"""What every command does with findings: write them in a form, in the reader's language, and reckon the exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from handover_policy.cli.terminal import say, say_json
from handover_policy.findings.finding import RANK, Finding, Severity
from handover_policy.findings.reporting.json_form import finding_json
from handover_policy.findings.reporting.report import PathOf, Report, TextOf, no_text
from handover_policy.findings.reporting.reporters import REPORTERS
from handover_policy.texts.texts import FIRST, languages

__all__ = [
    "FORMS",
    "counted",
    "fails",
    "finding_json",
    "language_of",
    "seen_from",
    "write_findings",
    "write_report",
    "write_reports",
]

MACHINES = frozenset({"json", "jsonl", "sarif"})
"""Forms that are JSON."""
FORMS = tuple(REPORTERS)
"""What --format takes where findings are told."""

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def write_report(report: Report, form: str, *, to_stderr: bool = False) -> None:
    """Write a report in one of the forms of REPORTERS."""
    write_reports((report,), form, to_stderr=to_stderr)


def write_reports(reports: Iterable[Report], form: str, *, to_stderr: bool = False) -> None:
    """Write the reports of several policy sets as one, in one of the forms of REPORTERS."""
    for piece in REPORTERS[form](*reports):
        if form in MACHINES:
            say_json(piece)
        else:
            say(*piece.split("\n"), err=to_stderr)


def work_tree_of(place: Path) -> Path | None:
    """Return the root of the work tree a policy set lies in, as its path is written; None where it is in none."""
    path = Path(os.path.abspath(place))  # noqa: PTH100 - links stay: the repository knows the files by these names
    return next((each for each in (path, *path.parents) if (each / ".git").exists()), None)


def seen_from(here: Path, place: Path, place_of: Callable[[str], Path | None]) -> PathOf:
    """Return what names files as a service that holds the repository needs it: from the root of the work tree.

    `place` is the policy set; its own files always have such a name, others only where they lie within the work tree.
    Without a work tree paths are told from the folder `here`.
    """
    root = work_tree_of(place) or here

    def path_of(file: str) -> str | None:
        found = place_of(file)
        if found is None:
            return None
        path = Path(os.path.abspath(found))  # noqa: PTH100 - links stay, as above
        near = path.is_relative_to(root) or path.is_relative_to(os.path.abspath(place))  # noqa: PTH100 - the same
        return Path(os.path.relpath(path, root)).as_posix() if near else None

    return path_of


def write_findings(findings: Iterable[Finding], language: str, *, to_stderr: bool, text_of: TextOf = no_text) -> None:
    """Write findings for people; `text_of` gives the texts they stand in, so that each line can be shown."""
    write_report(Report(findings=tuple(findings), language=language, text_of=text_of), "text", to_stderr=to_stderr)


def fails(findings: Iterable[Finding], least: str) -> bool:
    """Return whether a finding is at least as bad as `least` (error, warning, info)."""
    return any(RANK[finding.severity] <= RANK[Severity(least)] for finding in findings)


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity."""
    counts = dict.fromkeys(("error", "warning", "info"), 0)
    for finding in findings:
        counts[finding.severity.value] += 1
    return counts


def language_of(asked: str | None, policy: str = "") -> str:
    """Return one of the languages there are: what was asked for, else the locale's, else the policy's, else Chinese.

    A locale such as C, or of another language, says nothing; `policy` is a language tag such as zh-CN.
    """
    locale = next((value for name in LOCALE if (value := os.environ.get(name))), "")
    wished = (asked or "", locale.lower(), policy.lower())
    tongues = (each.replace("_", "-").partition("-")[0].partition(".")[0] for each in wished)
    return next((each for each in tongues if each in languages()), FIRST)
