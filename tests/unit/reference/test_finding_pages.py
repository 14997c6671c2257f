"""docs/findings and `explain CODE`: what a kind of finding means, why, what to do, with a wrong and a right example."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handover_policy.app.reference import finding_examples
from handover_policy.cli.authoring.explain_code import show_code
from handover_policy.findings.catalogue import CatalogueEntry
from handover_policy.findings.codes import CODES
from handover_policy.findings.finding import Location
from handover_policy.reference.examples import Example, read_examples
from handover_policy.reference.finding_pages import entries_of, finding_index, finding_lines, finding_page

ZH = CatalogueEntry(code="wrong", says="… 不对", fix="写 {a: …}。", why="否则不行。")
EN = CatalogueEntry(code="wrong", says="… is wrong", fix="Write {a: …}.", why="Or else.")
ONE = Example(at=Location("a.yaml", 2, 4), wrong={"a.yaml": "kind: a\n题：\x07\n"}, right={"a.yaml": "kind: a\n"})
TWO = Example(
    at=Location("b.yaml", 9, 1),
    wrong={"a.yaml": "kind: a\n", "tests/b.yaml": "kind: b\n"},
    right={"tests/b.yaml": "kind: b\n"},
    saved_as="gb18030",
    filler=("x\n", 7),
)


def test_a_page_tells_both_languages_and_shows_both_examples() -> None:
    lines = finding_page((ZH, EN), ONE).split("\n")
    assert [line for line in lines if line][:4] == ["# wrong", "… 不对", "… is wrong", "**为什么 · why**"]
    assert "**错误 · wrong**, `a.yaml:2:4`" in lines
    assert "题：\\u0007" in lines
    assert lines.count("```yaml") == 2


def test_a_page_shows_what_was_there_before_a_change_and_is_made_for_every_code() -> None:
    page = finding_page(entries_of("version-not-raised"), replace(ONE, before={"a.yaml": "kind: z\n"}))
    assert "**变更之前 · before the change**\n\n```yaml\nkind: z\n```" in page
    assert page.startswith("# version-not-raised\n\n制度有变更")


def test_a_page_of_several_files_names_them_and_tells_how_they_are_saved() -> None:
    page = finding_page((ZH, EN), TWO)
    assert "`a.yaml`" in page
    assert page.count("`tests/b.yaml`") == 2
    assert "这个文件存成了 gb18030" in page
    assert "this line stands 7 times" in page


def test_a_terminal_shows_one_language_with_the_place_marked() -> None:
    assert list(finding_lines(ZH, ONE, "zh")) == [
        "wrong: … 不对",
        "  为什么：否则不行。",
        "  改法：写 {a: …}。",
        "",
        "  错误的写法（a.yaml:2:4）",
        "    kind: a",
        "    题：\\u0007",
        "              ^",
        "  正确的写法",
        "    kind: a",
    ]
    told = list(finding_lines(EN, TWO, "en"))
    assert "  wrong (b.yaml:9:1)" in told
    assert "    # a.yaml" in told
    assert "  the file is saved as gb18030" in told


def test_the_list_names_every_code() -> None:
    assert "- [wrong](wrong.md) … 不对 · … is wrong" in finding_index([(ZH, EN)]).split("\n")


def test_examples_are_read_with_their_places() -> None:
    told = read_examples("a:\n  at: x/y.yaml:3:9\n  wrong: {x/y.yaml: b}\n  right: {x/y.yaml: c}\n")
    assert told["a"] == Example(at=Location("x/y.yaml", 3, 9), wrong={"x/y.yaml": "b"}, right={"x/y.yaml": "c"})
    assert read_examples("") == {}


def test_every_code_of_the_catalogue_has_its_example_and_no_example_is_left_over() -> None:
    assert set(finding_examples()) == set(CODES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_is_explained(language, capsys) -> None:
    for code in CODES:
        assert show_code(code, language) == 0
        assert capsys.readouterr().out.startswith(f"{code}: ")


def test_an_unknown_code_gets_the_nearest(capsys) -> None:
    assert show_code("unknown-kee", "zh") == 2
    assert "did you mean unknown-key?" in capsys.readouterr().err
    assert show_code("\x1b😀" * 40, "zh") == 2
    assert "\x1b" not in capsys.readouterr().err
