"""Hr answers a request for deletion on a page: what may go of the person goes, and the page says so beforehand."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.web.api import application
from handover_policy.web.server import ApiServer
from tests.evidence.erasing.departures import FIRST, OF_THE_FIRST, OVER
from tests.pages.rest.people import Portal
from tests.service.api.serving import Clock
from tests.service.ledger.playing import COMPANY, ledger_of

NOON = datetime(OVER.year, OVER.month, OVER.day, 4, tzinfo=UTC)
HR = "U-HR"


@pytest.fixture
def office(departed_database: Path, tmp_path: Path) -> Iterator[Portal]:
    """Give the company's service on the day on which nothing of the first need be kept any more."""
    shutil.copy(departed_database, tmp_path / "handover.db")
    database = f"sqlite:///{tmp_path / 'handover.db'}"
    companies = (CompanySettings(id=COMPANY, hr=(HR,)),)
    service = Service(Settings(data=tmp_path, database=database, companies=companies), now=lambda: NOON)
    service.start()
    service.companies[COMPANY].lane.begun.result(60)
    server = ApiServer(application(service), port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    portal = Portal(service, server.address, Clock())
    yield portal
    for client in portal.clients:
        client.close()
    server.should_exit = True
    thread.join()
    service.stop()


def test_hr_answers_and_everything_of_the_person_is_gone_but_what_proves_the_rest(office: Portal) -> None:
    theirs, hr, engine = office.guest(FIRST, kind="private"), office.guest(HR), office.service.engine
    assert "人事答复后，您的全部个人信息就会删除" in theirs.get("/me").text
    assert theirs.post("/me/requests", kind="deletion", text="请全部删除").status_code == 303
    assert "期限都已届满" in hr.get("/requests").text
    answer = {"request": hr.hidden("/requests", "request"), "answer": "已全部删除"}
    rows = ledger_of(office.service.settings.database)
    of_both = next(row.position for row in rows if row.type == "clock.ticked" and FIRST in (row.decision or ""))
    with engine.begin() as connection:
        done = "UPDATE ledger SET received_at = '9' || received_at WHERE position = :at"
        connection.execute(text(done), {"at": of_both})
    refused = hr.post("/requests", **answer)
    assert (refused.status_code, f"（第 {of_both} 行）" in refused.text) == (409, True)
    with engine.begin() as connection:
        undone = "UPDATE ledger SET received_at = substr(received_at, 2) WHERE position = :at"
        connection.execute(text(undone), {"at": of_both})
    assert [hr.post("/requests", **answer).status_code for _ in range(2)] == [303, 409]
    files = [each.read_bytes() for each in office.service.settings.data.rglob("*") if each.is_file()]
    assert [each for each in OF_THE_FIRST if any(each.encode() in file for file in files)] == []
    assert theirs.get("/me").status_code != 200, "the session has gone with the rest"
    assert verify_ledger(engine, COMPANY, evaluator="compiled").differences == []
