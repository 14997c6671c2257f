"""tell_missing, tell_unreadable: which side of a comparison cannot be had, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handover_policy.cli.findings_report import write_findings
from handover_policy.cli.speech import spoken_in
from handover_policy.cli.terminal import say
from handover_policy.texts.texts import texts

if TYPE_CHECKING:
    from handover_policy.findings.finding import Finding
    from handover_policy.sources.git.process import GitFailed
    from handover_policy.sources.sides import SideMissing, Sides

HINTED = frozenset({"no-shipped-set", "unknown"})
"""Reasons with a hint that may be there or not."""


def tell_missing(missing: SideMissing | GitFailed, language: str) -> None:
    """Write on standard error which side cannot be found, or that git does not hold all of one that was found."""
    from handover_policy.sources.git.process import GitFailed, ObjectsMissing

    if isinstance(missing, GitFailed):
        reason, side, typed = "partial" if isinstance(missing, ObjectsMissing) else "unread", "", missing.label
        hint = str(missing)
    else:
        reason, side, typed, hint = (
            missing.reason,
            spoken_in(language, f"sides.{missing.side}"),
            missing.typed,
            missing.hint,
        )
    if reason in HINTED:
        hint = spoken_in(language, f"sides.{reason}-hint", hint=hint) if hint else ""
    text = spoken_in(language, f"sides.{reason}", side=side, typed=typed, hint=hint).strip()
    colon = texts(language).say("reports.colon")
    say(text if hint or reason in HINTED else text.rstrip(f"{colon} "), err=True)


def tell_unreadable(unreadable: Mapping[str, tuple[Finding, ...]], sides: Sides, language: str) -> None:
    """Write on standard error the findings of the sides that have errors."""
    for side, findings in unreadable.items():
        source = sides.base if side == "base" else sides.head
        named = spoken_in(language, f"sides.{side}")
        say(
            spoken_in(language, f"sides.{'errors' if findings else 'no-set'}", side=named, typed=source.label), err=True
        )
        write_findings(findings, language, to_stderr=True, text_of=source.text_of)
