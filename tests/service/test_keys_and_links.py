"""`handover keys`, `link` and `tick`: beside a service that runs, and where there is nothing yet."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.service.served import called, served
from tests.service.test_serve import HIRED, key_in, settings_in, told


def test_a_key_counts_at_once_and_no_more_once_it_is_taken_back(tmp_path: Path) -> None:
    with served(here=tmp_path) as service:
        key = key_in(tmp_path)
        assert told(service.address, key).status_code == 200
        assert called("keys", "revoke", key, here=tmp_path).code == 0
        assert told(service.address, key).status_code == 401
        assert called("keys", "revoke", key, here=tmp_path).code == 1


def test_the_secret_for_signatures_stands_on_the_line_before_the_key(tmp_path: Path) -> None:
    made = called("keys", "add", "--name", "a", "--scope", "events:write", "--signing", here=tmp_path)
    signing, key = made.out.splitlines()
    assert (signing[:6], key[:3]) == ("whsec_", "hk_")


def test_keys_are_listed_without_their_secrets(tmp_path: Path) -> None:
    key = key_in(tmp_path, "--source", "hr/core", "--type", "employee.*")
    listed = called("keys", "list", "--format", "json", here=tmp_path)
    (row,) = json.loads(listed.out)
    assert (row["id"], row["sources"], row["types"]) == (key.partition(".")[0], ["hr/core"], ["employee.*"])
    assert key not in listed.out + called("keys", "list", here=tmp_path).out


def test_a_scope_or_a_company_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    wrong = called("keys", "add", "--name", "a", "--scope", "event:write", "--lang", "en", here=tmp_path)
    assert (wrong.code, "did you mean events:write?" in wrong.err) == (2, True)
    file = settings_in(tmp_path, "companies:\n  - id: acme\n  - id: other\n")
    several = called("keys", "add", "--settings", file, "--name", "a", "--scope", "all", here=tmp_path)
    unknown = called("keys", "list", "--settings", file, "--company", "acmee", "--lang", "en", here=tmp_path)
    assert (several.code, unknown.code, "did you mean acme?" in unknown.err) == (2, 2, True)


def test_a_link_is_for_somebody_who_is_known_and_is_kept_as_its_hash(tmp_path: Path) -> None:
    nobody = called("link", "--person", "U-HX", "--lang", "en", here=tmp_path)
    assert (nobody.code, "did you mean U-HR?" in nobody.err) == (2, True)
    made = called("link", "--person", "U-HR", here=tmp_path)
    token = made.out.strip().rpartition("/enter/")[2]
    assert (made.code, len(token) > 40) == (0, True)
    database = (tmp_path / "handover-data" / "handover.db").read_bytes()
    assert token.encode() not in database


def test_an_employee_told_of_gets_a_link_to_where_the_service_is(tmp_path: Path) -> None:
    with served(here=tmp_path) as service:
        told(service.address, key_in(tmp_path))
        made = called("link", "--person", HIRED["subject"], here=tmp_path)
    assert made.out.startswith(f"{service.address}/enter/")


def test_tick_tells_the_clock_once_where_no_service_runs(tmp_path: Path) -> None:
    first = called("tick", "--lang", "en", here=tmp_path)
    assert (first.code, first.out) == (0, "default: told the time 1 time\n")
    with sqlite3.connect(tmp_path / "handover-data" / "handover.db") as connection:
        rows = connection.execute("SELECT count(*) FROM ledger WHERE type = 'clock.ticked'").fetchone()
    assert rows == (1,)
