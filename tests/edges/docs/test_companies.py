"""The companies of examples/: rules as prose, a set that says them, and a table of which line says which sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from handover_policy.app.check import Checked, check_policies
from handover_policy.app.load import open_policies
from handover_policy.app.policy_tests import PolicyTests, cases_of
from handover_policy.findings.finding import Severity
from handover_policy.sources.shipped import policy_place
from tests.edges.cli.command import ROOT

pytestmark = pytest.mark.usefixtures("what_ships_is_read_once")

EXAMPLES = ROOT / "examples"
COMPANIES = ("chain_store", "garment_factory", "software_firm", "university_cn", "university_us")
TODAY = date(2026, 11, 29)
LEAST_SENTENCES = 40
MOST_SURVIVORS = 0.05

SENTENCE = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
COLUMN = re.compile(r"(?<!\\)\|")
PLACE = re.compile(r"`(?P<file>(?:builtin:)?[\w/.-]+\.yaml)(?::(?P<line>\d+))?` `(?P<words>[^`]+)`")
CASE = re.compile(r"`(?P<file>tests/\w+\.yaml)`: (?P<name>.+?)(?=<br>|$)")

every_company = pytest.mark.parametrize("company", COMPANIES)


@dataclass(frozen=True)
class Row:
    """A row of mapping.md: a sentence, where it is said, which cases break without it, what else there is to say."""

    number: int
    before: tuple[str, ...]
    places: str
    cases: str
    remarks: str


def sentences(company: str) -> dict[int, str]:
    """Return the numbered sentences of a company's rules."""
    found = SENTENCE.findall((EXAMPLES / company / "rules.md").read_text("utf-8"))
    return {int(number): sentence.strip() for number, sentence in found}


@cache
def rows(company: str) -> tuple[Row, ...]:
    """Return the rows of a company's table; those of its head have no number."""
    return tuple(_rows((EXAMPLES / company / "mapping.md").read_text("utf-8")))


def _rows(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in COLUMN.split(line)[1:-1]]
        number = re.match(r"\d+", cells[0]) if cells else None
        if number is not None:
            *before, places, cases, remarks = cells
            yield Row(int(number[0]), tuple(before), places, cases, remarks)


@cache
def checked(company: str) -> Checked:
    """Return what validate, lint and test say of a company's set."""
    (found,) = check_policies([EXAMPLES / company / "policy"], TODAY)
    assert isinstance(found, Checked), found
    return found


def file_of(company: str, name: str) -> Path:
    """Return the file a place names: of the company's set, or of one that ships."""
    if name.startswith("builtin:"):
        shipped, _, inside = name.partition("/")
        return policy_place(shipped) / inside
    return EXAMPLES / company / "policy" / name


@every_company
def test_every_sentence_has_a_row_of_its_own(company: str) -> None:
    told = sentences(company)
    assert len(told) >= LEAST_SENTENCES
    assert list(told) == list(range(1, len(told) + 1))
    assert [row.number for row in rows(company)] == list(told)
    for row in rows(company):
        quoted = [cell for cell in row.before if len(cell) > len(str(row.number)) + 4]
        assert not quoted or any(cell.endswith(told[row.number]) for cell in quoted), row


@every_company
def test_what_a_row_names_stands_in_the_line_it_names(company: str) -> None:
    for row in rows(company):
        found = list(PLACE.finditer(row.places))
        assert len(found) == row.places.count(".yaml"), row
        assert found or row.cases != "—", row  # what the engine does by itself, a case shows
        for place in found:
            lines = file_of(company, place["file"]).read_text("utf-8").splitlines()
            named = lines if place["line"] is None else lines[int(place["line"]) - 1 :][:1]
            words = re.compile(rf"(?<![\w.]){re.escape(place['words'])}(?![\w.])")
            assert any(words.search(line) for line in named), (row.number, place[0], named[:1])


@every_company
def test_the_cases_a_row_names_are_there_and_a_row_without_one_says_why(company: str) -> None:
    there = {(result.case.location.file, result.case.name) for result in checked(company).results}
    for row in rows(company):
        named = {(case["file"], case["name"]) for case in CASE.finditer(row.cases)}
        assert len(named) == row.cases.count("`tests/"), row
        assert named <= there, (row.number, named - there)
        assert named or row.remarks, row


@every_company
def test_nothing_is_wrong_with_the_set_and_every_case_passes(company: str) -> None:
    found = checked(company)
    assert found.linted is not None
    of_validate = [each for each in found.findings if each not in found.linted.findings]
    assert [each for each in of_validate if each.severity in {Severity.ERROR, Severity.WARNING}] == []
    assert [each for each in found.linted.findings if each.severity is Severity.ERROR] == []
    assert found.results
    assert [result.case.name for result in found.results if not result.passed] == []


@pytest.mark.long
@every_company
def test_the_cases_notice_all_but_one_change_in_twenty(company: str) -> None:
    place = EXAMPLES / company / "policy"
    opened = open_policies([place])
    cases, wrong = cases_of(place, opened.policies[0], opened.schemas)
    assert wrong == ()
    tests = PolicyTests(place=place, opened=opened, cases=cases, inherited=False)
    tests.run(watch=False)
    assert tests.passed
    verdicts = list(tests.verdicts(tests.mutants()))
    survivors = [verdict.mutant for verdict in verdicts if verdict.killer is None]
    told = [f"{each.location}: {each.rule} {each.field}: {each.before} -> {each.after}" for each in survivors]
    assert len(survivors) <= MOST_SURVIVORS * len(verdicts), told
