"""Policy tests that name a rule by its old id: they mean the rule of today, and `never` does not pass for ever."""

from __future__ import annotations

from handover_policy.app.library import load_schemas
from handover_policy.policy.read import SourceFile
from handover_policy.testing.policy_test import read_cases, run_case
from handover_policy.testing.renamed import with_newest_ids
from tests.unit.decide.stage import Stage
from tests.unit.policy.test_renamed import renamed

MODELINE = "# yaml-language-server: $schema=../../../schemas/test.schema.json\nkind: test\n"
CASE = """cases:
  - name: 资料
    employee: {role: sales, stage: regular}
    events:
      - {at: 2026-03-02, type: resignation.submitted, data: {form: written}}
      - {at: 2026-03-03, type: task.submitted, data: {task: "E1/1:work.papers", by: E1}}
    expect:
      - {effect: task, id: "E1/1:work.papers", task: work.papers, state: submitted, title: work.papers}
      - {effect: task, because: {rule: work.papers}}
      - {effect: gate, gate: g, tasks: ["E1/1:work.papers"]}
    never:
      - {effect: task, task: work.papers, state: submitted}
"""


def test_expectations_name_rules_as_they_are_called_now() -> None:
    policy = renamed(("work.papers", "work.files"))
    names = {"work.papers": "work.files"}
    cases, _ = read_cases([SourceFile("tests/a.yaml", (MODELINE + CASE).encode())], load_schemas())
    (case,), found = with_newest_ids(cases, names)
    assert [(each.code, each.subject, each.location.line) for each in found] == [
        ("old-id", "work.papers", 10),
        ("old-id", "work.papers", 11),
        ("old-id", "work.papers", 12),
        ("old-id", "work.papers", 14),
    ]
    first, second, third = case.content["expect"]
    assert (first["id"], first["task"], first["title"]) == ("E1/1:work.files", "work.files", "work.papers")
    assert third["tasks"] == ["E1/1:work.files"]
    assert second["because"] == {"rule": "work.files"}
    stage = Stage(policy)
    result = run_case(case, lambda event: stage.hear(event).decision, policy.manifest.timezone)
    assert not result.refused  # the event with the old id was taken
    assert [failure.forbidden for failure in result.failures if failure.forbidden] == [True]


def test_a_case_that_expects_nothing_has_nothing_to_rename() -> None:
    text = CASE[: CASE.index("    expect:")]
    cases, _ = read_cases([SourceFile("tests/a.yaml", (MODELINE + text).encode())], load_schemas())
    (case,), found = with_newest_ids(cases, {"work.papers": "work.files"})
    assert (case.content, found) == (cases[0].content, ())


def test_without_renamings_cases_stay_as_they_are() -> None:
    cases, _ = read_cases([SourceFile("tests/a.yaml", (MODELINE + CASE).encode())], load_schemas())
    assert with_newest_ids(cases, {}) == (cases, ())
