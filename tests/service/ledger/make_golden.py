"""Writes the golden ledger of a release, and that of a state format: run once for each, by hand, and never again.

python -m tests.service.ledger.make_golden
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from handover_policy import __version__
from handover_policy.app.serving.keeping.export import export_lines
from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.ledger.lease import STATE_FORMAT
from tests.service.ledger.playing import COMPANY, SALESMAN, Clock, events_of, settings_for, tell, writing_for

GOLDEN = Path(__file__).parents[2] / "golden"
BEFORE = 24
"""How many of the events stand before the opening: the departure is under way."""


def write(file: Path, *, opening: bool) -> None:
    """Write the whole export of a ledger that the salesman's events were told to; a file that is there stays."""
    if file.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        clock, lines = Clock(), events_of(SALESMAN)
        settings = settings_for(f"sqlite:///{folder}/handover.db", Path(folder))
        with writing_for(settings, clock) as company:
            tell(company, lines[:BEFORE], clock)
            if opening:
                open_anew(company.lane.ledger, clock())
            tell(company, lines[BEFORE:], clock)
            rows = list(export_lines(company.lane.ledger.engine, COMPANY, whole=True))
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(b"\n".join([*rows, b""]), mtime=0))


if __name__ == "__main__":
    write(GOLDEN / "ledgers" / f"{__version__}.jsonl.gz", opening=False)
    write(GOLDEN / "state" / f"format-{STATE_FORMAT}.jsonl.gz", opening=True)
