"""Results of policy tests as text, JSON and JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import click

from handover_policy.review.testing.policy_test import CaseResult
from handover_policy.review.testing.wording import case_line, failure_text, reasons, summary

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_text(results: Sequence[CaseResult], language: str) -> None:
    """Write a line for each case, under it what is wrong, and a summary."""
    for result in results:
        click.echo(case_line(result, language))
        for reason in reasons(result, language):
            click.echo("\n".join(f"    {line}" for line in reason.splitlines()))
    click.echo(summary(results, language))


def results_json(results: Sequence[CaseResult]) -> dict[str, object]:
    """Return the results for machines: each case with what failed, and the counts."""
    passed = sum(result.passed for result in results)
    return {
        "cases": [_case_json(result) for result in results],
        "summary": {"total": len(results), "passed": passed, "failed": len(results) - passed},
    }


def _case_json(result: CaseResult) -> dict[str, object]:
    return {
        "name": result.case.name,
        "file": result.case.location.file,
        "line": result.case.location.line,
        "passed": result.passed,
        "failures": [
            {
                "line": failure.location.line,
                "expected": failure.wanted,
                "nearest": failure.nearest,
                "never": failure.forbidden,
                "differences": [
                    {"field": each.path, "expected": each.expected, "got": each.got} for each in failure.differences
                ],
            }
            for failure in result.failures
        ],
        "refused": list(result.refused),
    }


def write_junit(results: Sequence[CaseResult], language: str) -> None:
    """Write the results as JUnit XML; a character that XML cannot hold is written by its number, as JSON does."""
    suite = ET.Element("testsuite", name="handover", tests=str(len(results)))
    suite.set("failures", str(sum(not result.passed for result in results)))
    for result in results:
        where = result.case.location
        told = {"name": _clean(result.case.name), "classname": _clean(where.file), "line": str(where.line)}
        case = ET.SubElement(suite, "testcase", told)
        for failure in result.failures:
            text = failure_text(failure, language)
            element = ET.SubElement(case, "failure", message=_clean(text.partition("\n")[0]))
            element.text = _clean(f"{failure.location}: {text}")
        for what in result.refused:
            ET.SubElement(case, "failure", message=_clean(what)).text = _clean(f"{where}: {what}")
    ET.indent(suite)
    click.echo('<?xml version="1.0" encoding="UTF-8"?>')
    click.echo(ET.tostring(suite, encoding="unicode"))


def _clean(text: str) -> str:
    return _NO_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
