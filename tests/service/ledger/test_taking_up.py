"""What decisions are made by stands in the ledger: at the first start, and at each change."""

from __future__ import annotations

import shutil
from datetime import time
from pathlib import Path

import pytest

from handover_policy import __version__
from handover_policy.app.load import open_policies
from handover_policy.app.run import Run
from handover_policy.app.serving.keeping import taking_up
from handover_policy.app.serving.keeping.sets import PolicyLost, kept_policy, named_in, reopened
from handover_policy.app.serving.keeping.taking_up import PolicyUnfit
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.taking_up import look_again, take_up_now
from handover_policy.ledger.policy_sets import contents_of
from handover_policy.sources.shipped import policy_place
from tests.service.ledger.playing import (
    COMPANY,
    SALESMAN,
    Clock,
    bodies,
    events_of,
    ledger_of,
    opened,
    play,
    settings_for,
)

POLICIES = Path(__file__).parents[2] / "laws" / "policies"
EVENTS = events_of(SALESMAN)


def copied_default(folder: Path, version: str = "1.0.0") -> Path:
    shutil.copytree(policy_place("builtin:default"), folder)
    manifest = folder / "policy.yaml"
    manifest.write_text(manifest.read_text().replace("version: 1.0.0", f"version: {version}"))
    return folder


def test_the_first_start_notes_product_and_policy_and_the_next_one_nothing(database: str, tmp_path: Path) -> None:
    settings, clock = settings_for(database, tmp_path), Clock()
    play(settings, EVENTS[:5], clock)
    play(settings, EVENTS[5:10], clock)
    rows = ledger_of(database)
    assert [row.kind for row in rows if row.kind != "event"] == ["code", "policy"]
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert bodies(rows, "code") == [{"version": __version__, "state_format": 1}]
    assert {row.policy_digest for row in rows if row.kind != "code"} == {rows[1].policy_digest}


def test_another_release_and_another_version_are_noted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = copied_default(tmp_path / "one"), copied_default(tmp_path / "two", "1.1.0")
    database, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    play(settings_for(database, tmp_path, [str(first)]), EVENTS[:15], clock)
    monkeypatch.setattr(taking_up, "__version__", "99.0")
    later = settings_for(database, tmp_path, [str(first), str(second)])
    play(later, EVENTS[15:16], clock)
    play(later, EVENTS[16:], clock)
    rows = ledger_of(database)
    assert [row.kind for row in rows if row.kind != "event"] == ["code", "policy", "code", "policy"]
    versions = [[each["version"] for each in row["versions"]] for row in bodies(rows, "policy")]  # type: ignore[attr-defined]
    assert versions == [["1.0.0"], ["1.0.0", "1.1.0"]]


def test_an_altered_version_and_a_missing_one_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    first = copied_default(tmp_path / "one")
    database, clock = f"sqlite:///{tmp_path / 'handover.db'}", Clock()
    play(settings_for(database, tmp_path, [str(first)]), EVENTS[:15], clock)
    before = ledger_of(database)
    assert any(row.case_id for row in before)
    second = copied_default(tmp_path / "two", "1.1.0")
    with pytest.raises(PolicyUnfit) as missing:
        play(settings_for(database, tmp_path, [str(second)]), [], clock)
    assert (missing.value.code, missing.value.params["version"]) == ("version-missing", "1.0.0")
    manifest = first / "policy.yaml"
    manifest.write_text(f"{manifest.read_text()}# a remark changes no rule\n")
    play(settings_for(database, tmp_path, [str(first)]), [], clock)
    manifest.write_text(manifest.read_text().replace("09:00", "10:00"))
    with pytest.raises(PolicyUnfit) as altered:
        play(settings_for(database, tmp_path, [str(first)]), [], clock)
    assert (altered.value.code, altered.value.params) == ("version-altered", {"version": "1.0.0"})
    with pytest.raises(PolicyUnfit) as other:
        play(settings_for(database, tmp_path, [str(POLICIES / "nasty")]), [], clock)
    assert other.value.code == "policy-other"
    kinds = [row.kind for row in ledger_of(database)]
    assert kinds == [*(row.kind for row in before), "policy"]


@pytest.mark.parametrize("places", [["builtin:default"], [POLICIES / "nasty", POLICIES / "next"]])
def test_what_was_kept_opens_to_the_very_same_policy(places: list[str | Path]) -> None:
    read = open_policies([policy_place(each) for each in places])
    kept = kept_policy(read, Run(read, engine="compiled").books)
    again = reopened(kept.body, lambda digest: kept.contents[digest][1])
    assert kept_policy(again, Run(again, engine="compiled").books) == kept
    assert set(named_in(kept.body)) == set(kept.contents)
    assert [each.reading.findings for each in again.sets] == [each.reading.findings for each in read.sets]
    for digest in kept.contents:
        with pytest.raises(PolicyLost):
            reopened(kept.body, lambda asked, lost=digest: None if asked == lost else kept.contents[asked][1])  # type: ignore[misc]
        with pytest.raises(PolicyLost):
            reopened(kept.body, lambda asked, lost=digest: kept.contents[asked][1] + " " * (asked == lost))  # type: ignore[misc]


def test_the_contents_stand_in_the_database(database: str, tmp_path: Path) -> None:
    play(settings_for(database, tmp_path), [])
    with opened(database) as engine, engine.connect() as connection:
        found = contents_of(connection, COMPANY)
    body = next(row.body for row in ledger_of(database) if row.kind == "policy")
    assert body is not None
    assert set(named_in(body)) == set(found)
    assert sorted(kind for kind, _ in found.values()) == ["messages", "policy", "schemas"]
    reopened(body, lambda digest: found[digest][1])


def test_another_hour_of_sending_counts_from_then_on(tmp_path: Path) -> None:
    folder = copied_default(tmp_path / "one")
    service = Service(settings_for(f"sqlite:///{tmp_path / 'handover.db'}", tmp_path, [str(folder)]), now=Clock())
    service.start()
    try:
        company = service.companies[COMPANY]
        copied = folder / "policy.yaml"
        copied.write_text(copied.read_text().replace("version: 1.0.0", "version: 1.1.0").replace('"09:00"', '"11:30"'))
        assert take_up_now(company, look_again(company, service.now()), service.now)
        assert company.lane.schedule.send_at == time(11, 30)
    finally:
        service.stop()
