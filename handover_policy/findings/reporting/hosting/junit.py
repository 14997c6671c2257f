"""junit: findings as JUnit XML, which CI services show as test results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from handover_policy.findings.catalogue import reason, remedy
from handover_policy.findings.finding import RANK, Finding
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.report import Report, seen_from_here
from handover_policy.texts.texts import texts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def xml_text(text: str) -> str:
    """Return a text with every character that XML cannot hold, or that hides, written by its number; lines stay."""
    return "\n".join(map(escaped, text.split("\n")))


class CaseNames:
    """Names of test cases, each once, and the same in the next run wherever the lines have moved to."""

    __slots__ = ("_given",)

    def __init__(self) -> None:
        """Start with no name given."""
        self._given: Counter[str] = Counter()

    def of(self, *parts: str) -> str:
        """Return a name of these parts; the second of the same name is numbered 2."""
        name = " ".join(escaped(part) for part in parts if part)
        self._given[name] += 1
        if self._given[name] == 1:
            return name
        return self.of(name, f"({self._given[name]})")


def junit_form(*reports: Report) -> Iterator[str]:
    """Yield one document: a suite for each policy set, a case for each finding.

    A finding as bad as `fail_on` is a failure, its type the severity; a milder one is a case that passes and says so.
    A set without findings has one case that passes, because services take an empty suite for a job that went wrong.
    """
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - 10 ms that no other form needs

    root = ET.Element("testsuites")
    names = CaseNames()
    for report in reports:
        suite = ET.SubElement(root, "testsuite", name=escaped(report.of or "handover"))
        for finding in report.findings:
            _add(suite, finding, report, names)
        for name, at in report.passed:
            file = report.path_of(at.file) or at.file
            ET.SubElement(suite, "testcase", name=names.of(file, name), classname=escaped(file))
        if not len(suite):
            name = names.of(report.of, texts(report.language).say("reporting.none"))
            ET.SubElement(suite, "testcase", name=name, classname="handover")
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ET.tostring(root, encoding="unicode")


def _add(suite: Element, finding: Finding, report: Report, names: CaseNames) -> None:
    at, said = seen_from_here(report, finding)
    file = escaped(at.file)
    told = {
        "name": names.of(at.file, finding.code, finding.subject),
        "classname": file,
        "file": file,
        "line": str(at.line),
    }
    case = suite.makeelement("testcase", told)
    suite.append(case)
    texts = (f"{at}: {said}", reason(finding, report.language), remedy(finding, report.language))
    body = xml_text("\n".join(text for text in texts if text))
    if RANK[finding.severity] <= RANK[report.fail_on]:
        inner = case.makeelement("failure", {"message": xml_text(said), "type": finding.severity.value})
    else:
        inner = case.makeelement("system-out", {})
    inner.text = body
    case.append(inner)
