"""The API on SQLite and on PostgreSQL: the same requests, the same answers."""

import json
from pathlib import Path
from typing import Any

from handover_policy.ledger.reading import told as told_rows
from tests.service.api.serving import BATCH, STRUCTURED, Served, event, hired, salesman, serving
from tests.service.postgresql import fresh_database

PATHS = (
    "/v1/decisions?limit=1000",
    "/v1/decisions?effect=gate&case=E1001/1&limit=5",
    "/v1/cases",
    "/v1/cases?q=王&state=closed&overdue=true",
    "/v1/cases?after=E1001/1",
    "/v1/cases/E1001/1",
    "/v1/cases/E1001/1/history?limit=500",
    "/v1/cases/E1001%252F/1",
    "/v1/cases/%00/1",
    "/v1/tasks",
    "/v1/tasks?state=done&person=E1001&limit=200",
    "/v1/tasks?due_before=2026-04-01",
    "/v1/gates?control=severance&employee=E1001",
    "/v1/gates?control=severance&employee=E1002",
    "/v1/gates?control=severance&employee=%00",
    "/v1/decisions?case=%25_%5C",
    "/v1/tasks?person=%25_%5C%22",
)
ODD: tuple[dict[str, Any], ...] = (
    {"specversion": "1.0", "id": "\0", "source": "\0/x", "type": "x.y", "data": {"\0": "\0\U0001f600"}},
    {"specversion": "1.0", "id": "1", "source": "a", "type": "x\0y"},
    {**hired("E\0"), "id": "odd"},
    hired("E5", "名\0字"),
    {**hired("x" * 256), "id": "long"},
    {**hired("名" * 256), "id": "wide"},
    {**hired("/:%" * 85), "id": "marks"},
    {**hired("E" * 300), "id": "longer", "type": "x.y"},
    event("successor.assigned", "E1001", "odd-1", "2026-04-02T09:00:00+08:00", {"successor": "\0", "by": "U-HR"}),
    event(
        "delegation.recorded",
        "E1002",
        "odd-2",
        "2026-04-02T09:00:00+08:00",
        {"from": "E1002", "to": "\0", "by": "E1002"},
    ),
)


def asked(served: Served) -> list[Any]:
    """Return every answer to the same requests, without what differs by nature: when it was received."""
    answers = [served.post(salesman(), BATCH), served.post(salesman()[3]), served.post({**salesman()[3], "time": "x"})]
    answers += [served.post(each, STRUCTURED) for each in ODD]
    answers += [served.get(path) for path in PATHS]
    answers.append(served.get(f"/v1/events/{answers[0].json()['results'][0]['receipt']}"))
    return [(each.status_code, each.json()) for each in answers]


def paged(served: Served, path: str, name: str, **params: Any) -> list[list[Any]]:
    """Return the pages of a question, asked until there are no more."""
    pages, after = list[list[Any]](), 0
    while page := (told := served.get(path, after=after, **params).json())[name]:
        pages.append(page)
        if told["next"] is None:
            break
        after = told["next"]
    return pages


def test_an_answer_is_bounded_by_bytes_and_loses_nothing(database: str, tmp_path: Path, monkeypatch: Any) -> None:
    with serving(tmp_path / "data", database=database) as served:
        served.tell(*salesman())
        for path, name, params in (
            ("/v1/decisions", "decisions", {"limit": 1000}),
            ("/v1/decisions", "decisions", {"limit": 1000, "effect": "task"}),
            ("/v1/decisions", "decisions", {"limit": 1000, "case": "E1001/1"}),
            ("/v1/cases/E1001/1/history", "history", {"limit": 500}),
        ):
            whole = paged(served, path, name, **params)
            for most in (1, 20_000):
                with monkeypatch.context() as small:
                    small.setattr(told_rows, "MOST_BYTES", most)
                    pages = paged(served, path, name, **params)
                assert [each for page in pages for each in page] == [each for page in whole for each in page]
                assert len(pages) > len(whole)
                assert all(len(page) == 1 or len(json.dumps(page)) < 3 * most for page in pages)


def test_both_databases_answer_alike(tmp_path: Path, postgresql_url: str) -> None:

    with serving(tmp_path / "one") as served:
        on_sqlite = asked(served)
    with serving(tmp_path / "two", database=fresh_database(postgresql_url, "handover_api")) as served:
        on_postgresql = asked(served)
    assert on_postgresql == on_sqlite
    assert {status for status, _ in on_sqlite} <= {200, 400, 404, 422}
