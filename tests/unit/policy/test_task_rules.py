"""What is wrong with conditions, order, parties, records and lists of tasks, each at its place (contract "tasks")."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

HEAD = """\
id: work
title: 清单
tasks:
"""
ARCHIVE = """\
# yaml-language-server: $schema=../schemas/archive.schema.json
kind: archive
sections:
  members: {title: 会员, key: name, fields: {name: 姓名, idle_months: 未到店月数, receiver: 接手人}}
  assets:  {title: 资产, key: name, fields: [name, count]}
"""
STEP = "steps: [{party: hr, do: 办, due: last_day}]"


def steps(text: str, more: str = "") -> str:
    return f"id: work.a, title: 甲{more}, steps: [{text}]"


SLIPS = yaml.safe_load((Path(__file__).parent / "task_slips.yaml").read_text("utf-8"))


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: " + ".join(slip["rows"]))
def test_each_slip_is_found_where_it_stands(findings_in, slip):
    tasks = HEAD + "".join(f"  - {{{row}}}\n" for row in slip["rows"])
    told = findings_in("tasks", tasks, **{"archive.yaml": ARCHIVE})
    assert [[each.code, each.location.line, each.subject] for each in told] == slip["found"]


@pytest.mark.parametrize("source", ["profile.asets", "{in: profile.asets}"])
def test_a_list_of_things_from_no_section_is_told_with_those_there_are(findings_in, source: str):
    row = f"id: work.a, title: 甲, items: {{columns: {{a: 甲}}, from: {source}}}, {STEP}"
    (found,) = findings_in("tasks", f"{HEAD}  - {{{row}}}\n", **{"archive.yaml": ARCHIVE})
    assert "assets" in str(found.details["allowed_en"])


def test_steps_of_several_parties_are_one_step_for_each_with_its_place_and_group(policy_with):
    text = "{party: leaver, do: 交}, {parties: [hr, manager], do: 签}, {parties: [hr], do: 归档}"
    policy = policy_with(tasks=f"{HEAD}  - {{{steps(text)}}}\n", archive=ARCHIVE.partition("kind: archive\n")[2])
    (task,) = policy.tasks
    assert [(step.party, step.place, step.group) for step in task.steps] == [
        ("leaver", 0, 0),
        ("hr", 1, 2),
        ("manager", 1, 2),
        ("hr", 2, 0),
    ]


def test_fields_have_titles_where_the_set_gives_them(policy_with):
    tasks = f"{HEAD}  - {{id: work.a, title: 甲, {STEP}}}\n"
    policy = policy_with(tasks=tasks, archive=ARCHIVE.partition("kind: archive\n")[2])
    members, assets = policy.sections
    assert (members.fields, members.field_titles["idle_months"]) == (("name", "idle_months", "receiver"), "未到店月数")
    assert (assets.fields, dict(assets.field_titles)) == (("name", "count"), {})


def test_a_word_that_has_no_place_there_is_led_to_where_it_has_one_and_a_slip_to_what_was_meant(findings_in):
    step = STEP.replace("hr", "leaver")
    for place, told in (
        ("without_leaver: {party: hr, do: 办, when: {case.absent: true}}", ("key-misplaced", None)),
        ("wehre: 网盘", ("unknown-key", "where")),
    ):
        (found,) = findings_in("tasks", f"{HEAD}  - {{id: work.a, title: 甲, {step}, {place}}}\n")
        assert (found.code, found.details.get("suggestion")) == told
