"""Archive: the archive of a company of its own, and the commands that speak of it, each called in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from handover_policy.app.serving.settings import embedded
from handover_policy.cli.main import handover
from handover_policy.ledger.database import reading
from tests.service.ledger.playing import Clock, opened, tell, writing_for

DUTY, PERSON = "upload.code", "E1"
PLACE = f"upload:{PERSON}:{DUTY}"
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=30)


@dataclass
class Archive:
    """A data folder, and the commands that speak of it."""

    data: Path
    settings: Path | None = None

    def __call__(self, *told: object, code: int = 0) -> Result:
        """Call a command, and see how it ends."""
        where = ["--data", str(self.data), *(() if self.settings is None else ("--settings", str(self.settings)))]
        whole = ["archive", *map(str, told), *where, "--lang", "en"]
        done = CliRunner().invoke(handover, whole)
        assert done.exit_code == code, (done.exit_code, done.output, done.exception)
        return done

    def sync(self, folder: Path, code: int = 0) -> Result:
        return self("sync", folder, "--duty", DUTY, "--person", PERSON, code=code)

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """Return the bodies of the rows of a kind, in their order."""
        asked = text("SELECT body FROM ledger WHERE kind = :kind AND body IS NOT NULL ORDER BY position")
        with self.engine() as engine, reading(engine) as connection:
            return [orjson.loads(body) for (body,) in connection.execute(asked, {"kind": kind})]

    def uploads(self) -> list[dict[str, Any]]:
        """Return what the policy was told of uploads."""
        return [each["data"] for each in self.rows("event") if each["type"] == "document.uploaded"]

    def counted(self) -> str:
        """Return the day on which the upload duty was met last, as the state has it."""
        asked = text("SELECT body FROM people WHERE id = :person")
        with self.engine() as engine, reading(engine) as connection:
            told = orjson.loads(connection.execute(asked, {"person": PERSON}).scalar_one())
        return str(told.get("uploads", {}).get(DUTY, ""))

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        with opened(f"sqlite:///{self.data / 'handover.db'}") as engine:
            yield engine

    @property
    def blobs(self) -> dict[str, Path]:
        """The files of contents, by their digests."""
        return {each.name: each for each in (self.data / "blobs").rglob("*") if each.is_file()}


def archive_in(data: Path) -> Archive:
    """Return the archive of a company with one engineer, who has to upload code each working day."""
    told = {"name": "李雷", "hired_on": BEGAN.date().isoformat(), "stage": "regular", "role": "engineer"}
    event = {"specversion": "1.0", "id": "hired", "source": "hr", "type": "employee.hired", "subject": PERSON}
    data.mkdir(mode=0o700)
    clock = Clock()
    with writing_for(embedded(data), clock) as company:
        tell(company, [orjson.dumps({**event, "time": BEGAN.isoformat(), "data": told})], clock)
    return Archive(data)
