"""What is past retention is gone wherever it stood; what is others' stays byte for byte, and still is proven."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from handover_policy.app.asking.view import view_of
from handover_policy.app.erasing.carrying_out import erase_due, ranges_of, settle
from handover_policy.app.erasing.report import ErasureReport, NobodyKnown, report_on
from handover_policy.app.proving.audit import Brought, audit_log
from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.proving.proofs import part_of_case
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.archive.folder import FolderBlobs
from handover_policy.ledger.database import reading
from handover_policy.ledger.keeping.shearing import Gone, RowAltered
from handover_policy.ledger.keeping.state_rows import state_in
from handover_policy.ledger.ledger_rows import LedgerRow
from tests.evidence.erasing.departures import FIRST, NAME, OF_THE_FIRST, OVER, SECOND, Firm, firm, told
from tests.service.ledger.playing import COMPANY, ledger_of, tell
from tests.service.ledger.test_moving import decisions, exported, replayed_lines

BY = "U-HR"


def rows_of(here: Firm) -> dict[int, LedgerRow]:
    return {row.position: row for row in ledger_of(here.database)}


def report(here: Firm, person: str) -> ErasureReport:
    with reading(here.engine) as connection:
        return report_on(view_of(connection, here.company, here.clock()), person)


def state(here: Firm) -> dict[str, list[dict[str, object]]]:
    with here.engine.connect() as connection:
        found = state_in(connection, COMPANY, "{}").json()
    return {name: rows for name, rows in found.items() if isinstance(rows, list)}


def sound(here: Firm, *notes: str) -> None:
    """See that nothing of the ledger or the log is other than it was written, signed and derived."""
    assert verify_ledger(here.engine, COMPANY, evaluator="compiled").differences == []
    brought = Brought(checkpoints={f"note-{number}": each for number, each in enumerate(notes)})
    assert audit_log(here.engine, COMPANY, brought).differences == []


def test_nothing_of_whoever_is_past_retention_is_anywhere_and_all_else_is_as_it_was(
    database: str, tmp_path: Path
) -> None:
    with firm(database, tmp_path, told()) as here:
        now = here.on(OVER)
        before, others, text_before = rows_of(here), state(here), here.everything()
        assert [each in text_before for each in OF_THE_FIRST] == [True] * len(OF_THE_FIRST)
        checkpoint = make_checkpoint(here.engine, COMPANY, tmp_path, now)
        assert checkpoint is not None
        second = f"{SECOND}/1"
        shown = {place: part_of_case(row, second) for place, row in before.items()}
        done = erase_due(here.company, now, by=BY)
        settle(here.engine, FolderBlobs(tmp_path / "blobs"), COMPANY)
        assert (done.people, [each.person for each in done.reports]) == (1, [FIRST])
        text_after = here.everything()
        assert [each for each in OF_THE_FIRST if each in text_after] == []
        assert here.found_on_disk(*OF_THE_FIRST) == []
        after = rows_of(here)
        assert {place: row.leaf for place, row in after.items() if place in before} == {
            place: row.leaf for place, row in before.items()
        }
        theirs = [row for row in before.values() if row.case_id == second or row.subject == SECOND]
        assert len(theirs) > 20
        assert [after[row.position] for row in theirs] == theirs
        assert len(done.erased.shorn) > 3
        kept = [place for place in done.erased.shorn if effects_of(after[place])]
        assert kept, "some ticks told both of them something"
        for place in done.erased.shorn:
            assert part_of_case(after[place], second) == shown[place]
        left = {FIRST, f"{FIRST}/1"}
        assert state(here) == {
            name: [row for row in rows if not left & {row.get(key) for key in ("id", "employee", "case_id", "person")}]
            for name, rows in others.items()
        } | {"seen_events": others["seen_events"]}
        sound(here, checkpoint.note)
        erasure = [row for row in after.values() if row.kind == "erasure"]
        (said,) = [json.loads(row.body or "") for row in erasure]
        assert (said["by"], said["ground"], said["people"]) == (BY, "retention-over", 1)
        assert FIRST not in json.dumps(said)
        assert said["rows"] == ranges_of([place for place, row in after.items() if row.salt is None])


def effects_of(row: LedgerRow) -> list[object]:
    return json.loads(row.decision or "{}").get("effects") or []


def test_after_an_erasure_the_ledger_goes_on_and_is_replayed(here: Firm) -> None:
    now = here.on(OVER)
    done = erase_due(here.company, now, by=BY)
    position = (done.position or 0) + 1
    hired = {"name": NAME, "role": "sales", "stage": "regular", "hired_on": "2029-04-03"}
    back = {"id": "back", "source": "hr/core", "specversion": "1.0", "type": "employee.hired", "subject": FIRST}
    again = [{**back, "time": "2029-04-03T09:00:00+08:00", "data": hired}]
    away = {"id": "away", "type": "resignation.submitted", "time": "2029-05-03T09:00:00+08:00"}
    again.append({**back, **away, "data": {"form": "written"}})
    tell(here.company, [json.dumps(each).encode() for each in again], here.clock)
    assert len(decisions(here.database, position)) >= 2
    assert replayed_lines(exported(here.database)) == decisions(here.database, position)
    sound(here)


def test_erased_twice_there_is_nothing_more_and_no_row_of_it(here: Firm) -> None:
    now = here.on(OVER)
    erase_due(here.company, now, by=BY)
    before = rows_of(here)
    again = erase_due(here.company, now, by=BY)
    assert (again.position, again.people) == (None, 0)
    assert rows_of(here) == before
    with pytest.raises(NobodyKnown):
        erase_due(here.company, now, by=BY, person=FIRST)
    with pytest.raises(NobodyKnown):
        erase_due(here.company, now, by=BY, person="E-nobody")
    assert rows_of(here) == before
    later = here.on(OVER + timedelta(days=20))
    assert [each.person for each in erase_due(here.company, later, by=BY).reports] == [SECOND]
    sound(here)


def test_who_is_kept_and_why_and_until_when(here: Firm) -> None:
    employed = report(here, "E1002")
    assert [each.code for each in employed.grounds] == ["employed"]
    assert employed.until is None
    for day, hour, goes in ((OVER - timedelta(days=1), 23, False), (OVER, 0, True)):
        here.on(day, hour)
        found = report(here, FIRST)
        assert found.all_goes is goes
        assert (erase_due(here.company, here.clock(), by=BY).people == 1) is goes
        if not goes:
            assert found.until == OVER - timedelta(days=1)
            assert [(each.code, each.until) for each in found.grounds] == [("retention", found.until)]


@pytest.mark.parametrize(
    ("kinds", "code"), [(("employee.", "resignation."), "open-case"), (("employee.",), "employed")]
)
def test_nothing_goes_of_an_open_case_or_of_whoever_works_here(
    kinds: tuple[str, ...], code: str, tmp_path: Path
) -> None:
    events = [each for each in told() if json.loads(each)["type"].startswith(kinds)]
    with firm(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path, events) as here:
        here.on(date(2036, 4, 2))
        before = here.everything()
        found = report(here, FIRST)
        assert code in {each.code for each in found.grounds}
        assert found.until is None
        erase_due(here.company, here.clock(), by=BY, person=FIRST)
        assert erase_due(here.company, here.clock(), by=BY).people == 0
        assert here.everything() == before


@pytest.mark.parametrize("change", ["received_at = '2027'", "decision = 'no JSON'", "decision = '{\"effects\": [1]}'"])
def test_a_row_that_somebody_altered_is_named_and_nothing_is_erased(change: str, here: Firm) -> None:
    now = here.on(OVER)
    tick_of_both = next(
        row.position for row in rows_of(here).values() if row.type == "clock.ticked" and FIRST in (row.decision or "")
    )
    with here.engine.begin() as connection:
        connection.execute(text(f"UPDATE ledger SET {change} WHERE position = :at"), {"at": tick_of_both})  # noqa: S608
    before = here.everything()
    with pytest.raises(RowAltered) as altered:
        erase_due(here.company, now, by=BY)
    assert altered.value.position == tick_of_both
    assert here.everything() == before


def test_what_is_written_into_a_row_that_was_shorn_is_found(here: Firm) -> None:
    place = erase_due(here.company, here.on(OVER), by=BY).erased.shorn[0]
    with here.engine.begin() as connection:
        connection.execute(text("UPDATE ledger SET decision = '{}' WHERE position = :at"), {"at": place})
    found = verify_ledger(here.engine, COMPANY, evaluator="compiled").differences
    assert [(each.code, each.row) for each in found] == [("row-altered", str(place))]


def test_an_effect_of_no_case_tells_of_whoever_is_gone_by_id_or_by_a_name_of_that_time() -> None:
    gone = Gone(people=frozenset({"E1"}), names={"王敏": 10}, cases=frozenset({"E1/1"}))
    effects = [
        {"person": "E1"},
        {"to": [{"id": "E1", "name": "x"}]},
        {"text": "请王敏补充档案"},
        {"text": "E1", "person": "E2"},
        {"person": "E11", "text": "E1 in a text is no id"},
    ]
    assert [gone.is_named_in(each, 10) for each in effects] == [True, True, True, True, False]
    assert [gone.is_named_in(each, 11) for each in effects] == [True, True, False, True, False], "王敏之 came later"
    assert [gone.owns(each) for each in ("E1/1", "E1/2", "E11/1")] == [True, True, False]
