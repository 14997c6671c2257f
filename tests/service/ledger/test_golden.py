"""State and ledgers that earlier releases wrote are read, and decided again to the same bytes; nouns go round."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.policy_tests import cases_of
from handover_policy.app.run import Run, deciding_json
from handover_policy.app.serving.keeping.export import ExportedRow, ledger_lines
from handover_policy.app.serving.keeping.moving import import_ledger
from handover_policy.app.serving.keeping.replayed import replayed
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.decide.state.saved import state_json
from handover_policy.ledger.keeping.state_rows import state_from, state_of
from handover_policy.ledger.lease import STATE_FORMAT, Holder
from handover_policy.ledger.tables import TABLES
from handover_policy.render.line import decision_line
from handover_policy.sources.event_files import EventText
from handover_policy.sources.shipped import policy_place
from handover_policy.testing.cases import case_events
from tests.laws.settings import SETTINGS, Trial
from tests.laws.trials import tell
from tests.service.ledger.make_golden import GOLDEN
from tests.service.ledger.playing import COMPANY, EXAMPLES, opened

LEDGERS = sorted((GOLDEN / "ledgers").glob("*.jsonl.gz"))
STATES = sorted((GOLDEN / "state").glob("*.jsonl.gz"))
FILES = sorted(EXAMPLES.glob("*.jsonl"))
SETS = sorted(each.parent for each in EXAMPLES.glob("*/policy/policy.yaml"))


def rows_of(file: Path) -> list[ExportedRow]:
    return list(ledger_lines(gzip.decompress(file.read_bytes()).splitlines()))


def goes_round(register: Register, books: Rulebooks) -> None:
    """Hold that a state written as rows of JSON, and read again, is the same state."""
    seen = [(key, content, 1, False) for key, content in register.seen.rows()]
    rows = state_of(register, seen)
    again = state_from(rows.json(), lambda _, body: body)
    assert again == rows
    read = again.register(register.zone)
    assert state_json(read, books) == state_json(register, books)
    assert state_of(read, seen) == rows


def test_there_is_a_golden_file_of_each_format() -> None:
    assert [each.name for each in STATES] == [f"format-{form}.jsonl.gz" for form in range(1, STATE_FORMAT + 1)]
    assert LEDGERS


@pytest.mark.parametrize("file", [*LEDGERS, *STATES], ids=lambda file: file.name)
def test_todays_code_decides_an_earlier_ledger_to_the_same_bytes(file: Path, tmp_path: Path) -> None:
    rows = rows_of(file)
    stored = [row.written.decision for row in rows if row.kind == "event" and row.written is not None]
    assert len(stored) > 8
    assert rows[0].kind == ("opening" if file in STATES else "code")
    assert [decision_line(each.decision).decode() for _, each in replayed(rows, engine="compiled")] == stored
    with opened(f"sqlite:///{tmp_path / 'handover.db'}") as engine:
        TABLES.create_all(engine)
        import_ledger(engine, COMPANY, rows, Holder(name="test"), evaluator="compiled")
        assert verify_ledger(engine, COMPANY, evaluator="compiled").differences == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_noun_of_the_example_events_goes_round(file: Path) -> None:
    run = Run(open_policies([policy_place("builtin:default")]), engine="compiled")
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        run.decide(EventText(line=number, content=line))
        goes_round(run.register, run.books)


@pytest.mark.parametrize("place", SETS, ids=lambda place: place.parent.name)
def test_every_noun_of_the_example_companies_goes_round(place: Path) -> None:
    read = open_policies([place])
    cases, _ = cases_of(place, read.policies[0], read.schemas)
    run = Run(read, engine="compiled").unwritten()
    assert cases
    for case in cases:
        run = run.unwritten()
        decide = deciding_json(run)
        for event in case_events(case, run.register.zone):
            decide(event)
        goes_round(run.register, run.books)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_noun_of_random_sequences_goes_round(setting: str) -> None:
    for seed in range(3):
        trial = Trial(setting)
        for line in tell(setting, seed):
            trial.line(line.told)
        goes_round(trial.register, trial.books)
