"""A SQLite database is held by one process; a second one learns who that is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from handover_policy.ledger.holding import Held, hold

HOLDER = """
import sys, time
from handover_policy.ledger.holding import hold
with hold(sys.argv[1], "the first"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_learns_who_has_it_and_gets_it_once_that_is_killed(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'kept' / 'x.db'}"
    with subprocess.Popen([sys.executable, "-c", HOLDER, address], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(Held) as held, hold(address, "the second"):
            pass
        assert held.value.who == "the first"
        first.kill()
    with hold(address, "the third"):
        assert (tmp_path / "kept" / "x.db.lock").read_text("utf-8") == "the third\n"


@pytest.mark.parametrize("address", ["postgresql+psycopg://u@h/x", "sqlite://", "sqlite:///:memory:"])
def test_what_lies_in_no_file_is_not_held(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with hold(address, "the first"), hold(address, "the second"):
        assert list(tmp_path.iterdir()) == []
