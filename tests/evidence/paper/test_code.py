"""The code on the confirmation sheet: another reader decodes it, and it leads to the page that says what is proven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.app.proving.shown import with_digest
from handover_policy.app.serving.settings import verify_page
from handover_policy.evidence.checkpoints import read_checkpoint
from handover_policy.evidence.notes import read_note
from tests.evidence.paper.codes import codes_in
from tests.service.api.serving import ACME, Served, salesman, serving

PUBLIC = "https://handover.example.com"
SHEET = "/v1/documents/E1001/1/confirmation-sheet"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a service whose example has come to its end, with a checkpoint over all of it but the last event."""
    with serving(tmp_path_factory.mktemp("paper") / "data") as served:
        *events, last = salesman()
        served.tell(*events)
        make_checkpoint(served.service.engine, ACME, served.data, served.clock())
        served.tell(last)
        yield served


def addressed(served: Served, public: str | None) -> None:
    company = served.service.companies[ACME]
    company.settings = replace(company.settings, verify_at=verify_page(public, ACME))


def sheet_of(served: Served) -> str:
    decisions = served.get("/v1/decisions?effect=sheet").json()["decisions"]
    effects = [each for one in decisions for each in one["decision"]["effects"] if each["effect"] == "sheet"]
    found: str = effects[-1]["sha256"]
    return found


def test_the_code_on_paper_leads_to_the_digest_and_the_sheet_names_the_checkpoint(told: Served, tmp_path: Path) -> None:
    addressed(told, PUBLIC)
    digest = sheet_of(told)
    address = with_digest(f"{PUBLIC}/verify?company={ACME}", digest)
    assert codes_in(told.get(f"{SHEET}.pdf").content, tmp_path) == [address]
    page = told.get(f"{SHEET}.html").text
    assert f'<a href="{address.replace("&", "&amp;")}"' in page
    note = asked(told, "/verify/checkpoint.txt").text
    seen = read_checkpoint(read_note(note).text)
    assert [each for each in (seen.origin, note.split("\n")[2], f"共 {seen.size} 行") if each not in page] == []


def test_without_a_public_address_the_sheet_says_how_to_verify_it_by_hand(told: Served) -> None:
    addressed(told, None)
    page = told.get(f"{SHEET}.html").text
    assert "本单没有核验二维码" in page
    assert "<svg" not in page


def test_the_page_says_that_it_is_a_sheet_and_what_the_code_alone_does_not_show(told: Served) -> None:
    page = asked(told, "/verify", digest=sheet_of(told)).text
    assert [
        each for each in ("确认单的内容摘要", "sheet.json", "可以印在任何一张纸上", "已列入") if each not in page
    ] == []
    assert not re.search(r"E1001|王晓敏", page)
    assert re.search(r'href="/verify/checkpoint.txt\?company=acme" download', page)
    assert asked(told, "/verify/checkpoint.tsr").status_code == 404
    assert asked(told, "/verify/checkpoint.txt", company="other").status_code == 404


def asked(served: Served, path: str, **params: str) -> httpx.Response:
    params = {"company": ACME, **params}
    return httpx.get(f"{served.server.address}{path}", params=params, headers={"accept-language": "zh"})
