"""compile_templates: what authors get wrong is told at once, with its place."""

from __future__ import annotations

import pytest

from handover_policy.render.message import render_notice
from handover_policy.render.templates import TemplatesInvalid, compile_templates
from tests.unit.render.departures import CUSTOMERS, NOTIFICATIONS, frame_files, shipped_templates, variables_for

DECLARATION = "greeting/notification.yaml"
MESSAGE = "greeting/zh-CN/message.yaml"
HEAD = "kind: notification\ntitle: 问候\naudience: [leaver]\n"
PLAIN = HEAD + "channels: [portal]\nvariables: [recipient, case, tasks, task]\n"
TEXT = "kind: message\ntitle: 您好\nlead: "


def found(files: dict[str, str], *, bundled: bool = True) -> list[tuple[str, str, str, int]]:
    with pytest.raises(TemplatesInvalid) as told:
        compile_templates({**(frame_files() if bundled else {}), **files})
    assert "notifications/" in str(told.value)
    return [(one.code, one.subject, one.location.file, one.location.line) for one in told.value.findings]


def found_in_lead(lead: str) -> list[tuple[str, str]]:
    files = {DECLARATION: PLAIN, MESSAGE: TEXT + f"'{lead}'\n"}
    return [(code, subject) for code, subject, _, _ in found(files)]


def found_in_declaration(text: str) -> list[tuple[str, str, int]]:
    files = {DECLARATION: text, MESSAGE: TEXT + "您好\n"}
    return [(code, subject, line) for code, subject, _, line in found(files)]


def test_the_shipped_messages_compile() -> None:
    assert shipped_templates().ids == {file.parent.name for file in NOTIFICATIONS.glob("*/notification.yaml")}


def test_a_message_of_a_company_is_added_to_the_shipped_ones() -> None:
    changed = {DECLARATION: PLAIN, MESSAGE: TEXT + "'{{ recipient }}'\n", "greeting/README.md": "about"}
    assert "greeting" in shipped_templates(**changed).ids


@pytest.mark.parametrize(
    ("lead", "finding"),
    [
        ("{{ recipent }}", ("template-variable-unknown", "recipent")),
        ("{{ contact.name }}", ("template-variable-undeclared", "contact")),
        ("{{ case.secret }}", ("template-variable-unknown", "case.secret")),
        ("{{ case.__class__ }}", ("template-variable-unknown", "case.__class__")),
        ("{{ range(9) }}", ("template-forbidden", "call")),
        ("{{ recipient.upper() }}", ("template-forbidden", "call")),
        ('{{ "x" * 99999999999 }}', ("template-forbidden", "*")),
        ('{{ "%99999999999d" % 1 }}', ("template-forbidden", "%")),
        ("{{ 9 ** 99999999 }}", ("template-forbidden", "**")),
        ("{% set x = 1 %}", ("template-forbidden", "set")),
        ('{% include "x" %}', ("template-forbidden", "include")),
        ("{% macro m() %}{% endmacro %}", ("template-forbidden", "macro")),
        ("{% for a in [1, 2] %}x{% endfor %}", ("template-forbidden", "for")),
        ("{% for a in tasks recursive %}x{% endfor %}", ("template-forbidden", "for")),
        ("{% for a in tasks %}{% for b in tasks %}x{% endfor %}{% endfor %}", ("template-forbidden", "for in for")),
        (
            "{% for a in tasks %}{% if a %}{% for b in tasks %}x{% endfor %}{% endif %}{% endfor %}",
            ("template-forbidden", "for in for"),
        ),
        ("{% if %}", ("template-syntax", "Jinja")),
        ("{{ recipient", ("template-syntax", "Jinja")),
        ("{{ recipient|pprint }}", ("template-forbidden", "|pprint")),
        ("{{ recipient is callable }}", ("template-forbidden", "is callable")),
        ("{{ " + "(" * 9999, ("template-syntax", "Jinja")),
        ("{{ " + "9" * 9999 + " }}", ("template-syntax", "Jinja")),
        ("{% if case %}" * 60 + "{% endif %}" * 60, ("template-forbidden", "nesting")),
        ("{{ recipient|replace(1, 2) }}", ("template-forbidden", "|replace")),
        ("x" * 70_000, ("template-forbidden", "length")),
    ],
)
def test_a_text_that_reaches_too_far_is_refused(lead: str, finding: tuple[str, str]) -> None:
    assert finding in found_in_lead(lead)


