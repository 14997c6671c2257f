"""Who may take a dossier from the service, by a key or on the page of the case; and that it is noted who did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import httpx
import pytest

from handover_policy.app.serving.settings import CompanySettings
from handover_policy.ledger.personal.openings import openings_of
from handover_policy.ledger.sessions import add_session
from tests.evidence.dossier.making import verified
from tests.service.api.serving import ACME, Served, salesman, serving

SECONDS = 60.0
PATH, PAGE = "/v1/evidence/E1001/1.zip", "/cases/E1001/1/dossier.zip"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a service whose auditor is named in the settings."""
    acme = CompanySettings(id=ACME, auditors=("U-AUD",))
    with serving(tmp_path_factory.mktemp("taken") / "data", acme=acme) as found:
        found.tell(*salesman())
        yield found


def page(served: Served, person: str, path: str) -> httpx.Response:
    """Return the answer to somebody who is signed in."""
    token = add_session(served.service.engine, ACME, person, served.clock())
    return httpx.get(f"{served.server.address}{path}", cookies={"handover_session": token}, timeout=SECONDS)


def test_a_key_with_the_scope_gets_the_dossier_and_is_noted(served: Served) -> None:
    answer = served.get(PATH, key=served.new_key("evidence:read").text)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="dossier-E1001-1.zip"' in answer.headers["content-disposition"]
    assert verified(answer.content).findings.faults == []
    again = served.get(PATH)
    assert hashlib.sha256(again.content).digest() == hashlib.sha256(answer.content).digest()
    with served.service.engine.connect() as connection:
        assert {each.what for each in openings_of(connection, ACME, "E1001")} == {"dossier"}


def test_other_keys_and_cases_get_none(served: Served) -> None:
    assert served.get(PATH, key=served.new_key("cases:read", "files:read").text).status_code == 403
    assert served.get(PATH, key=served.other_key).status_code == 404
    assert served.get("/v1/evidence/E1001/7.zip").status_code == 404
    assert httpx.get(f"{served.server.address}{PATH}").status_code == 401


def test_hr_and_auditors_take_it_on_the_page_and_nobody_else(served: Served) -> None:
    for person in ("U-HR", "U-AUD"):
        assert PAGE in page(served, person, "/cases/E1001/1").text
        answer = page(served, person, PAGE)
        assert answer.status_code == 200
        assert verified(answer.content).findings.faults == []
    assert "E1001/1" in page(served, "M200", "/cases/E1001/1").text  # the manager sees the case
    assert PAGE not in page(served, "M200", "/cases/E1001/1").text
    assert {page(served, person, PAGE).status_code for person in ("M200", "E1002")} == {403}
    with served.service.engine.connect() as connection:
        taken = {each.by for each in openings_of(connection, ACME, "E1001") if each.what == "dossier"}
    assert {"U-HR", "U-AUD"} <= taken
