"""A ledger of the release before has a tree after the upgrade, and one that was moved elsewhere the same tree."""

from __future__ import annotations

import shutil
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text

from handover_policy.app.proving.audit import audit_log
from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.serving.keeping.export import export_lines, ledger_lines
from handover_policy.app.serving.keeping.moving import import_ledger
from handover_policy.app.serving.keeping.opening import open_anew
from handover_policy.evidence.checkpoints import Checkpoint, read_checkpoint
from handover_policy.evidence.notes import read_note
from handover_policy.ledger.lease import Holder
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint
from handover_policy.ledger.ready import MIGRATIONS, ready
from handover_policy.ledger.tables import TABLES
from tests.evidence.test_growing import tree_of, written_in
from tests.service.ledger.playing import (
    COMPANY,
    SALESMAN,
    Clock,
    events_of,
    opened,
    settings_for,
    tell,
    writing_for,
)

EVENTS = events_of(SALESMAN)
HEAD = ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""
NEXT = str(int(HEAD) + 1)
CHANGES_NOTHING = f'''"""A version that changes no table."""

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade() -> None:
    pass
'''
TABLES_OF_PROOFS = ("log_subtrees", "log_checkpoints", "log_keys", "told_digests")


def later(place: Path) -> Path:
    """Return the versions of a release that comes later."""
    folder = place / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "made_up.py").write_text(CHANGES_NOTHING)
    return folder


def said(made: WrittenCheckpoint | None) -> Checkpoint:
    assert made is not None
    return read_checkpoint(read_note(made.note).text)


def test_a_ledger_of_the_release_before_has_a_tree_and_its_digests_after_the_upgrade(
    database: str, tmp_path: Path
) -> None:
    clock = Clock()
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS[:30], clock)
    with opened(database) as engine:
        with engine.begin() as connection:
            digests = connection.execute(text("SELECT * FROM told_digests ORDER BY sha256, position")).fetchall()
            for each in TABLES_OF_PROOFS:
                connection.execute(TABLES.tables[each].delete())
        assert ready(engine, clock(), migrate=True, migrations=later(tmp_path)).now == NEXT
        assert written_in(engine) == tree_of(engine)[2] != {}
        with engine.begin() as connection:
            again = connection.execute(text("SELECT * FROM told_digests ORDER BY sha256, position")).fetchall()
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
        assert [tuple(map(str, row)) for row in again] == [tuple(map(str, row)) for row in digests] != []
    with writing_for(settings_for(database, tmp_path), clock) as company:
        tell(company, EVENTS[30:], clock)
        engine = company.lane.ledger.engine
        assert written_in(engine) == tree_of(engine)[2]
        assert make_checkpoint(engine, COMPANY, tmp_path, clock()) is not None
        assert audit_log(engine, COMPANY).differences == []


def test_a_whole_export_is_the_same_log_elsewhere_and_one_from_an_opening_a_log_of_its_own(tmp_path: Path) -> None:
    address, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    with writing_for(settings_for(address, tmp_path), clock) as company:
        tell(company, EVENTS, clock)
        engine = company.lane.ledger.engine
        before = said(make_checkpoint(engine, COMPANY, tmp_path, clock()))
        whole = list(export_lines(engine, COMPANY, whole=True))
        open_anew(company.lane.ledger, clock(), erase=True)
        opening = list(export_lines(engine, COMPANY, whole=True))
    for name, lines in (("same", whole), ("other", opening)):
        with opened(f"sqlite:///{tmp_path / name}.db") as engine:
            ready(engine, clock())
            import_ledger(engine, COMPANY, ledger_lines(lines), Holder(name="test"), evaluator="compiled")
            after = said(make_checkpoint(engine, COMPANY, tmp_path / name, clock()))
            assert audit_log(engine, COMPANY).differences == []
        assert ((after.origin, after.size, after.root) == (before.origin, before.size, before.root)) == (name == "same")
