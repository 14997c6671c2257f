"""The demo's clock, and pages that go on by themselves: a real demo, and a browser where one is needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Page, expect

from handover_policy.app.serving.demo.folder import DemoFolder, demo_settings
from handover_policy.app.serving.demo.parts import demo_entries, tell_story
from handover_policy.app.serving.service import Service
from handover_policy.web.api import application
from handover_policy.web.demo import add_demo_routes
from handover_policy.web.server import ApiServer
from tests.pages.board.company import HIDDEN, words
from tests.pages.browsing import chromium, pressed
from tests.service.api.serving import SECONDS

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(slots=True)
class Demo:
    """A demo that takes requests in this process."""

    address: str
    links: dict[str, str]
    folder: DemoFolder
    service: Service

    @contextmanager
    def person(self, part: str) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.address, timeout=SECONDS, headers={"accept-language": "zh-CN"}) as client:
            assert client.post(f"/enter/{self.links[part]}").status_code == 303
            yield client


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    place = tmp_path_factory.mktemp("demo")
    folder = DemoFolder.of(place, demo=True)
    assert folder is not None
    service = Service(demo_settings(place), now=folder.now)
    service.start()
    app = application(service, demo=folder)
    add_demo_routes(app, service, folder)
    for company in service.companies.values():
        tell_story(company, folder, service.archive)
    server = ApiServer(app, port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        links = {part: token for part, _, token in demo_entries(service, folder).links}
        yield Demo(server.address, links, folder, service)
    finally:
        server.should_exit = True
        thread.join()
        service.stop()


def step(client: httpx.Client, name: str, page: str = "/board") -> httpx.Response:
    hidden = dict(HIDDEN.findall(client.get(page).text))
    return client.post("/demo/next", data={**hidden, "step": name, "next": page})


def test_a_day_passes_and_whoever_let_it_pass_stays_signed_in(demo: Demo) -> None:
    with demo.person("hr") as client:
        before = demo.folder.now()
        answer = step(client, "day")
        assert (answer.status_code, answer.headers["location"]) == (303, "/board")
        assert timedelta(days=1) <= demo.folder.now() - before < timedelta(days=1, minutes=1)
        assert client.get("/board").status_code == 200


def test_the_next_thing_is_what_the_clock_waits_for(demo: Demo) -> None:
    with demo.person("hr") as client:
        company = next(iter(demo.service.companies.values()))
        waiting = company.lane.schedule.at
        assert waiting is not None
        answer = step(client, "event", "/people")
        assert answer.headers["location"] == "/people"
        assert demo.folder.now() >= datetime.fromtimestamp(waiting, ZONE)
        assert company.lane.counters.reached is not None
        assert company.lane.counters.reached.timestamp() >= waiting - 60
        told = demo.folder.now().astimezone(ZONE)
        assert f"现在是 {told.month}月{told.day}日" in words(client.get("/board"))


def test_nobody_but_hr_moves_the_clock_and_nobody_is_led_elsewhere(demo: Demo) -> None:
    with demo.person("manager") as client:
        before = demo.folder.state.ahead
        page = client.get("/board")
        assert "快进一天" not in page.text
        assert "演示：现在是" in page.text
        assert step(client, "day").status_code == 403
        assert demo.folder.state.ahead == before
    with demo.person("hr") as client:
        hidden = dict(HIDDEN.findall(client.get("/board").text))
        answer = client.post("/demo/next", data={**hidden, "step": "day", "next": "//evil.example"})
        assert answer.headers["location"] == "/"


def test_in_a_demo_a_link_asked_for_again_signs_in_at_once(demo: Demo) -> None:
    with httpx.Client(base_url=demo.address, timeout=SECONDS) as client:
        answer = client.post(f"/enter/{demo.links['leaver']}/again")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert client.get("/").status_code == 200


@pytest.mark.slow
def test_the_board_goes_on_by_itself_and_keeps_what_somebody_types(demo: Demo) -> None:
    with browsing(demo, "hr") as page:
        page.clock.install()
        page.goto(f"{demo.address}/board")
        page.get_by_label("查找").fill("王晓")
        before = page.locator("#board-figures").inner_text()
        with demo.person("successor") as client:
            hidden = dict(HIDDEN.findall(client.get("/resign").text))
            assert client.post("/resign", data={**hidden, "step": "send"}).status_code == 303
        page.clock.run_for(31_000)
        expect(page.locator("#board-rows").get_by_text("李建国").first).to_be_visible()
        expect(page.locator("#board-figures")).not_to_have_text(before, use_inner_text=True)
        expect(page.get_by_label("查找")).to_have_value("王晓")
        expect(page.get_by_label("查找")).to_be_focused()


@pytest.mark.slow
def test_a_page_whose_session_has_ended_keeps_what_it_shows(demo: Demo) -> None:
    with browsing(demo, "hr") as page:
        page.clock.install()
        page.goto(f"{demo.address}/board")
        page.context.clear_cookies()
        with page.expect_response("**/board*") as answered:
            page.clock.run_for(31_000)
        assert answered.value.status == 401
        page.clock.run_for(1_000)
        expect(page.locator("#board-rows tbody tr").first).to_be_visible()
        expect(page.locator("#board-figures")).to_have_count(1)


@contextmanager
def browsing(demo: Demo, part: str) -> Iterator[Page]:
    said: list[str] = []
    with chromium() as browser:
        page = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
        page.on("console", lambda told: said.append(told.text))
        page.goto(f"{demo.address}/enter/{demo.links[part]}")
        pressed(page, page.get_by_role("button", name="进入"))
        yield page
    assert [each for each in said if "401" not in each] == []
