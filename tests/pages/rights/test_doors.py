"""The doors: forms of others, frames of others, hosts of others, addresses guessed, links passed on, keys mistaken."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from handover_policy.ledger.tables import READ_MESSAGES, TABLES
from handover_policy.web.api import ROUTES
from handover_policy.web.pages.enter import own_path
from tests.pages.rights.asking import filled, ledger_of, opened, reader
from tests.pages.rights.company import ACME, OTHER, SECONDS, RightsCompany, digest_of
from tests.pages.rights.controls import forms_in, links_in
from tests.pages.rights.table import Row, readers, rows

ACTS = [row for row in rows() if row.method == "POST"]
PAGES = [row.address for row in rows() if row.method == "GET" and row.address != "/policy/handbook"]
THEIRS = {"done", "shown", "asked back", "overtaken"}
OPEN_CALLS = {
    "/v1/openapi.json",
    "/v1/checkpoint",
    "/v1/proofs/{position}",
    "/v1/inbound/{id}/{secret}",
    "/v1/links/{token}",  # the signature in it says who may
    "/healthz",
    "/readyz",
    "/metrics",
}
OWN = {"/leave", "/me/requests", "/me/sessions", "/me/certificate", "/verify?company=acme"}
EVIL = "evil.example"


def whose(row: Row) -> str:
    """Return a reader whose act it is."""
    return next(name for name in readers() if row.word(name) in THEIRS and name != "forwarded")


def signed_act(row: Row) -> bool:
    return not row.told.get("open") and any(row.word(name) in THEIRS for name in readers())


@pytest.mark.parametrize("row", [row for row in ACTS if signed_act(row)], ids=str)
def test_a_form_without_the_mark_of_its_own_session_changes_nothing(told: RightsCompany, row: Row) -> None:
    person, before = reader(told, whose(row)), ledger_of(told)
    address, form = (
        filled(told, row.address),
        {name: filled(told, str(row.told["form"][name])) for name in row.told["form"]},
    )
    others = reader(told, "colleague" if person.name != "colleague" else "leaver").csrf
    for mark in ({}, {"csrf": others}):
        assert person.client.post(address, data={"act": "x", **form, **mark}).status_code == 403
    assert ledger_of(told) == before


@pytest.mark.parametrize("row", ACTS, ids=str)
def test_a_form_of_another_site_changes_nothing(told: RightsCompany, row: Row) -> None:
    person, before = reader(told, whose(row) if signed_act(row) else "leaver"), ledger_of(told)
    form = {"csrf": person.csrf, "act": "x", **row.told["form"]}
    answer = person.client.post(filled(told, row.address), data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code in {403, 404}
    assert ledger_of(told) == before


def test_a_page_that_is_looked_at_changes_nothing(told: RightsCompany) -> None:
    """A message that was opened is read, a copy that was taken is noted on /me, a dossier has its checkpoint made."""
    people = ("leaver", "manager", "hr", "auditor", "left by link")
    addresses = [(reader(told, name), filled(told, each)) for name in people for each in PAGES]
    while kept_in(told)["ledger_marks"]:  # what the company began with is soon in its ledger
        time.sleep(0.1)
    before = kept_in(told)
    for person, address in addresses:
        person.get(address)
    after = kept_in(told)
    changed = {name for name, content in before.items() if content != after[name]}
    assert changed <= {READ_MESSAGES.name, "openings", "log_checkpoints", "log_keys"}


def kept_in(told: RightsCompany) -> dict[str, list[str]]:
    """Return everything that the database holds, by table."""
    with told.service.engine.connect() as connection:
        found = {
            table.name: sorted(str(row) for row in connection.execute(select(table)) if "clock.ticked" not in str(row))
            for table in TABLES.sorted_tables
        }
    return {name: content for name, content in found.items() if name != "companies"}  # the lease is renewed


@pytest.mark.parametrize("address", PAGES)
def test_no_page_stands_in_a_frame_or_tells_where_somebody_was(told: RightsCompany, address: str) -> None:
    for name in ("leaver", "hr", "colleague", "nobody"):
        answer = opened(told, name, filled(told, address))
        if answer.status_code == 303 or address == "{style sheet}":
            continue
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] in {"no-store", "private, no-store", "private, max-age=300"}
        if answer.headers["content-type"].startswith(("text/html", "application/pdf")):
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("address", "form"),
    [("/people/E6/link", {}), ("/cases/E4/1/certificate", {"do": "link"})],
    ids=["enter", "certificate"],
)
def test_a_printed_link_never_leads_to_what_a_request_calls_its_host(
    told: RightsCompany, address: str, form: dict[str, str]
) -> None:
    hr = reader(told, "hr")
    lies = {"host": EVIL, "x-forwarded-host": EVIL, "forwarded": f"host={EVIL}", "x-forwarded-proto": "ftp"}
    answer = hr.client.post(address, data={"csrf": hr.csrf, "act": address, **form}, headers=lies)
    assert answer.status_code == 200
    printed = re.findall(r"\w+://[^\s<\"]+/(?:enter|certificate)/[\w-]+", answer.text)
    assert printed
    assert all(each.startswith(told.address) for each in printed)
    assert EVIL not in answer.text


@given(st.text(max_size=30) | st.from_regex(r"[/\\.]{1,4}(evil|@|:)[/\\.\w]*", fullmatch=True))
def test_where_somebody_goes_on_is_a_path_of_ours(told_path: str) -> None:
    browsers = re.sub(r"[\t\r\n]", "", own_path(told_path)).replace("\\", "/")
    there = urlsplit(urljoin("https://ours.example/language/zh", browsers))
    assert (there.scheme, there.netloc) == ("https", "ours.example")


@pytest.mark.parametrize(
    "address",
    [
        "/cases/..%2F..%2Fetc/1",
        "/cases/E1%252F1/1",
        "/cases/E1%2F1/1",
        "/cases/E1/01",
        "/cases/E1/1%00",
        "/cases/E1/1/documents/..%2f..%2fpolicy.html",
        "/cases/E1/1/documents/leaving-certificate.exe",
        "/tasks/E1/1/..%2Fown.files",
        "/tasks/%00/1/x",
        "/people/..%2FE1",
        "/people/E1%00",
        "/people/%2e%2e",
        "/files/..%2f..%2fhandover.db",
        "/files/%2e%2e",
        f"/files/{digest_of('never brought')}",
        f"/files/{'0' * 64}?task=upload:E1:own.plan",
        "/static/..%2f..%2fvisit.py",
        "/messages/..%2f",
        "/profile/..%2f/template.xlsx",
        "/certificate/..%2fme",
        "/enter/..%2f..%2f",
    ],
)
def test_an_address_that_was_guessed_leads_nowhere(told: RightsCompany, address: str) -> None:
    for name in ("hr", "leaver", "colleague", "left by link", "other company"):
        answer = reader(told, name).client.send(
            httpx.Request("GET", told.address + address, headers=cookies(told, name))
        )
        assert answer.status_code in {403, 404}, name


def cookies(told: RightsCompany, name: str) -> dict[str, str]:
    return {"cookie": "; ".join(f"{key}={value}" for key, value in reader(told, name).client.cookies.items())}


@pytest.mark.parametrize("address", [row.address for row in rows() if row.method == "GET" and not row.told.get("open")])
def test_who_is_signed_in_at_one_company_finds_nothing_of_another(told: RightsCompany, address: str) -> None:
    path = filled(told, address)
    between = "&" if "?" in path else "?"
    assert reader(told, "hr").get(f"{path}{between}company={OTHER}").status_code == 404
    assert reader(told, "other company").get(f"{path}{between}company={ACME}").status_code == 404
    assert reader(told, "nobody").get(f"{path}{between}company={OTHER}").status_code == 401


@pytest.mark.parametrize("route", [each for each in ROUTES if each.path not in OPEN_CALLS], ids=lambda each: each.path)
def test_a_session_of_pages_is_no_key_of_the_api(told: RightsCompany, route: object) -> None:
    for method in set(route.methods) - {"HEAD"}:  # type: ignore[attr-defined] # a route
        path = re.sub(r"\{\w+\}", "E1", route.path).replace("files/E1", f"files/{digest_of('x')}")  # type: ignore[attr-defined]
        assert reader(told, "hr").client.request(method, path).status_code == 401


def test_a_link_lets_in_its_person_on_the_device_that_opens_it_first_alone(told: RightsCompany) -> None:
    address = f"/enter/{told.link('E6')}"
    with browser(told) as first, browser(told) as second:
        assert (first.get(address).status_code, second.get(address).status_code) == (200, 200)
        assert second.get("/").status_code == 401
        assert first.post(address).status_code == 303
        assert first.get("/").status_code == 200
        for _ in range(2):
            assert second.post(address).status_code == 410
            assert second.get("/").status_code == 401
        assert "吴刚" not in second.get(address).text
        assert second.post(f"{address}/again").status_code == 200
        assert second.get("/").status_code == 401


def browser(told: RightsCompany) -> httpx.Client:
    return httpx.Client(base_url=told.address, timeout=SECONDS)


@pytest.mark.parametrize("name", ["auditor", "left by link"])
def test_no_page_offers_an_act_to_who_only_reads(told: RightsCompany, name: str) -> None:
    pages = {
        each: opened(told, name, filled(told, each)) for each in PAGES if not each.startswith(("/enter", "/certif"))
    }
    offered = {each: set(forms_in(page.text)) for each, page in pages.items() if page.status_code == 200}
    assert {each: forms - OWN for each, forms in offered.items() if forms - OWN} == {}


@pytest.mark.parametrize(
    "name",
    ["leaver", "left by link", "successor", "replaced", "manager", "delegate", "technology", "front line", "auditor"],
)
def test_nobody_is_led_to_a_page_that_is_not_theirs(told: RightsCompany, name: str) -> None:
    led: dict[str, str] = {}
    for each in PAGES:
        address = filled(told, each)
        page = opened(told, name, address)
        if page.status_code == 200 and page.headers["content-type"].startswith("text/html"):
            led |= dict.fromkeys(inside(told, address, page), each)
    wrong = {
        there: (opened(told, name, there).status_code, on)
        for there, on in led.items()
        if not there.startswith(("/policy", "/static", "/language", "/sign-in", "/me/copy"))
        and not there.endswith(".pdf")
        if opened(told, name, there).status_code >= 400
    }
    assert wrong == {}


def inside(told: RightsCompany, address: str, page: httpx.Response) -> Iterator[str]:
    """Yield where the links of a page lead within the service."""
    for each in links_in(page.text):
        there = urlsplit(urljoin(told.address + address, unescape(each)))
        if there.netloc == urlsplit(told.address).netloc:
            yield there.path + (f"?{there.query}" if there.query else "")
