"""Documents as HTML and text: whole, safe whatever people are called, and their templates checked beforehand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handover_policy.render.authoring.language.checking import fields_of
from handover_policy.render.documents.casefile import CaseFile, Dossier
from handover_policy.render.documents.catalogue import DOCUMENT_VIEWS, DOCUMENTS
from handover_policy.render.documents.contents.proof import ShownProof
from handover_policy.render.documents.document import (
    CaseDocument,
    Unfillable,
    check_documents,
    content_json,
    document_languages,
    document_value,
    open_document,
)
from handover_policy.render.documents.plain_text import plain_text
from handover_policy.render.templates import TemplatesInvalid
from tests.unit.render.departures import CUSTOMERS, POLICY, shipped_files, shipped_templates
from tests.unit.render.documents.papers import CLAUSES, FINISHED, WAIVED, agreement, case_of, file_of, signed

FILES = shipped_files()
WORDINGS = shipped_templates().wordings
LANGUAGES = ("en", "zh-CN")
BOTH = [(name, language) for name in DOCUMENTS for language in LANGUAGES]
VOID = {"meta", "link", "br"}
PLACE = "_documents/leaving-certificate.j2"


def opened(name: str, language: str = "zh-CN", files: Mapping[str, str] = FILES) -> CaseDocument:
    return open_document(files, WORDINGS, name, language)


DOCUMENT = {(name, language): opened(name, language) for name, language in BOTH}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed, in order; keeps its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def everything(**told: object) -> CaseFile:
    dossier = Dossier(agreements=(agreement("c.handover", "c.loss", "c.bonus", "c.penalty"),))
    case = signed(FINISHED, leaver="好", successor="同意接手", manager="完整")
    return file_of(case, policy=replace(POLICY, clauses=CLAUSES), dossier=dossier, **told)  # type: ignore[arg-type]


def test_documents_are_written_in_chinese_and_english() -> None:
    assert document_languages(FILES) == LANGUAGES


def test_nothing_is_wrong_with_the_documents_that_ship() -> None:
    assert check_documents(FILES, WORDINGS) == ()


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_a_document_is_one_whole_page_in_its_language(name: str, language: str) -> None:
    html = DOCUMENT[name, language].html(DOCUMENTS[name].make(everything()))
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert Page(html).seen.isdisjoint({"script", "img", "link", "iframe"})


@pytest.mark.parametrize(
    "case",
    [case_of(), case_of(CUSTOMERS, successor=None, people=()), replace(FINISHED, state="withdrawn"), case_of(WAIVED)],
    ids=["no task", "no successor", "withdrawn", "all waived"],
)
@pytest.mark.parametrize("name", sorted(DOCUMENTS.keys() - {"leaving-certificate"}))
def test_a_bare_case_still_gives_a_whole_page(name: str, case: Any) -> None:
    Page(DOCUMENT[name, "zh-CN"].html(DOCUMENTS[name].make(file_of(case, department=None, title=None))))


def test_three_hundred_tasks_all_stand_in_the_sheet() -> None:
    tasks = [replace(CUSTOMERS, id=f"E1001/1:t:{number}", title=f"移交第{number}项") for number in range(300)]
    html = DOCUMENT["confirmation-sheet", "zh-CN"].html(DOCUMENTS["confirmation-sheet"].make(file_of(case_of(*tasks))))
    assert html.count("<tr>") == 301
    assert "移交第299项" in html


@given(st.text(min_size=1, max_size=60), st.sampled_from(BOTH))
def test_whatever_people_are_called_a_page_stays_whole_and_shows_the_name(name: str, which: tuple[str, str]) -> None:
    content = DOCUMENTS[which[0]].make(everything(called=name))
    assert str(document_value(name)) in Page(DOCUMENT[which].html(content)).text.replace("\r", "\n")


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ doc.head }}{% endif %}", "{{ doc.head }}{% endif %}"),
        ("a\u202eb\u2066c", "a b c"),
        ("王😀小明👩‍👩‍👧", "王😀小明👩‍👩‍👧"),
        ("𠮷野㛃", "𠮷野㛃"),
        ("长" * 60, "长" * 60),
        ('"><b onclick="x">', '"><b onclick="x">'),
    ],
)
@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_hostile_name_is_text(name: str, called: str, shown: str) -> None:
    content = DOCUMENTS[name].make(everything(called=called))
    assert shown in Page(DOCUMENT[name, "zh-CN"].html(content)).text
    assert shown in DOCUMENT[name, "zh-CN"].text(content)


def test_a_certificate_says_neither_why_nor_how() -> None:
    file = everything()
    named = replace(POLICY, manifest=replace(POLICY.manifest, company="某某公司"))
    content = DOCUMENTS["leaving-certificate"].make(replace(file, policy=named))
    text = DOCUMENT["leaving-certificate", "zh-CN"].text(content)
    assert [word for word in ("辞职", "原因", "交接", "评价", "制度", "逾期", "赔偿") if word in text] == []


def test_a_language_without_words_of_its_own_gets_the_nearest() -> None:
    assert opened("task-list", "en-GB").language == "en"
    assert opened("task-list", "zh-TW").language == "zh-CN"
    assert opened("task-list", "fr").language == "zh-CN"


def test_a_word_that_is_missing_is_told_by_its_name() -> None:
    document = DOCUMENT["leaving-certificate", "en"]
    assert document.word("refusals", "withdrawn").startswith("The resignation")
    assert document.word("refusals", "other") == "other"
    assert document.word("nothing", "other") == "other"


def test_a_content_is_json() -> None:
    written: Any = json.loads(json.dumps(content_json(DOCUMENTS["confirmation-sheet"].make(everything()))))
    assert written["head"]["last_day"] == "2026-04-01"
    assert written["tasks"][0]["evidence"][0]["short"] == "abababababab"


@pytest.mark.parametrize("value", [None, True, 1.5, ("a",), {"a": 1}])
def test_what_is_no_text_number_or_day_is_not_printed(value: object) -> None:
    with pytest.raises(TypeError):
        document_value(value)


def test_markup_of_our_own_is_printed_as_it_is() -> None:
    assert document_value(Markup("<b>")) == "<b>"
    assert document_value(12) == "12"
    assert document_value(date(2026, 3, 2)) == "2026-03-02"


def findings(files: Mapping[str, str]) -> list[tuple[str, str, str, int]]:
    found = check_documents({**FILES, **files}, WORDINGS)
    return sorted({(each.code, each.subject, each.location.file, each.location.line) for each in found})


AT = f"notifications/{PLACE}"


@pytest.mark.parametrize(
    ("source", "code", "subject"),
    [
        ("\n{{ doc.salary }}", "template-variable-unknown", "doc.salary"),
        ("\n{{ doc.leaver.salary }}", "template-variable-unknown", "doc.leaver.salary"),
        ("\n{{ doc.leaver.name.upper }}", "template-variable-unknown", "doc.leaver.name.upper"),
        ("\n{{ employee }}", "template-variable-unknown", "employee"),
        ("\n{{ say.nonsense }}", "template-variable-unknown", "say.nonsense"),
        ("\n{{ say['nonsense'] }}", "template-variable-unknown", "say[nonsense]"),
        ("\n{{ say.refusals.nonsense }}", "template-variable-unknown", "say.refusals.nonsense"),
        ("\n{{ doc['company'] }}", "template-variable-unknown", "doc[company]"),
        ("\n{{ doc.leaver[doc.company] }}", "template-forbidden", "[]"),
        ("\n{{ ('a' ~ doc.company).x }}", "template-variable-unknown", "….x"),
        ("\n{% for each in doc.company %}{{ each }}{% endfor %}", "template-forbidden", "for"),
        ("\n{% for each in 'abc' %}{{ each }}{% endfor %}", "template-forbidden", "for"),
        ("\n{% for a, b in doc.missing %}{{ a }}{% endfor %}", "template-forbidden", "for"),
        ("\n{{ doc.company.__class__ }}", "template-variable-unknown", "doc.company.__class__"),
        ("\n{{ doc.leaver }}", "template-forbidden", "doc.leaver"),
        ("\n{{ doc.missing }}", "template-forbidden", "doc.missing"),
        ("\n{{ say.refusals }}", "template-forbidden", "say.refusals"),
        ("\n{{ doc.company() }}", "template-forbidden", "call"),
        ("\n{{ doc.company * 9 }}", "template-forbidden", "*"),
        ("\n{% include 'x' %}", "template-forbidden", "include"),
        ("\n{{ doc.company|replace('a', 'b') }}", "template-forbidden", "|replace"),
        ("\n{{ doc.company is callable }}", "template-forbidden", "is callable"),
        ("\n{{ doc. }}", "template-syntax", "Jinja"),
    ],
)
def test_what_a_template_may_not_do_is_found_before_it_is_filled(source: str, code: str, subject: str) -> None:
    assert (code, subject, AT, 2) in findings({PLACE: source})


@pytest.mark.parametrize("source", ["x" * 70_000, "{% if 1 %}" * 50 + "{% endif %}" * 50, "{{ " + "(" * 10_000])
def test_a_template_too_long_or_too_deep_is_refused(source: str) -> None:
    assert {each[0] for each in findings({PLACE: source})} <= {"template-forbidden", "template-syntax"}
    assert findings({PLACE: source}) != []


def test_a_loop_inside_a_loop_runs_over_the_outer_ones_item_alone() -> None:
    place = "_documents/task-list.j2"
    inner = "{% for step in task.steps if step.remark %}{{ step.do }}{% else %}—{% endfor %}"
    good = "{% for task in doc.tasks %}" + inner + "{% endfor %}"
    assert findings({place: good}) == []
    bad = "{% for task in doc.tasks %}{% for other in doc.tasks %}{{ other.id }}{% endfor %}{% endfor %}"
    assert findings({place: bad}) == [("template-forbidden", "for in for", f"notifications/{place}", 1)]


def test_missing_files_and_words_are_found() -> None:
    without = {path: text for path, text in FILES.items() if path not in {PLACE, "_documents/frame.j2"}}
    found = {(each.code, each.subject) for each in check_documents(without, WORDINGS)}
    assert found == {("template-file-missing", PLACE), ("template-file-missing", "_documents/frame.j2")}
    words = "_documents/words/en.yaml"
    assert ("template-key-missing", "shared", f"notifications/{words}", 1) in findings(
        {words: "kind: words\nsharde: {}\n"}
    )


def by_cause(told: str, at: str = "  title: 工作交接确认单\n") -> dict[str, str]:
    """Return the Chinese words with others for a cause in the place of those that ship."""
    path = "_documents/words/zh-CN.yaml"
    lines = [line for line in FILES[path].splitlines(keepends=True) if not line.startswith("  by_cause:")]
    return {path: "".join(f"{line}  by_cause: {told}\n" if line == at else line for line in lines)}


def test_a_sheet_is_called_by_the_cause_of_the_departure() -> None:
    retired = file_of(replace(FINISHED, cause="retirement"))
    for name, title in (("confirmation-sheet", "退休工作交接确认单"), ("task-list", "退休工作交接任务清单")):
        kind = DOCUMENTS[name]
        assert title in Page(DOCUMENT[(name, "zh-CN")].html(kind.make(retired))).text
        assert title not in Page(DOCUMENT[(name, "zh-CN")].html(kind.make(file_of()))).text


def test_words_by_cause_stand_in_the_place_of_the_usual_ones_and_leave_the_others() -> None:
    files = {**FILES, **by_cause("{mutual: {title: 协商解除交接单, task_state: {done: 交清}}}")}
    agreed = replace(FINISHED, cause="mutual")
    shown = Page(opened("confirmation-sheet", files=files).html(DOCUMENTS["confirmation-sheet"].make(file_of(agreed))))
    assert "协商解除交接单" in shown.text
    assert "已豁免" in shown.text
    shared = {**FILES, **by_cause("{mutual: {tasks: 交清的事}}", at="shared:\n")}
    assert opened("task-list", files=shared).words.said("mutual")["tasks"] == "交清的事"


@pytest.mark.parametrize(
    ("told", "code", "subject"),
    [
        ("{retirment: {title: 退休}}", "template-key-unknown", "retirment"),
        ("{retirement: {titel: 退休}}", "template-key-unknown", "titel"),
        ("{retirement: {task_state: {dnoe: 交清}}}", "template-key-unknown", "dnoe"),
        ("{retirement: {task_state: 交清}}", "template-shape", "task_state"),
        ("{retirement: {title: {a: 退休}}}", "template-shape", "title"),
        ("退休", "template-shape", "by_cause"),
    ],
)
def test_words_by_cause_that_are_none_are_found(told: str, code: str, subject: str) -> None:
    assert (code, subject) in {found[:2] for found in findings(by_cause(told))}


def test_a_style_sheet_cannot_end_its_element() -> None:
    assert ("template-markup", "</", "notifications/_documents/style.css", 1) in findings(
        {"_documents/style.css": "a { } </style><script>"}
    )


def test_a_faulty_document_is_not_opened() -> None:
    with pytest.raises(TemplatesInvalid) as invalid:
        opened("leaving-certificate", files={**FILES, PLACE: "{{ doc.salary }}"})
    assert [finding.subject for finding in invalid.value.findings] == ["doc.salary"]


@pytest.mark.parametrize("source", ["{{ doc.until }}", "{{ doc.until|day }}", "{{ doc.company + doc.years }}"])
def test_a_template_that_prints_what_has_no_value_here_is_told_of(source: str) -> None:
    own = opened("leaving-certificate", files={**FILES, PLACE: source})
    with pytest.raises(Unfillable):
        own.html(DOCUMENTS["leaving-certificate"].make(everything()))


def test_a_companys_own_template_takes_the_place_of_the_one_that_ships() -> None:
    own = opened("leaving-certificate", files={**FILES, PLACE: "<p>{{ doc.leaver.name }}</p>"})
    assert "<main>\n<p>张三</p>\n</main>" in own.html(DOCUMENTS["leaving-certificate"].make(everything()))


def test_every_record_a_document_is_made_of_may_be_read_by_templates() -> None:
    reached: set[object] = set()
    waiting: list[Any] = [ShownProof, *(kind.content for kind in DOCUMENTS.values())]
    while waiting:
        shape = waiting.pop()
        shape = getattr(shape, "of", shape)
        if isinstance(shape, type) and shape not in reached:
            reached.add(shape)
            waiting += fields_of(shape, DOCUMENT_VIEWS).values()
    assert reached == DOCUMENT_VIEWS


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>标题 a</h1><p>x</p>", "标题 a\n======\nx\n"),
        ("<p>a</p><h2>b</h2>", "a\n\nb\n-\n"),
        ("<ul><li><p>a</p><p>b</p><ol><li>c</li></ol></li><li></li></ul>", "- a\n  b\n  - c\n"),
        ("<dl><div><dt>k</dt><dd>v</dd></div></dl>", "k：v\n"),
        ("<table><tr><td data-label='k'>v</td><td>w</td></tr></table>", "k：v\nw\n"),
        ("<td><span class='line'>a</span><span class='line soft'>b</span></td>", "a b\n"),
        ("<p>a <b>b</b>\n c</p>", "a b c\n"),
        ("<head><meta><title>t</title></head><p aria-hidden='true'>x <i>y</i></p><p>z</p>", "z\n"),
        ("<p>  </p><p>a<span> </span></p>", "a\n"),
    ],
)
def test_a_page_reads_well_as_text(html: str, text: str) -> None:
    assert plain_text(html, colon="：") == text
