"""The forms for code hosting and CI services: valid whatever the findings say, and harmless."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sarif_kit import validation_errors

from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.reporting.hosting.comment import ROOM
from handover_policy.findings.reporting.hosting.markdown import in_markdown, in_markdown_code
from handover_policy.findings.reporting.report import Report
from handover_policy.findings.reporting.reporters import REPORTERS

HOSTILE = st.text(max_size=40) | st.sampled_from(
    [
        "a|b`c``d",
        "<img src=x onerror=alert(1)>",
        "@everyone #12 !34 [x](http://y) www.evil.example https://evil.example",
        "::error file=x::y\n%0A",
        "]]>&amp;\x00\ud800\ufffe",
        "\\| \\",
        "离职，交接：甲\u202e乙",
    ]
)
PLACES = st.builds(Location, HOSTILE.map(lambda text: f"a/{text}"), st.integers(1, 9), st.integers(1, 9))
FINDINGS = st.builds(
    lambda code, severity, location, subject: Finding(
        code=code,
        severity=severity,
        location=location,
        subject=subject,
        details={"sentence_en": subject, "suggestion": subject, "allowed": subject},
    ),
    st.sampled_from(["unknown-key", "CN-NOT-02", "no code: %, at all"]),
    st.sampled_from(Severity),
    PLACES,
    HOSTILE,
)
REPORTS = st.builds(
    lambda findings, language, of: Report(findings=tuple(findings), language=language, of=of),
    st.lists(FINDINGS, max_size=4),
    st.sampled_from(["zh", "en"]),
    HOSTILE,
)
GITHUB = re.compile(r"::(error|warning|notice) file=([^:,\n]*),line=(\d+),col=(\d+),title=([^:,\n]*)::([^\n]*)")
COMMONMARK = MarkdownIt("gfm-like")
BARE_DOMAIN = re.compile(r"(?<!www)\.(?=[A-Za-z]{2})")
"""What only this parser links: a name that ends as a domain does. The services ask for a scheme, or for `www.`."""

MISSPELT = Finding(
    code="unknown-key",
    severity=Severity.ERROR,
    location=Location("gates.yaml", 4, 1),
    subject="gates",
    details={"suggestion": "gate", "allowed": "gate"},
)
STATUTORY = Finding(
    code="CN-NOT-02",
    severity=Severity.WARNING,
    location=Location("builtin:default/notice_days.yaml", 9, 3),
    subject="days.probation",
    details={"sentence_en": "too long", "remedy_en": "Write 3.", "reason_en": "Three days in probation."},
    law=("CN-NOT-02",),
)
INFO = Finding(code="empty-file", severity=Severity.INFO, location=Location("a.yaml"))


def told(form: str, *findings: Finding, **more: Any) -> str:
    return "\n".join(REPORTERS[form](Report(findings=findings, language="en", **more)))


def within(file: str) -> str | None:
    return None if file.startswith("builtin:") else f"rules/acme/{file}"


def unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_sarif_has_a_rule_for_each_code_and_a_result_for_each_finding() -> None:
    log = json.loads(told("sarif", MISSPELT, STATUTORY, MISSPELT, path_of=within))
    assert validation_errors(log) == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["unknown-key", "CN-NOT-02"]
    assert rules[0]["shortDescription"]["text"] == "unknown key …"
    assert rules[1]["help"]["text"] == "Three days in probation.\n\nWrite 3."
    assert rules[1]["properties"]["tags"] == ["law"]
    assert [(each["ruleId"], each["ruleIndex"], each["level"]) for each in run["results"]] == [
        ("unknown-key", 0, "error"),
        ("CN-NOT-02", 1, "warning"),
        ("unknown-key", 0, "error"),
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rules/acme/gates.yaml"
    assert place["region"] == {"startLine": 4, "startColumn": 1}
    assert run["results"][0]["message"]["text"] == "unknown key gates; did you mean gate?\nWrite gate."
    assert len({each["partialFingerprints"]["handover/v1"] for each in run["results"]}) == 2


def test_what_lies_outside_of_the_repository_is_told_at_the_manifest_of_the_set() -> None:
    (result,) = json.loads(told("sarif", STATUTORY, path_of=within))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rules/acme/policy.yaml"
    assert place["region"] == {"startLine": 1, "startColumn": 1}
    assert result["message"]["text"] == "builtin:default/notice_days.yaml:9:3: too long\nWrite 3."
    assert "policy.yaml,line=1" in told("github", STATUTORY, path_of=lambda _: None)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b-c.yaml", "a/b-c.yaml"),
        ("制度 1/门.yaml", "%E5%88%B6%E5%BA%A6%201/%E9%97%A8.yaml"),
        ("a#?%:", "a%23%3F%25%3A"),
    ],
)
def test_a_path_becomes_a_reference_that_nothing_in_it_can_break(path, uri) -> None:
    log = json.loads(told("sarif", INFO, path_of=lambda _: path))
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


@given(st.lists(REPORTS, max_size=3))
def test_sarif_is_valid_by_its_schema_whatever_the_findings_say(reports) -> None:
    log = json.loads("\n".join(REPORTERS["sarif"](*reports)))
    assert validation_errors(log) == []
    assert len(log["runs"][0]["results"]) == sum(len(report.findings) for report in reports)


def test_github_commands_come_worst_first_with_their_fix() -> None:
    assert told("github", INFO, STATUTORY, MISSPELT, path_of=within).split("\n")[0] == (
        "::error file=rules/acme/gates.yaml,line=4,col=1,title=unknown-key::"
        "unknown key gates; did you mean gate?%0AWrite gate."
    )
    assert [line.split()[0] for line in told("github", INFO, STATUTORY, MISSPELT).split("\n")] == [
        "::error",
        "::warning",
        "::notice",
    ]


@given(REPORTS)
def test_no_finding_breaks_out_of_its_github_command(report) -> None:
    commands = list(REPORTERS["github"](report))
    parsed = [found for command in commands if (found := GITHUB.fullmatch(command))]
    assert len(parsed) == len(report.findings)
    assert sorted(unescaped(found[2]) for found in parsed) == sorted(each.location.file for each in report.findings)
    assert sorted(unescaped(found[5]) for found in parsed) == sorted(each.code for each in report.findings)


def test_junit_fails_where_the_job_would() -> None:
    document = ET.fromstring(told("junit", MISSPELT, STATUTORY, INFO, passed=(("王晓敏", Location("t.yaml", 3)),)))  # noqa: S314 - written by us
    (suite,) = document
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("handover", "4", "1")
    assert [case.get("name") for case in suite] == [
        "gates.yaml unknown-key gates",
        "builtin:default/notice_days.yaml CN-NOT-02 days.probation",
        "a.yaml empty-file",
        "t.yaml 王晓敏",
    ]
    failure = suite[0].find("failure")
    assert failure is not None
    assert failure.get("type") == "error"
    assert suite[1].findtext("system-out", "").split("\n")[1:] == ["Three days in probation.", "Write 3."]
    strict = ET.fromstring(told("junit", MISSPELT, STATUTORY, INFO, fail_on=Severity.WARNING))  # noqa: S314 - the same
    assert strict[0].get("failures") == "2"


def test_a_set_without_findings_is_one_case_that_passes() -> None:
    document = ET.fromstring(told("junit", of="rules/acme"))  # noqa: S314 - written by us
    assert [(suite.get("name"), suite.get("failures"), len(suite)) for suite in document] == [("rules/acme", "0", 1)]


@given(st.lists(REPORTS, max_size=3))
def test_junit_is_xml_whatever_the_findings_say(reports) -> None:
    document = ET.fromstring("\n".join(REPORTERS["junit"](*reports)))  # noqa: S314 - written by us
    assert [len(suite) for suite in document] == [max(1, len(report.findings)) for report in reports]


def test_markdown_counts_and_lists_what_offends_the_law_first_then_the_worst() -> None:
    place, gap = "`rules/acme/policy.yaml:1`", "&#8203;"
    assert told("markdown", STATUTORY, MISSPELT, path_of=within).split("\n") == [
        "**handover**: 1 error, 1 warning, 0 infos",
        "",
        "| severity | place | finding | fix |",
        "|---|---|---|---|",
        rf"| 🟡 warning `CN-NOT-02` | {place} | builtin:default/notice\_days.yaml:{gap}9:{gap}3: too long | Write 3. |",
        "| 🔴 error `unknown-key` | `rules/acme/gates.yaml:4` | unknown key gates; did you mean gate? | Write gate. |",
    ]
    assert told("markdown") == "**handover**: ✅ no findings"
    tally = {"cases": 7, "failed": 1}
    assert told("markdown", of="a", tally=tally) == "**handover** `a`: ✅ no findings; 7 test cases, 1 failed"


def test_markdown_of_several_sets_has_a_table_for_each() -> None:
    reports = [Report(findings=(INFO,), language="zh", of=name) for name in ("rules/甲", "rules/乙")]
    text = "\n".join(REPORTERS["markdown"](*reports))
    assert text.count("|---|---|---|---|") == 2
    assert "**handover** `rules/乙`：0 个错误，0 个警告，1 个提示" in text


def test_a_comment_keeps_within_what_a_service_takes() -> None:
    text = told("markdown", *[MISSPELT] * 5_000)
    assert len(text.encode()) <= ROOM
    assert re.search(r"\n\n\d{4} more are not listed\.$", text)
    again = told("markdown", *[MISSPELT] * 5_000, STATUTORY, command="lint", asked="rules/it's")
    assert "CN-NOT-02" in again
    assert again.endswith("""more are not listed; all are shown by `handover lint 'rules/it'"'"'s'`""")


def test_the_law_of_one_set_comes_before_all_else_of_another() -> None:
    reports = [Report(findings=findings, language="zh", of="制度") for findings in ((MISSPELT,) * 900, (STATUTORY,))]
    text = "\n".join(REPORTERS["markdown"](*reports))
    assert len(text.encode()) <= ROOM
    assert "CN-NOT-02" in text


def test_sets_that_find_no_room_are_counted() -> None:
    reports = [Report(findings=(), language="en", of=f"rules/{number}") for number in range(3_000)]
    text = "\n".join(REPORTERS["markdown"](*reports, Report(findings=(STATUTORY,), language="en", of="rules/last")))
    assert len(text.encode()) <= ROOM
    assert "CN-NOT-02" in text
    listed = text.count("no findings")
    assert text.endswith(f"\n\n{3_000 - listed} more policy sets are not listed.")


def rendered(markdown: str) -> tuple[str, set[str]]:
    """Return what readers of a Markdown text see, and of which kinds its parts are."""
    (_, inline, _) = COMMONMARK.parse(markdown)
    parts = inline.children or []
    return "".join(part.content for part in parts), {part.type for part in parts}


@given(HOSTILE.filter(lambda text: text.strip() and not BARE_DOMAIN.search(text)))
def test_markdown_shows_a_text_as_it_is_and_nothing_in_it_formats_or_links(text) -> None:
    lines = [escaped(line).strip() for line in re.split("\r\n|[\r\n]", text)]
    seen, kinds = rendered(f"甲{in_markdown(text)}")
    assert kinds <= {"text", "text_special", "html_inline"}
    assert seen.replace("\u200b", "").replace("<br>", "\n") == "甲" + "\n".join(line for line in lines if line)


def test_nobody_is_called_and_no_issue_is_named() -> None:
    seen, _ = rendered(in_markdown("@all #12 !3 %4 ~5 $6 &7 a@b GH-12 x.yaml:100:5 :smile: $x$"))
    assert not re.search(r"[@#!%~$&]\w|[A-Z]-\d|:\w+:", seen)


@pytest.mark.parametrize(
    "text",
    [
        "- 项", "+ 项", "1. 项", "2) 项", "===", "---", "# 项", "> 项", "```", "~~~", "| a | b |", "<details>",
        "![](http://x.example/y.png)", "[a](javascript:b)", "[a]: http://x.example", "https://x.example",
        "www.x.example", "a@x.example", "&#x202e;&lt;", "<!-- x", "**x** __y__ ~~z~~ `c`", "    x", "\tx",
        "$x$ $$y$$", "{+x+} {-y-}",
    ],
)  # fmt: skip
def test_a_text_that_begins_like_a_part_of_markdown_is_a_text(text) -> None:
    html = COMMONMARK.render(f"- {in_markdown(text)}")
    assert re.fullmatch(r"<ul>\n<li>[^<]*</li>\n</ul>\n", html), html
    seen = ET.fromstring(html).findtext("li", "")  # noqa: S314 - written by the renderer
    assert seen.replace("\u200b", "") == escaped(text).strip()


@given(HOSTILE)
def test_a_row_keeps_its_four_cells(text) -> None:
    finding = Finding(code="CN-X", severity=Severity.ERROR, location=Location(text), details={"sentence_en": text})
    html = COMMONMARK.render(told("markdown", finding))
    assert (html.count("<th>"), html.count("<td>")) == (4, 4)


@given(HOSTILE)
def test_code_in_markdown_is_one_span_of_code(text) -> None:
    shown = in_markdown_code(text)
    if text:
        (_, inline, _) = COMMONMARK.parse(f"甲{shown}")
        assert [part.type for part in inline.children or []] == ["text", "code_inline"]
    else:
        assert shown == ""
