"""A ledger is verified: nothing is wrong with one that was left alone, and what was altered is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from handover_policy.app.serving.keeping import verify
from handover_policy.app.serving.keeping.checking import Difference
from handover_policy.app.serving.keeping.verify import CompanyUnknown, Verified, verify_ledger
from tests.laws.trials import tell
from tests.service.ledger.playing import COMPANY, SALESMAN, events_of, opened, play, settings_for

EVENTS = events_of(SALESMAN)
POLICIES = Path(__file__).parents[2] / "laws" / "policies"


def verified(database: str) -> Verified:
    with opened(database) as engine:
        return verify_ledger(engine, COMPANY, evaluator="compiled")


def altered(database: str, statement: str) -> list[Difference]:
    """Return what is found after a change by hand."""
    with opened(database) as engine:
        with engine.begin() as connection:
            assert connection.execute(text(statement)).rowcount == 1
        found = verify_ledger(engine, COMPANY, evaluator="compiled")
    assert found.count >= len(found.differences) > 0
    return found.differences


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("played")
    play(settings_for(f"sqlite:///{folder / 'handover.db'}", folder), EVENTS)
    return folder / "handover.db"


@pytest.fixture
def copy(played: Path, tmp_path: Path) -> str:
    (tmp_path / "handover.db").write_bytes(played.read_bytes())
    return f"sqlite:///{tmp_path / 'handover.db'}"


def test_nothing_is_wrong_with_a_ledger_that_was_left_alone(database: str, tmp_path: Path) -> None:
    play(settings_for(database, tmp_path), EVENTS)
    found = verified(database)
    assert found.differences == []
    assert found.decisions >= len(EVENTS)
    assert found.rows == found.decisions + 2


@pytest.mark.parametrize(("seed", "setting"), [*enumerate(["default", "nasty", "daily", "versions", "nasty"])])
def test_nothing_is_wrong_with_random_sequences(seed: int, setting: str, tmp_path: Path) -> None:
    places = {"versions": ["nasty", "next"], "default": []}.get(setting, [setting])
    policy = [str(POLICIES / each) for each in places] or ["builtin:default"]
    lines = [line.told for line in tell(setting, seed) if b'"clock.ticked"' not in line.told]
    database = f"sqlite:///{tmp_path / 'handover.db'}"
    answers = play(settings_for(database, tmp_path, policy), lines, skip=True)
    assert len(answers) > 5
    assert verified(database).differences == []


@pytest.mark.parametrize(
    ("statement", "table", "row", "column"),
    [
        (
            "UPDATE ledger SET decision = replace(decision, 'applied', 'ignored') WHERE position = 5",
            "ledger",
            "5",
            "decision",
        ),
        (
            """UPDATE ledger SET decision = '{"outcome":"refused",' || substr(decision, 2) WHERE position = 5""",
            "ledger",
            "5",
            "decision",
        ),
        ("UPDATE ledger SET decision = decision || ' ' WHERE position = 5", "ledger", "5", "decision"),
        (
            "UPDATE ledger SET body = replace(body, '2023-07-03', '2023-07-04') WHERE position = 4",
            "ledger",
            "4",
            "body",
        ),
        ("UPDATE ledger SET body = 'x' WHERE position = 4", "ledger", "4", "body"),
        ("UPDATE ledger SET body = NULL WHERE position = 4", "ledger", "4", "body"),
        ("UPDATE ledger SET outcome = 'refused' WHERE position = 6", "ledger", "6", "outcome"),
        ("UPDATE ledger SET case_id = 'E1002/1' WHERE position = 20", "ledger", "20", "case_id"),
        ("UPDATE ledger SET subject = 'E1' WHERE position = 7", "ledger", "7", "subject"),
        ("UPDATE ledger SET type = 'employee.left' WHERE position = 7", "ledger", "7", "type"),
        ("UPDATE ledger SET policy_digest = 'sha256:0' WHERE position = 8", "ledger", "8", "policy_digest"),
        ("UPDATE ledger SET received_at = '1999-01-01T00:00:00.000Z' WHERE position = 9", "ledger", "9", "received_at"),
        (
            "UPDATE ledger SET received_at = replace(received_at, 'Z', '9Z') WHERE position = 9",
            "ledger",
            "9",
            "received_at",
        ),
        ("UPDATE ledger SET salt = zeroblob(16) WHERE position = 9", "ledger", "9", "salt"),
        ("UPDATE ledger SET salt = 'none' WHERE position = 9", "ledger", "9", "salt"),
        ("UPDATE ledger SET leaf = zeroblob(32) WHERE position = 9", "ledger", "9", "leaf"),
        ("UPDATE ledger SET body = body || ' ' WHERE position = 1", "ledger", "1", "body"),
        ("DELETE FROM ledger WHERE position = 12", "ledger", "12", ""),
        ("UPDATE companies SET next_position = next_position + 1", "ledger", "", ""),
        ("UPDATE companies SET clock = replace(clock, '2026', '2027')", "companies", "", "clock"),
        ("UPDATE people SET body = replace(body, 'E1001', 'E1009') WHERE id = 'E1001'", "people", "E1001", "body"),
        ("UPDATE people SET duty_at = 1.0 WHERE id = 'E1002'", "people", "E1002", "duty_at"),
        ("DELETE FROM people WHERE id = 'M200'", "people", "M200", ""),
        ("UPDATE cases SET wake_at = 1.0 WHERE id = 'E1001/1'", "cases", "E1001/1", "wake_at"),
        ("UPDATE cases SET watched = '[0]' WHERE id = 'E1001/1'", "cases", "E1001/1", "watched"),
        ("UPDATE tasks SET state = 'returned' WHERE case_id = 'E1001/1' AND place = 2", "tasks", "E1001/1 2", "state"),
        ("DELETE FROM tasks WHERE case_id = 'E1001/1' AND place = 2", "tasks", "E1001/1 2", ""),
        ("INSERT INTO watches VALUES ('acme', 'E1003', 'E1001/1')", "watches", "E1003 E1001/1", ""),
        ("UPDATE seen_events SET content = zeroblob(16) WHERE position = 8", "seen_events", "", "content"),
        ("UPDATE policy_sets SET content = content || ' ' WHERE kind = 'schemas'", "policy_sets", "sha256:", "content"),
    ],
)
def test_what_was_altered_by_hand_is_named(copy: str, statement: str, table: str, row: str, column: str) -> None:
    found = altered(copy, statement)
    places = [(each.table, each.row, each.column.split(" | ")) for each in found]
    assert any(
        name == table and (place == row or (row in {"", "sha256:"} and place.startswith(row))) and column in columns
        for name, place, columns in places
    ), places


def test_a_message_taken_out_of_the_outbox_is_named(copy: str) -> None:
    one = "SELECT notice || channel FROM outbox ORDER BY 1 LIMIT 1"
    statement = f"DELETE FROM outbox WHERE notice || channel = ({one})"  # noqa: S608 - no text from outside
    with opened(copy) as engine, engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1
    assert [(each.code, each.table) for each in verified(copy).differences] == [("state-missing", "outbox")]


def test_what_another_release_decides_otherwise_is_named_with_both(copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "__version__", "99.0")
    statement = "UPDATE ledger SET body = replace(body, 'version\":\"', 'version\":\"0') WHERE kind = 'code'"
    found = altered(copy, statement)
    assert [each.code for each in found] == ["row-altered"]


def test_there_is_nothing_to_verify_of_a_company_that_nobody_told_of(copy: str) -> None:
    with opened(copy) as engine, pytest.raises(CompanyUnknown):
        verify_ledger(engine, "nobody", evaluator="compiled")
