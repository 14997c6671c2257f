"""The audit of a log finds whatever was altered, lost or forged, and names where; by the command too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from handover_policy.app.proving.audit import Brought, audit_log
from handover_policy.app.proving.beside import audit_logs, verify_ledgers
from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.proving.stamping import stamp
from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.app.serving.keeping.verify import CompanyUnknown
from handover_policy.app.serving.settings import TimestampSettings
from handover_policy.evidence.judging import LogKey
from handover_policy.evidence.keys import verifier_key
from handover_policy.ledger.proofs.checkpoints import checkpoints_of, keys_of
from tests.evidence.authority import Authority, authority
from tests.service.ledger.playing import (
    COMPANY,
    SALESMAN,
    Clock,
    events_of,
    opened,
    settings_for,
    tell,
    tick,
    writing_for,
)

EVENTS = events_of(SALESMAN)


@dataclass(frozen=True)
class Sealed:
    """A database of a real ledger with checkpoints, and what was kept of it outside."""

    database: Path
    notes: tuple[str, ...]
    key: str
    authority: Path

    def found(self, brought: Brought | None = None) -> list[tuple[str, str, str]]:
        """Return what an audit finds: code, table and row."""
        with opened(f"sqlite:///{self.database}") as engine:
            audited = audit_log(engine, COMPANY, brought or Brought())
        assert audited.count == len(audited.differences)
        return [(each.code, each.table, each.row) for each in audited.differences]

    def altered(self, *statements: str) -> Sealed:
        """Return the same with something changed behind everybody's back."""
        with opened(f"sqlite:///{self.database}") as engine, engine.begin() as connection:
            for each in statements:
                connection.execute(text(each))
        return self

    @property
    def outside(self) -> Brought:
        """What whoever audits has kept: the key, and every checkpoint."""
        notes = {f"note-{number}": each for number, each in enumerate(self.notes, 1)}
        return Brought(keys=[LogKey(verifier=verifier_key(self.key))], checkpoints=notes)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """A ledger of the example, sealed thrice, one checkpoint stamped."""
    folder = tmp_path_factory.mktemp("sealed")
    clock = Clock()
    with (
        authority(folder / "authority") as here,
        writing_for(settings_for(f"sqlite:///{folder / 'handover.db'}", folder), clock) as company,
    ):
        engine = company.lane.ledger.engine
        for part in (EVENTS[:5], EVENTS[5:20], EVENTS[20:]):
            tell(company, part, clock)
            assert make_checkpoint(engine, COMPANY, folder, clock()) is not None
        clock.at += timedelta(days=60)
        tick(company, clock())
        open_anew(company.lane.ledger, clock(), erase=True)
        with engine.connect() as connection:
            checkpoints = list(checkpoints_of(connection, COMPANY))
            (key,) = keys_of(connection, COMPANY)
        stamp(engine, COMPANY, checkpoints[-1], TimestampSettings(url=here.url))
    shutil.copy(folder / "keys" / "log" / COMPANY, folder / "log-key")
    return Sealed(folder / "handover.db", tuple(each.note for each in checkpoints), key.key, here.ca)


@pytest.fixture
def sealed(made: Sealed, tmp_path: Path) -> Sealed:
    for name in ("handover.db", "log-key"):
        shutil.copy(made.database.with_name(name), tmp_path / name)
    return replace(made, database=tmp_path / "handover.db")


