"""Where a finding ends in its line, and a hash that knows its line again."""

import pytest

from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.reporting.source_lines import SourceLines

TEXT = "kind: gates\n# 甲\n  - {titel: x, id: 'a b'}\nkind: gates\n\n"


def lines(text: str | None = TEXT) -> SourceLines:
    return SourceLines(lambda file: text if file == "a.yaml" else None)


def about(line: int, column: int, subject: str = "") -> Finding:
    return Finding(code="x", severity=Severity.ERROR, location=Location("a.yaml", line, column), subject=subject)


@pytest.mark.parametrize(
    ("finding", "end"),
    [
        (about(3, 6, "titel"), 11),
        (about(3, 6, "another word"), 11),
        (about(3, 20), 25),
        (about(3, 3), 4),
        (about(3, 5), 6),
        (about(3, 99), None),
        (about(3, 0), None),
        (about(99, 1), None),
        (about(5, 1), None),
    ],
)
def test_a_finding_ends_with_its_word(finding: Finding, end: int | None) -> None:
    assert lines().end_column(finding, finding.location) == end


def test_a_line_is_known_again_when_it_moves_and_told_from_one_that_reads_alike() -> None:
    first, second = (lines().hash_of(Location("a.yaml", line)) for line in (1, 4))
    assert first.split(":")[0] == second.split(":")[0]
    assert (first[-2:], second[-2:]) == (":1", ":2")
    moved = lines("\n\n" + TEXT.replace("kind: gates", "  kind:   gates"))
    assert moved.hash_of(Location("a.yaml", 3)) == first


def test_a_place_without_a_line_has_no_hash() -> None:
    assert lines().hash_of(Location("a.yaml", 99)) == lines().hash_of(Location("b.yaml")) == ""
