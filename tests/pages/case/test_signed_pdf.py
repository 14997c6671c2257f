"""What people sign on the page of a sheet stands in a PDF that they can download, with how each was recognised."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import text

from handover_policy.app.serving.told import receipt_of
from handover_policy.app.signing.watching import SigningWatch
from handover_policy.decide.state.seen_events import event_key
from handover_policy.ledger.reading.signatures import signature_rows
from tests.pages.case.company import ACME, CASE, HR, LEAVER, MANAGER, SUCCESSOR, ServedCompany
from tests.pages.running import text_of

SHEET = f"{CASE}/sheet"
PDF = f"{CASE}/documents/confirmation-sheet.pdf"
API = "/v1/documents/E1/1/confirmation-sheet.pdf"


def rows(own: ServedCompany) -> list[dict[str, object]]:
    with own.service.engine.connect() as connection:
        return [dict(each) for each in signature_rows(connection, ACME, "E1/1")]


def test_the_signed_pdf_is_on_the_page_in_the_api_and_says_how_each_was_recognised(guarded: ServedCompany) -> None:
    own = guarded
    watch, company = SigningWatch(own.service), own.service.companies[ACME]
    own.finish()
    assert "还没有人签署" in text_of(own.person(LEAVER).get(SHEET).text)
    for person in (LEAVER, SUCCESSOR):
        page = own.person(person).get(SHEET).text
        answer = own.person(person).sheet(page, code=own.code(person, "sheet"), opinion="同意")
        assert answer.status_code == 303, text_of(answer.text)
    assert "签名正在写入 PDF" in text_of(own.person(LEAVER).get(SHEET).text)
    assert watch.look(company) == 2
    told = text_of(own.person(LEAVER).get(SHEET).text)
    for said in ("其中有电子签名：离职员工、接替者（按签署先后）。", "签名有效，签署后内容没有改动。", "公司自己的 CA"):
        assert said in told, said
    kept = rows(own)
    answers = [own.person(each).get(PDF) for each in (LEAVER, SUCCESSOR, MANAGER)]
    assert {hashlib.sha256(each.content).hexdigest() for each in answers} == {kept[-1]["sha256"]}
    read = own.read(API)
    assert (read.content, read.headers["x-signed-by"]) == (answers[0].content, "leaver, successor")
    assert own.read(f"{API.removesuffix('pdf')}html").status_code == 200
    assurance = kept[0]["assurance"]
    assert isinstance(assurance, dict)
    assert (assurance["how"], assurance["language"], assurance["address"]) == ("code", "zh", "127.0.0.1")
    assert len(assurance["consent"]) == 64
    assert assurance["agent"].startswith("python-httpx")
    history = own.read(f"/v1{CASE}/history?limit=500").text
    assert "python-httpx" not in history
    entries = json.loads(history)["history"]
    act = next(each for each in entries if (each["event"] or {}).get("type") == "sheet.signed")
    receipt = own.read(f"/v1/events/{receipt_of(act['position'], event_key('portal', act['event']['id']))}")
    assert receipt.json()["event"]["data"]["party"] == "leaver"
    assert "python-httpx" not in receipt.text
    with own.service.engine.connect() as connection:
        decided = connection.execute(text("SELECT decision FROM ledger WHERE type = 'sheet.signed'")).scalars().all()
    assert not any("python-httpx" in each for each in decided)
    assert "2 方的电子签名" in text_of(own.person(HR).get(CASE).text)
    blob = next(own.service.settings.files.rglob(str(kept[-1]["sha256"])))
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-1])
    assert "档案里的文件和留存时不一样" in text_of(own.person(LEAVER).get(SHEET).text)
    assert own.read(API).status_code == 503
