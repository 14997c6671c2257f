"""Rows of a real ledger are proven, whole or the part of one case, before and after erasing, on both databases."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.proving.proofs import TreeBroken, part_of_case, provable_log
from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.evidence.canonical import canonical
from handover_policy.evidence.checkpoints import read_checkpoint
from handover_policy.evidence.notes import read_note
from handover_policy.evidence.row_proofs import read_row_proof
from handover_policy.evidence.verifying import goes_on
from handover_policy.ledger.ledger_rows import rows_from
from handover_policy.ledger.proofs.digests import as_digest, first_told
from tests.laws.trials import tell as tell_of_law
from tests.service.ledger.playing import (
    COMPANY,
    SALESMAN,
    Clock,
    events_of,
    ledger_of,
    opened,
    settings_for,
    tell,
    tick,
    writing_for,
)

EVENTS = events_of(SALESMAN)
DAYS = timedelta(days=60)


def test_every_row_is_proven_by_a_checkpoint_and_still_after_an_opening_that_erases(
    database: str, tmp_path: Path
) -> None:
    clock = Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        engine = company.lane.ledger.engine
        first = make_checkpoint(engine, COMPANY, tmp_path, clock())
        assert first is not None
        clock.at += DAYS
        tick(company, clock())
        open_anew(company.lane.ledger, clock(), erase=True)
        second = make_checkpoint(engine, COMPANY, tmp_path, clock())
        assert second is not None
        old, new = (read_checkpoint(read_note(each.note).text) for each in (first, second))
        with engine.connect() as connection:
            log = provable_log(connection, COMPANY)
            assert log is not None
            assert goes_on(old.size, old.root, new.size, new.root, log.growth(old.size, new.size))
            for row in rows_from(connection, COMPANY, 1):
                for seen in (old, new):
                    proof = log.row(row.position, seen.size)
                    assert (proof is None) == (row.position > seen.size)
                    assert proof is None or (proof.root, proof.leaf) == (seen.root, row.leaf)
            assert log.row(0, new.size) is None
            assert part_of_case(next(rows_from(connection, COMPANY, 3)), "E1001/1") == ()


def test_a_tree_that_lacks_something_proves_nothing(tmp_path: Path) -> None:
    clock = Clock()
    with writing_for(settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        engine = company.lane.ledger.engine
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM log_subtrees"))
        with engine.connect() as connection:
            log = provable_log(connection, COMPANY)
            assert log is not None
            with pytest.raises(TreeBroken):
                log.row(1, 16)


@pytest.mark.parametrize(("seed", "setting"), [(11, "default"), (13, "default"), (14, "default")])
def test_what_is_shown_of_a_case_names_no_other_case_and_is_proven(seed: int, setting: str, tmp_path: Path) -> None:
    database, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    lines = [line.told for line in tell_of_law(setting, seed) if b'"clock.ticked"' not in line.told]
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, lines, clock, skip=True)
        clock.at += DAYS
        tick(company, clock())
        made = make_checkpoint(company.lane.ledger.engine, COMPANY, tmp_path, clock())
    assert made is not None
    root = read_checkpoint(read_note(made.note).text).root
    rows = ledger_of(database)
    cases = {effect["case"] for row in rows for effect in _effects(row.decision) if effect.get("case")}
    assert len(cases) > 1
    with opened(database) as engine, engine.connect() as connection:
        log = provable_log(connection, COMPANY)
        assert log is not None
        for case in cases:
            for row in rows:
                proof = log.row(row.position, made.size, part_of_case(row, case))
                assert proof is not None
                assert proof.root == root
                told = canonical(proof.json()).decode()
                assert read_row_proof(json.loads(told)) == proof
                own = {name for name in proof.shown if name.startswith("effects ")}
                assert own <= {f"effects {case}"}
                assert not any(f'"{other}"' in told for other in cases - {case} if row.case_id not in {case, None})


def _effects(decision: str | None) -> list[dict[str, str]]:
    effects: list[dict[str, str]] = json.loads(decision or "{}").get("effects", [])
    return effects


def _sheets(decision: str | None) -> list[str]:
    return [each["sha256"] for each in _effects(decision) if "sha256" in each]


def test_files_and_sheets_are_found_by_their_digests_until_they_are_erased(database: str, tmp_path: Path) -> None:
    clock = Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        told = {
            digest: row.position
            for row in reversed(ledger_of(database))
            for digest in [*_digests(row.body), *_sheets(row.decision)]
        }
        assert len(told) > 2
        engine = company.lane.ledger.engine
        with engine.connect() as connection:
            for digest, position in told.items():
                found = as_digest(f" sha256:{digest.upper()}\n")
                assert found is not None
                assert first_told(connection, COMPANY, found) == position
            assert first_told(connection, COMPANY, bytes(32)) is None
            assert first_told(connection, "other", bytes.fromhex(next(iter(told)))) is None
        clock.at += DAYS
        tick(company, clock())
        open_anew(company.lane.ledger, clock(), erase=True)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM told_digests")).scalar_one() == 0


@pytest.mark.parametrize("told", ["", "abc", "g" * 64, "a" * 63, "a" * 65, "md5:" + "a" * 64])
def test_what_is_no_digest_is_none(told: str) -> None:
    assert as_digest(told) is None


def _digests(body: str | None) -> list[str]:
    data = json.loads(body or "{}").get("data") or {}
    return [each["sha256"] for each in [data, *data.get("evidence", [])] if "sha256" in each]
