"""Results of policy tests as text, JSON and JUnit XML."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from handover_policy.cli.terminal import say
from handover_policy.findings.reporting.hosting.junit import CaseNames, xml_text
from handover_policy.testing.policy_test import CaseResult
from handover_policy.testing.wording import case_line, failure_text, reasons, refusal_text, summary


def write_text(results: Sequence[CaseResult], language: str) -> None:
    """Write a line for each case, under it what is wrong, and a summary."""
    for result in results:
        say(case_line(result, language))
        for reason in reasons(result, language):
            say(*(f"    {line}" for line in reason.split("\n")))
    say(summary(results, language))


def results_json(results: Sequence[CaseResult], language: str) -> dict[str, object]:
    """Return the results for machines: each case with what failed, and the counts."""
    passed = sum(result.passed for result in results)
    return {
        "cases": [_case_json(result, language) for result in results],
        "summary": {"total": len(results), "passed": passed, "failed": len(results) - passed},
    }


def _case_json(result: CaseResult, language: str) -> dict[str, object]:
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
        "refused": [refusal_text(event, language) for event in result.refused],
    }


def write_junit(results: Sequence[CaseResult], language: str) -> None:
    """Write the results as JUnit XML; a character that XML cannot hold is written by its number, as JSON does."""
    suite = ET.Element("testsuite", name="handover", tests=str(len(results)))
    suite.set("failures", str(sum(not result.passed for result in results)))
    names = CaseNames()
    for result in results:
        where = result.case.location
        name = names.of(where.file, result.case.name)
        told = {"name": name, "classname": xml_text(where.file), "line": str(where.line)}
        case = ET.SubElement(suite, "testcase", told)
        for failure in result.failures:
            text = failure_text(failure, language)
            element = ET.SubElement(case, "failure", message=xml_text(text.partition("\n")[0]))
            element.text = xml_text(f"{failure.location}: {text}")
        for what in (refusal_text(event, language) for event in result.refused):
            ET.SubElement(case, "failure", message=xml_text(what)).text = xml_text(f"{where}: {what}")
    ET.indent(suite)
    say('<?xml version="1.0" encoding="UTF-8"?>')
    say(*ET.tostring(suite, encoding="unicode").split("\n"))
