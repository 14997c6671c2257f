"""What a register over rows holds in memory is bounded, and read in few queries where much is asked at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from handover_policy.app.serving.deciding import decide_batch
from handover_policy.ledger.rows.kept import Kept
from tests.service.test_batches import NOW, ledger_at, the_run, told_events
from tests.service.test_ticks import LEAVING, leaving


@contextmanager
def queries(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that are executed."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_all_people_and_all_open_cases_are_read_in_few_queries(database: str):
    run, ledger = the_run().again(), ledger_at(database, people_held=0, cases_held=0)
    with ledger.batch() as (batch, register):
        decide_batch(run, batch, register, [(told,) for told in leaving(run)], NOW)
    with ledger.batch() as (_, register):
        with queries(ledger.engine) as asked:
            assert len(list(register.people().values())) == LEAVING
        assert len(asked) <= 3
        with queries(ledger.engine) as asked:
            assert len(list(register.open_cases())) == LEAVING
        assert len(asked) <= 5
        assert len(register.people()) == len(register.case_table.open_by_id()) == LEAVING
        assert set(register.case_rows.open_under()) == {run.books.zone_owner.manifest.version}
    ledger.engine.dispose()


def test_nothing_that_was_worked_out_outlives_the_case_in_memory(database: str):
    run, ledger = the_run().again(), ledger_at(database, people_held=0, cases_held=3)
    for told in leaving(run):
        with ledger.batch() as (batch, register):
            decide_batch(run, batch, register, [(told,)], NOW)
        assert len(register._outlooks) <= 3
    ledger.engine.dispose()


def test_what_was_read_first_is_let_go_first():
    kept: Kept[int] = Kept(2)
    for number in range(5):
        kept.hold(str(number), number)
    kept.let_go()
    assert kept.rows == {"3": 3, "4": 4}
    kept.let_go()
    assert kept.rows == {"3": 3, "4": 4}


def test_what_is_told_again_is_answered_by_one_query_a_batch(database: str):
    run, ledger = the_run().again(), ledger_at(database)
    told = [(each,) for each in leaving(run)]
    with ledger.batch() as (batch, register):
        first = decide_batch(run, batch, register, told, NOW)
    with ledger.batch() as (batch, register), queries(ledger.engine) as asked:
        again = decide_batch(run, batch, register, [*told, *told], NOW)
        assert len(asked) < 6
    decisions = [outcome.answers[0].decision for outcome in first]
    assert [outcome.answers[0].decision for outcome in again] == [*decisions, *decisions]
    assert all(outcome.answers[0].replayed for outcome in again)
    with ledger.batch() as (batch, register):
        outcomes = decide_batch(run, batch, register, [told[0], (told_events()[0],), (told_events()[0],)], NOW)
    answers = [outcome.answers[0] for outcome in outcomes]
    assert [answer.replayed for answer in answers] == [True, False, True]
    assert answers[1].decision == answers[2].decision
    ledger.engine.dispose()
