"""YAML: what words mean, what is refused, and typing slips of Chinese keyboards."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.findings.collected import Collected
from handover_policy.findings.lines import LINE_END
from handover_policy.policy.yaml_source import compose as compose_module
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, plain
from handover_policy.policy.yaml_source.scalars import iso_date, resolve
from handover_policy.policy.yaml_source.slips import Repaired, repair_file, repaired


def composed(text: str):
    found = Collected()
    node = Composer("f.yaml", found).compose(text)
    return node, [(each.code, each.location.line, each.location.column) for each in found.sorted()]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("+3", 3),
        ("-3", -3),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("", None),
        ("~", None),
        ("Null", None),
        ("TRUE", True),
        ("False", False),
        ("2026-07-01", "2026-07-01"),
        ("2026-7-1", "2026-7-1"),
        ("٣", "٣"),
    ],
)
def test_words_mean_what_yaml_1_2_says(word, value) -> None:
    meaning = resolve(word)
    assert meaning.value == value
    assert type(meaning.value) is type(value)
    assert meaning.problem is None


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        (".inf", "not-a-number"),
        ("-.Inf", "not-a-number"),
        (".NaN", "not-a-number"),
        ("9" * 400, "number-too-long"),
        ("0x" + "F" * 13, "number-too-long"),
        ("1e999", "number-too-long"),
        ("0." + "1" * 400, "number-too-long"),
        ("2026-02-30", "invalid-date"),
    ],
)
def test_numbers_that_no_reader_can_hold_are_findings(word, problem) -> None:
    assert resolve(word).problem == problem


def test_dates_are_text_that_knows_it_is_a_date() -> None:
    assert resolve("2026-07-01").is_date
    assert iso_date("2026-13-01") is None
    assert iso_date("today") is None


def test_quoted_words_stay_text_and_nodes_know_their_place() -> None:
    node, codes = composed('a: "30"\nb: [1, {c: x}]\n')
    assert codes == []
    assert isinstance(node, MappingNode)
    assert plain(node) == {"a": "30", "b": [1, {"c": "x"}]}
    entry = node.entry("b")
    assert entry is not None
    assert (entry.key_location.line, entry.key_location.column) == (2, 1)
    assert str(entry.value.location) == "f.yaml:2:4"
    assert node.entry("c") is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a: 1\na: 2\n", [("duplicate-key", 2, 1)]),
        ("a: &x 1\nb: *x\n", [("alias", 2, 4)]),
        ("<<: {a: 1}\n", [("merge-key", 1, 1)]),
        ("a: !!str 1\n", [("tag", 1, 4)]),
        ("a: !x {b: 1}\n", [("tag", 1, 4)]),
        ("? [a]\n: 1\n", [("complex-key", 1, 3)]),
        ("a: 1\n---\nb: 2\n", [("several-documents", 2, 1)]),
        ("", [("empty-file", 1, 1)]),
        ("# only a comment\n", [("empty-file", 1, 1)]),
        ("a: [1\n", [("yaml-syntax", 2, 1)]),
        ("a: 1\nb", [("yaml-syntax", 2, 1)]),
        ("a:\n\t- b\n", [("tab-indentation", 2, 1)]),
        ('a: "\\0"\n', [("control-character", 1, 4)]),
        ('a: "\\u202e"\n', [("control-character", 1, 4)]),
        ('"a\\u0007": 1\n', [("control-character", 1, 1)]),
        ("a: .nan\n", [("not-a-number", 1, 4)]),
        ("a: \x01\n", [("yaml-syntax", 1, 1)]),
    ],
)
def test_what_has_no_place_in_a_policy_is_found_where_it_stands(text, codes) -> None:
    assert composed(text)[1] == codes


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_wherever_a_file_is_cut_off_its_finding_lies_inside(end) -> None:
    text = "a: {b: [c, 'd'], e: \"f\"}\n\n# g\nh:\n  - i\n  - |\n    j\n  -\tk: l\n? m\n".replace("\n", end)
    found = set()
    for cut in range(len(text) + 1):
        lines = LINE_END.split(text[:cut])
        for code, line, column in composed(text[:cut])[1]:
            assert column <= len(lines[line - 1]) + 1
            found.add(code)
    assert "yaml-syntax" in found


def test_lone_surrogates_are_findings() -> None:
    assert composed('a: "\\ud800"\n')[1][0][0] in {"yaml-syntax", "control-character"}


def test_twenty_thousand_levels_are_one_finding() -> None:
    for text in ("[" * 20_000, "{a: " * 20_000, "".join(" " * level + "a:\n" for level in range(1000)), "- " * 20_000):
        node, codes = composed(text)
        assert node is None
        assert [code for code, _, _ in codes] == ["too-deep"]


def test_the_pure_python_parser_says_the_same(monkeypatch) -> None:
    monkeypatch.setattr(compose_module, "LOADER", yaml.SafeLoader)
    assert composed("a: 1\na: 2\nb: *x\n")[1] == [("duplicate-key", 2, 1), ("alias", 3, 4)]
    assert composed('a: "\\ud800"\n')[1] == [("control-character", 1, 4)]


COLON, COMMA, QUOTE, BRACKET = "full-width-colon", "full-width-comma", "full-width-quote", "full-width-bracket"
LETTER, SPACE = "full-width-letter", "full-width-space"


@pytest.mark.parametrize(
    ("text", "right", "codes"),
    [
        ("kind：policy\n", "kind: policy\n", ["full-width-colon"]),
        ("a: {id: x，title: 甲}\n", "a: {id: x, title: 甲}\n", ["full-width-comma"]),
        ("a: {b: c， d：e}\n", "a: {b: c, d: e}\n", ["full-width-comma", "full-width-colon"]),
        ("a: [sms，email]\n", "a: [sms, email]\n", ["full-width-comma"]),
        ("title: “甲乙”\n", 'title: "甲乙"\n', ["full-width-quote"] * 2),
        ("days: ３０\n", "days: 30\n", ["full-width-digit"] * 2),
        ("days:　30\n", "days: 30\n", ["full-width-space"]),
        ("a:\n　b: 1\n", "a:\n  b: 1\n", ["full-width-space"]),
        ("when: ｛employee.role: sales｝\n", "when: {employee.role: sales}\n", ["full-width-bracket"] * 2),
        ("due: last_day － 5 workdays\n", "due: last_day - 5 workdays\n", ["full-width-letter"]),
        ("id: a（b）\n", "id: a(b)\n", ["full-width-bracket"] * 2),
        ("{sales：销售，engineer：研发}\n", "{sales: 销售, engineer: 研发}\n", [COLON, COMMA, COLON]),
        ("{title: 甲，controls：x}\n", "{title: 甲, controls: x}\n", [COMMA, COLON]),
        ("a: {\n  title: 甲，id：x}\n", "a: {\n  title: 甲, id: x}\n", [COMMA, COLON]),
        ("when: 「employee。role: sales」\n", "when: {employee.role: sales}\n", [BRACKET, LETTER, BRACKET]),
        ("fields: 【name，“电话”】\n", 'fields: [name, "电话"]\n', [BRACKET, COMMA, QUOTE, QUOTE, BRACKET]),
        ("- 【sms】\n", "- [sms]\n", [BRACKET, BRACKET]),
        ("- ｛id: a｝\n", "- {id: a}\n", [BRACKET, BRACKET]),
        ("a: [b, 【c】]\n", "a: [b, [c]]\n", [BRACKET, BRACKET]),
        ("- “甲”\n", '- "甲"\n', [QUOTE, QUOTE]),
        ("a: [“甲”, 乙]\n", 'a: ["甲", 乙]\n', [QUOTE, QUOTE]),
        ("on: ‘a’  # “注”\n", "on: 'a'  # “注”\n", [QUOTE, QUOTE]),
        ("a: [[sms、email]]\n", "a: [[sms, email]]\n", [COMMA]),
        ("steps:\n　- party：leaver\n", "steps:\n  - party: leaver\n", [SPACE, COLON]),
    ],
)
def test_typing_slips_are_named_and_mended(text, right, codes) -> None:
    assert [slip.code for slip in repaired(text).slips] == codes
    assert repaired(text).text == right
    assert repaired(right).slips == ()


@pytest.mark.parametrize(
    "text",
    [
        "title: 甲，乙：丙（丁）\n",
        "a: {title: 甲，乙}\n",
        'do: "kind：policy，x"\n',
        "do: 'id：x'\n",
        "# kind：policy\n",
        "text: |\n  id：x\n\n  days：３０\ndo: 好\n",
        "text: >-\n  note：x\n",
        "title: “甲”和“乙”\n",
        "title: ERP（SAP）\n",
        "title: 甲,note：x\n",
        "do: it's，fine\n",
        "a: ]，\n",
        "plain: ascii only\n",
        'text: "多行，\n  id：x"\n',
        "{title: 移交 ERP，CRM 账号, id: a}\n",
        "{title: 交接清单，ERP：含账号, id: a}\n",
        "{title: ERP、CRM 账号}\n",
        "{do: 注意，“务必”当面}\n",
        "title: 注：“甲”\n",
        "do: 按 at：３ 填写\n",
        "do: 填写 id：１２３\n",
        "text: 甲方应当\n  ERP：１２３\n  id：甲\nsign: never\n",
        "- 甲方应当\n  id：甲\n",
        "title: 【重要】交接（ERP）\n",
        "title: 【ERP】\n",
        "title: 「id：x」\n",
        "{title: 甲【注】, do: 「好」}\n",
        "parts: [移交 ERP，CRM 账号]\n",
        "evidence: docs/会议（１）.pdf\n",
        "title: 完成。好\n",
        "title: １２３\n",
        "title: ‘甲’和‘乙’\n",
        "list: ]】｝\n",
        "title: 甲甲E：【乙乙\n",
        "title: 甲，ERP：【乙】\n",
        "{title: 甲 erp：【乙】}\n",
        "- 【重要】交接\n",
        "a: [甲, 【ERP】乙]\n",
        "a: [甲，【重要】]\n",
        "{to: b, c、d, e: f}\n",
    ],
)
def test_prose_quotes_and_comments_may_hold_any_character(text) -> None:
    assert repaired(text) == Repaired(text=text)


def test_a_wide_bracket_is_meant_behind_a_key_even_one_that_nobody_knows() -> None:
    assert repaired("{my_key: 【a, b】}\n").text == "{my_key: [a, b]}\n"
    assert repaired("my_key: 【a, b】\n").text == "my_key: [a, b]\n"


def test_places_are_those_of_the_file_although_a_mended_text_is_read() -> None:
    text = "{id：a，b: x， c: .nan}\n  "
    found = Collected()
    Composer("f.yaml", found, repaired(text).inserted).compose(repaired(text).text)
    assert [str(each.location) for each in found.sorted()] == [f"f.yaml:1:{text.index('.nan') + 1}"]


def test_files_are_mended_to_utf_8() -> None:
    assert repair_file("title: 制度\nkind：policy\n".encode("gb18030")) == "title: 制度\nkind: policy\n".encode()
    assert repair_file(b"\xef\xbb\xbfkind: policy\r\n") == b"kind: policy\r\n"
    assert repair_file(b"\xff") == b"\xff"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("a1:：，,“”（）{}[]'\"#|>-\n\r 　３é乙\u2028"))))
def test_mending_ends_and_changes_only_what_was_found(text) -> None:
    plain = repaired(text)
    assert (plain.text == text) == (not plain.slips)
    composed(plain.text)
