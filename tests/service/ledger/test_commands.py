"""`handover ledger …` and `handover run --ledger`, as processes of their own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from handover_policy.app.serving.settings import embedded
from tests.edges.cli.command import Ended, handover
from tests.service.ledger.playing import SALESMAN, events_of, ledger_of, play

EVENTS = events_of(SALESMAN)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    play(replace(embedded(folder)), EVENTS)
    return folder


def address(data: Path) -> str:
    return f"sqlite:///{data / 'handover.db'}"


def ledger(part: str, data: Path, *more: object, given: bytes = b"") -> Ended:
    return handover("ledger", part, "--data", data, "--lang", "en", *more, given=given)


def decisions(data: Path) -> list[bytes]:
    return [(row.decision or "").encode() for row in ledger_of(address(data), "default") if row.kind == "event"]


def test_an_export_is_run_and_imported_elsewhere(data: Path, tmp_path: Path) -> None:
    exported = ledger("export", data)
    file = tmp_path / "export.jsonl"
    file.write_bytes(exported.out)
    assert (exported.code, exported.err) == (0, "")
    rows = [orjson.loads(line) for line in exported.out.splitlines()]
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    ran = handover("run", "--ledger", file)
    assert (ran.code, ran.out.splitlines()) == (0, decisions(data))
    piped = handover("run", "--ledger", "-", "--format", "json", given=exported.out)
    assert orjson.loads(piped.out) == [orjson.loads(each) for each in decisions(data)]
    plain = ledger("export", data, "--events")
    assert handover("run", "-", given=plain.out).out == ran.out
    elsewhere = tmp_path / "elsewhere"
    whole = ledger("export", data, "--whole")
    assert ledger("import", elsewhere, "-", given=whole.out).code == 0
    assert ledger("export", elsewhere, "--whole").out == whole.out
    assert ledger("verify", elsewhere).code == 0
    again = ledger("import", elsewhere, file)
    assert (again.code, "has a ledger" in again.err) == (2, True)


def test_what_was_altered_is_named_and_the_state_rebuilt(data: Path) -> None:
    assert ledger("verify", data).code == 0
    with closing(sqlite3.connect(data / "handover.db")) as database, database:
        database.execute("UPDATE people SET body = replace(body, 'E1001', 'E1') WHERE id = 'E1001'")
    found = ledger("verify", data)
    assert found.code == 1
    assert found.out.decode().startswith("people E1001, body: ")
    assert ledger("rebuild", data).code == 0
    assert ledger("verify", data).code == 0
    with closing(sqlite3.connect(data / "handover.db")) as database, database:
        database.execute("UPDATE ledger SET decision = replace(decision, 'applied', 'ignored') WHERE position = 9")
    found = ledger("verify", data)
    assert (found.code, found.out.decode().startswith("ledger 9, decision: ")) == (1, True)


def test_a_backup_goes_into_an_empty_folder(data: Path, tmp_path: Path) -> None:
    made = ledger("backup", data, tmp_path / "backup")
    assert (made.code, made.out.decode().strip()) == (0, str(tmp_path / "backup" / "handover.db"))
    assert ledger("export", tmp_path / "backup").out == ledger("export", data).out
    assert ledger("backup", data, tmp_path / "backup").code == 3


def test_what_cannot_be_done_is_said(data: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    assert (ledger("export", nothing).code, ledger("export", nothing).out) == (0, b"")
    assert ledger("verify", nothing).code == 5
    assert ledger("rebuild", nothing).code == 5
    lines = ledger("export", data).out.splitlines(keepends=True)
    for told, code, said in (
        (b"nonsense\n", 3, "line 1 of -"),
        (b"".join([*lines[:4], *lines[5:]]), 1, "missing before row 6"),
    ):
        ended = ledger("import", tmp_path / f"data-{code}", "-", given=told)
        assert (ended.code, said in ended.err) == (code, True)
    lost = orjson.loads(lines[1])
    del lost["contents"]
    ran = handover("run", "--ledger", "-", "--lang", "en", given=lines[0] + orjson.dumps(lost) + b"\n")
    assert (ran.code, "ledger 2, body" in ran.err) == (1, True)
    older = lines[1].replace(b'"digest":"sha256:', b'"digest":"sha256:0')
    ran = handover("run", "--ledger", "-", "--lang", "en", given=b"".join([lines[0], older, *lines[2:]]))
    assert (ran.code, "row 2: version 1.0.0 of the policy has another digest today" in ran.err) == (0, True)
    assert ran.out.splitlines() == decisions(data)
    for arguments, code in (
        (("run",), 2),
        (("run", "--ledger", "-", "x"), 2),
        (("run", "--ledger", "-", "--format", "text"), 2),
        (("run", "--ledger", tmp_path / "none"), 3),
        (("run", "--ledger", "-"), 5),
        (("ledger", "exprt"), 2),
        (("ledger", "export", "--data", data, "--company", "defalt"), 2),
    ):
        assert handover(*arguments).code == code
