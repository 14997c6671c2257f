"""Who goes on with the work reads and saves the package on their pages; nobody else does, the leaver neither."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import httpx
import orjson
import pytest

from handover_policy.app.packaging.watching import PackageWatch
from handover_policy.app.serving.settings import CompanySettings
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.keys import KeyWanted, add_key
from handover_policy.ledger.sessions import add_session
from handover_policy.web.pages.visit import COOKIE
from tests.evidence.package.packing import LEAVER, MANAGER, OTHER, SUCCESSOR, event, history
from tests.pages.running import SECONDS, Running, running, text_of, told
from tests.service.ledger.playing import COMPANY, settings_for

PAGE, ZIP = "/cases/E1/1/package", "/cases/E1/1/documents/handover-package.zip"
HTML = "/cases/E1/1/documents/handover-package.html"
OK, NOT_YOURS, NOT_FOUND = 200, 403, 404


@dataclass
class Pages:
    """A service, and what people see of it."""

    service: Running
    key: str
    clients: dict[str, httpx.Client] = field(default_factory=dict)
    number: int = 0

    def tell(self, kind: str, data: Mapping[str, object], subject: str = LEAVER, day: int = 1) -> None:
        self.number += 1
        told(self.service.server, self.key, event(self.number, kind, day, dict(data), subject))

    def get(self, person: str, path: str) -> httpx.Response:
        if person not in self.clients:
            service = self.service.service
            token = add_session(service.engine, COMPANY, person, service.now(), kind="full", device="")
            self.clients[person] = httpx.Client(
                base_url=self.service.server.address, timeout=SECONDS, cookies={COOKIE: token}
            )
        return self.clients[person].get(path)

    def by_private_link(self, person: str, path: str) -> httpx.Response:
        service = self.service.service
        token = add_session(service.engine, COMPANY, person, service.now(), kind="private", device="")
        return httpx.get(self.service.server.address + path, cookies={COOKIE: token}, timeout=SECONDS)

    def statuses(self, path: str) -> dict[str, int]:
        people = (SUCCESSOR, MANAGER, "U-HR", "U-AUD", OTHER)
        return {person: self.get(person, path).status_code for person in people}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Give a service where somebody gave notice, and a successor is named."""
    folder: Path = tmp_path_factory.mktemp("pages")
    settings = settings_for(f"sqlite:///{folder / 'handover.db'}", folder)
    companies = (CompanySettings(id=COMPANY, auditors=("U-AUD",)),)
    with running(replace(settings, companies=companies)) as service:
        wanted = KeyWanted(name="test", scopes=("all",))
        key = add_key(service.service.engine, envelope_in(folder), COMPANY, wanted, service.clock()).text
        made = Pages(service, key)
        for kind, data, subject in history():
            made.tell(kind, data, subject)
        made.tell("resignation.submitted", {"form": "written"})
        made.tell("successor.assigned", {"successor": SUCCESSOR, "by": MANAGER})
        yield made
        for client in made.clients.values():
            client.close()


def test_a_package_opens_to_who_goes_on_once_the_leaver_has_left(pages: Pages) -> None:
    before = {SUCCESSOR: NOT_YOURS, MANAGER: OK, "U-HR": OK, "U-AUD": OK, OTHER: NOT_YOURS}
    assert pages.statuses(PAGE) == before
    assert pages.statuses(HTML) == before
    assert pages.get(LEAVER, PAGE).status_code == OK
    assert "package" not in pages.get(SUCCESSOR, "/").text
    pages.tell("employee.left", {"on": "2026-04-02"}, day=2)
    after = {**before, SUCCESSOR: OK}
    assert [pages.statuses(each) for each in (PAGE, HTML, ZIP)] == [after, after, after]
    assert pages.get(LEAVER, PAGE).status_code not in {OK, NOT_FOUND}
    shown = text_of(pages.get(SUCCESSOR, PAGE).text)
    assert all(each in shown for each in ("张三的交接资料包", "陈接手", "项目信息", "v1"))
    saved = pages.get(SUCCESSOR, ZIP)
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "交接资料包.html" in zipfile.ZipFile(BytesIO(saved.content)).namelist()


def test_who_goes_on_finds_it_first_of_all_and_hr_on_the_case(pages: Pages) -> None:
    service = pages.service.service
    PackageWatch(service).look(service.companies[COMPANY])
    assert f'href="{PAGE}"' in pages.get(SUCCESSOR, "/").text
    assert f'href="{PAGE}"' not in pages.get(OTHER, "/").text
    assert f'href="{PAGE}"' in pages.get("U-HR", "/cases/E1/1").text
    messages = [line for line in pages.get(SUCCESSOR, "/").text.split('href="') if line.startswith("/messages/")]
    letters = [pages.get(SUCCESSOR, each.partition('"')[0]).text for each in messages]
    assert any(f'href="{PAGE}"' in each for each in letters)


def test_the_leaver_sees_what_is_in_it_and_not_what_others_told_them(pages: Pages) -> None:
    assert pages.by_private_link(LEAVER, PAGE).status_code == NOT_YOURS
    assert pages.by_private_link(LEAVER, ZIP).status_code == NOT_YOURS
    copied = zipfile.ZipFile(BytesIO(pages.by_private_link(LEAVER, "/me/copy").content))
    (package,) = orjson.loads(copied.read("packages.json"))
    assert (package["case"], package["for"], package["sections"]) == ("E1/1", "陈接手", ["项目信息", "对接人信息"])
    assert not any(name.endswith(".zip") for name in copied.namelist())


def test_systems_fetch_it_by_the_api(pages: Pages) -> None:
    path = "/v1/documents/E1/1/handover-package.zip"
    address, keyed = pages.service.server.address, {"authorization": f"Bearer {pages.key}"}
    first, again = (httpx.get(address + path, headers=keyed, timeout=SECONDS) for _ in range(2))
    assert first.headers["content-type"] == "application/zip"
    assert first.content == again.content != b""
    unknown = httpx.get(address + path.replace("E1", "E9"), headers=keyed, timeout=SECONDS)
    assert unknown.status_code == NOT_FOUND
    refused = httpx.get(address + path, timeout=SECONDS)
    assert refused.status_code == httpx.codes.UNAUTHORIZED
    lost = next((pages.service.service.settings.files).rglob(hashlib.sha256(first.content).hexdigest()))
    lost.chmod(0o600)
    lost.write_bytes(first.content[:-1])
    assert httpx.get(address + path, headers=keyed, timeout=SECONDS).status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "和留存时不一样" in text_of(pages.get("U-HR", ZIP).text)
