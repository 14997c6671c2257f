"""Codes: where the settings want one for every act, a session alone does nothing, whoever holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import pytest

from handover_policy.app.serving.settings import CodeSettings
from handover_policy.ledger.codes import codes_at_hand
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from tests.pages.rights.asking import ledger_of, reader
from tests.pages.rights.company import ACME, RightsCompany, company

KEPT = re.compile(r'<textarea name="([\w.-]+)" hidden>\n(.*?)</textarea>', re.DOTALL)
CHANGED = {"name": "沈青青", "role": "sales", "stage": "regular", "hired": "2024-03-01"}
ACTS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "resign": ("colleague", "/resign", {"kind": "resignation", "step": "send", "reason": "\n搬家<b>"}),
    "ask to stay": ("leaver", "/resign/stay", {"reason": "想留下"}),
    "submit a task": ("leaver", "/tasks/E1/1/own.keys", {"do": "submit", "remark": "三把"}),
    "object": ("successor", "/cases/E7/1/sheet", {"step": "object", "objection": "数目不对"}),
    "send back": ("successor", "/tasks/E1/1/own.files", {"do": "return", "reason": "缺一份"}),
    "edit somebody": ("hr", "/people/E9/change", CHANGED),
    "record a departure": (
        "hr",
        "/people/E12/departure",
        {"cause": "expiry", "last_day": "2026-06-01", "reason": "合同到期", "step": "send"},
    ),
    "set a delegate": ("hr", "/people/E9/delegate", {"delegate": "E2"}),
    "add an employee": (
        "hr",
        "/people",
        {"number": "N1", "name": "新人", "role": "sales", "stage": "regular", "hired": "2026-04-13"},
    ),
    "save a profile": ("replaced", "/profile/customers", {"do": "save", "new.0.name": "客户乙"}),
}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RightsCompany]:
    with company(Path(tmp_path_factory.mktemp("guarded")), CodeSettings(sheet=True, acts=True)) as made:
        yield made


def code_of(guarded: RightsCompany, person: str) -> str:
    with reading(guarded.service.engine) as connection:
        kept = codes_at_hand(connection, envelope_in(guarded.service.settings.data), ACME, guarded.clock())
    return next(each.code for each in kept if (each.person, each.purpose) == (person, "acts"))


@pytest.mark.parametrize("act", ACTS)
def test_an_act_asks_for_the_code_and_keeps_what_was_filled_in(guarded: RightsCompany, act: str) -> None:
    name, path, form = ACTS[act]
    person, before = reader(guarded, name), ledger_of(guarded)
    if act == "object":
        page = person.get("/cases/E7/1/sheet").text
        form = {**form, "sha256": re.findall(r'name="sha256" value="([0-9a-f]+)"', page)[0]}
    if act == "save a profile":
        seen = re.search(r'name="seen" value="([^"]+)"', person.get("/profile").text.partition("/profile/customers")[2])
        assert seen is not None
        form = {**form, "seen": seen[1]}
    asked = person.post(path, form, act)
    assert asked.status_code == 422
    kept = {key: unescape(value) for key, value in KEPT.findall(asked.text)}
    assert kept == {"csrf": person.csrf, "act": act, **form}
    wrong = person.client.post(path, data={**kept, "code": "12"})
    assert (wrong.status_code, "验证码不对" in wrong.text) == (422, True)
    assert ledger_of(guarded) == before
    code = code_of(
        guarded, {"colleague": "E6", "leaver": "E1", "successor": "E2", "hr": "U-HR", "replaced": "E3"}[name]
    )
    assert code not in wrong.text
    for _ in range(1 if act == "add an employee" else 2):  # the same click; a number that is taken is told so
        assert person.client.post(path, data={**kept, "code": code}).status_code == 303
    assert ledger_of(guarded) == [(ACME, before[0][1] + 1), *before[1:]]
