"""dump, dump_command: a database of PostgreSQL written into a file by its own program, where that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import URL, make_url

PROGRAM = "pg_dump"
NO_PASSWORD = "PGPASSWORD"  # noqa: S105 - the name of a variable


class DumpFailed(RuntimeError):
    """The program is not there, or failed; `command` is what is to be run by hand, `why` what it said."""

    def __init__(self, command: str, why: str) -> None:
        """Take both."""
        super().__init__(why or command)
        self.command, self.why = command, why


def dump(address: str, file: Path) -> None:
    """Write a database of PostgreSQL into a file that `pg_restore` reads; whoever writes to it is not held up.

    Raises:
        DumpFailed: the program is not there, or failed.

    """
    url = make_url(address)
    program = shutil.which(PROGRAM)
    if program is None:
        raise DumpFailed(dump_command(address, file), "")
    password = {} if url.password is None else {NO_PASSWORD: str(url.password)}
    environment: Mapping[str, str] = {**os.environ, **password}
    told = [program, "--format=custom", f"--file={file}", f"--dbname={_plain(url)}"]
    ended = subprocess.run(told, env=environment, capture_output=True, check=False)  # noqa: S603 - no shell, no text from outside
    if ended.returncode:
        file.unlink(missing_ok=True)
        raise DumpFailed(dump_command(address, file), ended.stderr.decode(errors="replace").strip())


def dump_command(address: str, file: Path) -> str:
    """Return what is to be run where the program lies on another machine; without the password."""
    return f"{PROGRAM} --format=custom --file={file} --dbname='{_plain(make_url(address))}'"


def _plain(url: URL) -> str:
    """Return an address as PostgreSQL's own programs take it."""
    named = {"username": url.username, "host": url.host, "port": url.port, "database": url.database}
    return URL.create("postgresql", **named, query=url.query).render_as_string()  # type: ignore[arg-type] # as `url` has them