def test_a_loop_over_the_given_list_is_allowed() -> None:
    lead = "{% for one in tasks %}{{ one.title }}{% else %}-{% endfor %}{{ (tasks|first).id }}"
    compile_templates({**frame_files(), DECLARATION: PLAIN, MESSAGE: TEXT + f"'{lead}'\n"})


def test_a_finding_stands_at_its_line() -> None:
    message = TEXT + '|\n  您好\n  {{ recipent }}\naction: "{{ case }}{{ nobody }}"\n'
    assert found({DECLARATION: PLAIN, MESSAGE: message}) == [
        ("template-variable-unknown", "recipent", f"notifications/{MESSAGE}", 4),
        ("template-variable-unknown", "nobody", f"notifications/{MESSAGE}", 6),
    ]


@pytest.mark.parametrize("path", ["task-overdue/zh-CN/message.yaml", "_locales/zh-CN.yaml", "_documents/task-list.j2"])
def test_a_file_that_is_no_utf_8_is_a_finding_at_its_first_byte(path: str) -> None:
    text = (NOTIFICATIONS / path).read_text("utf-8")
    line = next(number for number, each in enumerate(text.splitlines(), start=1) if not each.isascii())
    garbled = text.encode("gb18030").decode("utf-8", "replace")
    assert ("not-utf-8", line) in [(code, at) for code, _, _, at in found({path: garbled})]


def test_the_separator_of_texts_cannot_be_written() -> None:
    files = {DECLARATION: PLAIN, MESSAGE: TEXT + '"a\\x01b"\n'}
    assert found(files) == [("template-forbidden", "\\x01", f"notifications/{MESSAGE}", 3)]


def test_all_findings_of_all_files_are_told_at_once() -> None:
    files = {
        DECLARATION: PLAIN + "colour: red\n",
        MESSAGE: "kind: massage\nlead: '{{ nobody }}'\n",
        "_layouts/portal.j2": "{{ titel }}",
        "_layouts/email.j2": "{% endif %}",
        "_locales/zh-CN.yaml": "kind: locale\nday: x\n",
        "greeting/zh-CN/mesage.yaml": "",
    }
    codes = {(code, subject) for code, subject, _, _ in found(files)}
    assert codes >= {
        ("template-key-unknown", "colour"),
        ("template-shape", "kind"),
        ("template-key-missing", "title"),
        ("template-variable-unknown", "nobody"),
        ("template-variable-unknown", "titel"),
        ("template-syntax", "Jinja"),
        ("template-key-missing", "sentences"),
        ("template-file-unknown", "greeting/zh-CN/mesage.yaml"),
    }


def test_what_is_missing_is_named() -> None:
    assert found({DECLARATION: PLAIN, MESSAGE: TEXT + "您好\n"}, bundled=False) == [
        ("template-file-missing", "_locales/zh-CN.yaml", "notifications/_locales/zh-CN.yaml", 1),
        ("template-file-missing", "greeting/zh-CN/message.yaml", f"notifications/{DECLARATION}", 1),
        ("template-file-missing", "_layouts/portal.j2", f"notifications/{DECLARATION}", 4),
    ]
    assert found({MESSAGE: TEXT + "您好\n"}) == [
        ("template-file-missing", "greeting/notification.yaml", f"notifications/{MESSAGE}", 1)
    ]


