"""Every command says what it says in the language it is asked for: English throughout, Chinese, or a third one."""

from __future__ import annotations

import gc
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import yaml

from handover_policy.cli import main
from handover_policy.texts.texts import languages, texts, texts_folder
from tests.edges.cli.command import DEFAULT, hired, line, lines

CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+")
LAW = re.compile(r"(, )?\blaw: \[[^]]*\]")
CITED = re.compile(r"（[^（）]*(\([^()]*\)[^（）]*)*）")
"""What a finding cites of the law, in the law's own language."""
COMMENT = re.compile(r"(^|(?<=\s))#(?! yaml-language-server).*$", re.MULTILINE)


def in_english(folder: Path, *swaps: tuple[str, str, str]) -> Path:
    """Return the default set with an English word in place of every Chinese one, and some words of files changed."""
    number: dict[str, int] = {}

    def english(found: re.Match[str]) -> str:
        return f"Word {number.setdefault(found[0], len(number))}"

    shutil.copytree(DEFAULT, folder, ignore=shutil.ignore_patterns("tests"))
    for file in sorted(folder.rglob("*.yaml")):
        text = LAW.sub("", COMMENT.sub("", file.read_text("utf-8")))
        text = CHINESE.sub(english, text).replace("language: zh-CN", "language: en")
        for name, old, new in swaps:
            if name == file.name:
                assert old in text
                text = text.replace(old, new)
        file.write_text(text, "utf-8")
    return folder


@cache
def place_of(base: Path) -> tuple[Path, Path, Path, Path]:
    """Return an English set, a newer version of it, events of a case, and the set with a policy test that fails."""
    old = in_english(base / "old")
    new = in_english(
        base / "new", ("notice_days.yaml", "days: 30", "days: 20"), ("gates.yaml", ", sheet.signed: true", "")
    )
    tested = in_english(base / "tested")
    (tested / "tests").mkdir()
    (tested / "tests" / "one.yaml").write_text(
        "kind: test\ncases:\n  - name: a notice\n    employee: {role: sales, stage: regular, name: Ann, manager: M1}\n"
        "    events: [{at: 2026-03-02, type: resignation.submitted, data: {form: written}},\n"
        "             {at: 2026-03-03, type: task.submitted, data: {task: nothing, by: E1}}]\n"
        "    expect: [{effect: case, notice_days: 31}]\n    never: [{effect: case, notice_days: 30}]\n",
        "utf-8",
    )
    events = base / "events.jsonl"
    events.write_bytes(lines(*story(), b"[]", b"{"))
    return old, new, tested, events


def story() -> Iterator[bytes]:
    yield hired("E1", name="Ann", department="East")
    yield hired("M1", name="Ben", manager="M0")
    yield line("r1", "resignation.submitted", "E1", form="written")
    file = {"kind": "file", "path": "a", "sha256": "1" * 64}
    yield line(
        "s1", "task.submitted", "E1", "2026-03-10T10:00:00+08:00", task="E1/1:everyone.assets", by="E1", evidence=[file]
    )
    yield line("s2", "task.submitted", "E1", "2026-03-10T10:00:00+08:00", task="E1/1:nothing", by="E1")
    yield line("s3", "task.confirmed", "E1", "2026-03-10T10:00:00+08:00", task="E1/1:everyone.documents", by="E1")
    yield line("r2", "resignation.submitted", "E1", form="written")
    yield line("c1", "clock.ticked", "*", "2026-03-30T10:00:00+08:00")


def calls(base: Path) -> Iterator[tuple[object, ...]]:
    old, new, tested, events = place_of(base)
    yield ("run", events, "--policy", old, "--format", "text")
    for form in ("text", "markdown", "html", "junit", "github"):
        yield ("diff", old, new, "--format", form)
    for form in ("text", "markdown", "html", "json"):
        yield ("plan", "--cases", events, "--against", old, "--policy", new, "--migrate", "--format", form)
    for form in ("text", "markdown", "json"):
        yield ("explain", events, "--policy", old, "--format", form, "--why-not", "notice.returned", "--why-not", "x")
    for form in ("text", "html"):
        yield ("simulate", "--on", "2026-03-02", "--policy", old, "--compare", new, "--format", form)
    yield ("simulate", "--on", "2026-03-02", "--policy", old, "--act", "on-time")
    yield ("test", tested, "--coverage", "--inherited")
    yield ("test", tested, "--format", "junit")
    yield ("render", "handover-started", "--events", events, "--case", "E1/1", "--policy", old)
    for command in ("validate", "lint", "check"):
        yield (command, tested)
    yield ("explain", "unused-party")
    yield ("schema",)
    yield ("schema", "tasks.steps.due")


