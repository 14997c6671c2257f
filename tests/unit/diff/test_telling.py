"""What a comparison looks like: words in both languages, text, Markdown, JSON, HTML, findings."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from handover_policy.diff.compare import PolicyDiff, Version
from handover_policy.diff.flow import flow
from handover_policy.diff.kinds import KINDS, PARTS
from handover_policy.diff.report.as_findings import as_findings
from handover_policy.diff.report.json_form import json_form
from handover_policy.diff.report.kinds_table import kinds_table
from handover_policy.diff.report.markdown import markdown_form
from handover_policy.diff.report.text import settled_lines, text_form
from handover_policy.diff.report.web_page import TEMPLATES, page
from handover_policy.diff.report.words import Speaker
from handover_policy.findings.catalogue import reason, remedy, sentence
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.findings.reporting.hosting.comment import ROOM
from handover_policy.sources.page_texts import page_texts
from handover_policy.texts.texts import languages, texts
from tests.unit.diff.reading import NOBODY, altered, changes, compared, version
from tests.unit.diff.test_what_has_to_come import APPROVAL

LABELS = ("main:acme", "acme")
MANY = 300
PAGES = page_texts("handover_policy.diff.report", TEMPLATES)


def changed(**more: str) -> PolicyDiff:
    """Return a comparison with a change of each direction, one of them approved, and findings that came and went."""
    files = altered("notice_days.yaml", "days: 3}", "days: 7}")
    files = altered("notice_days.yaml", "days: 30}", "days: 20}", files)
    files = altered("clauses.yaml", "离职时应当办理交接。", "离职时 <b>应当</b> | 办理 @所有人 交接。", files)
    files = altered("tasks/office.yaml", "title: 项目移交", "title: 项目交接", files)
    files = altered("gates.yaml", "release_by: last_day + 15 days", "release_by: last_day + 30 days", files)
    approved = next(each for each in changes(version(), version(files)) if each.id == "gate-release-later")
    row = f"  - {{fingerprint: '{approved.fingerprint}', approver: 法务, reason: 已协商, on: 2026-06-24}}\n"
    before, after = version(), version({**files, "approvals.yaml": APPROVAL + row, **more})
    law = {"sentence_zh": "超过三日", "sentence_en": "more than 3 days", "remedy_zh": "写 3", "remedy_en": "Write 3."}
    new = Finding(
        code="CN-NOT-02",
        severity=Severity.ERROR,
        location=Location("notice_days.yaml", 9),
        subject="days.probation",
        details=law,
    )
    gone = Finding(code="CN-CER-01", severity=Severity.ERROR, location=Location("gates.yaml", 2), subject="gate.x")
    return compared(
        Version(policy=before.policy, documents=before.documents, messages={}, findings=(gone,)),
        Version(policy=after.policy, documents=after.documents, messages={}, findings=(new,)),
    )


def test_text_tells_the_worse_first_with_people_place_and_fingerprint() -> None:
    lines = list(text_form(changed(), LABELS, "zh"))
    assert lines[0] == "main:acme → acme: acme 1.2.0 → 1.2.0 (变更级别 major)"
    assert lines[1] == "5 项变更：不利 2，不明 1，有利 1，中性 1；已批准 1"
    at = lines.index("不利 notice-days-increased 通知天数增加")
    assert lines[at + 1 : at + 3] == [
        "    days.probation（试用期） days：3 → 7",
        "    适用于：试用期、所有序列、所有地点；也适用于已入职的员工",
    ]
    assert lines[at + 3].startswith("    notice_days.yaml:10；指纹 ")
    assert "    法务 于 2026-06-24 批准：已协商" in lines
    assert "不利 [已批准] gate-release-later 最迟放行日推后" in lines


def test_text_in_english_names_people_by_their_ids() -> None:
    lines = "\n".join(text_form(changed(), LABELS, "en"))
    assert "worse notice-days-increased days of notice increased" in lines
    assert "    for: probation, all tracks, all locations; also reaches people already employed" in lines
    assert "    approved by 法务 on 2026-06-24: 已协商" in lines


def test_no_change_and_a_new_set_are_said_in_a_line() -> None:
    assert list(text_form(compared(version(), version()), LABELS, "en")) == [
        "main:acme → acme: acme 1.2.0 → 1.2.0",
        "Nothing changed in meaning.",
    ]
    assert next(text_form(compared(NOBODY, version()), LABELS, "zh")) == "main:acme → acme: acme 全新制度 → 1.2.0"
    assert "Nothing changed in meaning." in markdown_form(compared(version(), version()), LABELS, "en")
    assert "含义没有变化。" in page(PAGES, compared(version(), version()), LABELS, "zh")


def test_what_was_moved_or_counts_later_is_told_with_its_former_place() -> None:
    files = altered("notice_days.yaml", "2027-01-01: 20", "2027-01-01: 25")
    files["days.yaml"] = files.pop("notice_days.yaml")
    comparison = compared(version(), version(files))
    lines = "\n".join(text_form(comparison, LABELS, "zh"))
    assert "自 2027-01-01 起；也适用于已入职的员工" in lines
    assert "days.yaml:12；原在 notice_days.yaml:12；指纹" in lines


def test_findings_that_are_gone_are_told_in_a_line() -> None:
    comparison = changed()
    speaker = Speaker(comparison=comparison, language="en")
    assert list(settled_lines(comparison.settled, speaker)) == ["Findings that are gone: CN-CER-01 gate.x"]
    assert list(settled_lines((), speaker)) == []


def test_markdown_is_a_table_with_details_folded_away_and_nothing_of_a_policy_acts_in_it() -> None:
    text = markdown_form(changed(), LABELS, "zh")
    assert "| 🔴 不利 | 通知天数增加 | days.probation 试用期 | 3 → 7 | 试用期、所有序列、所有地点 |" in text
    assert "| 🔴 不利 ✅ 已批准 | 最迟放行日推后 |" in text
    assert text.count("<details>") == text.count("</details>") == 2
    assert "<b>" not in text
    assert "@所有人" not in text
    assert "\\| 办理" in text
    assert "- **error** `CN-NOT-02` 超过三日<br>写 3 — `notice_days.yaml:9`" in text
    assert "  - ✅ 法务 于 2026-06-24 批准：已协商" in text
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in table} == {6}


def test_a_long_comparison_keeps_within_a_comment_and_drops_what_is_least() -> None:
    task = "  - {{id: office.t{0}, title: 任务, start: arrival, steps: [{{party: leaver, do: 办理, due: last_day}}]}}\n"
    more = "tasks:\n" + "".join(task.format(number) for number in range(MANY))
    worse = altered("notice_days.yaml", "days: 3}", "days: 7}", altered("tasks/office.yaml", "tasks:\n", more))
    comparison = compared(version(), version(worse))
    text = markdown_form(comparison, LABELS, "en")
    assert len(text.encode()) <= ROOM
    assert "notice-days-increased" in text
    assert text.count("<details>") == text.count("</details>")
    shown = sum(line.startswith(("| 🔴", "| 🟡", "| 🟢", "| ⚪")) for line in text.splitlines())
    details = text.count("`task-added`") + text.count("`notice-days-increased`")
    left = [int(found) for found in re.findall(r"(\d+) more are not listed; all are shown by `handover diff", text)]
    assert left == [len(comparison.changes) - shown, len(comparison.changes) - details][-len(left) :]
    assert left != []


def test_json_holds_the_findings_and_every_change_with_its_details() -> None:
    told = json.loads(json_form(changed(), LABELS, "en"))
    assert told["base"] == {"from": "main:acme", "version": "1.2.0"}
    assert told["head"] == {"from": "acme", "id": "acme", "version": "1.2.0"}
    assert told["summary"]["approved"] == 1
    assert {each["code"] for each in told["findings"]} >= {"notice-days-increased", "version-not-raised", "CN-NOT-02"}
    assert "gate-release-later" not in {each["code"] for each in told["findings"]}
    first = told["changes"][0]
    assert first["people"] == {
        "words": "probation, all tracks, all locations",
        "boxes": [{"employee.stage": ["probation"]}],
    }
    assert first["new_at"] == {"file": "notice_days.yaml", "line": 10, "column": 79}
    assert told["changes"][1]["approval"] == {"approver": "法务", "reason": "已协商", "on": "2026-06-24"}
    assert told["settled"][0]["code"] == "CN-CER-01"
    empty = json.loads(json_form(compared(NOBODY, version()), LABELS, "en"))
    assert (empty["base"]["version"], empty["summary"]["needed"]) == (None, "minor")
    assert empty["changes"][0]["old_at"] is None


def test_a_change_as_a_finding_keeps_its_own_fingerprint() -> None:
    comparison = changed()
    found = {each.code: each for each in as_findings(comparison)}
    worse = found["notice-days-increased"]
    assert fingerprint(worse) == next(each.fingerprint for each in comparison.standing if each.id == worse.code)
    assert sentence(worse, "zh") == (
        "通知天数增加：days.probation（试用期） days 3 → 7；"
        "适用于 试用期、所有序列、所有地点；也适用于已入职的员工；对员工不利"
    )
    assert reason(worse, "en") == "days of notice increased"
    assert "approvals.yaml" in remedy(worse, "zh")
    assert remedy(found["notice-days-decreased"], "zh") == ""
    assert [
        found[code].severity.value for code in ("clause-text-changed", "notice-days-decreased", "task-text-changed")
    ] == [
        "warning",
        "info",
        "info",
    ]


class Tags(HTMLParser):
    """Notes whether every element that is opened is closed, the ids, and the links into the page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        told = dict(attrs)
        if tag != "meta":
            self.open.append(tag)
        self.ids += [told["id"]] if "id" in told else []
        self.links += [told["href"]] if "href" in told else []

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_whole_and_needs_nothing_from_elsewhere(language: str) -> None:
    text = page(PAGES, changed(), LABELS, language)
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert len(tags.ids) == len(set(tags.ids))
    assert {link.removeprefix("#") for link in tags.links} <= set(tags.ids)
    assert not re.search("https?:", text)
    assert "<b>应当</b>" not in text
    assert "&lt;b&gt;应当&lt;/b&gt;" in text
    assert "<script" not in text


