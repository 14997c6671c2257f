"""ready: a database with the tables of this release, made or brought up to date before anybody writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect, or_, select, text

from handover_policy.ledger.database import POSTGRESQL, writing
from handover_policy.ledger.keeping.backup import copy_sqlite
from handover_policy.ledger.keeping.snapshot import take_time
from handover_policy.ledger.lease import now_of
from handover_policy.ledger.proofs.growing import grow_all
from handover_policy.ledger.state_format import StateNewer, bring_up
from handover_policy.ledger.tables import COMPANIES

MIGRATIONS = Path(__file__).parent / "migrations"
FIRST = "companies"
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4711, 14)")
"""Of PostgreSQL: two processes that start at once make the tables one after the other."""


class DatabaseUnready(ValueError):
    """A database that cannot be used as it is.

    `code` says why: `newer` (a newer release wrote it), `older` (it waits to be brought up to date, which nobody asked
    for), `foreign` (its tables are not ours) or `held` (another process writes while it waits); `params` what its
    sentence needs.
    """

    def __init__(self, code: str, **params: str) -> None:
        """Take the code and the params."""
        super().__init__(f"{code}: {params}")
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What was done to a database: the version it had (None: it was empty), the one it has, the copy made before."""

    before: str | None
    now: str
    copy: Path | None = None


def ready(
    engine: Engine, now: datetime, *, migrate: bool | None = None, holder: str = "", migrations: Path = MIGRATIONS
) -> Ready:
    """Let a database have the tables of this release.

    An older one is raised: SQLite after a copy beside it, PostgreSQL where `migrate` allows it and nobody else writes.

    Args:
        engine: on the database; SQLite is held alone.
        now: for the name of the copy.
        migrate: whether an older one is raised; where it is not said, on SQLite alone.
        holder: the name under which this process takes leases.
        migrations: where the versions lie.

    Raises:
        DatabaseUnready: it cannot be used; nothing was changed.
        SQLAlchemyError: the database failed.

    """
    config = _config(migrations)
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head() or ""
    try:
        with engine.connect() as connection, connection.begin():
            before = _version(connection, script, newest)
        older = before not in {None, newest}
        allowed = engine.dialect.name != POSTGRESQL if migrate is None else migrate
        if older and not allowed:
            raise DatabaseUnready("older", found=str(before), known=newest)
        copy = _copied(engine, str(before), now) if older else None
        with writing(engine) as connection:
            _raise(connection, config, script, holder, older=older)
    except StateNewer as error:
        raise DatabaseUnready("newer", found=f"state {error.found}", known=f"state {error.known}") from error
    return Ready(before=before, now=newest, copy=copy)


def _raise(connection: Connection, config: Config, script: ScriptDirectory, holder: str, *, older: bool) -> None:
    """Give the tables of this release to a database, unless another process has done so meanwhile."""
    newest = script.get_current_head() or ""
    take_time(connection)
    if connection.dialect.name == POSTGRESQL:
        connection.execute(ONE_AT_A_TIME)
        _refuse_held(connection, holder, older=older)
    if _version(connection, script, newest) != newest:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        grow_all(connection)
    bring_up(connection)


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config


def _version(connection: Connection, script: ScriptDirectory, newest: str) -> str | None:
    """Return the version that the tables of a database have; None where it has none."""
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        if FIRST in inspect(connection).get_table_names():
            raise DatabaseUnready("foreign", known=newest)
        return None
    try:
        script.get_revision(found)
    except CommandError as error:
        raise DatabaseUnready("newer", found=found, known=newest) from error
    return str(found)


def _copied(engine: Engine, version: str, now: datetime) -> Path | None:
    """Copy a database of SQLite beside itself; PostgreSQL is backed up by whoever says that it may be altered."""
    if engine.dialect.name == POSTGRESQL or not engine.url.database:
        return None
    there = Path(engine.url.database)
    copy = there.with_name(f"{there.name}.version-{version}.{now:%Y%m%dT%H%M%S}")
    copy_sqlite(there, copy)
    copy.chmod(0o600)
    return copy


def _refuse_held(connection: Connection, holder: str, *, older: bool) -> None:
    """Refuse to alter tables that another process writes to."""
    if not older:
        return
    row = COMPANIES.c
    live = select(row.company, row.holder).where(
        row.lease_until >= now_of(connection), or_(row.holder.is_(None), row.holder != holder)
    )
    found = connection.execute(live).first()
    if found is not None:
        raise DatabaseUnready("held", company=found[0], who=found[1] or "")
