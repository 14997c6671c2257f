"""Tells random sequences of events at volume and holds every decision against the laws of tests/laws.

`python benchmarks/laws.py --sequences 100000 --seed 20261123 --processes 2`
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the laws lie in the tests beside this folder

from tests.laws.judging import LawBroken
from tests.laws.keys import hold_keys
from tests.laws.settings import SETTINGS
from tests.laws.trials import tell, tell_again, tell_twice, tell_watchfully

BLOCK = 48
STRIDE = 1_000_000
"""How far the seeds of one run lie from those of the next, so that two runs share no sequence."""


@dataclass(slots=True, kw_only=True)
class Found:
    """What telling some sequences came to; broken laws by setting and seed."""

    sequences: int = 0
    events: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Take in what other sequences came to."""
        self.sequences += other.sequences
        self.events += other.events
        self.outcomes += other.outcomes
        self.broken += other.broken


def tell_block(first: int, last: int, seed: int) -> Found:
    """Tell the sequences numbered from `first` up to `last`; settings and ways of telling again take turns."""
    found = Found()
    names = tuple(SETTINGS)
    for number in range(first, last):
        setting, own = names[number % len(names)], seed * STRIDE + number
        try:
            _tell_one(setting, own, number // len(names), found)
        except LawBroken as broken:
            found.broken.append(f"{setting} seed {own}: {str(broken)[:600]}")
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, AssertionError) as error:
            found.broken.append(f"{setting} seed {own}: no event raises {error!r}")
    return found


def _tell_one(setting: str, seed: int, turn: int, found: Found) -> None:
    written = turn % 50 == 0
    lines = tell(setting, seed, deep=turn % 20 == 0, written=written)
    found.sequences += 1
    found.events += len(lines)
    found.outcomes.update(line.outcome for line in lines)
    if written or turn % 4 == 1:
        tell_again(setting, lines, written=written)
    elif turn % 4 == 0:
        tell_twice(setting, lines, seed)
    else:
        tell_watchfully(setting, lines)
    if turn % 8 == 1:
        hold_keys(setting, lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print what was found, and return 1 where a law is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, help="stop starting sequences after this long")
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    found = Found()
    blocks = range(0, chosen.sequences, BLOCK)
    with ProcessPoolExecutor(chosen.processes) as pool:
        futures = [
            pool.submit(tell_block, first, min(first + BLOCK, chosen.sequences), chosen.seed) for first in blocks
        ]
        for future in as_completed(futures):
            if future.cancelled():
                continue
            block = future.result()
            found.add(block)
            for line in block.broken:
                print(line, file=sys.stderr, flush=True)
            if chosen.seconds is not None and time.monotonic() - started > chosen.seconds:
                for waiting in futures:
                    waiting.cancel()
    seconds = time.monotonic() - started
    print(f"seed {chosen.seed}: {found.sequences} sequences, {found.events} events, {seconds:.0f} s")
    print(", ".join(f"{name} {count}" for name, count in sorted(found.outcomes.items())))
    print(f"laws broken: {len(found.broken)}")
    for line in found.broken:
        print(line)
    return 1 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main())
