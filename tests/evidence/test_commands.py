"""`handover ledger verify --log` and `handover ledger checkpoint`, as somebody types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.edges.cli.command import Ended, handover
from tests.service.ledger.playing import SALESMAN, Clock, events_of, opened, settings_for, tell, writing_for

EVENTS = events_of(SALESMAN)


def run(*words: str) -> Ended:
    """Return how a command ended."""
    return handover(*words, "--lang", "en")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a service without settings that has decided a few events."""
    settings = settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path, ("builtin:default",), "default")
    with writing_for(settings, clock := Clock()) as company:
        tell(company, EVENTS[:8], clock)
    return tmp_path


def test_a_checkpoint_is_printed_and_the_log_is_found_to_be_what_it_says(data: Path, tmp_path: Path) -> None:
    made, changed = (run("ledger", "checkpoint", "--data", str(data), *key) for key in ((), ("--new-key",)))
    assert (made.code, changed.code) == (0, 0)
    assert made.out.decode().startswith("handover-policy/default/")
    assert "\nkey handover-policy/default/" in changed.out.decode()
    kept = tmp_path / "kept.txt"
    kept.write_bytes(b"\xef\xbb\xbf" + made.out.replace(b"\n", b"\r\n"))  # as some program saved the letter
    for words in ((), ("--checkpoint", str(kept))):
        ended = run("ledger", "verify", "--log", "--data", str(data), *words)
        assert (ended.code, ended.out.decode()) == (
            0,
            "default: nothing is wrong with the log; 11 rows, 2 checkpoints\n",
        )


def test_what_is_wrong_is_named_with_exit_1(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(run("ledger", "checkpoint", "--data", str(data)).out.decode())
    with opened(f"sqlite:///{data / 'handover.db'}") as engine, engine.begin() as connection:
        connection.execute(text("UPDATE ledger SET leaf = zeroblob(32) WHERE position = 4"))
    ended = run("ledger", "verify", "--checkpoint", str(kept), "--data", str(data))
    assert ended.code == 1
    assert "ledger 4, body | received_at | salt | leaf: other than it was written" in ended.out.decode()
    assert f"checkpoint {kept}: the log is another one than this checkpoint saw" in ended.out.decode()
    with opened(f"sqlite:///{data / 'handover.db'}") as engine, engine.begin() as connection:
        connection.execute(text("DELETE FROM log_subtrees"))
    refused = run("ledger", "checkpoint", "--data", str(data))
    assert refused.code == 1
    assert "nothing is signed before somebody has looked" in refused.err


def test_what_cannot_be_read_is_said(data: Path, tmp_path: Path) -> None:
    key = data / "keys" / "log" / "default"
    key.parent.mkdir(parents=True)
    key.write_text("none")
    assert run("ledger", "checkpoint", "--data", str(data)).code == 3
    assert run("ledger", "verify", "--checkpoint", str(tmp_path / "none"), "--data", str(data)).code == 3
    assert run("ledger", "verify", "--key", "none", "--data", str(data)).code == 2
    empty = tmp_path / "empty"
    assert run("ledger", "verify", "--log", "--data", str(empty)).code == 5
    assert run("ledger", "checkpoint", "--data", str(empty)).code == 5
