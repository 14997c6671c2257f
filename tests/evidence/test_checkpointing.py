"""Checkpoints of a ledger are made, go on from each other, and are refused where the ledger is another one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection, Engine, text

from handover_policy.app.proving.checkpointing import LogForked, log_keys, make_checkpoint
from handover_policy.evidence.checkpoints import Checkpoint, origin_of, read_checkpoint
from handover_policy.evidence.judging import CheckpointFault, CheckpointJudge
from handover_policy.evidence.keys import KeyUnfit
from handover_policy.evidence.notes import read_note
from handover_policy.ledger.company import CompanyLedger
from handover_policy.ledger.database import writing
from handover_policy.ledger.proofs.checkpoints import checkpoints_of, keys_of, log_standing
from handover_policy.ledger.proofs.growing import grow_all
from handover_policy.ledger.proofs.key_files import add_log_key, log_keys_in
from handover_policy.ledger.tables import TABLES
from tests.evidence.test_growing import NOW, add, ledger_in
from tests.service.ledger.playing import COMPANY, opened

DAY = timedelta(days=1)


@dataclass
class Kept:
    """A ledger whose checkpoints are made in a folder."""

    engine: Engine
    ledger: CompanyLedger
    data: Path

    def make(self, at: datetime, *, new_key: bool = False) -> Checkpoint:
        """Return a checkpoint made at a moment."""
        made = make_checkpoint(self.engine, COMPANY, self.data, at, new_key=new_key)
        assert made is not None
        return read_checkpoint(read_note(made.note).text)

    def faults(self) -> list[tuple[CheckpointFault, ...]]:
        """Return what is wrong with each checkpoint there is."""
        with self.engine.connect() as connection:
            standing = log_standing(connection, COMPANY)
            assert standing is not None
            judge = CheckpointJudge(origin_of(COMPANY, standing.leaf), log_keys(keys_of(connection, COMPANY)))
            return [judge.judge(each.note).faults for each in checkpoints_of(connection, COMPANY)]

    def alter(self, statement: str) -> None:
        """Change rows behind everybody's back."""
        with self.engine.begin() as connection:
            connection.execute(text(statement))

    @property
    def key_file(self) -> Path:
        """Where the keys lie."""
        return self.data / "keys" / "log" / COMPANY


@contextmanager
def kept_in(database: str, folder: Path) -> Iterator[Kept]:
    with opened(database) as engine:
        TABLES.create_all(engine)
        with ledger_in(engine) as ledger:
            yield Kept(engine, ledger, folder / "data")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with kept_in(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path) as made:
        yield made


def test_checkpoints_go_on_from_each_other_on_days_without_rows_too(database: str, tmp_path: Path) -> None:
    with kept_in(database, tmp_path) as kept:
        assert make_checkpoint(kept.engine, COMPANY, kept.data, NOW) is None
        add(kept.ledger, 5)
        one = kept.make(NOW)
        add(kept.ledger, 30)
        two, three = kept.make(NOW + DAY), kept.make(NOW + 2 * DAY)
        assert [each.size for each in (one, two, three)] == [5, 35, 35]
        assert one.root != two.root == three.root
        assert kept.faults() == [(), (), ()]
        with kept.engine.connect() as connection:
            assert len(keys_of(connection, COMPANY)) == 1
    assert kept.key_file.stat().st_mode & 0o777 == 0o600
    assert kept.key_file.parent.stat().st_mode & 0o777 == 0o700


def test_a_key_that_comes_in_the_place_of_another_is_vouched_for_by_it(kept: Kept) -> None:
    add(kept.ledger, 3)
    first, changed = kept.make(NOW), kept.make(NOW + DAY, new_key=True)
    after = kept.make(NOW + 2 * DAY)
    assert first.key is None
    assert changed.key is not None
    assert after.key is None
    assert kept.faults() == [(), (), ()]
    with kept.engine.connect() as connection:
        old, new = log_keys(keys_of(connection, COMPANY))
        judge = CheckpointJudge(first.origin, [old])
        assert [judge.judge(each.note).faults for each in checkpoints_of(connection, COMPANY)] == [(), (), ()]
        judge = CheckpointJudge(first.origin, [new])
        found = [judge.judge(each.note).faults for each in checkpoints_of(connection, COMPANY)]
        assert found == [("key-unknown",), (), ()]


@pytest.mark.parametrize("lost", ["the file", "the folder", "the newest key"])
def test_a_key_that_is_lost_gives_way_to_another_and_both_are_known(kept: Kept, lost: str) -> None:
    add(kept.ledger, 3)
    kept.make(NOW)
    before = kept.key_file.read_text()
    kept.make(NOW, new_key=True)
    if lost == "the file":
        kept.key_file.unlink()
    elif lost == "the folder":
        shutil.rmtree(kept.data)
    else:
        kept.key_file.write_text(before)
    add(kept.ledger, 3)
    assert kept.make(NOW + DAY).key is None
    assert kept.faults() == [(), (), ()]
    with kept.engine.connect() as connection:
        assert [each.until is None for each in keys_of(connection, COMPANY)].count(True) == 1


