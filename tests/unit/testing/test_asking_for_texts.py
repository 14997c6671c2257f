"""Cases that ask nothing of what messages say come out the same whether messages are written or not."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.check import check_policies
from handover_policy.app.library import Library
from handover_policy.app.load import open_policies
from handover_policy.app.policy_tests import cases_of
from handover_policy.app.run import Run, deciding_json
from handover_policy.findings.finding import Location
from handover_policy.sources.shipped import shipped_folder
from handover_policy.testing.cases import PolicyCase, case_events
from handover_policy.testing.policy_test import TEXT_FIELDS, asks_for_texts, run_case

DEFAULT = shipped_folder("rules") / "default"


def case(**content: Any) -> PolicyCase:
    at = (Location("t.yaml"),)
    return PolicyCase(name="n", location=at[0], content=content, expected_at=at, never_at=at)


@pytest.mark.parametrize(
    ("want", "asked"),
    [
        ({"effect": "notice", "notice": "n", "to": "E1"}, False),
        ({"effect": "notice", "subject": "交接"}, True),
        ({"effect": "notice", "bodies": {"sms": "好"}}, True),
        ({"effect": "problem", "code": "profile-empty", "subject": "customers"}, False),
        ({"effect": "problem", "code": "message-trouble"}, True),
        ({"effect": "problem", "subject": "n"}, True),
        ({"effect": "task", "task": "t"}, False),
        ({"refusal": "too-late"}, True),
    ],
)
def test_what_asks_for_texts(want: dict[str, Any], asked: bool) -> None:  # noqa: FBT001 - a parameter of a test
    assert asks_for_texts(case(expect=[want])) is asked
    assert asks_for_texts(case(never=[want])) is asked


def test_without_written_messages_a_notice_lacks_those_fields_alone() -> None:
    opened = open_policies([DEFAULT])
    cases, _ = cases_of(DEFAULT, opened.policies[0], Library().schemas)
    differing: set[str] = set()
    for each in cases[:12]:
        told: list[list[dict[str, Any]]] = [[], []]
        for run, found in zip((Run(opened), Run(opened).unwritten()), told, strict=True):
            decide = deciding_json(run)
            for event in case_events(each, opened.policies[0].manifest.timezone):
                found.extend(decide(event).get("effects", ()))
        assert len(told[0]) == len(told[1])
        for one, other in zip(*told, strict=True):
            differing |= {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    assert {"subject", "bodies"} <= differing <= TEXT_FIELDS


def test_check_says_the_same_as_when_every_message_is_written(tmp_path: Path) -> None:
    place = tmp_path / "default"
    shutil.copytree(DEFAULT, place)
    wrong = "{effect: problem, code: profile-empty, subject: customers}"
    for path in (place / "tests").glob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace(wrong, wrong.replace("customers", "nothing")), "utf-8")
    (checked,) = check_policies([place], date(2026, 11, 29))
    assert not isinstance(checked, OSError)
    opened = checked.opened
    cases, _ = cases_of(place, opened.policies[0], opened.schemas)
    zone = opened.policies[0].manifest.timezone
    assert checked.results == tuple(run_case(each, deciding_json(Run(opened)), zone) for each in cases)
    assert checked.failed
