"""junit: findings as JUnit XML, which CI services show as test results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from handover_policy.findings.catalogue import reason, remedy
from handover_policy.findings.finding import RANK, Finding
from handover_policy.findings.reporting.report import Report, seen_from_here

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CLEAN = {"zh": "没有发现", "en": "no findings"}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return a text with every character that XML cannot hold written by its number, as JSON does."""
    return _NO_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def junit_form(*reports: Report) -> Iterator[str]:
    """Yield one document: a suite for each policy set, a case for each finding.

    A finding as bad as `fail_on` is a failure, its type the severity; a milder one is a case that passes and says so.
    A set without findings has one case that passes, because services take an empty suite for a job that went wrong.
    """
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - 10 ms that no other form needs

    root = ET.Element("testsuites")
    for report in reports:
        suite = ET.SubElement(root, "testsuite", name=xml_text(report.of or "handover"))
        for finding in report.findings:
            _add(suite, finding, report)
        for name, at in report.passed:
            ET.SubElement(
                suite, "testcase", name=xml_text(name), classname=xml_text(report.path_of(at.file) or at.file)
            )
        if not len(suite):
            ET.SubElement(suite, "testcase", name=CLEAN[report.language], classname="handover")
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ET.tostring(root, encoding="unicode")


def _add(suite: Element, finding: Finding, report: Report) -> None:
    at, said = seen_from_here(report, finding)
    told = {
        "name": f"{finding.code} {at.line}:{at.column}",
        "classname": at.file,
        "file": at.file,
        "line": str(at.line),
    }
    case = suite.makeelement("testcase", {name: xml_text(text) for name, text in told.items()})
    suite.append(case)
    texts = (f"{at}: {said}", reason(finding, report.language), remedy(finding, report.language))
    body = xml_text("\n".join(text for text in texts if text))
    if RANK[finding.severity] <= RANK[report.fail_on]:
        inner = case.makeelement("failure", {"message": xml_text(said), "type": finding.severity.value})
    else:
        inner = case.makeelement("system-out", {})
    inner.text = body
    case.append(inner)
