"""lint_policy, lint_set, fix_policy: policy sets held against statutes and against themselves, and fixed by that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from handover_policy.app.library import Library, names_of
from handover_policy.app.load import SetRead, read_set
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.reporting.report import TextOf
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.lint import Linted, lint
from handover_policy.lint.readings.texts import LOCALES
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.policy_sources import FolderSource

if TYPE_CHECKING:
    from handover_policy.lint.fixing.attempt import Fixed
    from handover_policy.sources.policy_repair import Repair


TITLED = "title-for-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """What lint says of a policy set; `linted` is None where it has errors that stand in the way.

    `text_of` gives the text that a finding stands in, `place_of` where that file lies.
    """

    findings: tuple[Finding, ...]
    linted: Linted | None
    text_of: TextOf
    place_of: Callable[[str], Path | None]

    @property
    def waived(self) -> tuple[Finding, ...]:
        """Return the findings that somebody has waived."""
        return self.linted.waived if self.linted is not None else ()


def lint_policy(place: Path, today: date) -> LintReport:
    """Return what lint finds in a policy set; raises OSError where the folder cannot be read.

    `today` is the day on which waivers are looked at.
    """
    library, source = Library(), FolderSource(place)
    found = read_set(source, library, cited=True)
    reading = found.reading
    policy = reading.policy or reading.judged
    linted = lint_set(policy, found, library, today) if policy is not None else None
    told = reading.findings if policy is None else tuple(map(_at_most_a_warning, reading.findings))
    return LintReport(
        findings=(*library.findings, *told, *(linted.findings if linted is not None else ())),
        linted=linted,
        text_of=lambda file: source.text_of(file) or library.text_of(file),
        place_of=lambda file: source.place_of(file) or library.place_of(file),
    )


def _at_most_a_warning(finding: Finding) -> Finding:
    """Return a finding of a set that can be judged: what keeps it from running is no breach of law."""
    return replace(finding, severity=Severity.WARNING) if finding.severity is Severity.ERROR else finding


def lint_set(policy: PolicySet, found: SetRead, library: Library, today: date) -> Linted:
    """Return what lint finds in a set that was read without errors."""
    statutes = statutes_for(policy.manifest.jurisdiction, library.packs)
    documents, own = found.reading.documents, sorted(names_of(found.own))
    return lint(policy, documents, found.messages, statutes, today, own_messages=own, to_read=_unread_before(found))


def _unread_before(found: SetRead) -> Mapping[str, str]:
    """Return the message files whose sentences have to be read: tests read those that ship, under every law.

    A locale of the set's own may list other words of consequences, which are looked for in every message.
    """
    return found.messages if any(path.startswith(LOCALES) for path in found.own) else found.own


def fix_policy(place: Path, today: date) -> tuple[Fixed, tuple[Repair, ...]]:
    """Return what lint can fix in a policy set by itself, and the files with it; nothing is written.

    A set with errors is left alone, and so are files that links lead to. Raises OSError where the folder cannot be
    read.
    """
    from handover_policy.lint.fixing.attempt import Seen, fix_all  # noqa: PLC0415 - who fixes nothing needs none
    from handover_policy.lint.fixing.plan import plan_fixes  # noqa: PLC0415 - the same
    from handover_policy.lint.readings.sheet import FactSheet  # noqa: PLC0415 - the same
    from handover_policy.sources.policy_repair import repair_of  # noqa: PLC0415 - the same

    library, itself = Library(), FolderSource(place)
    files = itself.read().files
    fixable = itself.fixable()
    own = {file.path: file.content for file in files if file.path in fixable}

    def look(texts: Mapping[str, str]) -> Seen:
        source = FolderSource(place, over={path: text.encode() for path, text in texts.items()})
        found = read_set(source, library, cited=True)
        policy, reading = found.reading.policy, found.reading
        if policy is None:
            return Seen(findings=reading.findings, fixes=())
        linted = lint_set(policy, found, library, today)
        sheet = FactSheet(policy, reading.documents, found.messages)
        mends = plan_fixes(linted.statutes, sheet, reading.documents, linted.findings, own.__contains__)
        return Seen(findings=(*reading.findings, *linted.findings), fixes=mends)

    texts = {path: text for path, content in own.items() if (text := readable(content)) is not None}
    fixed = fix_all(texts, look)
    return fixed, tuple(repair_of(place, path, own[path], text.encode()) for path, text in fixed.texts.items())
