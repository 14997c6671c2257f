"""Shapes: keys and values that do not fit the kind of their file, told at their place."""

from __future__ import annotations

import pytest

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.policy.names import KINDS
from handover_policy.policy.shape.check import ShapeChecker
from handover_policy.policy.yaml_source.compose import Composer

TASK = "id: t\ntitle: t\ntasks:\n  - {id: t.a, title: a, steps: [{party: leaver, do: x}]}\n"


@pytest.mark.parametrize(
    ("kind", "body", "finding"),
    [
        (
            "gates",
            "gates:\n  - {id: g, titel: t, controls: severance, opens_when: {}}\n",
            ("unknown-key", "titel", (4, 13)),
        ),
        (
            "gates",
            "gates:\n  - {id: g, title: t, controls: severence, opens_when: {}}\n",
            ("unknown-value", "severence", (4, 33)),
        ),
        ("gates", "gates:\n  - {id: g, title: t, controls: severance}\n", ("missing-key", "opens_when", (4, 5))),
        ("gates", "gates: 3\n", ("wrong-type", "gates", (3, 8))),
        ("gates", "gates:\n  - x\n", ("wrong-type", "gates[]", (4, 5))),
        (
            "gates",
            "gates:\n  - {id: g, title: 3, controls: severance, opens_when: {}}\n",
            ("wrong-type", "title", (4, 20)),
        ),
        (
            "gates",
            "gates:\n  - {id: 'a b', title: t, controls: severance, opens_when: {}}\n",
            ("bad-form", "a b", (4, 10)),
        ),
        ("gates", "gates:\n  - {id: g, title: '', controls: severance, opens_when: {}}\n", ("empty", "title", (4, 20))),
        (
            "gates",
            "gates:\n  - {id: g, title: t, controls: [a], opens_when: {}}\n",
            ("wrong-type", "controls", (4, 33)),
        ),
        ("gates", "", ("missing-key", "gates", (2, 1))),
        ("gates", "gates:\n  - {title: t, controls: severance, opens_when: {}}\n", ("missing-key", "id", (4, 5))),
        (
            "notices",
            "notices:\n  - {id: n, on: claim, channels: [sms], notification: task-overdue}\n",
            ("missing-key", "to", (4, 5)),
        ),
        ("obligations", "transfer: 3\n", ("wrong-type", "transfer", (3, 11))),
        ("gates", "id: " + "x" * 5 + "\ngates: []\n", ("key-misplaced", "id", (3, 1))),
        (
            "notices",
            "notices:\n  - {id: n, on: employee.lefft, to: hr, channels: [sms], notification: task-overdue}\n",
            ("unknown-value", "employee.lefft", (4, 17)),
        ),
        (
            "notices",
            "notices:\n  - {id: n, on: [x], to: hr, channels: [sms], notification: task-overdue}\n",
            ("unknown-value", "x", (4, 18)),
        ),
        (
            "notices",
            "notices:\n  - {id: n, on: employee.left, to: hr, channels: [], notification: task-overdue}\n",
            ("empty", "channels", (4, 50)),
        ),
        ("archive", "sections:\n  'a b': {title: t, key: k, fields: [k]}\n", ("bad-id", "a b", (4, 3))),
        (
            "archive",
            "sections:\n  a: {title: " + "x" * 600 + ", key: k, fields: [k]}\n",
            ("too-long", "title", (4, 14)),
        ),
        (
            "clauses",
            (
                "clauses:\n  - {id: c, title: t, text: x, sign: never,"
                " consequence: {kind: damages, when: {case.absent: true}}}\n"
            ),
            ("missing-key", "measure", (4, 58)),
        ),
        ("tasks", TASK.replace("party: leaver, ", ""), ("missing-key", "party", (6, 33))),
        ("tasks", TASK.replace("steps:", "stepps:"), ("unknown-key", "stepps", (6, 25))),
        ("obligations", "final_pay: {due: 3}\n", ("bad-time", "3", (3, 18))),
        ("obligations", "retention: {wage_records: 2}\n", ("bad-period", "2", (3, 27))),
        ("obligations", "signature: {kind: stamp}\n", ("unknown-value", "stamp", (3, 19))),
        ("waivers", "waivers: [{finding: x, reason: y, approver: z, expires: no}]\n", ("not-a-date", "no", (3, 57))),
    ],
)
def test_a_deviation_is_told_once_and_at_its_place(findings_in, kind, body, finding) -> None:
    findings = findings_in(kind, body)
    place = (findings[0].location.line, findings[0].location.column)
    assert (findings[0].code, findings[0].subject, place) == finding
    assert len(findings) == 1 or {each.code for each in findings} <= {"bad-form", "not-a-date"}