def test_every_kind_of_change_and_every_part_has_a_name_in_every_language() -> None:
    assert {kind.part for kind in KINDS.values()} == set(PARTS)
    for language in languages():
        named = {name for name in texts(language).area("diff") if name.startswith(("kinds.", "parts."))}
        assert named == {f"kinds.{kind}" for kind in KINDS} | {f"parts.{part}" for part in PARTS}


def test_the_table_of_kinds_names_each_once() -> None:
    lines = kinds_table().splitlines()
    assert [line.split("`")[1] for line in lines if line.startswith("| `")] == list(KINDS)
    assert lines[:5] == [
        "**制度首页 · Manifest**",
        "",
        "| id | 变更 | change |",
        "|---|---|---|",
        "| `policy-added` | 新增制度 | policy set added |",
    ]


def test_how_to_approve_is_told_only_where_somebody_has_to_decide() -> None:
    better = compared(version(), version(altered("notice_days.yaml", "days: 3}", "days: 2}")))
    assert "approvals.yaml" not in "\n".join(text_form(better, LABELS, "en"))
    assert "approvals.yaml" in "\n".join(text_form(changed(), LABELS, "en"))


def test_flow_is_one_form_whatever_the_order() -> None:
    assert flow({"b": [2, 1], "a": "x"}) == "{a: x, b: [1, 2]}"
    assert flow([{"b": 1}, {"a": 2}]) == "[{b: 1}, {a: 2}]"
    assert flow([True, None, 1.5]) == "[1.5, null, true]"
    assert flow(["a, b", "", "甲：乙"]) == '["", "a, b", 甲：乙]'
