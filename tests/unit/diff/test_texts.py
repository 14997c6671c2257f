"""Texts are told whole, as what they are, in every format, and no two texts share a fingerprint."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.app.library import load_messages
from handover_policy.diff.change import Change
from handover_policy.diff.families.texts.message_texts import texts_of
from handover_policy.diff.flow import flow
from handover_policy.diff.report.as_findings import as_findings
from handover_policy.diff.report.json_form import json_form
from handover_policy.diff.report.markdown import markdown_form
from handover_policy.diff.report.text import text_form
from handover_policy.diff.report.web_page import TEMPLATES, page
from handover_policy.diff.report.word_differences import GONE, NEW, SAME, marked, word_differences
from handover_policy.findings.catalogue import sentence
from handover_policy.findings.collected import Collected
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode
from handover_policy.sources.page_texts import page_texts
from tests.unit.diff.reading import altered, changes, compared, read, texts, version
from tests.volume import volume

pytestmark = [pytest.mark.usefixtures("what_ships_is_read_once"), pytest.mark.slow]

LONG = "谢谢您一直以来的付出。" * 40
THREAT = "不交接的，离职证明不予出具"
PAGES = page_texts("handover_policy.diff.report", TEMPLATES)
LABELS = ("main:acme", "acme")
MESSAGES = load_messages()
MESSAGE = "task-overdue/zh-CN/message.yaml"


def with_message(path: str, content: str) -> Mapping[str, str]:
    return {**MESSAGES, path: content}


def told(path: str, content: str) -> tuple[Change, ...]:
    return changes(version(own=MESSAGES), version(own=with_message(path, content)))


def formats(before, after) -> Iterator[str]:
    comparison = compared(before, after)
    yield "\n".join(text_form(comparison, LABELS, "zh"))
    yield re.sub(r"\\(.)", r"\1", markdown_form(comparison, LABELS, "zh"))
    yield json_form(comparison, LABELS, "zh")
    yield unescape(re.sub("</?(del|ins)>", "", page(PAGES, comparison, LABELS, "zh")))
    yield "\n".join(sentence(each, "zh") for each in as_findings(comparison))


@pytest.mark.parametrize("place", range(5))
def test_a_threat_behind_a_long_text_is_seen_in_every_format(place: int) -> None:
    polite = version(altered("clauses.yaml", "离职时应当办理交接。", f"{LONG}谢谢。"))
    threatening = version(altered("clauses.yaml", "离职时应当办理交接。", f"{LONG}{THREAT}。"))
    assert THREAT in list(formats(version(), threatening))[place]
    assert THREAT in list(formats(polite, threatening))[place]
    ours = {each.fingerprint for each in changes(version(), polite)}
    assert ours.isdisjoint(each.fingerprint for each in changes(version(), threatening))


@pytest.mark.parametrize(
    ("path", "old", "new", "known_as"),
    [
        (
            MESSAGE,
            "请尽快完成；",
            "请尽快完成，否则后果自负；",
            ("message-text-changed", "task-overdue", "zh-CN.action"),
        ),
        (
            "task-overdue/notification.yaml",
            "请尽快办理",
            "后果自负",
            ("message-text-changed", "task-overdue", "sms.text"),
        ),
        (
            "_locales/zh-CN.yaml",
            "工资按期结清",
            "工资暂缓",
            ("locale-sentence-changed", "zh-CN", "sentences.final_pay"),
        ),
        ("_documents/words/zh-CN.yaml", "截至", "至今", ("document-text-changed", "shared", "zh-CN.as_of")),
    ],
)
def test_a_text_is_told_as_what_it_is(path: str, old: str, new: str, known_as: tuple[str, str, str]) -> None:
    assert old in MESSAGES[path]
    [change] = told(path, MESSAGES[path].replace(old, new))
    assert (change.id, change.subject, change.part) == known_as
    assert new in change.new
    assert old in change.old
    assert change.new_at is not None
    assert change.new_at.line > 1


def test_layouts_documents_and_style_sheets_are_told_whole() -> None:
    for path, known_as in (
        ("_layouts/email.j2", ("layout-changed", "email", "")),
        ("_documents/task-list.j2", ("document-text-changed", "task-list", "")),
        ("_documents/style.css", ("document-text-changed", "style.css", "")),
    ):
        [change] = told(path, f"{MESSAGES[path]}{THREAT}")
        assert (change.id, change.subject, change.part) == known_as
        assert change.new == f"{MESSAGES[path]}{THREAT}"


def test_a_message_is_told_by_its_title_and_one_of_its_own_against_the_shipped_one() -> None:
    [change] = told(MESSAGE, MESSAGES[MESSAGE].replace("请立即办理", "立即办理"))
    assert change.title == "交接任务已逾期"
    assert "请立即办理" in change.old


def test_what_is_no_yaml_or_lies_somewhere_else_is_told_whole() -> None:
    for path in (MESSAGE, "_documents/words/zh-CN.yaml", "task-overdue/zh-CN/more/x.yaml", "loose.yaml"):
        for broken in (f"a: [\n{THREAT}", f"- {THREAT}", f"a: 1\na: {THREAT}", f"a: &x {THREAT}\nb: *x\n"):
            assert any(broken == change.new for change in told(path, broken)), path


def test_order_and_comments_of_a_message_are_no_change() -> None:
    content = MESSAGES[MESSAGE]
    head, rest = content.split("\n", 1)
    assert told(MESSAGE, f"# 说明\n{rest.rstrip()}\n{head}\n") == ()


def test_an_emptied_list_or_mapping_is_told() -> None:
    assert {keys: text.said for keys, text in texts_of("a/b/message.yaml", "x: []\ny: {}\nz: ''\n").items()} == {
        ("x",): "[]",
        ("y",): "{}",
        ("z",): "",
    }


ANY = st.text(st.sampled_from("离职证明工资不予出具，。ab 1-[]{+}\n\\\"'|<>"), max_size=120)


@given(ANY, ANY)
def test_differences_of_words_hold_both_texts_whole(old: str, new: str) -> None:
    pieces = word_differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.fate != NEW) == old
    assert "".join(piece.text for piece in pieces if piece.fate != GONE) == new
    assert all(piece.text for piece in pieces)


def test_differences_are_words_and_no_crumbs() -> None:
    pieces = word_differences("请尽快完成交接，工资按期结清。", "请尽快完成交接，工资暂缓发放。")
    assert marked(pieces) == "请尽快完成交接，工资[-按期结清-]{+暂缓发放+}。"
    assert marked(word_differences("the last day", "the final day")) == "the [-last-]{+final+} day"
    assert marked(word_differences("甲乙丙丁", "戊乙己丁")) == "[-甲乙丙-]{+戊乙己+}丁"


def test_very_long_texts_are_compared_by_lines_or_told_whole() -> None:
    line = "这是第 {} 行，写着一些文字。\n"
    old = "".join(line.format(number) for number in range(400))
    new = "".join(line.format(number + (number in {3, 390}) * 1000) for number in range(400))
    assert {piece.text for piece in word_differences(old, new) if piece.fate == NEW} == {
        "1003 行，写着一些文字。\n",
        "这是第 1390",
    }
    one, two = ("".join(f"{letter}{number}\n" for number in range(2000)) for letter in "ab")
    assert [piece.fate for piece in word_differences(one, two)] == [GONE, NEW, SAME]


def test_a_text_that_writes_the_marks_itself_is_told_beside_the_other() -> None:
    old = f"{LONG}谢谢。"
    new = f"{LONG}[-{THREAT}-]{{+谢谢+}}。"
    before, after = (
        version(altered("clauses.yaml", "离职时应当办理交接。", json.dumps(each, ensure_ascii=False)))
        for each in (old, new)
    )
    assert f"{flow(old)} → {flow(new)}" in "\n".join(text_form(compared(before, after), LABELS, "zh"))


def scalars(node: Node | None, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ScalarNode]]:
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield from scalars(entry.value, (*keys, entry.key))
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items):
            yield from scalars(item, (*keys, str(number)))
    elif isinstance(node, ScalarNode) and isinstance(node.value, str):
        yield keys, node


def texts_in(files: Mapping[str, str]) -> list[tuple[str, ScalarNode]]:
    return [
        (path, node)
        for path, content in files.items()
        if path.endswith(".yaml")
        for keys, node in scalars(Composer(path, Collected()).compose(content))
        if keys[0] not in {"kind", "version", "moved", "extends", "approvals"}  # told otherwise, or no text for people
    ]


def put(files: Mapping[str, str], path: str, node: ScalarNode, text: str) -> dict[str, str]:
    """Return the files with another text in the place of one."""
    lines = files[path].split("\n")
    line, column = node.location.line - 1, node.location.column - 1
    rest = lines[line][column:]
    was = str(node.value)
    for written in (json.dumps(was, ensure_ascii=False), f"'{was.replace(chr(39), chr(39) * 2)}'", was):
        if rest.startswith(written):
            lines[line] = lines[line][:column] + json.dumps(text, ensure_ascii=False) + rest[len(written) :]
            return {**files, path: "\n".join(lines)}
    return dict(files)


OF_THE_SET = texts_in(texts())
FOLDERS = {"task-overdue", "_locales", "_documents"}
OF_MESSAGES = texts_in({path: text for path, text in MESSAGES.items() if path.split("/")[0] in FOLDERS})
WORDS = st.text(st.sampled_from("离职证明工资不予出具，。： abc1"), min_size=1, max_size=30).map(str.strip).filter(bool)


def fingerprints(found: tuple[Change, ...]) -> set[str]:
    return {change.fingerprint for change in found}


@pytest.mark.volume
@settings(max_examples=volume(40, 100))
@given(st.sampled_from(OF_THE_SET), WORDS, WORDS)
def test_no_text_of_a_set_changes_without_a_change_that_tells_it_whole(
    place: tuple[str, ScalarNode], one: str, two: str
) -> None:
    path, node = place
    for start in (LONG, "谢谢", ""):  # some texts have an end, others may be words of one line only
        first, second = (read(put(texts(), path, node, f"{start}{each}")) for each in (one, two))
        if first is not None and f"{start}{one}" != node.value:
            found = changes(version(), first)
            assert any(told_in(f"{start}{one}", change) for change in found), (path, node, found)
            if second is not None and one != two:
                assert fingerprints(found) != fingerprints(changes(version(), second))
            return


def told_in(text: str, change: Change) -> bool:
    return text in change.new or flow(text) in change.new


def test_most_texts_of_a_set_may_be_any_text() -> None:
    free = [path for path, node in OF_THE_SET if read(put(texts(), path, node, "谢谢，离职证明不予出具")) is not None]
    assert len(free) > 30
    assert {"clauses.yaml", "gates.yaml", "policy.yaml", "tasks/office.yaml", "waivers.yaml"} <= set(free)


@pytest.mark.volume
@settings(max_examples=volume(25, 100))
@given(st.sampled_from(OF_MESSAGES), WORDS, WORDS)
def test_no_text_of_a_message_changes_without_a_change_that_tells_it_whole(
    place: tuple[str, ScalarNode], one: str, two: str
) -> None:
    path, node = place
    first, second = (told(path, put(MESSAGES, path, node, f"{LONG}{each}")[path]) for each in (one, two))
    assert any(f"{LONG}{one}" == change.new for change in first)
    assert one == two or fingerprints(first).isdisjoint(fingerprints(second))
