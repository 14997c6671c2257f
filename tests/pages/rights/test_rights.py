"""The rights: every page and every act by every kind of reader, as rights.yaml has them."""

from __future__ import annotations

from html import unescape

import pytest

from handover_policy.web.pages.own import policy as policy_pages
from handover_policy.web.pages.routes import PAGES
from tests.pages.rights.asking import asked_by, ledger_of
from tests.pages.rights.company import RightsCompany
from tests.pages.rights.table import STATUS, Row, readers, rows

ROWS = list(rows())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the handbook be printed at once: what is asked here is who may have it."""
    monkeypatch.setattr(policy_pages, "printed_policy", lambda *_: b"")


def test_every_route_stands_in_the_table_and_every_row_is_a_route() -> None:
    routes = {(method, route.path) for route in PAGES for method in route.methods or () if method != "HEAD"}
    assert {(row.method, row.path) for row in ROWS} == routes


def test_rows_name_readers_and_answers_that_there_are() -> None:
    known = {
        "page",
        "act",
        "what",
        "opened",
        "sent",
        "form",
        "without",
        "instead",
        "says",
        "open",
        "names",
        "own session",
    }
    for row in ROWS:
        assert set(row.told) <= known | set(STATUS), row
        for word in set(row.told) & set(STATUS):
            assert row.told[word] == "everybody" or set(row.told[word]) <= set(readers()), (row, word)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_reader_gets_what_the_table_says(told: RightsCompany, row: Row) -> None:
    before = ledger_of(told)
    found, wanted = {}, {}
    for name in sorted(readers(), key=row.turn):
        answer = asked_by(told, row, name)
        found[name] = answer.status_code
        wanted[name] = STATUS[row.word(name)]
        if row.word(name) == "shown":
            shown = unescape(answer.text)
            assert [word for word in row.told.get("says", ()) if word not in shown] == [], name
    wrong = {name: (found[name], wanted[name]) for name in found if found[name] != wanted[name]}
    assert wrong == {}, "asked: (answered, wanted)"
    if not {"done", "refused by the rules"} & set(row.told):
        assert ledger_of(told) == before
