"""Whatever word of a policy is misspelt: one finding at that word, with the right word, and nothing derived from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.model.dates.timeline import parse_expression
from handover_policy.policy.rows.times import suggested_time
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode

ROOT = Path(__file__).parents[3]
ACME = ROOT / "tests" / "edges" / "contract" / "acme"
DEFAULT = ROOT / "rules" / "default"
NAMES_OF_THE_AUTHOR = {"sections", "vocabulary", "parties", "contacts", "accepts"}
"""Under these keys stand names that the author makes up: any spelling is right, and those who use them are told."""


def files_of(place: Path) -> dict[str, str]:
    paths = (path for path in place.rglob("*.yaml") if path.relative_to(place).parts[0] not in {"tests", "seed_cases"})
    return {path.relative_to(place).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def keys_in(node: Node, above: tuple[str, ...] = ()) -> Iterator[tuple[str, Location]]:
    if isinstance(node, MappingNode):
        for entry in node.entries:
            made_up = above[-1:] and above[-1] in NAMES_OF_THE_AUTHOR
            if not made_up and above[-2:-1] != ("vocabulary",) and not entry.key[0].isdigit():
                yield entry.key, entry.key_location
            yield from keys_in(entry.value, (*above, entry.key))
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from keys_in(item, above)


def misspelt_keys(files: dict[str, str]) -> Iterator[tuple[str, str, Location]]:
    for path, text in files.items():
        root = Composer(path, Collected()).compose(text)
        assert root is not None
        for key, at in keys_in(root):
            yield path, key, at


def changed(text: str, word: str, at: Location) -> str:
    """Return a text with a letter in the middle of a word doubled."""
    lines = text.split("\n")
    line, middle = lines[at.line - 1], len(word) // 2
    wrong = word[: middle + 1] + word[middle:] if len(word) > 2 else word + word[-1]
    assert line.startswith(word, at.column - 1)
    lines[at.line - 1] = line[: at.column - 1] + wrong + line[at.column - 1 + len(word) :]
    return "\n".join(lines)


def told(reading) -> list[tuple[str, str | None]]:
    return [(str(each.location), each.details.get("suggestion")) for each in reading.findings]


def test_every_key_of_the_contracts_example_gets_its_right_spelling_and_no_second_finding(read) -> None:
    files = files_of(ACME)
    words = list(misspelt_keys(files))
    wrong = [
        (path, key, findings)
        for path, key, at in words
        if (findings := told(read({**files, path: changed(files[path], key, at)}))) != [(str(at), key)]
    ]
    assert len(words) > 200
    assert wrong == []


def test_the_same_holds_in_a_set_that_extends_another(read) -> None:
    files, parents = files_of(ROOT / "rules" / "internet"), {"builtin:default": files_of(DEFAULT)}
    words = list(misspelt_keys(files))
    wrong = [
        (path, key, findings)
        for path, key, at in words
        if (findings := told(read({**files, path: changed(files[path], key, at)}, parents))) != [(str(at), key)]
    ]
    assert len(words) > 60
    assert wrong == []


@pytest.mark.parametrize(
    ("old", "new", "suggestion"),
    [
        ("controls: severance", "controls: severence", "severance"),
        ("on: resignation.submitted", "on: resignation.submited", "resignation.submitted"),
        ("for: tasks", "for: task", "tasks"),
        ("for: tasks, at: task.start", "foor: tasks, at: task.start", "for"),
        ("kind: damages", "kind: damage", "damages"),
        ("measure: actual_loss", "measure: actuel_loss", "actual_loss"),
        ("roll: statutory_holiday", "roll: statutory_holliday", "statutory_holiday"),
        ("channels: [sms, wecom", "channels: [sms, wecon", "wecom"),
        ("employee.stage: probation}", "employee.stage: probaton}", "probation"),
        ("case.handover: open", "case.handover: opne", "open"),
        ("case.last_day_reached: true", "case.last_day_reach: true", "case.last_day_reached"),
        ("is: employee.manager", "is: employe.manager", "employee.manager"),
        ("due: last_day - 5 workdays", "due: last_day-5 workdays", "last_day - 5 workdays"),
        ("due: last_day - 5 workdays", "due: lastday - 5 workday", "last_day - 5 workday"),
        ("due: last_day - 5 workdays", "due: last_day - 5个工作日", "last_day - 5 workdays"),
        ("accepted_after: 3 workdays", "accepted_after: 3天", "3 days"),
        ("accepted_after: 3 workdays", "accepted_after: 3 wrokdays", "3 workdays"),
        ("for_each: profile.customers", "for_each: profile.custmers", "customers"),
        ("party: successor", "party: sucessor", "successor"),
        ("notification: task-overdue", "notification: task-overdu", "task-overdue"),
        ("timezone: Asia/Shanghai", "timezone: Asia/Shangai", "Asia/Shanghai"),
        ("employee.role: {", "employe.role: {", "employee.role"),
        ("fields: [name, stage", "fields: [nam, stage", "nam"),
    ],
)
def test_a_misspelt_value_gets_its_right_spelling_and_no_second_finding(read, old, new, suggestion) -> None:
    files = files_of(ACME)
    path = next(path for path, text in files.items() if old in text)
    findings = told(read({**files, path: files[path].replace(old, new, 1)}))
    assert [each[1] for each in findings] == [suggestion]


@pytest.mark.parametrize("wrong", ["five days before", "last_day - 99999 days", "上周", "last_day - 5 days " * 9])
def test_where_nothing_is_near_no_time_is_suggested(wrong) -> None:
    assert suggested_time(wrong, parse_expression) == ""


def test_an_unreadable_manifest_leaves_nothing_derived_in_a_set_that_may_extend_another(read) -> None:
    files, parents = files_of(ROOT / "rules" / "internet"), {"builtin:default": files_of(DEFAULT)}
    for manifest in (files["policy.yaml"] + "\n: {", files["policy.yaml"].replace("builtin:", "builtin::")):
        findings = read({**files, "policy.yaml": manifest}, parents).findings
        assert [each.location.file for each in findings] == ["policy.yaml"]


def test_a_key_that_stands_already_is_not_suggested_again(read) -> None:
    files = files_of(ACME)
    gates = files["gates.yaml"].replace("title: 交接确认", "title: 交接确认, titel: 甲", 1)
    assert [each[1] for each in told(read({**files, "gates.yaml": gates}))] == [""]
