"""PolicyTests: the test cases of a policy set, played, with what they exercise and which changes they notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handover_policy.app.library import names_of
from handover_policy.app.load import Opened
from handover_policy.app.run import DecideJson, Run, deciding_json
from handover_policy.findings.finding import Finding, Location
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import own_names
from handover_policy.sources.policy_folders import PolicyFolders, case_files
from handover_policy.testing.cases import PolicyCase, read_cases
from handover_policy.testing.declared import declared_by
from handover_policy.testing.never import check_never
from handover_policy.testing.policy_test import CaseResult, Played, asks_for_texts, evaluate, play
from handover_policy.testing.renamed import with_newest_ids

_WORD = re.compile(r"[\w.-]+")

if TYPE_CHECKING:
    from handover_policy.testing.covering.points import Coverage
    from handover_policy.testing.mutating.hunt import Verdict
    from handover_policy.testing.mutating.mutant import Mutant


def cases_of(
    place: Path, policy: PolicySet | None, schemas: Mapping[str, dict[str, Any]]
) -> tuple[tuple[PolicyCase, ...], tuple[Finding, ...]]:
    """Return the test cases of a set, under the newest ids of its policy, and what is wrong with them; raises OSError.

    `policy` is None where the set has errors.
    """
    declared = None if policy is None else declared_by(policy)
    cases, wrong = read_cases(case_files(place), schemas, declared)
    if policy is None:
        return cases, wrong
    cases, renamed = with_newest_ids(cases, own_names(policy))
    return cases, (*wrong, *renamed, *check_never(cases, policy, _words_of(place)))


def _words_of(place: Path) -> frozenset[str]:
    """Return every id, and every other word, that the files of a set's own write."""
    files = PolicyFolders().read(place).files
    return frozenset(word for file in files for word in _WORD.findall(file.content.decode("utf-8", "replace")))


class PolicyTests:
    """The test cases of a policy set that has no errors; `run` plays them, the rest says what came of it."""

    def __init__(self, *, place: Path, opened: Opened, cases: Sequence[PolicyCase], inherited: bool) -> None:
        """Take at least one case; `inherited` counts the rules of extended sets in."""
        from handover_policy.testing.covering.witness import Witness  # noqa: PLC0415 - `check` watches nothing

        self.results: list[CaseResult] = []
        self._opened = opened
        self._cases = cases
        self._policy = opened.policies[0]
        self._witness = Witness(self._policy)
        self._run = Run(opened)
        self._played: list[tuple[PolicyCase, Played]] = []
        self._own = None if inherited else {file.path for file in PolicyFolders().read(place).files}

    @property
    def passed(self) -> bool:
        """Return whether every case passed."""
        return all(result.passed for result in self.results)

    def run(self, *, watch: bool) -> None:
        """Play every case, each from the start; `watch` takes note of what they exercise."""
        zone = self._policy.manifest.timezone
        for case in self._cases:
            run = self._run.again()
            played = play(case, deciding_json(run, self._witness.watch) if watch else deciding_json(run), zone)
            self._played.append((case, played))
            self.results.append(evaluate(case, played))

    def coverage(self) -> Coverage:
        """Return what the cases exercise, once they were watched."""
        return self._witness.coverage(self._run.books.compiled, self._lays_down)

    def mutants(self) -> tuple[Mutant, ...]:
        """Return the set changed in one place, for every place that can be."""
        from handover_policy.testing.mutating.rules import mutants  # noqa: PLC0415 - few commands change a set

        names = sorted(names_of(self._opened.messages))
        return tuple(mutants(self._policy, notifications=names, lays_down=self._lays_down))

    def verdicts(self, chosen: Sequence[Mutant]) -> Iterator[Verdict]:
        """Yield of each mutant whether a case notices it."""
        from handover_policy.testing.mutating.hunt import hunt  # noqa: PLC0415 - few commands change a set

        return hunt(chosen, self._played, altering(self._opened), self._policy.manifest.timezone)

    def _lays_down(self, location: Location) -> bool:
        return self._own is None or location.file in self._own


def drawn(found: tuple[Mutant, ...], sample: int | None, seed: int) -> tuple[Mutant, ...]:
    """Return all mutants, or so many of them as a sample."""
    from handover_policy.testing.mutating.hunt import sampled  # noqa: PLC0415 - few commands change a set

    return found if sample is None else sampled(found, sample, seed)


def deciding_json_anew(opened: Opened) -> Callable[[], DecideJson]:
    """Return a maker of callables that decide one event at a time and give decisions as JSON, each knowing nobody."""
    first = Run(opened)
    return lambda: deciding_json(first.again())


def altering(opened: Opened) -> Callable[[PolicySet], Callable[[PolicyCase], DecideJson]]:
    """Return a maker of what decides the events of a case under another policy with the same messages.

    Conditions are evaluated by generated Python: it is ready sooner than the C engine and gives the same answers.
    Messages are written where a case asks for their texts.
    """
    first = Run(opened, engine="compiled")

    def ready(policy: PolicySet) -> Callable[[PolicyCase], DecideJson]:
        written = first.under(policy)
        unwritten = written.unwritten()
        return lambda case: deciding_json((written if asks_for_texts(case) else unwritten).again())

    return ready
