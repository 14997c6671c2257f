"""The same inputs give byte-equal output, on both engines and under any environment (contract section 4)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.decide.stage import FILE, Stage, leaving, ready, small

ROOT = Path(__file__).parents[3]
NOTICES = """
    notices:
      - {id: start, on: resignation.submitted, to: leaver, channels: [sms], notification: handover-started}
      - {id: over, for: tasks, at: task.due + 1 day, to: step_party, channels: [sms], notification: task-overdue,
         when: {task.overdue_days: {at_least: 1}}, repeat: {every: 1 day, times: 3}}
"""
GATES = """
    gates:
      - {id: a, title: 甲, controls: severance, opens_when: {tasks.unfinished: 0, sheet.signed: true}}
      - {id: b, title: 乙, controls: final_pay, opens_when: {any: [{case.cause: [mutual, expiry]}, {tasks.overdue: 0}]}}
"""
PLAYED = """
from tests.unit.decide.test_replay import play
for line in play("durable"):
    print(line)
"""


def play(engine: str) -> list[str]:
    """Return a story's decisions as written, one a line."""
    stage = Stage(small(notices=NOTICES, gates=GATES), engine="compiled" if engine == "compiled" else "durable")
    told = [stage.hire(person) for person in ("E1", "E2", "E3", "M1")]
    told += [stage.resign("E1"), stage.resign("E3", at="2026-03-03T10:00", form="chat"), stage.assign("E2")]
    told += [stage.assign("E2", person="E3"), stage.act("submitted", "E1", "2026-03-10T10:00", evidence=[FILE])]
    told += [stage.tell("employee.left", "E2", "2026-03-20T10:00", on="2026-03-20")]
    told += [stage.tick(f"2026-{day}T09:00") for day in ("03-26", "03-28", "04-02")]
    told += [stage.act("waived", "M1", "2026-04-03T10:00", reason="x"), stage.sign("manager", "M1", "2026-04-03T11:00")]
    told += [stage.act("confirmed", "E9", "2026-04-03T10:00")]
    return [json.dumps(each.decision, ensure_ascii=False) for each in told]


def test_a_replay_gives_the_same_bytes():
    assert play("compiled") == play("compiled")


def test_both_engines_decide_alike():
    assert play("durable") == play("compiled")


@pytest.mark.parametrize(
    "changed",
    [
        {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"},
    ],
)
def test_hash_seed_time_zone_and_locale_change_nothing(changed):
    environment = {**os.environ, **changed, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(  # noqa: S603 - the interpreter that runs this test
        [sys.executable, "-c", PLAYED], env=environment, capture_output=True, check=True, cwd=ROOT, timeout=120
    )
    assert run.stdout.decode().splitlines() == play("durable")


def test_a_clock_event_moves_every_open_case_and_belongs_to_none():
    stage = leaving()
    stage.resign("E2", at="2026-03-03T10:00")
    told = stage.tick("2026-03-04T09:00")
    assert told.decision["case"] is None
    assert [effect["case"] for effect in told.effects("task", state="open")] == ["E2/1"]
    assert stage.case("E2").now.isoformat() == "2026-03-04T09:00:00+08:00"


def test_an_event_moves_its_own_case_to_its_time_and_never_back():
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-20T10:00")
    stage.act("confirmed", "E2", "2026-03-10T10:00")
    assert stage.case().now.isoformat() == "2026-03-20T10:00:00+08:00"


def test_an_event_told_late_keeps_its_own_time_on_the_step():
    stage = leaving()
    stage.act("submitted", "E1", "2026-03-20T10:00")
    task = stage.act("confirmed", "E2", "2026-03-10T10:00").one("task")
    assert task["steps"][1]["at"] == "2026-03-10T10:00:00+08:00"


def test_effects_come_in_the_order_of_case_kind_and_policy():
    order = ["case", "task", "sheet", "gate", "claim", "duty", "notice", "problem"]
    stage = ready(notices=NOTICES, gates=GATES)
    kinds = stage.resign(form="oral").kinds
    assert kinds == ["case", "task", "gate", "gate", "notice", "problem"]
    assert kinds == sorted(kinds, key=order.index)


def test_every_effect_carries_its_case_and_because_where_a_rule_stands_behind_it():
    told = ready(notices=NOTICES, gates=GATES).resign()
    assert {effect["case"] for effect in told.decision["effects"]} == {"E1/1"}
    for effect in told.decision["effects"]:
        assert {"rule", "file", "line", "facts", "law"} == set(effect["because"])


def test_a_decision_repeats_the_identity_of_its_event():
    told = ready().resign(at="2026-03-02T02:00:00Z", id="r1", source="hr/core")
    assert told.decision["event"] == {
        "source": "hr/core",
        "id": "r1",
        "type": "resignation.submitted",
        "time": "2026-03-02T02:00:00Z",
    }