SMS = HEAD + "channels: [sms]\nvariables: [recipient]\n"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (HEAD + "channels: [pigeon]\nvariables: []\n", ("template-channel-unknown", "pigeon", 4)),
        (HEAD + "channels: portal\nvariables: []\n", ("template-shape", "channels", 4)),
        (HEAD + "channels: [[portal]]\nvariables: []\n", ("template-shape", "0", 4)),
        (HEAD + "channels: [portal]\nvariables: [recipent]\n", ("template-variable-unknown", "recipent", 5)),
        (SMS, ("template-key-missing", "sms", 1)),
        (SMS + "sms: yes\n", ("template-shape", "sms", 6)),
        (SMS + "sms: {text: x}\n", ("template-key-missing", "max_length", 6)),
        (SMS + "sms: {template_code: S, text: x, max_length: 0, params: []}\n", ("template-shape", "max_length", 6)),
        (SMS + "sms: {template_code: S, text: xyz, max_length: 2, params: []}\n", ("template-sms-too-long", "3", 6)),
        (SMS + "sms: {template_code: S, text: x, max_length: ７０, params: []}\n", ("template-shape", "max_length", 6)),
        (
            SMS + "sms: {template_code: S, text: '${a}', max_length: 9, params: []}\n",
            ("template-sms-placeholder", "a", 6),
        ),
        (
            SMS + "sms:\n  template_code: S\n  text: x\n  max_length: 9\n"
            "  params: [{name: b, value: '{{ case }}', max: 3}]\n",
            ("template-variable-undeclared", "case", 10),
        ),
        ("kind: [a\n", ("template-unreadable", DECLARATION, 2)),
        ("", ("template-unreadable", DECLARATION, 1)),
        ("- a\n", ("template-unreadable", DECLARATION, 1)),
        ("a: &x 1\n", ("template-unreadable", DECLARATION, 1)),
        ("a: *x\n", ("template-unreadable", DECLARATION, 1)),
        ("a: 1\nb: !!str 1\n", ("template-unreadable", DECLARATION, 2)),
        ("a: 1\na: 2\n", ("template-unreadable", DECLARATION, 2)),
        ("[a]: 2\n", ("template-unreadable", DECLARATION, 1)),
        ("a: 1\n---\nb: 1\n", ("template-unreadable", DECLARATION, 2)),
        ("a: " + "[" * 20_000, ("template-unreadable", DECLARATION, 1)),
        ("a: " + "[" * 30 + "]" * 30, ("template-unreadable", DECLARATION, 1)),
        ("a: \udc80\n", ("template-unreadable", DECLARATION, 1)),
        ("a: \x00\n", ("template-unreadable", DECLARATION, 1)),
        ("a: " + "x" * 100_001, ("template-unreadable", DECLARATION, 1)),
    ],
)
def test_a_declaration_that_is_wrong_is_told_with_its_line(text: str, finding: tuple[str, str, int]) -> None:
    assert finding in found_in_declaration(text)


@pytest.mark.parametrize(
    ("more", "finding"),
    [
        ("list: {of: taks, item: x}\n", ("template-variable-unknown", "taks")),
        ("list: {of: consequences, item: x}\n", ("template-variable-unknown", "consequences")),
        ("list: {of: tasks, item: '{{ item.size }}'}\n", ("template-variable-unknown", "item.size")),
        ("facts: [" + "{label: a, text: b}, " * 13 + "]\n", ("template-shape", "facts")),
        ("facts: [{label: a}]\n", ("template-key-missing", "text")),
        ("facts: [a]\n", ("template-shape", "0")),
        ("sms: {template_code: S, text: '${a}', max_length: 9, params: []}\n", ("template-sms-placeholder", "a")),
    ],
)
def test_a_message_that_is_wrong_is_told(more: str, finding: tuple[str, str]) -> None:
    files = {DECLARATION: PLAIN, MESSAGE: TEXT + "x\n" + more}
    assert finding in [(code, subject) for code, subject, _, _ in found(files)]


def test_a_list_must_be_declared() -> None:
    files = {DECLARATION: HEAD + "channels: [portal]\nvariables: []\n"}
    files[MESSAGE] = TEXT + "x\nlist: {of: tasks, item: '{{ item.title }}'}\n"
    assert found(files) == [("template-variable-undeclared", "tasks", f"notifications/{MESSAGE}", 4)]


def test_a_near_name_is_suggested() -> None:
    with pytest.raises(TemplatesInvalid) as told:
        compile_templates({**frame_files(), DECLARATION: PLAIN + "chanels: [x]\n", MESSAGE: TEXT + "x\n"})
    assert [one.details["suggestion"] for one in told.value.findings] == ["channels"]


def test_a_pattern_that_would_repeat_its_words_without_end_is_refused() -> None:
    locale = frame_files()["_locales/zh-CN.yaml"].replace("person: ", f"person: '{'{name}' * 100}' # ", 1)
    assert found({"_locales/zh-CN.yaml": locale, DECLARATION: PLAIN, MESSAGE: TEXT + "x\n"})[0][:2] == (
        "template-shape",
        "person",
    )


def test_a_message_of_several_tasks_whose_text_lists_none_gets_the_list_added() -> None:
    templates = shipped_templates(**{DECLARATION: PLAIN, MESSAGE: TEXT + "'{{ task.title }}'\n"})
    for about, listed in ((CUSTOMERS, 0), ((CUSTOMERS, CUSTOMERS), 2)):
        variables = variables_for(about=about)
        message = render_notice(
            templates, notification="greeting", language="zh-CN", channels=("portal",), variables=variables
        )
        assert message.problems == ()
        assert message.bodies["portal"].count("客户资源移交：提交客户清单并说明跟进状态 (3月25日)") == listed
