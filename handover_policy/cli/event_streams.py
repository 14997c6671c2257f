"""EventStreams: files of events as every command reads them; what is no file of events is said in one sentence."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click

from handover_policy.cli.terminal import say
from handover_policy.findings.reporting.cells import escaped
from handover_policy.sources.event_files import told_events
from handover_policy.sources.event_shapes import NotEvents, Shape

if TYPE_CHECKING:
    from handover_policy.sources.event_files import EventText

UNREADABLE = 3
INPUT = "-"
PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
NAMES = ("（标准输入）", "(standard input)")
EXAMPLE = '{{"id": "1", "source": "hr", "type": "employee.left", "subject": "E1", "time": "…", "data": {{…}}}}'
SENTENCES = MappingProxyType(
    {
        "wide": (
            "{file} 是 {what} 编码：请另存为 UTF-8（例：iconv -f {what} -t UTF-8 {path} > events.jsonl）",
            "{file} is in {what}: save it as UTF-8 (such as iconv -f {what} -t UTF-8 {path} > events.jsonl)",
        ),
        "gb18030": (
            "{file} 是 GB18030（GBK）编码：请另存为 UTF-8（例：iconv -f GB18030 -t UTF-8 {path} > events.jsonl）",
            "{file} is in GB18030 (GBK): save it as UTF-8 (such as iconv -f GB18030 -t UTF-8 {path} > events.jsonl)",
        ),
        "packed": ("{file} 是 {what} 压缩文件：请先解压", "{file} is packed with {what}: unpack it first"),
        "excel": (
            "{file} 是 Excel 工作簿：请从人事系统导出 JSON，一行一个事件",
            "{file} is an Excel workbook: export the events as JSON, one a line",
        ),
        "binary": (
            "{file} 不是文本文件：事件要写成 JSON，一行一个",
            "{file} is no text: events are JSON, one a line",
        ),
        "csv": (
            f"{{file}} 是表格（CSV）：事件要写成 JSON，一行一个，如 {EXAMPLE}",
            f"{{file}} is a table (CSV): events are JSON, one a line, such as {EXAMPLE}",
        ),
        "yaml": (
            "{file} 是 YAML：事件要写成 JSON，一行一个（例：yq -o=json -I=0 '.[]' {path} > events.jsonl）",
            "{file} is YAML: events are JSON, one a line (such as yq -o=json -I=0 '.[]' {path} > events.jsonl)",
        ),
        "xml": (
            "{file} 是 XML 或 HTML：事件要写成 JSON，一行一个",
            "{file} is XML or HTML: events are JSON, one a line",
        ),
        "text": (
            "{file} 不是 JSON：事件要写成 JSON，一行一个，或写成一个 JSON 数组",
            "{file} is no JSON: events are JSON, one a line, or one JSON array",
        ),
        "sequence": (
            "{file} 是 JSON 文本序列（RFC 7464）：请去掉分隔符（例：tr -d '\\036' < {path} > events.jsonl）",
            "{file} is a JSON text sequence (RFC 7464): take them out (tr -d '\\036' < {path} > events.jsonl)",
        ),
        "spread": (
            "{file} 的事件分成了多行：请一行写一个（例：jq -c . {path} > events.jsonl），或加方括号 [ … ] 成为数组",
            "{file} has events over several lines: write one a line (jq -c . {path} > events.jsonl), or an array [ … ]",
        ),
        "wrapped": (
            "{file} 把事件放在“{what}”之下：只留数组本身（例：jq -c '{filter}' {path} > events.jsonl）",
            "{file} holds its events under '{what}': keep the array alone (jq -c '{filter}' {path} > events.jsonl)",
        ),
        "joined": (
            "{file} 把多个事件写在同一行：请一行写一个（例：jq -c . {path} > events.jsonl）",
            "{file} has several events on one line: write one a line (such as jq -c . {path} > events.jsonl)",
        ),
        "commas": (
            "{file} 的事件之间有逗号却没有方括号：去掉行末的逗号，或在首尾加上 [ 和 ]",
            "{file} has commas between its events but no brackets: leave the commas out, or put [ and ] around",
        ),
    }
)
"""By the shape of a file that holds no events a line, what it is and what to do, in Chinese and English."""
REST = (
    "{file} 的数组从第 {line} 行起读不懂，其后的内容没有读取：请改正后重新运行",
    "the array of {file} cannot be read from line {line} on, and nothing behind it was: mend it and run again",
)
FAILED = (
    "无法读取 {file}：{why}；请检查路径",
    "cannot read the file of events {file}: {why}; check the path",
)


class EventStreams:
    """The events of several files, one after the other; each file is looked into before anything is told."""

    def __init__(self, ctx: click.Context, stack: ExitStack, files: Sequence[Path], language: str) -> None:
        """Open the files, `-` for standard input; says so and ends the command where one is none of events."""
        self._ctx = ctx
        self._place = 0 if language == "zh" else 1
        self.streams: list[BinaryIO] = []
        self._told: list[tuple[str, Iterator[EventText]]] = []
        for path in files:
            name = NAMES[self._place] if str(path) == INPUT else str(path)
            try:
                stream = sys.stdin.buffer if str(path) == INPUT else stack.enter_context(path.open("rb"))
                self.streams.append(stream)
                self._told.append((name, told_events(stream)))
            except NotEvents as wrong:
                self._leave(sentence(wrong.shape, path, language))
            except OSError as error:
                self._fail(name, error)

    def __iter__(self) -> Iterator[tuple[str, EventText]]:
        """Yield each event with the name of its file; says where the rest of a file cannot be read."""
        for name, events in self._told:
            try:
                for told in events:
                    yield name, told
                    if told.rest:
                        say(REST[self._place].format(file=escaped(name), line=told.line), err=True)
            except OSError as error:
                self._fail(name, error)

    def events(self) -> Iterator[EventText]:
        """Yield each event."""
        return (told for _, told in self)

    def percent_read(self) -> int | None:
        """Return how far reading has come; None where a stream has no size, or all are empty."""
        try:
            whole = sum(os.fstat(stream.fileno()).st_size for stream in self.streams)
            read = sum(stream.tell() for stream in self.streams)
        except OSError:
            return None
        return read * 100 // whole if whole else None

    def _fail(self, name: str, error: OSError) -> NoReturn:
        self._leave(FAILED[self._place].format(file=escaped(name), why=error.strerror or error))

    def _leave(self, text: str) -> NoReturn:
        say(text, err=True)
        self._ctx.exit(UNREADABLE)


def sentence(shape: Shape, path: Path, language: str) -> str:
    """Return what a file is instead of events a line, and what to do, in `zh` or `en`.

    The command that it offers quotes what comes from outside, so that nobody pastes a name that runs.
    """
    place = 0 if language == "zh" else 1
    name = NAMES[place] if str(path) == INPUT else str(path)
    shown = "FILE" if str(path) == INPUT else shlex.quote(escaped(str(path)))
    key = f'.["{shape.what}"][]' if PLAIN.fullmatch(shape.what) else ".[][]"
    return SENTENCES[shape.kind][place].format(file=escaped(name), path=shown, what=escaped(shape.what), filter=key)
