"""How much processor time it takes to print a sheet, sign it and keep it: `python benchmarks/signing.py`."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from handover_policy.app.signing.watching import SigningWatch
from tests.evidence.signing.signed import SignedStage, at_once, stage
from tests.service.ledger.playing import SALESMAN, events_of

Given = TypeVar("Given")

EVENTS = events_of(SALESMAN)
FIRST = next(at for at, line in enumerate(EVENTS) if b"sheet.signed" in line)
DONE, GIVEN = EVENTS[:FIRST], EVENTS[FIRST : FIRST + 3]
GOAL = 1.5


@contextmanager
def prepared(folder: Path) -> Iterator[tuple[SignedStage, SigningWatch]]:
    """Give a company whose sheet nobody has signed yet, and a watch that has signed one before."""
    with stage(folder) as here:
        watch = SigningWatch(here, run=at_once)  # type: ignore[arg-type] # as much of a service as it asks
        here.tell(DONE)
        watch.look(here.company)
        yield here, watch


def measured(what: Callable[[Given], object], given: Given) -> float:
    """Return the processor seconds that something takes."""
    gc.collect()
    begun = time.process_time()
    what(given)
    return time.process_time() - begun


def main() -> None:
    """Print the figures."""
    rounds: list[Sequence[float]] = []
    verified, sizes = 0.0, list[int]()
    for _ in range(4):  # the first loads libraries
        with TemporaryDirectory() as folder, prepared(Path(folder)) as (here, watch):
            each = []
            for line in GIVEN:
                here.tell([line])
                each.append(measured(watch.look, here.company))
            rounds.append(each)
            document, signer = here.newest(), here.signer(watch)
            verified = measured(signer.verify, document)
            sizes = [row["size"] // 1024 for row in here.rows()]
    best = [min(each[at] for each in rounds[1:]) for at in range(3)]
    print(f"printed, sealed, signed once, kept   {best[0]:.2f} s")
    print(f"second and third signature, kept     {best[1]:.2f} s, {best[2]:.2f} s")
    print(f"a sheet of three parties             {sum(best):.2f} s; goal {GOAL} s")
    print(f"validated                            {verified:.2f} s")
    print(f"size, revision by revision           {', '.join(map(str, sizes))} KB")


if __name__ == "__main__":
    main()