def test_a_misspelt_key_is_not_called_missing_as_well(findings_in) -> None:
    findings = findings_in("gates", "gates:\n  - {id: g, title: t, control: severance, opens_whan: {}}\n")
    assert [(each.code, each.details["suggestion"]) for each in findings] == [
        ("unknown-key", "controls"),
        ("unknown-key", "opens_when"),
    ]
    assert [each.code for each in findings_in("gates", "gate: []\n")] == ["unknown-key"]


def test_a_file_of_a_kind_that_stands_once_cannot_come_twice(findings_in) -> None:
    more = {"second.yaml": "# yaml-language-server: $schema=x/notice_days.schema.json\nkind: notice_days\nrules: []\n"}
    codes = [each.code for each in findings_in("gates", "gates: []\n", **more)]
    assert sorted(codes) == ["empty", "kind-twice"]


def test_modelines_are_asked_for(findings_in) -> None:
    files = {
        "x.yaml": "kind: gates\ngates: []\n",
        "y.yaml": "# yaml-language-server: $schema=a/tasks.schema.json\nkind: gates\ngates: []\n",
    }
    findings = findings_in("waivers", "waivers: []\n", **files)
    assert [(each.code, each.location.file, each.severity) for each in findings] == [
        ("modeline-missing", "x.yaml", "warning"),
        ("modeline-wrong", "y.yaml", "warning"),
    ]


def shape_findings(schema: dict[str, object], text: str) -> list[tuple[str, str]]:
    found = Collected()
    node = Composer("f.yaml", found).compose(text)
    assert node is not None
    checker = ShapeChecker({"k": schema}, found)
    checker.check("k", node, missing=False)
    checker.check("k", node, present=False)
    return [(each.code, each.subject) for each in found.sorted()]


@pytest.mark.parametrize(
    ("schema", "text", "findings"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}, "{b: 1}", [("missing-key", "a")]),
        ({"oneOf": [{"type": "number"}, {"type": "string", "pattern": "^x"}]}, "y", [("bad-form", "y")]),
        (
            {
                "oneOf": [
                    {"properties": {"kind": {"const": "p"}, "n": {"type": "number"}}},
                    {"properties": {"kind": {"const": "q"}, "n": {"type": "string"}, "m": {"type": "string"}}},
                ]
            },
            "{kind: q, n: 1, m: 2}",
            [("wrong-type", "n"), ("wrong-type", "m")],
        ),
        ({"oneOf": [{"type": "number"}, {"minimum": 0}]}, "3", [("bad-form", "3")]),
        ({"minimum": 5}, "3", [("number-out-of-range", "3")]),
        ({"maximum": 2}, "3", [("number-out-of-range", "3")]),
        ({"maxItems": 1}, "[1, 2]", [("too-long", "")]),
        (
            {"additionalProperties": False, "required": ["apple"]},
            "{b: 1}",
            [("missing-key", "apple"), ("unknown-key", "b")],
        ),
        ({"items": {"type": "string"}}, "[1]", [("wrong-type", "")]),
        (
            {"properties": {"a": {"$ref": "#/$defs/number"}}, "$defs": {"number": {"type": "number"}, "x": {}}},
            "{a: text}",
            [],
        ),
    ],
)
def test_of_several_shapes_the_one_that_was_meant_is_told(schema, text, findings) -> None:
    assert shape_findings(schema, text) == findings


def test_values_that_were_told_already_are_not_told_again() -> None:
    found = Collected()
    node = Composer("f.yaml", found).compose("{a: .nan}")
    assert node is not None
    ShapeChecker({"k": {"properties": {"a": {"type": "string"}}}}, found).check("k", node)
    assert [each.code for each in found.sorted()] == ["not-a-number"]


def test_keys_of_a_mapping_that_must_fit_a_pattern_are_told_at_the_key() -> None:
    found = Collected()
    node = Composer("f.yaml", found).compose("{a: 1, 'a b': 1}")
    assert node is not None
    ShapeChecker({"k": {"propertyNames": {"pattern": "^[a-z]+$"}}}, found).check("k", node)
    assert [(each.code, each.location) for each in found.sorted()] == [("bad-id", Location("f.yaml", 1, 8))]


def test_every_kind_of_the_contract_is_read(schemas) -> None:
    assert set(KINDS) <= set(schemas)


def test_of_shapes_of_other_types_every_type_is_told() -> None:
    found = Collected()
    node = Composer("f.yaml", found).compose("{a: [3], b: [{c: x}]}")
    assert node is not None
    number = {"anyOf": [{"type": "number"}, {"type": "boolean"}]}
    schema: dict[str, object] = {"properties": {"a": number, "b": {"items": {"properties": {"c": number}}}}}
    ShapeChecker({"k": schema}, found).check("k", node)
    told = [(each.code, each.subject, each.details["expected"]) for each in found.sorted()]
    assert told == [("wrong-type", "a", "number|boolean"), ("wrong-type", "c", "number|boolean")]
