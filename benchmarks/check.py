"""check: a policy set validated, linted and tested as one whole process, beside tools that only validate.

python benchmarks/check.py            # needs the extra `bench`
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handover_policy.app.load import open_policies
from handover_policy.policy.yaml_source.node import MappingNode
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.shipped import policy_place, shipped_folder

GOAL = 1.5
CUSTODIAN = """\
  - name: rule-{number}
    resource: aws.ec2
    filters:
      - {{type: value, key: State.Name, op: eq, value: running}}
      - {{type: instance-age, op: ge, days: {number}}}
    actions: [stop]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds of whole processes, medians: by the clock, and of the processor, which other work disturbs less."""

    clock: float
    processor: float


def took(commands: Sequence[Sequence[str]], rounds: int) -> Took:
    """Run commands one after the other, several times."""
    clocks, processors = [], []
    for _ in range(rounds):
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        for command in commands:
            ended = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own tools
            if ended.returncode != 0:
                sys.exit(f"{' '.join(command)}: {ended.stderr.decode()}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        clocks.append(time.perf_counter() - begun)
        processors.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return Took(clock=statistics.median(clocks), processor=statistics.median(processors))


def handover(command: str, place: Path) -> list[str]:
    """Return one of our commands as a process of its own."""
    return [sys.executable, "-m", "handover_policy", command, str(place), "--format", "json"]


def check_jsonschema(place: Path) -> list[list[str]]:
    """Return what validates the same files by the same schemas: one process a kind."""
    checker = shutil.which("check-jsonschema", path=Path(sys.executable).parent)
    kinds: dict[str, list[str]] = {}
    for file in PolicyFolders().read(place).files:
        kind = file.content.decode().partition("kind: ")[2].partition("\n")[0].strip()
        kinds.setdefault(kind, []).append(str(place / file.path))
    schemas = shipped_folder("schemas")
    return (
        [[checker, "--schemafile", str(schemas / f"{kind}.schema.json"), *paths] for kind, paths in kinds.items()]
        if checker
        else []
    )


def custodian(place: Path, rules: int) -> list[list[str]]:
    """Return what validates as many rules of Cloud Custodian in one file."""
    tool = shutil.which("custodian", path=Path(sys.executable).parent)
    file = place / "custodian.yml"
    file.write_text("policies:\n" + "".join(CUSTODIAN.format(number=number) for number in range(1, rules + 1)))
    return [[tool, "validate", str(file)]] if tool else []


def rules_in(place: Path) -> int:
    """Return how many rows with an id a set has, inherited ones included."""

    def rows(node: object) -> int:
        if isinstance(node, MappingNode):
            return (node.get("id") is not None) + sum(rows(entry.value) for entry in node.entries)
        return sum(rows(item) for item in getattr(node, "items", ()))

    reading = open_policies([place]).sets[0].reading
    return sum(rows(document) for document in reading.documents.values())


def main() -> None:
    """Print the figures side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", default="builtin:default", help="the policy set")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    place, rules = policy_place(asked.set), rules_in(policy_place(asked.set))
    ours = took([handover("check", place)], asked.rounds)
    print(f"{place.name}: {rules} rules; seconds of whole processes, medians of {asked.rounds}")
    print(f"{'':34}{'clock':>8}{'processor':>11}   check takes")
    print(f"{'handover check':34}{ours.clock:8.2f}{ours.processor:11.2f}   (goal {GOAL} s on an idle core)")
    with tempfile.TemporaryDirectory() as folder:
        beside = {
            "handover validate": [handover("validate", place)],
            "handover lint": [handover("lint", place)],
            "handover test": [handover("test", place)],
            "check-jsonschema (validates only)": check_jsonschema(place),
            "custodian validate (as many rules)": custodian(Path(folder), rules),
        }
        for name, commands in beside.items():
            if commands:
                them = took(commands, asked.rounds)
                ratio = ours.processor / them.processor
                print(f"{name:34}{them.clock:8.2f}{them.processor:11.2f}   x{ratio:.2f} in {len(commands)} processes")
            else:
                print(f"{name:34}not installed (extra `bench`)")


if __name__ == "__main__":
    main()
