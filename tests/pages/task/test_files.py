"""Files looked at on pages and over the API: for whom they are, as what they are, under names that do no harm."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import httpx
import pytest
from PIL import Image
from pillow_heif import from_pillow

from tests.pages.task.company import (
    LEAVER,
    MANAGER,
    OTHER,
    SUCCESSOR,
    ServedCompany,
    path_of,
    photo,
)

FILES = "E1/1:own.files"
NAME = '合同"\r\nset-cookie: a=b; \u202ex.jpg'


def located() -> bytes:
    """Return a photo that tells where it was taken."""
    picture = Image.new("RGB", (64, 48), "green")
    exif = picture.getexif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 0.0)})
    written = BytesIO()
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def keep(served: ServedCompany, content: bytes, key: str | None = None, **more: object) -> httpx.Response:
    headers = {"authorization": f"Bearer {key or served.key}", **dict(more.pop("headers", {}))}  # type: ignore[call-overload]
    return httpx.post(f"{served.server.address}/v1/files", content=content, headers=headers, params=more or None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def brought(served: ServedCompany) -> str:
    """Return the digest of a photo that the leaver brought and submitted."""
    content = located()
    sent = [("place.jpg", content, "image/jpeg")]
    answer = served.person(LEAVER).post(path_of(FILES), "submit", sent)
    assert answer.status_code == 303
    return hashlib.sha256(content).hexdigest()


def test_a_file_is_for_who_may_see_where_it_was_brought(served: ServedCompany, brought: str) -> None:
    for reader, status in ((LEAVER, 200), (SUCCESSOR, 200), (MANAGER, 200), (OTHER, 404)):
        for query in ("", f"?task={quote(FILES, safe='')}", f"?show=small&task={quote(FILES, safe='')}"):
            answer = served.person(reader).get(f"/files/{brought}{query}")
            assert answer.status_code == status, (reader, query)
    assert httpx.get(f"{served.server.address}/files/{brought}").status_code == 401
    for none in ("0" * 64, "..%2F..%2Fetc%2Fpasswd", brought.upper()):
        assert served.person(LEAVER).get(f"/files/{none}").status_code == 404


def test_a_file_is_saved_and_never_run(served: ServedCompany, brought: str) -> None:
    answer = served.person(SUCCESSOR).get(f"/files/{brought}")
    assert hashlib.sha256(answer.content).hexdigest() == brought
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_picture_is_shown_without_the_place_where_it_was_taken(served: ServedCompany, brought: str) -> None:
    answer = served.person(SUCCESSOR).get(f"/files/{brought}", show="large")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == "inline"
    assert b"Exif" not in answer.content
    assert answer.content.startswith(b"\xff\xd8\xff")


def test_nothing_in_a_name_ends_a_header(fresh: ServedCompany) -> None:
    content = photo("blue")
    sent = [(NAME, content, "image/jpeg")]
    assert fresh.person(LEAVER).post(path_of(FILES), "submit", sent).status_code == 303
    answer = fresh.person(LEAVER).get(f"/files/{hashlib.sha256(content).hexdigest()}")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    told = answer.headers["content-disposition"]
    assert told.count('"') == 2
    assert "\u202e" not in told
    assert quote("合同") in told


def test_systems_keep_and_fetch_files(served: ServedCompany) -> None:
    content = photo("yellow", "PNG")
    digest = hashlib.sha256(content).hexdigest()
    told = {"sha256": digest, "size": len(content), "media_type": "image/png"}
    for _ in range(2):
        answer = keep(served, content, headers={"content-type": "image/png"})
        assert (answer.status_code, answer.json()) == (200, told)
    form = httpx.post(
        f"{served.server.address}/v1/files",
        files={"file": ("a.png", content)},
        headers={"authorization": f"Bearer {served.key}"},
    )
    assert form.json() == told
    back = httpx.get(f"{served.server.address}/v1/files/{digest}", headers={"authorization": f"Bearer {served.key}"})
    assert back.content == content
    assert back.headers["content-disposition"].startswith("attachment")


def test_a_link_gives_a_file_for_five_minutes_to_whoever_has_it_and_to_nobody_who_alters_it(
    fresh: ServedCompany,
) -> None:
    content, key = photo("purple", "PNG"), {"authorization": f"Bearer {fresh.key}"}
    digest = keep(fresh, content, headers={"content-type": "image/png"}).json()["sha256"]
    asked = f"{fresh.server.address}/v1/files/{digest}/link"
    assert httpx.get(asked).status_code == 401
    assert httpx.get(asked.replace(digest, "0" * 64), headers=key).status_code == 404
    made = httpx.get(asked, params={"name": "../账目.png"}, headers=key).json()
    fetched = httpx.get(made["url"])
    assert (fetched.status_code, fetched.content) == (200, content)
    assert quote("账目.png") in fetched.headers["content-disposition"]
    said, _, signature = made["url"].rpartition("/")[2].partition(".")
    for altered in (f"{said[:-2]}AA.{signature}", f"{said}.{signature[:-1]}", said, f"{said}.é"):
        assert httpx.get(f"{fresh.server.address}/v1/links/{altered}").status_code == 404
    fresh.clock.moment += timedelta(minutes=5, seconds=1)
    assert httpx.get(made["url"]).status_code == 404


@pytest.mark.parametrize(
    ("content", "more", "status", "code"),
    [
        (b"MZ" + bytes(100), {"name": "a.jpg"}, 415, "media-type"),
        (b"MZ" + bytes(100), {}, 415, "media-type"),
        (b"", {"name": "a.txt"}, 422, "unfit-file"),
        (b"<svg><script/></svg>", {"name": "a.svg"}, 422, "unfit-file"),
        (b"a" * 1_100_000, {"name": "a.txt"}, 413, "too-large"),
    ],
)
def test_what_is_not_taken_is_a_problem_with_its_reason(
    content: bytes, more: dict[str, str], status: int, code: str, served: ServedCompany
) -> None:
    answer = keep(served, content, **more)
    assert answer.status_code == status
    assert answer.json()["type"].endswith(code)
    assert answer.json()["errors"][0]["detail"]


def test_history_says_of_each_file_whether_the_archive_holds_it(fresh: ServedCompany) -> None:
    content = b"%PDF-1.7"
    kept = keep(fresh, content, name="a.pdf").json()["sha256"]
    evidence = [{"kind": "file", "path": "a.pdf", "sha256": kept}, {"kind": "file", "path": "b", "sha256": "0" * 64}]
    fresh.tell("task.submitted", LEAVER, task=FILES, by=LEAVER, evidence=evidence)
    entries = fresh.api("/v1/cases/E1/1/history?limit=100")["history"]
    told = [each["stored"] for entry in entries for each in entry.get("files", ())]
    assert told == [True, False]
    page = fresh.person(SUCCESSOR).get(path_of(FILES)).text
    assert page.count("原件不在本系统") == 1
    assert fresh.person(SUCCESSOR).get(f"/files/{kept}", task=FILES).status_code == 200


def test_what_broke_on_disk_is_never_answered(fresh: ServedCompany) -> None:
    kept = keep(fresh, b"%PDF-1.7", name="a.pdf").json()["sha256"]
    (file,) = [each for each in fresh.service.settings.files.rglob(kept) if each.is_file()]
    file.chmod(0o600)
    file.write_bytes(b"%PDF-1.8")
    answer = httpx.get(f"{fresh.server.address}/v1/files/{kept}", headers={"authorization": f"Bearer {fresh.key}"})
    assert answer.status_code == 503


def test_a_photo_as_a_phone_takes_it_stays_as_it_came_and_is_shown(fresh: ServedCompany) -> None:
    written = BytesIO()
    from_pillow(Image.new("RGB", (64, 48), "blue")).save(written)
    content = written.getvalue()
    sent = [("IMG_0001.HEIC", content, "image/heic")]
    assert fresh.person(LEAVER).post(path_of(FILES), "submit", sent).status_code == 303
    digest = hashlib.sha256(content).hexdigest()
    assert f"/files/{digest}?show=small" in fresh.person(SUCCESSOR).get(path_of(FILES)).text
    assert fresh.person(SUCCESSOR).get(f"/files/{digest}").content == content
    shown = fresh.person(SUCCESSOR).get(f"/files/{digest}", show="large")
    assert (shown.headers["content-type"], shown.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_where_originals_must_be_there_an_event_without_them_is_not_taken(
    fresh: ServedCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh.service.companies["acme"]
    monkeypatch.setattr(company, "settings", replace(company.settings, evidence_stored=True))
    kept = keep(fresh, b"%PDF-1.7", name="a.pdf").json()["sha256"]
    evidence = [{"kind": "file", "path": "a.pdf", "sha256": kept}, {"kind": "file", "path": "b", "sha256": "0" * 64}]
    told = {
        "specversion": "1.0",
        "id": "strict-1",
        "source": "hr/core",
        "type": "task.submitted",
        "subject": LEAVER,
        "time": fresh.clock().isoformat(),
        "data": {"task": FILES, "by": LEAVER, "evidence": evidence},
    }
    headers = {"authorization": f"Bearer {fresh.key}", "content-type": "application/cloudevents+json"}
    answer = httpx.post(f"{fresh.server.address}/v1/events", json=told, headers=headers)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/data/evidence/1/sha256"]
    assert fresh.task(FILES)["state"] == "open"
    fresh.tell("task.submitted", LEAVER, task=FILES, by=LEAVER, evidence=evidence[:1])
