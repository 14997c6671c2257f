"""Files and parents that are not read: each is a finding at its place, and nothing is said to be missing for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from handover_policy.findings.finding import Severity
from handover_policy.policy.inherit.folder import FileRefusal, SourceFolder
from handover_policy.policy.read import Reading, read_policy_set
from tests.unit.policy.conftest import MESSAGES, MINIMAL, POLICY, folder_of, modeline

BASE = SourceFolder("base/", folder_of(MINIMAL).files)


def reading_of(
    schemas, files: Mapping[str, str], *refused: FileRefusal, parent: SourceFolder | FileRefusal | None = None
) -> Reading:
    folder = SourceFolder("", folder_of(files).files, refused)
    return read_policy_set(folder, fetch_parent=lambda *_: parent, schemas=schemas, notifications=MESSAGES)


def told(reading: Reading) -> list[tuple[str, str, str]]:
    return [(finding.code, str(finding.location), finding.subject) for finding in reading.findings]


def test_a_file_that_is_not_read_is_an_error_at_its_place(schemas) -> None:
    size = FileRefusal("big.yaml", "file-too-large", MappingProxyType({"size": 5, "limit": 4}))
    reading = reading_of(schemas, MINIMAL, FileRefusal("x.yaml", "link-outside"), size)
    assert told(reading) == [
        ("file-too-large", "big.yaml:1:1", "big.yaml"),
        ("link-outside", "x.yaml:1:1", "x.yaml"),
    ]
    assert reading.findings[0].details == {"size": "5", "limit": "4"}
    assert reading.policy is None


def test_what_it_may_hold_is_not_said_to_be_missing(schemas) -> None:
    files = {name: text for name, text in MINIMAL.items() if name != "notice_days.yaml"}
    assert told(reading_of(schemas, files, FileRefusal("notice_days.yaml", "not-a-file"))) == [
        ("not-a-file", "notice_days.yaml:1:1", "notice_days.yaml")
    ]


def test_a_file_read_already_is_a_warning_and_the_set_holds(schemas) -> None:
    again = FileRefusal("again.yaml", "read-twice", MappingProxyType({"first": "policy.yaml"}))
    reading = reading_of(schemas, MINIMAL, again)
    assert [(each.code, each.severity) for each in reading.findings] == [("read-twice", Severity.WARNING)]
    assert reading.policy is not None


def test_files_of_a_parent_are_named_with_it(schemas) -> None:
    parent = SourceFolder("base/", BASE.files, (FileRefusal("x.yaml", "link-hidden"),))
    files = {"policy.yaml": modeline("policy") + "extends: base\nid: child\nversion: 2.0.0\n"}
    assert told(reading_of(schemas, files, parent=parent)) == [("link-hidden", "base/x.yaml:1:1", "x.yaml")]


@pytest.mark.parametrize("name", ["/etc/acme", "../../else"])
def test_a_parent_that_is_not_read_is_an_error_where_it_is_named(schemas, name: str) -> None:
    files = {**MINIMAL, "policy.yaml": POLICY + f"extends: {name}\n"}
    (finding,) = reading_of(schemas, files, parent=FileRefusal(name, "extends-outside")).findings
    assert (finding.code, finding.subject, finding.location.file) == ("extends-outside", name, "policy.yaml")
