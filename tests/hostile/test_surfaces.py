"""Whatever text comes in, no command writes what a terminal obeys or hides, and no service reads it as its own."""

from __future__ import annotations

import gc
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from handover_policy.cli.main import INTERNAL, main
from handover_policy.cli.terminal import say
from handover_policy.findings.reporting.cells import HAN, UNSEEN, VARIANTS, escaped

ROOT = Path(__file__).parents[2]
Told: TypeAlias = Callable[..., str]
ORDERS = "\x1b]8;;x\x07\x1b[31m\r\u202e\u2066\u200b\u2028\u061c\ufeff\u115f\x7f\x85\x9b"
"""A link, a colour, a return, marks of direction, line ends, characters without a look, controls of both ranges."""
EVIL = f"李{ORDERS}\n::error::forged"
FILE = f"甲{ORDERS}\n乙.yaml"
UNREADABLE = os.fsdecode(b"\xff\xfe.yaml")
"""A file name that is no UTF-8: Python reads it as lone surrogates."""
FORGED = "::error::forged"
NEVER = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
JOINER = "\u200d"
MANIFEST = "kind: policy\nid: x\ntitle: x\nversion: 1.0.0\neffective: {from: 2026-01-01}\nextends: builtin:default\n"
GATE = "kind: gates\ngates:\n  - {id: gate.x, titel: x, controls: final_pay, opens_when: {tasks.unfinished: 0}}\n"
CASE = "kind: test\ncases:\n  - name: x\n    events: []\n    expect: [{effect: task}]\n"
FORMS = ("text", "json", "jsonl", "sarif", "github", "junit", "markdown")


def obeyed(text: str) -> list[str]:
    """Return what a terminal would obey or not show; a joiner stands between the parts of an emoji only."""
    return [
        f"U+{ord(each):04X}"
        for place, each in enumerate(text)
        if each != "\n"
        and (
            (unicodedata.category(each) in NEVER and not (each == JOINER and _joins(text, place)))
            or (UNSEEN.match(each) and not _chooses(text, place))
        )
    ]


def _joins(text: str, place: int) -> bool:
    around = text[place - 1 : place].replace("\ufe0f", "❤") + text[place + 1 : place + 2]
    return len(around) == 2 and all(unicodedata.category(each) in {"So", "Sk"} or each in "‼⁉ℹ↔↕〰" for each in around)


def _chooses(text: str, place: int) -> bool:
    last, following = text[place - 1 : place], text[place + 1 : place + 2]
    if VARIANTS.match(text[place]) and HAN.match(last):
        return True
    pictured = last != "" and (unicodedata.category(last) in {"So", "Sk"} or last in "‼⁉ℹ↔↕〰")
    return text[place] in "\ufe0e\ufe0f" and (pictured or following == "\u20e3")


ANY = st.text(st.characters(), max_size=30)
LIKELY = st.text(st.sampled_from([*ORDERS, *EVIL, "\ufe0f", "\ufe0e", JOINER, "❤", "👨", "葛", "\U000e0100", "\ufe00", "1", "\u20e3", "\u0301", "\ud83d", "\t"]), max_size=12)  # fmt: skip # noqa: E501 - a list of single characters


@given(ANY | LIKELY)
def test_no_text_gives_a_terminal_an_order_or_hides_from_its_reader(text: str) -> None:
    shown = escaped(text)
    assert obeyed(shown) == []
    assert "\n" not in shown
    assert escaped(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "欧阳娜·古丽", "王小明（E1001）：“已办结”，3 → 7", "👨\u200d👩\u200d👧\u200d👦", "❤\ufe0f", "🏳\ufe0f\u200d🌈",
        "🤦🏽\u200d♂\ufe0f", "1\ufe0f\u20e3", "⚠\ufe0f 注意", "葛\U000e0100城", "Nguyễn", "각",
    ],
)  # fmt: skip
def test_names_and_emoji_stay_as_they_are(text: str) -> None:
    assert escaped(text) == text


