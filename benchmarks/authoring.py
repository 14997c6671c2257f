"""Authoring: policy tests a second, and how long it takes to change every rule of a set and play its tests."""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from handover_policy.app.library import names_of
from handover_policy.app.load import Opened, open_policies
from handover_policy.app.policy_tests import altering, deciding_json_anew
from handover_policy.sources.policy_folders import PolicyFolders, case_files
from handover_policy.sources.shipped import policy_place, shipped_folder
from handover_policy.testing.cases import PolicyCase, read_cases
from handover_policy.testing.mutating.hunt import hunt
from handover_policy.testing.mutating.rules import mutants
from handover_policy.testing.policy_test import play, run_case


def opened(place: Path) -> tuple[Opened, tuple[PolicyCase, ...]]:
    """Return a policy set and its cases."""
    ready = open_policies([place])
    return ready, read_cases(case_files(place), ready.schemas)[0]


def cases_a_second(place: Path) -> str:
    """Play every case of a set; the policy is compiled once, each case starts knowing nobody."""
    ready, cases = opened(place)
    zone = ready.policies[0].manifest.timezone
    start = deciding_json_anew(ready)
    seconds = _timed(lambda: [run_case(case, start(), zone) for case in cases])
    return f"test: {len(cases) / seconds:,.0f} cases a second ({len(cases)} cases; goal 200)"


def mutants_a_second(place: Path) -> str:
    """Change a set in one place at a time and play its cases until one fails."""
    ready, cases = opened(place)
    policy = ready.policies[0]
    own = {file.path for file in PolicyFolders().read(place).files}
    found = tuple(mutants(policy, notifications=sorted(names_of(ready.messages)), lays_down=lambda at: at.file in own))
    under = altering(ready)
    fresh, zone = under(policy), policy.manifest.timezone
    played = [(case, play(case, fresh(case), zone)) for case in cases]
    survivors: list[int] = []
    seconds = _timed(
        lambda: survivors.append(sum(verdict.killer is None for verdict in hunt(found, played, under, zone))), rounds=1
    )
    return f"test --mutate: {len(found)} changes in {seconds:.1f} s, {survivors[0]} survive (goal 20 s, 5%)"


def validate_beside_check_jsonschema(place: Path) -> str:
    """Validate a set as a whole process, beside check-jsonschema on the same files, which takes one process a kind."""
    kinds: dict[str, list[str]] = {}
    for file in PolicyFolders().read(place).files:
        kind = file.content.decode().partition("kind: ")[2].partition("\n")[0].strip()
        kinds.setdefault(kind, []).append(str(place / file.path))
    checker = shutil.which("check-jsonschema", path=Path(sys.executable).parent)
    if checker is None:
        return "validate: check-jsonschema is not installed (extra `test`)"
    schemas = shipped_folder("schemas")
    peers = [[checker, "--schemafile", str(schemas / f"{kind}.schema.json"), *paths] for kind, paths in kinds.items()]
    ours = [sys.executable, "-m", "handover_policy", "validate", str(place)]
    theirs = _timed(lambda: [_ran(peer) for peer in peers])
    mine = _timed(lambda: _ran(ours))
    peer = f"check-jsonschema {theirs:.2f} s in {len(peers)} processes"
    return f"validate: {mine:.2f} s; {peer}; x{mine / theirs:.2f} (goal x2)"


def simulate_as_a_process(place: Path) -> str:
    """Simulate one departure, page and all, as a whole process."""
    command = [sys.executable, "-m", "handover_policy", "simulate", "--on", "2026-03-02", "--policy", str(place)]
    return f"simulate: {_timed(lambda: _ran([*command, '--format', 'html'])):.2f} s (goal 1 s)"


def _ran(command: list[str]) -> int:
    silent = subprocess.DEVNULL
    return subprocess.run(command, stdout=silent, stderr=silent, check=False).returncode  # noqa: S603 - our own tools


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
    for measure in (cases_a_second, mutants_a_second, validate_beside_check_jsonschema, simulate_as_a_process):
        print(measure(place))


if __name__ == "__main__":
    main()