def test_a_key_that_was_made_by_a_process_that_ended_then_is_vouched_for_too(kept: Kept) -> None:
    add(kept.ledger, 3)
    first = kept.make(NOW)
    add_log_key(kept.data, COMPANY, first.origin)
    changed = kept.make(NOW + DAY)
    assert changed.key is not None
    with kept.engine.connect() as connection:
        old, new = log_keys(keys_of(connection, COMPANY))
        judge = CheckpointJudge(first.origin, [old])
        assert [judge.judge(each.note).faults for each in checkpoints_of(connection, COMPANY)] == [(), ()]
    assert new.verifier == changed.key
    assert kept.make(NOW + 2 * DAY).key is None


def test_of_two_that_make_the_first_key_at_once_both_have_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, made = os.link, []

    def later(source: Path, place: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        made.append(add_log_key(tmp_path, COMPANY, "log"))
        link(source, place)

    monkeypatch.setattr(os, "link", later)
    assert add_log_key(tmp_path, COMPANY, "log") == made[0]
    assert log_keys_in(tmp_path, COMPANY, "log") == (made[0],)
    added = add_log_key(tmp_path, COMPANY, "log")
    assert log_keys_in(tmp_path, COMPANY, "log") == (made[0], added)


def test_a_file_of_keys_that_others_may_read_is_said(kept: Kept) -> None:
    add(kept.ledger, 3)
    with structlog.testing.capture_logs() as said:
        kept.make(NOW)
        assert said == []
        kept.key_file.chmod(0o644)
        kept.make(NOW + DAY)
    assert [each["event"] for each in said] == ["log-key-open"]


@pytest.mark.parametrize("content", [b"secret", b"\xff\xfe"])
def test_a_file_of_keys_that_holds_something_else_is_not_written_over(kept: Kept, content: bytes) -> None:
    add(kept.ledger, 3)
    kept.key_file.parent.mkdir(parents=True)
    kept.key_file.write_bytes(content)
    with pytest.raises(KeyUnfit):
        make_checkpoint(kept.engine, COMPANY, kept.data, NOW)
    assert kept.key_file.read_bytes() == content


def test_a_clock_that_goes_back_a_day_makes_no_checkpoint_of_yesterday(kept: Kept) -> None:
    add(kept.ledger, 3)
    first, second = kept.make(NOW + DAY), kept.make(NOW)
    assert first.at == second.at
    assert kept.faults() == [(), ()]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET leaf = zeroblob(32) WHERE position = 20",
        "UPDATE ledger SET leaf = zeroblob(32) WHERE position = 1",
        "DELETE FROM ledger WHERE position = 20",
        "DELETE FROM ledger WHERE position > 11",
        "UPDATE log_subtrees SET hash = zeroblob(32) WHERE level = 4",
        "DELETE FROM log_subtrees WHERE level = 4",
        "UPDATE log_checkpoints SET note = replace(note, '20', '19')",
        "UPDATE log_checkpoints SET note = 'none'",
    ],
)
def test_nothing_is_signed_for_a_log_that_is_no_longer_what_it_was(kept: Kept, statement: str) -> None:
    add(kept.ledger, 20)
    kept.make(NOW)
    kept.alter(statement)
    with pytest.raises(LogForked):
        make_checkpoint(kept.engine, COMPANY, kept.data, NOW + DAY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET leaf = zeroblob(32) WHERE position = 6",
        "DELETE FROM ledger WHERE position > 8",
    ],
)
def test_nothing_is_signed_for_another_log_though_the_database_has_forgotten_the_first(
    kept: Kept, statement: str
) -> None:
    add(kept.ledger, 10)
    kept.make(NOW)
    kept.alter("DELETE FROM log_checkpoints")
    kept.alter(statement)
    with kept.engine.connect() as connection:
        end = log_standing(connection, COMPANY)
    assert end is not None
    kept.alter(f"UPDATE companies SET next_position = {end.size + 1}")  # noqa: S608 - a test's own words
    with kept.engine.begin() as connection:
        grow_all(connection)  # whoever writes to the database does all that the service would
    with pytest.raises(LogForked):
        make_checkpoint(kept.engine, COMPANY, kept.data, NOW + DAY)
    (kept.data / "checkpoints" / COMPANY).unlink()  # somebody has looked
    kept.make(NOW + DAY)


def test_what_a_folder_signed_for_another_ledger_is_said_and_holds_nothing_up(kept: Kept) -> None:
    add(kept.ledger, 3)
    first = kept.make(NOW)
    place = kept.data / "checkpoints" / COMPANY
    for other, said in ((place.read_text().replace(first.origin, "handover-policy/acme/ffff"), 1), ("none", 0)):
        place.write_text(other)
        with structlog.testing.capture_logs() as logged:
            assert kept.make(NOW + DAY).origin == first.origin
        assert [each["event"] for each in logged] == ["log-another"] * said


def test_of_two_that_make_one_at_once_one_is_kept(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    add(kept.ledger, 3)
    kept.make(NOW)
    place = "handover_policy.app.proving.checkpointing.writing"

    def later(engine: Engine) -> AbstractContextManager[Connection]:
        monkeypatch.setattr(place, writing)
        kept.make(NOW)
        return writing(engine)

    monkeypatch.setattr(place, later)
    assert make_checkpoint(kept.engine, COMPANY, kept.data, NOW) is None
    assert kept.faults() == [(), ()]