def test_a_line_said_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    say(EVIL, "second")
    say(EVIL, err=True)
    written = capfd.readouterr()
    assert written.out.count("\n") == 2
    assert written.err.count("\n") == 1
    assert obeyed(written.out + written.err) == []


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Told]:
    """Return what runs a command in a folder and returns all that it writes; the outputs are judged at the end.

    Nothing written may be obeyed or forge a line, and no command may end as a bug.
    """

    def run(here: Path, *arguments: str) -> str:
        monkeypatch.chdir(here)
        monkeypatch.setattr(sys, "argv", ["handover", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capfd.readouterr()
        assert ended.value.code != INTERNAL, written.err
        for text in written:
            assert obeyed(text) == []
            assert not any(line.startswith(FORGED) for line in text.split("\n"))
        return written.out

    thresholds = gc.get_threshold()
    yield run
    gc.set_threshold(*thresholds)
    gc.enable()  # some commands turn it off for their short lives


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of events in which everybody, and every customer, has an evil name."""
    lines = []
    for line in (ROOT / "examples" / "salesman.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        told_of = event.get("data", {})
        told_of.update({key: told_of[key] + EVIL for key in ("name", "title", "department") if key in told_of})
        lines.append(json.dumps(event, ensure_ascii=False))
    lines += [json.dumps({"id": EVIL, "type": EVIL, "source": EVIL}), EVIL.replace("\n", " ")]
    place = tmp_path_factory.mktemp("events") / "evil.jsonl"
    place.write_text("\n".join(lines), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two versions of a set whose files have evil names, and findings in them."""
    place = tmp_path_factory.mktemp("sets")
    for name, gate in (("old", GATE.replace("titel", "title")), ("new", GATE), ("better", GATE.replace("titel: x", "title: y"))):  # fmt: skip # noqa: E501 - three sets
        folder = place / name
        (folder / "tests").mkdir(parents=True)
        (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
        (folder / FILE).write_text(gate, encoding="utf-8")
        (folder / "tests" / FILE).write_text(CASE, encoding="utf-8")
        if name == "new":
            (folder / UNREADABLE).write_text("x: ：\n", encoding="utf-8")
    return place


@pytest.mark.parametrize("command", ["validate", "lint", "check"])
@pytest.mark.parametrize("form", FORMS)
def test_findings_in_files_of_evil_names(told: Told, hostile: Path, command: str, form: str) -> None:
    out = told(hostile, command, "new", "--format", form)
    assert "甲" in out or "%E7%94%B2" in out  # the file is named
    if form in {"json", "sarif"}:
        json.loads(out)
    if form == "junit":
        ET.fromstring(out)  # noqa: S314 - written by us


@pytest.mark.parametrize("form", [*FORMS, "html"])
def test_a_difference_in_files_of_evil_names(told: Told, hostile: Path, form: str) -> None:
    out = told(hostile, "diff", "old", "better", "--format", form)
    assert out.strip()


@pytest.mark.parametrize("form", ["text", "json", "junit"])
def test_policy_tests_in_files_of_evil_names(told: Told, hostile: Path, form: str) -> None:
    told(hostile, "test", "old", "--format", form)


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--format", "text"),
        ("run", "--format", "jsonl"),
        ("run", "--format", "json"),
        ("explain", "--case", "E1001/1", "--format", "text"),
        ("explain", "--case", "E1001/1", "--format", "markdown"),
        ("explain", "--case", "E1001/1", "--format", "json"),
        ("render", "task-list", "--case", "E1001/1", "--events"),
        ("plan", "--against", "builtin:default", "--policy", "builtin:default", "--format", "text", "--cases"),
        ("plan", "--against", "builtin:default", "--policy", "builtin:default", "--format", "markdown", "--cases"),
        ("plan", "--against", "builtin:default", "--policy", "builtin:default", "--format", "json", "--cases"),
    ],
    ids=" ".join,
)
def test_people_of_evil_names(told: Told, events: Path, arguments: tuple[str, ...]) -> None:
    told(events.parent, *arguments, events.name)


@pytest.mark.parametrize(
    "arguments",
    [
        (EVIL,),
        ("run", EVIL),
        ("run", f"--{EVIL}"),
        ("run", "x", "--policy", EVIL),
        ("validate", EVIL),
        ("validate", "a", EVIL),
        ("check", EVIL),
        ("lint", EVIL),
        ("test", EVIL),
        ("diff", EVIL),
        ("plan", "--against", EVIL, "--cases", "x"),
        ("plan", "--against", "x", "--max-affected", EVIL),
        ("render", EVIL, "--sample"),
        ("render", "task-list", "--events", EVIL),
        ("render", "task-list", "--sample", "--lang", EVIL),
        ("explain", EVIL),
        ("simulate", "--on", EVIL),
        ("simulate", "--on", "2026-03-02", "--role", EVIL),
        ("simulate", "--on", "2026-03-02", "--policy", EVIL),
        ("schema", EVIL),
        ("init", "x", "--id", EVIL),
        ("init", "x", "--extends", EVIL),
        ("git-diff-driver", EVIL),
        ("validate", f"builtin:{EVIL}"),
    ],
    ids=lambda arguments: " ".join(arguments[:-1]) or "no command",
)
def test_an_evil_argument_is_told_in_one_line(told: Told, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    told(tmp_path, *arguments)


@pytest.mark.parametrize("content", [("kind: x\n", "kind: y\n"), (f"a{ORDERS}\n", "b\n"), ("甲\n", "乙\n")])
def test_the_driver_of_git_diff_shows_names_and_lines_as_codes(
    told: Told, tmp_path: Path, content: tuple[str, str]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text(content[0], encoding="utf-8")
    new.write_text(content[1], encoding="gb18030" if content[1] == "乙\n" else "utf-8")
    out = told(tmp_path, "git-diff-driver", FILE, str(old), "0" * 40, "100644", str(new), "0" * 40, "100644")
    assert out.startswith("diff --git a/甲\\u001b")
    assert f"-{escaped(content[0].rstrip())}" in out
    assert f"+{content[1]}" in out


HOSTILE_MARKDOWN = "<img src=x> @all #1 !1 %1 $x$ &#x202e; https://evil.example www.evil.example | ```"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_comment_on_a_difference_links_calls_and_formats_nothing(told: Told, tmp_path: Path, language: str) -> None:
    for name, title in (("old", "x"), ("new", HOSTILE_MARKDOWN)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
        gate = GATE.replace("titel: x", f"title: '{title}'")
        (folder / "gates.yaml").write_text(gate, encoding="utf-8")
    out = told(tmp_path, "diff", "old", "new", "--format", "markdown", "--lang", language)
    html = MarkdownIt("gfm-like").render(out)
    assert "evil.example" in html
    assert "<img" not in html
    assert "<a " not in html
    seen = html.replace("&amp;", "&")
    assert not any(call in seen for call in ("@all", "#1 ", "!1 ", "%1 ", "$x$", "&#x202e;"))


def test_a_comment_on_a_great_difference_keeps_the_worst_and_says_what_it_leaves_out(
    told: Told, tmp_path: Path
) -> None:
    for name, days in (("old", 15), ("new", 30)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "policy.yaml").write_text(MANIFEST, encoding="utf-8")
        row = "  - {{id: gate.n{0}, title: 奖金{0}{1}, controls: handover_bonus, opens_when: {{tasks.unfinished: 0}}, release_by: last_day + {2} days}}\n"  # fmt: skip # noqa: E501 - one row
        rows = "".join(row.format(number, "长" * 60, days) for number in range(150))
        (folder / "gates.yaml").write_text(f"kind: gates\ngates:\n{rows}", encoding="utf-8")
    out = told(tmp_path, "diff", "old", "new", "--format", "markdown", "--lang", "zh")
    assert len(out.encode()) <= 60_000
    assert "🔴" in out
    assert "项，未列出；全部见 `handover diff old new --format text`" in out
    assert out.count("<details>") == out.count("</details>")