def test_a_ledger_half_of_which_was_erased_is_as_it_was_signed(sealed: Sealed) -> None:
    stamped = ("clocks-apart", "log_checkpoints", "3")  # the ledger plays in 2026, the authority's clock is today's
    assert sealed.found() == [stamped]
    assert sealed.found(sealed.outside) == [stamped]


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE ledger SET body = '{}' WHERE position = (SELECT max(position) FROM ledger)", {"row-altered"}),
        ("UPDATE ledger SET body = '{}' WHERE position = 5", {"row-altered"}),
        ("UPDATE ledger SET leaf = zeroblob(32) WHERE position = 9", {"tree-otherwise", "log-forked"}),
        ("DELETE FROM ledger WHERE position = 9", {"row-missing", "tree-otherwise", "log-forked"}),
        ("DELETE FROM ledger WHERE position = (SELECT max(position) FROM ledger)", {"row-missing"}),
        ("UPDATE log_subtrees SET hash = zeroblob(32) WHERE level = 3 AND number = 1", {"tree-otherwise"}),
        ("DELETE FROM log_subtrees WHERE level = 4 AND number = 0", {"tree-otherwise"}),
        ("INSERT INTO log_subtrees VALUES ('acme', 3, 999, zeroblob(32))", {"tree-otherwise"}),
        ("INSERT INTO log_subtrees VALUES ('acme', 40, 0, zeroblob(32))", {"tree-otherwise"}),
        ("UPDATE log_checkpoints SET note = 'x' WHERE place = 2", {"checkpoint-unreadable"}),
        ("UPDATE log_checkpoints SET stamp = x'00' WHERE place = 3", {"stamp-unfit"}),
        ("UPDATE log_checkpoints SET note = replace(note, '/acme/', '/acma/')", {"checkpoint-of-another-log"}),
        ("UPDATE log_keys SET since = '2030-01-01T00:00:00Z'", {"key-not-yet"}),
        ("UPDATE log_keys SET until = '2020-01-01T00:00:00Z'", {"key-over"}),
        ("DELETE FROM log_keys", {"key-unknown"}),
        ("UPDATE log_checkpoints SET place = 4 - place + 10", {"time-backwards", "size-backwards", "row-missing"}),
        ("UPDATE log_checkpoints SET at = '2020-01-01T00:00:00Z' WHERE place = 2", {"row-altered"}),
        ("UPDATE log_checkpoints SET size = size + 1 WHERE place = 2", {"row-altered"}),
        ("DELETE FROM log_checkpoints WHERE place = 2", {"row-missing"}),
        ("UPDATE log_keys SET since = 'never'", {"row-altered", "key-unknown"}),
        ("UPDATE log_keys SET key = 'none'", {"row-altered", "key-unknown"}),
        ("DELETE FROM ledger", {"row-missing", "tree-otherwise"}),
        ("DELETE FROM ledger WHERE position < 3", {"row-missing", "checkpoint-of-another-log"}),
        ("UPDATE ledger SET position = 10000000 WHERE position = 9", {"row-missing", "state-otherwise"}),
        ("UPDATE companies SET next_position = next_position - 1", {"state-otherwise"}),
        ("UPDATE ledger SET body = NULL, salt = NULL WHERE kind = 'policy'", {"row-altered"}),
        ("UPDATE ledger SET body = NULL, salt = NULL WHERE kind = 'opening'", {"row-altered"}),
        ("INSERT INTO told_digests VALUES ('acme', zeroblob(32), 3)", {"state-too-many"}),
    ],
)
def test_whatever_is_altered_is_found_and_named(sealed: Sealed, statement: str, codes: set[str]) -> None:
    assert codes <= {code for code, _, _ in sealed.altered(statement).found()}


def test_a_ledger_written_anew_by_who_has_database_and_key_is_found_by_what_was_kept_outside(
    sealed: Sealed, tmp_path: Path
) -> None:
    forged = tmp_path / "forged"
    forged.mkdir()
    clock = Clock()
    with writing_for(settings_for(f"sqlite:///{forged / 'handover.db'}", forged), clock) as company:
        tell(company, [*EVENTS[:3], *EVENTS[4:]], clock)
        assert make_checkpoint(company.lane.ledger.engine, COMPANY, forged, clock()) is not None
    other = replace(sealed, database=forged / "handover.db")
    assert other.found() == []
    codes = [code for code, table, _ in other.found(sealed.outside) if table == "checkpoint"]
    assert codes == ["checkpoint-of-another-log"] * 3
    assert other.found(Brought(signed={COMPANY: sealed.notes[0]})) == []


