"""Authoring: policy tests a second, and how long it takes to change every rule of a set and play its tests."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from handover_policy.review.testing.cases import PolicyCase, read_cases
from handover_policy.review.testing.mutating.hunt import hunt
from handover_policy.review.testing.mutating.rules import mutants
from handover_policy.review.testing.policy_test import play, run_case
from handover_policy.sources.policy_folders import PolicyFolders, case_files
from handover_policy.sources.shipped import policy_place
from handover_policy.wiring import Opened, altering, message_names, open_policies, starting_over


def opened(place: Path) -> tuple[Opened, tuple[PolicyCase, ...]]:
    """Return a policy set and its cases."""
    ready = open_policies([place])
    return ready, read_cases(case_files(place), ready.schemas)[0]


def cases_a_second(place: Path) -> str:
    """Play every case of a set; the policy is compiled once, each case starts knowing nobody."""
    ready, cases = opened(place)
    zone = ready.policies[0].manifest.timezone
    start = starting_over(ready)
    seconds = _timed(lambda: [run_case(case, start(), zone) for case in cases])
    return f"test: {len(cases) / seconds:,.0f} cases a second ({len(cases)} cases; goal 200)"


def mutants_a_second(place: Path) -> str:
    """Change a set in one place at a time and play its cases until one fails."""
    ready, cases = opened(place)
    policy = ready.policies[0]
    own = {file.path for file in PolicyFolders().read(place).files}
    found = tuple(mutants(policy, notifications=message_names(place), lays_down=lambda at: at.file in own))
    under = altering(ready)
    fresh, zone = under(policy), policy.manifest.timezone
    played = [(case, play(case, fresh(), zone)) for case in cases]
    survivors: list[int] = []
    seconds = _timed(
        lambda: survivors.append(sum(verdict.killer is None for verdict in hunt(found, played, under, zone))), rounds=1
    )
    return f"test --mutate: {len(found)} changes in {seconds:.1f} s, {survivors[0]} survive (goal 20 s, 5%)"


def _timed(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the median seconds of a few rounds."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    """Print each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", default="builtin:default", help="the policy set")
    place = policy_place(parser.parse_args().set)
    for measure in (cases_a_second, mutants_a_second):
        print(measure(place))


if __name__ == "__main__":
    main()
