"""Uploads of /profile: a file is kept before it is told, every version stays, and any of them can be restored."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from handover_policy.ledger.database import reading
from handover_policy.ledger.reading.own import rows_about
from tests.pages.rest.people import COMPANY, Portal, portal_in


def package(content: bytes) -> bytes:
    """Return a package of one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(zipfile.ZipInfo("code.txt", (2026, 3, 2, 9, 0, 0)), content)
    return made.getvalue()


FIRST, SECOND = package(b"first"), package(b"second")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal_in(Path(tmp_path_factory.mktemp("uploads"))) as made:
        made.hired("D1", "林晨", role="engineer")
        yield made


def told(portal: Portal) -> list[dict[str, Any]]:
    with reading(portal.service.engine) as connection:
        rows = rows_about(connection, COMPANY, "D1", ("document.uploaded",))
    return [orjson.loads(row.body or "")["data"] for row in reversed(rows)]


def test_versions_stay_and_an_older_one_is_restored(portal: Portal) -> None:
    guest = portal.guest("D1")

    for content in (FIRST, SECOND):
        answer = guest.post("/profile/uploads/upload.code", files={"file": ("../code.zip", content)})
        assert answer.status_code == 303
    page = guest.get("/profile").text
    restored = guest.post("/profile/uploads/upload.code", restore="1")

    assert "第 1 版" in page
    assert "第 2 版" in page
    assert page.count("恢复此版本") == 1
    assert restored.status_code == 303
    first = hashlib.sha256(FIRST).hexdigest()
    assert [each["sha256"] for each in told(portal)] == [first, hashlib.sha256(SECOND).hexdigest(), first]
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