WRONG: tuple[tuple[str, ...], ...] = (
    ("vaildate",),
    ("run",),
    ("run", "nowhere.jsonl"),
    ("run", "nowhere.jsonl", "--policy", "nowhere"),
    ("validate", "--formt", "json"),
    ("validate", "--format", "xml"),
    ("validate", "nowhere"),
    ("validate", "a", "--policy", "b"),
    ("lint", "nowhere"),
    ("check", "nowhere"),
    ("test", "nowhere"),
    ("test", "--max-survivors", "x"),
    ("diff", "nowhere"),
    ("diff", "builtin:nothing"),
    ("plan", "--against", "nowhere"),
    ("plan", "--against", "nowhere", "--max-affected", "x"),
    ("simulate", "--on", "yesterday"),
    ("simulate", "--on", "2026-03-02", "--employee", "x"),
    ("explain", "nothing"),
    ("schema", "nothing"),
    ("render",),
    ("render", "task-list"),
    ("render", "nothing", "--sample"),
)


class Caller:
    """Calls the command in this process, as `handover` does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def said(self, *arguments: object) -> str:
        """Return all that a call says, on both streams."""
        self._monkeypatch.setattr(sys, "argv", ["handover", *map(str, arguments)])
        self._monkeypatch.setenv("HANDOVER_TRACEBACK", "1")
        main._ended()
        gc.enable()
        return "".join(self._capsys.readouterr())


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(monkeypatch, capsys)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("languages")


def of_our_own(line: str) -> str:
    """Return what a command says itself: neither what the law is called nor what a decision holds, written once.

    A decision is the same whoever reads it: the titles of statutory deadlines are Chinese in every set, since the
    digest of a set counts them, and so is the mark between two steps that one person does.
    """
    less = CITED.sub("", line)
    for name, title in texts("zh").area("words").items():
        less = less.replace(title, "") if name.startswith("obligations.") else less
    return less.replace("；", "")


def test_in_english_no_command_says_a_chinese_word_of_its_own(caller: Caller, base: Path) -> None:
    found = {}
    for call in calls(base):
        told = caller.said(*call, "--lang", "en")
        assert told
        wrong = [each for each in told.splitlines() if CHINESE.search(of_our_own(each))]
        if wrong:
            found[call] = wrong[:5]
    assert found == {}


def test_a_document_in_english_names_itself_in_chinese_and_says_nothing_else_so(caller: Caller, base: Path) -> None:
    old, *_, events = place_of(base)
    told = caller.said("render", "task-list", "--events", events, "--case", "E1/1", "--policy", old, "--lang", "en")
    assert [each for each in told.splitlines() if CHINESE.search(of_our_own(each))] == ["工作交接任务清单"]


def test_a_wrong_call_is_told_in_the_language_it_asks_for(caller: Caller) -> None:
    found = {}
    for call in WRONG:
        english, chinese = (caller.said(*call, "--lang", language) for language in ("en", "zh"))
        if CHINESE.search(english) or not CHINESE.search(chinese) or "Error" in chinese or "Try" in chinese:
            found[call] = (english, chinese)
    assert found == {}


MARKED = re.compile("⟦[^⟦⟧]*⟧")
REPORTS = ("diff", "plan", "explain", "simulate", "testing", "cases", "problems", "refusals", "reports")


def marked(tree: object) -> object:
    """Return texts with each sentence in brackets."""
    return {name: marked(each) for name, each in tree.items()} if isinstance(tree, dict) else f"⟦{tree}⟧"


def unmarked(told: str) -> str:
    """Return what a report says outside of all brackets."""
    while (less := MARKED.sub("", told)) != told:
        told = less
    return told


def sentences() -> Iterator[str]:
    """Yield what stands between the blanks of the sentences of reports, where it is more than a word."""
    for area in REPORTS:
        told = texts("en").area(area).items()
        for text in (text for name, text in told if not name.startswith("people.")):
            parts = (part.strip() for part, *_ in Formatter().parse(text))
            yield from (part for part in parts if len(part) > 5 and " " in part)


@pytest.fixture
def third_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / "texts"
    shutil.copytree(texts_folder(), folder)
    shutil.copytree(folder / "en", folder / "qq")
    for file in (folder / "qq").iterdir():
        tree = marked(yaml.safe_load(file.read_text("utf-8")))
        file.write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    monkeypatch.setattr("handover_policy.texts.texts.texts_folder", lambda: folder)
    languages.cache_clear()
    yield "qq"
    monkeypatch.undo()
    languages.cache_clear()


def test_a_third_language_is_a_folder(third_language: str, caller: Caller, base: Path) -> None:
    old, new, tested, events = place_of(base)
    told = {
        call[0]: caller.said(*call, "--lang", third_language)
        for call in (
            ("diff", old, new),
            ("plan", "--cases", events, "--against", old, "--policy", new, "--migrate"),
            ("explain", events, "--policy", old, "--why-not", "notice.returned"),
            ("simulate", "--on", "2026-03-02", "--policy", old, "--compare", new),
            ("test", tested, "--coverage"),
            ("run", events, "--policy", old, "--format", "text"),
        )
    }
    assert {name for name, each in told.items() if "⟦" not in each} == set()
    known = set(sentences())
    left = {name: [each for each in known if each in unmarked(said)] for name, said in told.items()}
    assert {name: each for name, each in left.items() if each} == {}
    assert "⟦" in caller.said("vaildate", "--lang", third_language)
    assert "no such" not in unmarked(caller.said("vaildate", "--lang", third_language))
