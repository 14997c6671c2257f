"""Session: a policy set with its cases: run, covered, mutated, and written as text, JSON or JUnit XML."""

from __future__ import annotations

from pathlib import Path

from handover_policy.app.library import names_of
from handover_policy.app.load import Opened
from handover_policy.app.policy_tests import altering
from handover_policy.app.session import Run, judging
from handover_policy.cli.authoring.testing.covered import coverage_json, write_coverage
from handover_policy.cli.authoring.testing.results import results_json, write_junit, write_text
from handover_policy.cli.authoring.testing.survivors import survivors_json, survivors_of, watched, write_survivors
from handover_policy.findings.finding import Location
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.testing.cases import PolicyCase
from handover_policy.testing.covering.witness import Witness
from handover_policy.testing.mutating.hunt import hunt, sampled
from handover_policy.testing.mutating.rules import mutants
from handover_policy.testing.policy_test import CaseResult, Played, judge, play


class Session:
    """One call of `handover test`; what is told comes out as it is known, JSON is returned."""

    def __init__(
        self, *, place: Path, opened: Opened, cases: tuple[PolicyCase, ...], language: str, inherited: bool
    ) -> None:
        """Take a set without errors and at least one case; `inherited` counts the rules of extended sets in."""
        self._place = place
        self._opened = opened
        self._cases = cases
        self._language = language
        self._policy = opened.policies[0]
        self._witness = Witness(self._policy)
        self._run = Run(opened)
        self._played: list[tuple[PolicyCase, Played]] = []
        self._results: list[CaseResult] = []
        self._own = None if inherited else {file.path for file in PolicyFolders().read(place).files}

    @property
    def passed(self) -> bool:
        """Return whether every case passed."""
        return all(result.passed for result in self._results)

    def run(self, *, watch: bool) -> None:
        """Play every case, each from the start; `watch` takes note of what they exercise."""
        zone = self._policy.manifest.timezone
        for case in self._cases:
            run = self._run.again()
            played = play(case, judging(run, self._witness.watch) if watch else judging(run), zone)
            self._played.append((case, played))
            self._results.append(judge(case, played))

    def results(self, form: str) -> dict[str, object]:
        """Write how the cases came out, but for JSON, which is returned."""
        if form == "text":
            write_text(self._results, self._language)
        elif form == "junit":
            write_junit(self._results, self._language)
        return results_json(self._results)

    def coverage(self, form: str) -> tuple[float, dict[str, object]]:
        """Return the percentage exercised, and the coverage as JSON; write it where the form is text."""
        found = self._witness.coverage(self._run.books.compiled, self._lays_down)
        if form == "text":
            write_coverage(found, self._language)
        return found.percent, coverage_json(found)

    def mutation(self, form: str, sample: int | None, seed: int) -> tuple[int, int, dict[str, object]]:
        """Change the set in one place at a time; return survivors, mutants tried, and both as JSON."""
        found = tuple(
            mutants(self._policy, notifications=sorted(names_of(self._opened.messages)), lays_down=self._lays_down)
        )
        chosen = found if sample is None else sampled(found, sample, seed)
        ready, zone = altering(self._opened), self._policy.manifest.timezone
        verdicts = list(watched(hunt(chosen, self._played, ready, zone), len(chosen)))
        if form == "text":
            write_survivors(verdicts, self._language, len(found))
        return len(survivors_of(verdicts)), len(verdicts), survivors_json(verdicts, len(found))

    def _lays_down(self, location: Location) -> bool:
        return self._own is None or location.file in self._own
