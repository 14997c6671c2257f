"""Checked, check_policies: whole policy sets validated, linted and tested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handover_policy.app.library import Library
from handover_policy.app.lint import lint_set
from handover_policy.app.load import Opened, open_policies
from handover_policy.app.policy_tests import cases_of
from handover_policy.app.run import Run, deciding_json
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.reporting.report import TextOf
from handover_policy.lint.lint import Linted
from handover_policy.testing.cases import PolicyCase
from handover_policy.testing.policy_test import CaseResult, asks_for_texts, run_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What validate, lint and test say of a policy set, read once; `results` are empty where it has errors.

    `linted` is None where the set could not be read as one.
    """

    opened: Opened
    findings: tuple[Finding, ...]
    results: tuple[CaseResult, ...]
    linted: Linted | None

    @property
    def passed(self) -> bool:
        """Return whether there is no error and every test passed."""
        sound = not any(each.severity is Severity.ERROR for each in self.findings)
        return sound and all(result.passed for result in self.results)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """Return the tests that failed."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def text_of(self) -> TextOf:
        """Return what gives the text of a file as findings name it."""
        return self.opened.text_of


def check_policies(places: Iterable[Path], today: date) -> Iterator[Checked | OSError]:
    """Yield for each policy set what there is to say of it, or why it cannot be read.

    `today` is the day on which waivers are looked at. What ships is read once for all sets.
    """
    library = Library()
    for place in places:
        try:
            opened = open_policies([place], library, cited=True)
            (found,) = opened.sets
            policy = found.reading.policy
            cases, unfit = cases_of(place, policy, library.schemas)
        except OSError as error:
            yield error
            continue
        linted = lint_set(policy, found, library, today) if policy is not None else None
        findings = (*library.findings, *opened.findings, *(linted.findings if linted is not None else ()), *unfit)
        sound = opened.policies and not any(each.severity is Severity.ERROR for each in unfit)
        results = tuple(_played(opened, cases)) if sound else ()
        yield Checked(opened=opened, findings=findings, results=results, linted=linted)


def _played(opened: Opened, cases: Iterable[PolicyCase]) -> Iterator[CaseResult]:
    """Yield how each case comes out; messages are written where it asks for their texts, or to show why it failed."""
    written, zone = Run(opened), opened.policies[0].manifest.timezone
    unwritten = written.unwritten()
    for case in cases:
        result = None if asks_for_texts(case) else run_case(case, deciding_json(unwritten.again()), zone)
        if result is None or not result.passed:
            result = run_case(case, deciding_json(written.again()), zone)
        yield result
