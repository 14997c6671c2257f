"""The texts of a company's own messages are written once on sample values before a policy is used."""

from __future__ import annotations

import pytest

from handover_policy.render.authoring.trial import BARE, FULL, UNWRITTEN, WRITTEN, tried_texts
from handover_policy.render.templates import LAYOUT_SHAPES, compile_templates
from handover_policy.render.views import VARIABLES
from tests.unit.render.departures import shipped_files, shipped_templates

DECLARED = "kind: notification\ntitle: 问候\naudience: [leaver]\nchannels: [portal]\n"
DECLARED += "variables: [recipient, case, task, tasks, change, contact]\n"


def told(text: str) -> list[tuple[str, str, int]]:
    files = {"greeting/notification.yaml": DECLARED, "greeting/zh-CN/message.yaml": f"kind: message\n{text}\n"}
    templates = compile_templates({**shipped_files(), **files})
    found = tried_texts({**files, "greeting/README.md": "x", "gone/zh-CN/message.yaml": "kind: message"}, templates)
    return [(one.subject, one.severity.value, one.location.line) for one in found]


def test_the_samples_hold_every_variable() -> None:
    assert FULL.keys() == BARE.keys() == VARIABLES.keys() | {"item"}


def test_every_shipped_text_can_be_written_on_both_samples() -> None:
    assert tried_texts(shipped_files(), shipped_templates()) == ()


@pytest.mark.parametrize("text", ["{{ case }}", "{{ tasks }}", "{{ case.id|day }}", "{{ contact|person|person }}"])
def test_a_text_that_can_never_be_written_is_an_error(text: str) -> None:
    assert told(f"title: x\nlead: '{text}'") == [("lead", "error", 3)]


def test_a_text_that_fails_where_a_value_may_be_missing_is_a_warning() -> None:
    assert told("title: x\nlead: x\nfacts:\n  - {label: x, text: '{{ case.last_day|day }}'}") == [
        ("facts.0.text", "warning", 5)
    ]
    assert told("title: x\nlead: '{% if case.last_day %}{{ case.last_day|day }}{% endif %}'") == []


def test_the_items_of_a_list_and_the_values_of_a_text_message_are_tried_too() -> None:
    sms = "sms: {template_code: T, text: '${a}', max_length: 9, params: [{name: a, value: '{{ task }}', max: 9}]}"
    item = "list: {of: tasks, item: '{{ item.counterpart|person }}'}"
    assert told(f"title: x\nlead: x\n{item}\n{sms}") == [
        ("list.item", "warning", 4),
        ("sms.params.0.value", "error", 5),
    ]


@pytest.mark.parametrize("layout", ["{{ lead - 1 }}", "{{ lead if action else 1 - lead }}"])
def test_a_layout_that_can_not_always_be_written_is_an_error(layout: str) -> None:
    files = {"_layouts/portal.j2": layout}
    found = tried_texts(files, compile_templates({**shipped_files(), **files}))
    assert [(one.code, one.subject) for one in found] == [("template-fails", "_layouts/portal.j2")]


def test_the_layouts_that_ship_can_be_written_for_long_and_for_short_messages() -> None:
    assert WRITTEN.keys() == UNWRITTEN.keys() == LAYOUT_SHAPES.keys()
    layouts = {path: text for path, text in shipped_files().items() if path.startswith("_layouts/")}
    assert tried_texts(layouts, shipped_templates()) == ()
