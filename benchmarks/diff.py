"""Diff: two sets of 200 rules, and of 2,000, compared as a whole process, beside check-jsonschema on the same files.

`python benchmarks/diff.py` (goal: 2 s for 200 rules, from folders and from git)
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.shipped import shipped_folder

MODELINE = "# yaml-language-server: $schema=s/{kind}.schema.json\nkind: {kind}\n"
MANIFEST = "id: many\ntitle: 许多规则\nversion: {version}\neffective: {{from: 2027-01-01}}\nextends: builtin:default\n"
ROLES = 10
"""Roles by which rows, lists and gates are told apart."""
PARTS = 5
"""A fifth of the rules each: notice rows, tasks, messages, gates, clauses."""


def write_set(place: Path, rules: int, *, changed: bool) -> None:
    """Write a set of so many rules; in the changed one every fifth rule says something else."""
    each = rules // PARTS
    words = ", ".join(f"r{number}: 岗位{number}" for number in range(max(ROLES, each)))
    vocabulary = f"vocabulary:\n  employee.role: {{{words}}}\n"
    files = {"policy": MANIFEST.format(version="2.0.0" if changed else "1.0.0") + vocabulary}

    def altered(number: int, old: str, new: str) -> str:
        return new if changed and number % 5 == 0 else old

    files["notice_days"] = "rules:\n" + "".join(
        f"  - {{id: days.r{n}, title: 岗位{n}, when: {{employee.stage: regular, employee.role: r{n}}}, "
        f"days: {altered(n, '30', '20')}}}\n"
        for n in range(each)
    )
    files["tasks"] = "id: many\ntitle: 清单\nwhen: {employee.role: [r1, r2]}\ntasks:\n" + "".join(
        f"  - {{id: task.t{n}, title: 任务{n}, start: arrival, "
        f"steps: [{{party: leaver, do: 办理, due: last_day - {altered(n, '5', '8')} workdays}}]}}\n"
        for n in range(each)
    )
    files["notices"] = "notices:\n" + "".join(
        f"  - {{id: reminder.n{n}, for: tasks, at: task.due - {altered(n, '2 days', '1 day')}, to: leaver, "
        f"channels: [dingtalk], notification: task-upcoming, when: {{employee.role: r{n % ROLES}}}}}\n"
        for n in range(each)
    )
    files["gates"] = "gates:\n" + "".join(
        f"  - {{id: gate.g{n}, title: 闸门{n}, controls: handover_bonus, when: {{employee.role: r{n % ROLES}}}, "
        f"opens_when: {{tasks.unfinished: 0{altered(n, '', ', sheet.signed: true')}}}}}\n"
        for n in range(each)
    )
    files["clauses"] = "clauses:\n" + "".join(
        f"  - {{id: clause.c{n}, title: 条款{n}, text: 条款正文。, sign: onboarding, consequence: {{kind: bonus, "
        f"when: {{case.handover: complete}}, amount: {altered(n, '500', '400')}}}}}\n"
        for n in range(each)
    )
    place.mkdir()
    for kind, text in files.items():
        (place / f"{kind}.yaml").write_text(MODELINE.format(kind=kind) + text, encoding="utf-8")


def diff(*sides: object, here: Path) -> float:
    """Return how long the whole process takes to compare two sides; every change is told."""
    command = [sys.executable, "-m", "handover_policy", "diff", *map(str, sides), "--format", "json"]
    return _timed(lambda: _ran(command, here))


def from_git(before: Path, after: Path, here: Path) -> float:
    """Return how long it takes where both sides are commits of a bare repository."""
    tree = here / "tree"
    git = ["git", "-c", "user.name=b", "-c", "user.email=b@example.org"]
    tree.mkdir()
    _ran(["git", "init", "-q", "-b", "main"], tree)
    for place in (before, after):
        shutil.copytree(place, tree / "many", dirs_exist_ok=True)
        _ran(["git", "add", "-A"], tree)
        _ran([*git, "commit", "-q", "-m", place.name], tree)
    _ran(["git", "clone", "-q", "--bare", "tree", "bare.git"], here)
    return diff("HEAD~1", "HEAD", here=here / "bare.git")


def beside(places: tuple[Path, Path], here: Path) -> str:
    """Return how long check-jsonschema takes to look at the shape of the same files, one process a kind."""
    checker = shutil.which("check-jsonschema", path=Path(sys.executable).parent)
    if checker is None:
        return "check-jsonschema is not installed (extra `bench`)"
    kinds: dict[str, list[str]] = {}
    for place in places:
        for file in PolicyFolders().read(place).files:
            kinds.setdefault(Path(file.path).stem, []).append(str(place / file.path))
    schemas = shipped_folder("schemas")
    peers = [[checker, "--schemafile", str(schemas / f"{kind}.schema.json"), *paths] for kind, paths in kinds.items()]
    return f"check-jsonschema on the same files {_timed(lambda: [_ran(peer, here) for peer in peers]):.2f} s"


def _ran(command: list[str], here: Path) -> int:
    silent = subprocess.DEVNULL
    return subprocess.run(command, cwd=here, stdout=silent, stderr=silent, check=False).returncode  # noqa: S603 - our own


def _timed(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the median seconds of a few rounds."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, nargs="*", default=[200, 2000], help="rules of each set")
    for rules in parser.parse_args().rules:
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            before, after = here / "before", here / "after"
            write_set(before, rules, changed=False)
            write_set(after, rules, changed=True)
            folders, commits = diff(before, after, here=here), from_git(before, after, here)
            peer = beside((before, after), here)
            goal = " (goal 2 s)" if rules == 200 else ""  # noqa: PLR2004 - the size the goal names
            print(f"diff of {rules} rules: {folders:.2f} s from folders, {commits:.2f} s from git{goal}; {peer}")


if __name__ == "__main__":
    main()
