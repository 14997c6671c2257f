"""Bad YAML of any shape is read, mended and told in a time that grows with its length, not with the square of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from handover_policy.findings.collected import Collected
from handover_policy.findings.reporting.line_difference import line_difference
from handover_policy.findings.reporting.report import Report
from handover_policy.findings.reporting.reporters import REPORTERS
from handover_policy.policy.inherit.folder import SourceFile, read_document
from handover_policy.policy.yaml_source.slips import repair_file
from handover_policy.policy.yaml_source.text import LARGEST
from handover_policy.sources.policy_repair import find_repairs

HEAD = "# yaml-language-server: $schema=x/tasks.schema.json\nkind: tasks\n"
SHAPES: dict[str, Callable[[int], str]] = {
    "a list of wide commas": lambda n: f"x: [{'a，' * n}a]\n",
    "a list of wide commas and blanks": lambda n: f"x: [{'a， ' * n}a]\n",
    "a list of wide quotes": lambda n: f"x: [{'“a”，' * n}a]\n",
    "a list of wide quotes left open": lambda n: f"x: [{'“a，' * n}]\n",
    "a mapping of wide commas": lambda n: "x: {" + "，".join(f"k{i}：v" for i in range(n)) + "}\n",
    "the same key on one line": lambda n: "x: {" + "a：1，" * n + "}\n",
    "wide brackets": lambda n: f"x: {'［' * n}\n",
    "wide brackets closed": lambda n: f"x: ［{'［］，' * n}］\n",
    "wide corners": lambda n: f"x: {'【a ' * n}\n",
    "wide braces in a list": lambda n: f"x: [{'｛a：1｝，' * n}]\n",
    "wide colons in a row": lambda n: f"x{'：' * n}\n",
    "wide colons in braces": lambda n: f"x: {{{'a：' * n}\n",
    "a line with a wide colon": lambda n: "a：1\n" * n,
    "lines with wide colons": lambda n: "".join(f"a{i // 3}：1\nb{i // 2}: 2\n" for i in range(n)),
    "a list over lines": lambda n: "x: [\n" + "a，\n" * n + "]\n",
    "wide letters in a key": lambda n: f"{'ｋ' * n}：1\n",
    "wide letters in a value": lambda n: f"due: {'ａ' * n}\n",
    "wide blanks": lambda n: f"{'　' * n}x: 1\n",
    "wide blanks behind dashes": lambda n: f"{'-　' * n}x\n",
    "a deep list": lambda n: f"x: {'[' * n}{']' * n}\n",
    "a wide list, deep": lambda n: f"x: {'[' * 90}{'a,' * n}{']' * 90}\n",
    "a deep mapping": lambda n: f"x: {'{a: ' * n}\n",
    "a long key": lambda n: f"{'k' * n}: 1\n",
    "a key again and again": lambda n: "a: 1\n" * n,
    "many keys": lambda n: "".join(f"k{i}: 1\n" for i in range(n)),
    "colons in a value": lambda n: f"x: {'a: ' * n}\n",
    "arrows": lambda n: f"x: {'->' * n}\n",
    "dashes": lambda n: f"{'- ' * n}x\n",
    "a block": lambda n: "x: |\n" + "  a，b\n" * n,
    "a text over lines": lambda n: "x: a\n" + "  b，c\n" * n,
    "a quoted text over lines": lambda n: f'x: "{"a，" * n}\n',
    "tags": lambda n: "x:\n" + "- !a b\n" * n,
    "aliases": lambda n: "x:\n" + "- *a\n" * n,
    "controls": lambda n: f"x: {chr(1) * n}\n",
    "marks of direction": lambda n: f"x: [{chr(0x202E) + 'a,'}{'a,' * n}]\n",
    "long numbers": lambda n: f"x: [{'1234567890123456,' * n}]\n",
    "merge keys": lambda n: f"x: {{{'<<: 1,' * n}}}\n",
    "documents": lambda n: "---\n" * n,
    "tasks of one id": lambda n: "tasks:\n" + "  - {id: t, title：a}\n" * n,
    "line ends of other kinds": lambda n: "x: a\u2028" * n,
}
FEW, TIMES = 40, 4
MOST = TIMES * 1.35
"""What four times the text may cost: four times the work, and some for what every file needs once."""


def parts(place: Path) -> dict[str, Callable[[bytes], object]]:
    """Return what is done with the bytes of a file."""

    def read(content: bytes) -> Collected:
        found = Collected()
        read_document(SourceFile("a.yaml", content), "", found, ("tasks",))
        return found

    def repair(content: bytes) -> None:
        (place / "a.yaml").write_bytes(content)
        list(find_repairs(place))

    return {"read": read, "mend": repair_file, "repair": repair}


def work(done: Callable[[bytes], object], content: bytes) -> int:
    """Return how many lines of Python are run: the same on every machine."""
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        del frame, event, argument
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        done(content)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_length_of_the_text(shape: str, tmp_path: Path) -> None:
    few, many = (f"{HEAD}{SHAPES[shape](count)}".encode() for count in (FEW, TIMES * FEW))
    for name, done in parts(tmp_path).items():
        done(few)  # what is made once, such as imports and patterns, is made
        assert work(done, many) <= MOST * work(done, few) + 500, name


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_length_of_the_text(shape: str, tmp_path: Path) -> None:
    """What no line of Python shows: patterns, the parser, copies of texts; processor time, four times the text."""
    unit = len(SHAPES[shape](FEW).encode()) // FEW
    few, many = (f"{HEAD}{SHAPES[shape](count * 12_000 // unit)}".encode() for count in (1, TIMES))
    for name, done in parts(tmp_path).items():
        short = max(0.01, min(_seconds(done, few) for _ in range(2)))
        assert min(_seconds(done, many) for _ in range(2)) <= 3 * TIMES * short, name


def _seconds(done: Callable[[bytes], object], content: bytes) -> float:
    begin = time.process_time()
    done(content)
    return time.process_time() - begin


def test_a_line_as_long_as_a_file_may_be_is_read_and_told_to_its_end(tmp_path: Path) -> None:
    text = f"{HEAD}x: [{'a，' * (LARGEST // 4 - 100)}a]\n"
    content = text.encode()
    assert len(content) < LARGEST
    begin = time.process_time()
    found = parts(tmp_path)["read"](content)
    assert isinstance(found, Collected)
    for form in REPORTERS.values():
        assert list(form(Report(findings=found.sorted(), language="zh", text_of=lambda _: text)))
    assert time.process_time() - begin < 90


def test_a_difference_of_many_lines_is_found_without_a_search_everywhere() -> None:
    old = [f"a{number // 3}：1" if number % 2 else f"b{number // 2}: 2" for number in range(20_000)]
    new = [line.replace("：", ": ") for line in old]
    begin = time.process_time()
    assert sum(line.startswith("+a") for line in line_difference("a.yaml", old, new)) == 10_000
    assert time.process_time() - begin < 20
