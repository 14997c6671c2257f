"""Draws hostile events, policy sets and fixes for as long as it is told, and holds every command against the laws.

`python tests/hostile/fuzz.py --minutes 30 --seed 20261129`; a fault found is made small and written into a file, which
`python tests/hostile/fuzz.py --replay FILE` tries again. `pytest tests/hostile` draws a few of each with fixed seeds.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the laws lie in the folders beside this one

from tests.hostile.fuzzing import laws
from tests.hostile.fuzzing.hunting import KINDS, Fault, Found, held, hunt
from tests.hostile.fuzzing.laws import Broken
from tests.hostile.fuzzing.replaying import Example, read_example, written

FAULTS = Path(__file__).resolve().parents[2] / "build" / "fuzz"
BLOCKS = {"events": 60, "sets": 20, "fixes": 20}
"""How many examples of a kind are drawn at a time."""

MEMORY = 3 << 30
"""How much a process may take: what needs more fails, here as on a small machine."""

STRIDE = 1_000_000
"""How far the seeds of one run lie from those of the next, so that two runs draw other examples."""


def block(kind: str, number: int, known: frozenset[str], excluded: frozenset[str], folder: Path) -> Found:
    """Return what one block of examples came to; each is written down before it is tried, in case the process dies."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    laws.EXCLUDED.update(excluded)
    in_hand = folder / f"in-hand-{os.getpid()}.json"

    def first(example: Example) -> None:
        in_hand.write_text(written(kind, example, "the process died"), encoding="utf-8")

    found = hunt(kind, number, BLOCKS[kind], known=known, first=first)
    in_hand.unlink(missing_ok=True)
    return found


class Hunt:
    """Hunts with several processes until the time is up, and writes each fault into a file as soon as it is found."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        """Take what was asked for on the command line."""
        self._chosen = chosen
        self._folder: Path = chosen.folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._until = time.monotonic() + chosen.minutes * 60
        self._blocks = self._numbered()
        self._known: set[str] = set()
        self.found = Found()

    def _numbered(self) -> Iterator[tuple[str, int]]:
        for turn, kind in enumerate(cycle(self._chosen.kinds)):
            yield kind, self._chosen.seed * STRIDE + turn

    def run(self) -> None:
        """Hunt; a process that dies leaves the example it had in hand, and another takes its place."""
        while time.monotonic() < self._until:
            with ProcessPoolExecutor(self._chosen.processes) as pool:
                try:
                    self._take_turns(pool)
                except BrokenProcessPool:
                    for file in self._folder.glob("in-hand-*.json"):
                        kind, example = read_example(file.read_text(encoding="utf-8"))
                        file.unlink()
                        self._tell(Fault(kind=kind, signature="a process died", text="", example=example))

    def _take_turns(self, pool: ProcessPoolExecutor) -> None:
        waiting: set[Future[Found]] = set()
        while waiting or time.monotonic() < self._until:
            while len(waiting) < self._chosen.processes and time.monotonic() < self._until:
                kind, number = next(self._blocks)
                excluded = frozenset(self._chosen.without)
                waiting.add(pool.submit(block, kind, number, frozenset(self._known), excluded, self._folder))
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                found = future.result()
                self.found.add(found)
                for fault in found.faults:
                    self._tell(fault)

    def _tell(self, fault: Fault) -> None:
        if fault.signature in self._known:
            return
        self._known.add(fault.signature)
        file = fault.write(self._folder)
        print(f"FAULT {fault.signature}\n  {', '.join(fault.example.spoilt)}\n  {file}", flush=True)  # noqa: T201

    def report(self) -> str:
        """Return the counts, by kind of input and outcome, and by what was done to the inputs."""
        told = [f"seed {self._chosen.seed}: {self.found.outcomes.total()} examples, {self._chosen.minutes} minutes"]
        told += [f"  {kind:7} {outcome:30} {count}" for (kind, outcome), count in sorted(self.found.outcomes.items())]
        told += [f"    {kind:7} {what:28} {count}" for (kind, what), count in sorted(self.found.spoilt.items())]
        return "\n".join([*told, f"faults: {len(self._known)}"])

    @property
    def clean(self) -> bool:
        """Return whether nothing was found."""
        return not self._known


def replay(file: Path) -> int:
    """Try the example of a file again; return 1 where it still breaks a law."""
    kind, example = read_example(file.read_text(encoding="utf-8"))
    try:
        print(held(KINDS[kind][1], example))  # noqa: T201 - a script tells what it does
    except Broken as broken:
        print(f"{broken.signature}\n{broken}")  # noqa: T201
        return 1
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt or replay, print what was found, and return 1 where a law is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kinds", nargs="+", choices=sorted(KINDS), default=sorted(KINDS))
    parser.add_argument("--folder", type=Path, default=FAULTS, help="where faults are written")
    parser.add_argument("--without", nargs="+", default=[], metavar="LAW", help="laws to leave out: what is known")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try the example of a file again, and nothing else")
    chosen = parser.parse_args(arguments)
    if chosen.replay is not None:
        return replay(chosen.replay)
    hunting = Hunt(chosen)
    hunting.run()
    print(hunting.report())  # noqa: T201
    return 0 if hunting.clean else 1


if __name__ == "__main__":
    sys.exit(main())
