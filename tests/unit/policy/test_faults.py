"""What makes a text no YAML is told at the line where it stands, not where the parser gave up."""

from __future__ import annotations

import pytest

from handover_policy.findings.collected import Collected
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.faults import fault_in, pasted_rows
from handover_policy.policy.yaml_source.slips import repaired

STEPS = "steps:\n  - {party: leaver, due: last_day}\n  - {party: hr, due: last_day}\n"


def told(text: str) -> list[tuple[str, int, int]]:
    found = Collected()
    Composer("f.yaml", found).compose(text)
    return [(each.code, each.location.line, each.location.column) for each in found.sorted()]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ('title: "一\nid: x\nname: "二"\n', ("quote-not-closed", 1, 8)),
        ("a: x\ntitle: '一\nid: x\n", ("quote-not-closed", 2, 8)),
        (STEPS.replace("leaver, ", 'leaver, do: "一, '), ("quote-not-closed", 2, 25)),
        ('a: "x" b\ntitle: "一', ("yaml-syntax", 1, 8)),
        ('title: "一', ("quote-not-closed", 1, 8)),
        (STEPS.replace("last_day}\n", "last_day\n", 1), ("bracket-not-closed", 2, 5)),
        ("when: {a: [b, {c: d}]\nid: x\n", ("bracket-not-closed", 1, 7)),
        ("when: {a: [b, c}\nid: x\n", ("yaml-syntax", 1, 16)),
        ("title 一\nid: x\n", ("colon-missing", 1, 1)),
        ("a: x\n- title 一\nid: x\n", ("colon-missing", 2, 3)),
        ("b 一\nid: x\n", ("yaml-syntax", 2, 3)),
        ("rows:\na\tb\tc\n", ("pasted-table", 2, 1)),
        ("when: {a: b,\n  c: d\n\n# x\n}\nid\n", ("yaml-syntax", 6, 1)),
    ],
)
def test_a_fault_is_told_where_it_stands(text: str, finding: tuple[str, int, int]) -> None:
    assert told(text) == [finding]


def test_what_is_closed_below_is_no_fault() -> None:
    assert fault_in('title: "一\n  二"\nwhen: {a: b,\n  c: d}\nid: x\n') is None
    assert list(pasted_rows("a: b\tc\td\n# x\ty\tz\ntext: |\n  a\tb\tc\n")) == []


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("title:一", "title: 一"),
        ("- id:a", "- id: a"),
        ("-id: a", "- id: a"),
        ("- {employee.role:a, 2026-01-01:3}", "- {employee.role: a, 2026-01-01: 3}"),
        ("- {party: a due: b, do: 一 id: c}", "- {party: a, due: b, do: 一, id: c}"),
        ("－ id: a", "- id: a"),
        ("  • {id: a}", "  - {id: a}"),
        ("—a", "- a"),
        ("due:\u00a0last_day -\u20035 days", "due: last_day - 5 days"),
    ],
)
def test_a_missing_blank_or_comma_is_put_in(written: str, plain: str) -> None:
    assert repaired(written).text == plain


@pytest.mark.parametrize(
    "written",
    [
        "is: contact:hr",
        "- contact:hr",
        "where: https://a.b/c",
        "time:12",
        'do: "一 id: x"',
        "text: |\n  title:一\n  － id: a",
        "do: 一\n  to:二",
        "---",
        "- -5",
        "text: 一—二 －三",
        "—— 说明",
        "{is: contact:hr, to: b}",
        "when: {a: b,\n- id:x\n",
        "# title:一",
        "-unknown: a",
        "- {contact:hr}",
        "do: 一\u00a0二",
    ],
)
def test_what_is_meant_so_stays(written: str) -> None:
    assert repaired(written).text == written
