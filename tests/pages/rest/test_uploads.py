"""Uploads of /profile: a file is kept before it is told, every version stays, and any of them can be restored."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pytest

from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.reading.own import rows_about
from handover_policy.ledger.rows.access import upsert
from handover_policy.ledger.tables import FILE_VERSIONS, FILES
from tests.pages.rest.people import COMPANY, Portal, portal_in


@dataclass
class KeptFile:
    """A file that is kept."""

    sha256: str
    size: int


class RefusedFile(ValueError):
    """A file that is not taken."""

    code = "empty"


class Shelf:
    """An archive that keeps rows of files, and refuses what is empty."""

    def __init__(self, portal: Portal) -> None:
        self._engine = portal.service.engine

    def keep(self, company: str, content: BinaryIO, name: str) -> KeptFile:
        told = content.read()
        if not told:
            raise RefusedFile(name)
        row = {"company": company, "sha256": hashlib.sha256(told).hexdigest(), "size": len(told)}
        with writing(self._engine) as connection:
            connection.execute(upsert(FILES, connection.dialect.name), {**row, "media_type": "text/plain"})
        return KeptFile(str(row["sha256"]), len(told))

    def bring(self, company: str, held: KeptFile, *, place: str, name: str, person: str, now: datetime) -> None:
        with writing(self._engine) as connection:
            number = connection.execute(FILE_VERSIONS.select().where(FILE_VERSIONS.c.place == place)).fetchall()
            row = {"company": company, "place": place, "number": len(number) + 1, "sha256": held.sha256}
            connection.execute(
                FILE_VERSIONS.insert(), {**row, "name": name, "person": person, "at": now.isoformat(timespec="seconds")}
            )


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(Path(tmp_path_factory.mktemp("uploads"))) as made:
        made.hired("D1", "林晨", role="engineer")
        made.service.archive = Shelf(made)  # type: ignore[attr-defined]
        yield made


def told(portal: Portal) -> list[dict[str, Any]]:
    with reading(portal.service.engine) as connection:
        rows = rows_about(connection, COMPANY, "D1", ("document.uploaded",))
    return [orjson.loads(row.body or "")["data"] for row in reversed(rows)]


def test_versions_stay_and_an_older_one_is_restored(portal: Portal) -> None:
    guest = portal.guest("D1")

    for content in (b"first", b"second"):
        answer = guest.post("/profile/uploads/upload.code", files={"file": ("../code.zip", content)})
        assert answer.status_code == 303
    page = guest.get("/profile").text
    restored = guest.post("/profile/uploads/upload.code", restore="1")

    assert "第 1 版" in page
    assert "第 2 版" in page
    assert page.count("恢复此版本") == 1
    assert restored.status_code == 303
    first = hashlib.sha256(b"first").hexdigest()
    assert [each["sha256"] for each in told(portal)] == [first, hashlib.sha256(b"second").hexdigest(), first]
    assert {each["path"] for each in told(portal)} == {"code.zip"}
    assert {each["duty"] for each in told(portal)} == {"upload.code"}


def test_what_is_not_taken_is_told_and_no_event_stands(portal: Portal) -> None:
    before = len(told(portal))
    guest = portal.guest("D1")

    empty = guest.post("/profile/uploads/upload.code", files={"file": ("a.zip", b"")})
    none = guest.post("/profile/uploads/upload.code")

    assert empty.status_code == 422
    assert "这个文件是空的" in empty.text
    assert none.status_code == 422
    assert guest.post("/profile/uploads/upload.code", restore="99").status_code == 404
    assert guest.post("/profile/uploads/nothing", restore="1").status_code == 404
    assert len(told(portal)) == before
