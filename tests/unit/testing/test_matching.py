"""Matching: what an expectation asks of an effect, which effect comes nearest, and where it differs."""

from __future__ import annotations

from dataclasses import replace

from handover_policy.testing.matching import Mismatch, contains, differences, matches, nearest

TASK = {
    "effect": "task",
    "task": "sales.customers",
    "when": "2026-03-02T09:00:00+08:00",
    "due": "2026-03-25",
    "steps": [{"party": "leaver", "due": "2026-03-25"}, {"party": "successor", "due": "2026-03-27"}],
    "because": {"rule": "sales.customers", "line": 5},
}


def at(path: str, expected: object, got: object, *, present: bool = True) -> Mismatch:
    return Mismatch(path=path, expected=expected, got=got, present=present)


def test_lists_match_by_their_elements_and_booleans_are_no_numbers() -> None:
    assert contains([{"a": 1, "b": 2}, {"a": 3}], [{"a": 3}])
    assert not contains([{"a": 1}], [{"a": 2}])
    assert not contains({"a": 1}, {"a": True})
    assert not contains(None, {"a": 1})


def test_a_day_is_the_beginning_of_a_moment() -> None:
    assert matches({"effect": "task", "at": "2026-03-02"}, TASK)
    assert matches({"effect": "task", "at": "2026-03-02 09:00"}, TASK)
    assert not matches({"effect": "task", "at": "2026-03-03"}, TASK)


def test_nothing_differs_where_everything_matches() -> None:
    assert differences({"effect": "task", "at": "2026-03-02", "due": "2026-03-25"}, TASK) == ()


def test_each_field_that_differs_is_told_with_its_path() -> None:
    want = {
        "effect": "task",
        "at": "2026-03-03",
        "due": "2026-03-26",
        "steps": [{"party": "successor", "due": "2026-03-28"}, {"party": "leaver"}],
        "because": {"rule": "other", "law": ["X"]},
        "reason": None,
        "waived_by": "M1",
    }
    assert differences(want, TASK) == (
        at("at", "2026-03-03", "2026-03-02T09:00:00+08:00"),
        at("due", "2026-03-26", "2026-03-25"),
        replace(at("steps[1].due", "2026-03-28", "2026-03-27"), place="steps[2]"),
        at("because.rule", "other", "sales.customers"),
        at("because.law", ["X"], None, present=False),
        at("reason", None, None, present=False),
        at("waived_by", "M1", None, present=False),
    )


def test_a_member_that_is_no_mapping_is_told_with_the_whole_list() -> None:
    assert differences({"effect": "n", "channels": ["sms", "email"]}, {"effect": "n", "channels": ["sms"]}) == (
        at("channels", "email", ["sms"]),
    )
    assert differences({"effect": "n", "steps": [{"a": 1}]}, {"effect": "n", "steps": []}) == (
        at("steps", {"a": 1}, []),
    )


def test_the_nearest_effect_is_about_the_same_rule_before_it_agrees_in_more() -> None:
    other = {**TASK, "task": "sales.receivables", "due": "2026-03-30"}
    want = {"effect": "task", "task": "sales.customers", "due": "2026-03-30", "steps": other["steps"]}
    assert nearest(want, [other, TASK]) is TASK
    assert nearest({"effect": "claim"}, [other]) is None


def test_of_two_alike_the_one_of_the_day_comes_nearer() -> None:
    later = {**TASK, "when": "2026-03-05T09:00:00+08:00"}
    assert nearest({"effect": "task", "at": "2026-03-05", "due": "2026-04-01"}, [TASK, later]) is later
