"""PolicyTestReport: what `handover test` tells, as it is known: results, coverage, survivors; JSON is returned."""

from __future__ import annotations

from handover_policy.app.policy_tests import PolicyTests, drawn
from handover_policy.cli.authoring.testing.covered import coverage_json, write_coverage
from handover_policy.cli.authoring.testing.results import results_json, write_junit, write_text
from handover_policy.cli.authoring.testing.survivors import survivors_json, survivors_of, watched, write_survivors


class PolicyTestReport:
    """One call of `handover test`; what is told comes out as it is known, JSON is returned."""

    def __init__(self, tests: PolicyTests, *, form: str, language: str) -> None:
        """Take the tests, which have been run, and the form and language to write in."""
        self._tests, self._form, self._language = tests, form, language

    def results(self) -> dict[str, object]:
        """Write how the cases came out, but for JSON, which is returned."""
        results = self._tests.results
        if self._form == "text":
            write_text(results, self._language)
        elif self._form == "junit":
            write_junit(results, self._language)
        return results_json(results, self._language)

    def coverage(self) -> tuple[float, dict[str, object]]:
        """Return the percentage exercised, and the coverage as JSON; write it where the form is text."""
        found = self._tests.coverage()
        if self._form == "text":
            write_coverage(found, self._language)
        return found.percent, coverage_json(found)

    def mutation(self, sample: int | None, seed: int) -> tuple[int, int, dict[str, object]]:
        """Change the set in one place at a time; return survivors, mutants tried, and both as JSON."""
        found = self._tests.mutants()
        chosen = drawn(found, sample, seed)
        verdicts = list(watched(self._tests.verdicts(chosen), len(chosen)))
        if self._form == "text":
            write_survivors(verdicts, self._language, len(found))
        return len(survivors_of(verdicts)), len(verdicts), survivors_json(verdicts, len(found))
