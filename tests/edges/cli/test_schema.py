"""`handover schema` as a process of its own."""

from __future__ import annotations

import json

from tests.edges.cli.command import handover


def test_kinds_and_keys_are_explained() -> None:
    assert "gates" in handover("schema", "--lang", "en").out.decode()
    assert "例：due: last_day - 5 workdays" in handover("schema", "tasks.steps.due", "--lang", "zh").out.decode()
    assert json.loads(handover("schema", "gates.controls", "--format", "json").out)[0]["required"] is True
    assert handover("schema", "gates", "--format", "markdown").out.startswith(b"- gates")


def test_a_key_that_is_not_there_is_refused_with_the_nearest() -> None:
    wrong = handover("schema", "gates.control")
    assert (wrong.code, wrong.out) == (2, b"")
    assert "did you mean gates.controls?" in wrong.err
    assert "可选：policy" in handover("schema", "😀").err


def test_a_key_whose_example_is_a_mapping_is_shown_with_it() -> None:
    shown = handover("schema", "gates.opens_when", "--lang", "en")
    assert (
        shown.code,
        "example: opens_when: {tasks.unfinished: 0, tasks.total: {above: 0}}" in shown.out.decode(),
    ) == (0, True)
    assert handover("schema", "policy.vocabulary").code == 0