def test_a_fork_that_begins_alike_is_found_by_what_was_kept_outside(sealed: Sealed, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    with writing_for(settings_for(f"sqlite:///{begun / 'handover.db'}", begun), clock := Clock()) as company:
        tell(company, EVENTS[:8], clock)
    notes = []
    for name, events in (("one", EVENTS[8:]), ("two", EVENTS[9:])):
        there, own = tmp_path / name, Clock(clock.at)
        shutil.copytree(begun, there)
        with writing_for(settings_for(f"sqlite:///{there / 'handover.db'}", there), own) as company:
            tell(company, events, own)
            shutil.rmtree(begun / "checkpoints", ignore_errors=True)  # the same key, and nobody who remembers
            made = make_checkpoint(company.lane.ledger.engine, COMPANY, begun, own())
            assert made is not None
            notes.append(made.note)
    one, two = (replace(sealed, database=tmp_path / name / "handover.db", notes=()) for name in ("one", "two"))
    kept = Brought(checkpoints={"kept": notes[0]})
    assert one.found() == one.found(kept) == two.found() == []
    assert one.found(Brought(signed={COMPANY: notes[0]})) == []
    assert [table for _, table, _ in two.found(Brought(signed={COMPANY: notes[0]}))][:1] == ["checkpoint"]
    assert {code for code, _, _ in two.found(kept)} <= {"log-forked", "log-shorter", "key-unknown"}
    assert {table for _, table, _ in two.found(kept)} == {"checkpoint"}


def test_who_trusts_the_first_key_alone_trusts_what_it_vouched_for(sealed: Sealed, tmp_path: Path) -> None:
    with opened(f"sqlite:///{sealed.database}") as engine:
        keys = tmp_path / "keys" / "log"
        keys.mkdir(parents=True)
        shutil.copy(sealed.database.parent / "log-key", keys / COMPANY)
        at = Clock().at + timedelta(days=20_000)
        made = [make_checkpoint(engine, COMPANY, tmp_path, at, new_key=new) for new in (True, False)]
    notes = {str(place): each.note for place, each in enumerate(made) if each is not None}
    first = LogKey(verifier=verifier_key(sealed.key))
    found = sealed.found(Brought(keys=[first], checkpoints=notes))
    assert found == [("clocks-apart", "log_checkpoints", "3")]


def test_a_stamp_of_an_authority_that_the_settings_do_not_name_is_none(sealed: Sealed, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    other.made()
    for ca, code in ((sealed.authority, "clocks-apart"), (other.ca, "stamp-unfit")):
        assert sealed.found(Brought(authorities={COMPANY: ca.read_bytes()})) == [(code, "log_checkpoints", "3")]


def test_the_log_of_nobody_is_said(sealed: Sealed) -> None:
    with opened(f"sqlite:///{sealed.database}") as engine, pytest.raises(CompanyUnknown):
        audit_log(engine, "nobody")


@contextmanager
def two_companies(folder: Path) -> Iterator[str]:
    address = f"sqlite:///{folder / 'handover.db'}"
    for each in ("one", "two"):
        clock = Clock()
        with writing_for(settings_for(address, folder, ("builtin:default",), each), clock) as company:
            tell(company, EVENTS[:6], clock)
            assert make_checkpoint(company.lane.ledger.engine, each, folder, clock()) is not None
    yield address


@pytest.mark.slow
def test_several_companies_are_audited_beside_each_other(tmp_path: Path) -> None:
    with two_companies(tmp_path) as address:
        with opened(address) as engine, engine.begin() as connection:
            connection.execute(text("UPDATE ledger SET body = '{}' WHERE company = 'two' AND position = 3"))
        found = dict(audit_logs(address, ("one", "two", "none")))
        assert found["none"] is None
        assert [(each.count, each.checkpoints) for each in found.values() if each is not None] == [(0, 1), (1, 1)]
        again = dict(verify_ledgers(address, ("one", "two"), "compiled"))
        assert [each is not None and each.count > 0 for each in again.values()] == [False, True]
