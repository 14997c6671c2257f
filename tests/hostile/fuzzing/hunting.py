"""hunt: examples of one kind drawn from a seed and held against the laws; each fault is found once, and made small."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.hostile.fuzzing.drafts import drafts
from tests.hostile.fuzzing.event_laws import hold_story
from tests.hostile.fuzzing.fix_laws import hold_fix
from tests.hostile.fuzzing.laws import Broken
from tests.hostile.fuzzing.replaying import Example, written
from tests.hostile.fuzzing.set_laws import hold_draft
from tests.hostile.fuzzing.stories import stories

Law = Callable[[Any], str]
KINDS: dict[str, tuple[st.SearchStrategy[Any], Law]] = {
    "events": (stories(), hold_story),
    "sets": (drafts(), hold_draft),
    "fixes": (drafts(slips=True), hold_fix),
}
MOST_FAULTS = 5
"""After so many faults a hunt ends: whoever mends them runs it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An example that breaks a law, as small as it could be made."""

    kind: str
    signature: str
    text: str
    example: Example

    def write(self, folder: Path) -> Path:
        """Write the example into a file that can be replayed, one for each signature, and return its place."""
        file = folder / f"{self.kind}-{hashlib.sha256(self.signature.encode()).hexdigest()[:10]}.json"
        file.write_text(written(self.kind, self.example, self.text), encoding="utf-8")
        return file


@dataclass(slots=True, kw_only=True)
class Found:
    """What a hunt came to: how many examples of each kind ended in which way, what was done to them, and the faults."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    spoilt: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Take in what another hunt came to."""
        self.outcomes += other.outcomes
        self.spoilt += other.spoilt
        self.faults += other.faults


def held(law: Law, example: Example) -> str:
    """Return the outcome of a law; whatever it raises itself is a fault too, of the law or of what it looks at."""
    try:
        return law(example)
    except Broken:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise Broken("a law can be asked", repr(error), f"{type(error).__name__} in {place.name}") from error


def hunt(
    kind: str,
    number: int,
    examples: int,
    *,
    known: Collection[str] = (),
    law: Law | None = None,
    first: Callable[[Example], None] = lambda _: None,
) -> Found:
    """Return what so many examples of a kind come to, drawn from the seed `number`; the same seed draws the same.

    Args:
        kind: `events`, `sets` or `fixes`.
        number: the seed.
        examples: how many to draw; faults that are found begin a further hunt with the next seed.
        known: signatures of faults that are counted and not told again.
        law: what to hold the examples against, where it is not the kind's own.
        first: is told of every example before it is tried.

    """
    found, skipped = Found(), set(known)
    for attempt in range(MOST_FAULTS):
        fault = _hunted(kind, number + attempt * 1_000_003, examples, (law or KINDS[kind][1], first), (found, skipped))
        if fault is None:
            break
        found.faults.append(fault)
        skipped.add(fault.signature)
    return found


def _hunted(
    kind: str,
    number: int,
    examples: int,
    asked: tuple[Law, Callable[[Example], None]],
    state: tuple[Found, set[str]],
) -> Fault | None:
    law, first = asked
    found, skipped = state
    smallest: list[Fault] = []

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(KINDS[kind][0])
    def tried(example: Example) -> None:
        first(example)
        try:
            outcome = held(law, example)
        except Broken as broken:
            if broken.signature in skipped:
                outcome = "known fault"
            elif smallest and smallest[0].signature != broken.signature:
                return  # another fault, found on the way to the smallest example of this one
            else:
                smallest[:] = [Fault(kind=kind, signature=broken.signature, text=str(broken), example=example)]
                raise
        if not smallest:
            found.outcomes[kind, outcome] += 1
            found.spoilt.update((kind, what) for what in example.spoilt or ("not spoilt",))

    try:
        tried()
    except Broken:
        return smallest[0]
    return None


def told(found: Found, folder: Path) -> list[str]:
    """Return what a test shows of each fault: what is wrong, and the file that `fuzz.py --replay` takes."""
    return [f"{fault.signature}: {fault.text[:3000]}\n{fault.write(folder)}" for fault in found.faults]
