"""Files that hold no events, or badly: one clear sentence with what to do, or every event and nothing lost."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.cli.event_streams import sentence
from handover_policy.sources import event_files
from handover_policy.sources.event_files import MOST_BYTES, EventText, NotEvents, told_events
from handover_policy.sources.event_shapes import Shape
from tests.edges.cli.command import handover, hired, line, lines

TWO = [json.loads(hired("E1")), json.loads(hired("E2"))]
PRETTY = json.dumps(TWO[0], indent=2, ensure_ascii=False).encode()
TEXT = lines(hired("E1"), hired("E2"))
JSONL = TEXT.decode()
CSV = b"id,source,type,subject,time\n1,hr,employee.left,E1,2026-03-02T10:00:00+08:00\n"
ARRAY = json.dumps(TWO, ensure_ascii=False)


def workbook() -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def zipped() -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("events.jsonl", TEXT)
    return packed.getvalue()


OTHERS: dict[str, tuple[bytes, Shape]] = {
    **{
        f"{name}{' array' if text == ARRAY else ''}": (text.encode(name), Shape("wide", name[:6].upper()))
        for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
        for text in (JSONL, ARRAY)
    },
    "GB18030": (JSONL.encode("gb18030"), Shape("gb18030")),
    "GB18030 array": (ARRAY.encode("gb18030"), Shape("gb18030")),
    "GB18030 with ASCII first": (line("0", "clock.ticked", "*") + b",\n", Shape("commas")),
    "gzip": (gzip.compress(TEXT), Shape("packed", "gzip")),
    "zip": (zipped(), Shape("packed", "zip")),
    "xlsx": (workbook(), Shape("excel")),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Shape("excel")),
    "PDF": (b"%PDF-1.7\n", Shape("binary")),
    "one pretty-printed event": (PRETTY, Shape("spread")),
    "several of them": (PRETTY + b"\n" + PRETTY, Shape("spread")),
    "a pretty-printed event with a BOM": (b"\xef\xbb\xbf" + PRETTY, Shape("spread")),
    "a very long pretty-printed object": (json.dumps({"a": TWO * 9000}, indent=2).encode(), Shape("spread")),
    "events under a key": (json.dumps({"events": TWO}).encode(), Shape("wrapped", "events")),
    "events under a key, pretty": (json.dumps({"n": 2, "items": TWO}, indent=1).encode(), Shape("wrapped", "items")),
    "very many under a key": (json.dumps({"events": TWO * 9000}).encode(), Shape("wrapped", "events")),
    "no events under a key": (b'{"events": []}', Shape("wrapped", "events")),
    "no events under a key, with a page": (b'{"next": null, "data": []}', Shape("wrapped", "data")),
    "events under data": (json.dumps({"data": TWO}).encode(), Shape("wrapped", "data")),
    "CSV": (CSV, Shape("csv")),
    "CSV with quotes": (b'"id","source"\n"1","hr"\n', Shape("csv")),
    "TSV": (CSV.replace(b",", b"\t"), Shape("csv")),
    "CSV in Chinese": ("编号，来源，类型\n1，hr，离职\n".encode(), Shape("csv")),
    "YAML list": (b"- id: 1\n  source: hr\n", Shape("yaml")),
    "YAML mapping": (b"id: 1\nsource: hr\n", Shape("yaml")),
    "YAML document": (b"---\nid: 1\n", Shape("yaml")),
    "XML": (b'<?xml version="1.0"?>\n<events/>\n', Shape("xml")),
    "prose": (b"Dear all\nplease find attached\n", Shape("text")),
    "texts": (b'"a"\n"b"\n', Shape("text")),
    "one line of several events": (hired("E1") + hired("E2"), Shape("joined")),
    "an array without brackets": (hired("E1") + b",\n" + hired("E2"), Shape("commas")),
    "a JSON text sequence": (b"\x1e" + hired("E1") + b"\n\x1e" + hired("E2") + b"\n", Shape("sequence")),
}
"""Whole files that hold no events a line, and what each is."""


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_shape_is_known_before_anything_is_told(name: str) -> None:
    content, shape = OTHERS[name]
    with pytest.raises(NotEvents) as raised:
        told_events(io.BytesIO(content))
    assert raised.value.shape == shape


KINDS = sorted({shape.kind for _, shape in OTHERS.values()})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_shape_has_one_sentence_in_each_language(kind: str, language: str) -> None:
    told = sentence(Shape(kind, "UTF-16"), Path("events.json"), language)
    assert "\n" not in told
    assert told.startswith("events.json ")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in told) is (language == "zh")


def test_a_command_that_is_offered_runs_nothing_that_a_name_says() -> None:
    told = sentence(Shape("wrapped", "a$(id)'`"), Path("x;$(touch y)\x1b[31m.json"), "en")
    assert "'x;$(touch y)" in told
    assert "jq -c '.[][]'" in told
    assert "\x1b" not in told


COMMANDS = {
    "run": ("run",),
    "run sorted": ("run", "--sort-by-time"),
    "plan": ("plan", "--against", "builtin:default", "--cases"),
    "explain": ("explain",),
    "render": ("render", "task-list", "--events"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_it_once_and_ends_with_3(tmp_path: Path, command: str) -> None:
    place = tmp_path / "events.csv"
    place.write_bytes(CSV * 50)
    ended = handover(*COMMANDS[command], place, "--lang", "en")
    assert (ended.code, ended.out) == (3, b"")
    assert ended.err.count("\n") == 1
    assert ended.err.startswith(f"{place} is a table (CSV): ")


def test_nothing_is_decided_where_a_later_file_is_none_of_events(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.json"
    good.write_bytes(TEXT)
    bad.write_bytes(PRETTY)
    ended = handover("run", good, bad, "--lang", "zh")
    assert (ended.code, ended.out) == (3, b"")
    assert ended.err.startswith(f"{bad} 的事件分成了多行")


@pytest.mark.parametrize("what", ["folder", "nothing"])
def test_a_folder_and_a_file_that_is_not_there_are_said(tmp_path: Path, what: str) -> None:
    place = tmp_path if what == "folder" else tmp_path / "none.jsonl"
    for command in ("run", "explain"):
        ended = handover(command, place, "--lang", "en")
        assert (ended.code, ended.out) == (3, b"")
        assert ended.err.startswith(f"cannot read the file of events {place}: ")


def test_standard_input_is_called_by_its_name() -> None:
    assert handover("run", "-", "--lang", "en", given=CSV).err.startswith("(standard input) is a table")
    assert handover("run", "-", "--lang", "zh", given=CSV).err.startswith("（标准输入） 是表格")


def all_told(content: bytes) -> list[EventText]:
    return list(told_events(io.BytesIO(content)))


@pytest.mark.parametrize(
    "broken",
    [
        hired("X")[:60],
        b"{",
        b'{"id": "a",',
        b"garbage",
        b"id,type",
        b"\x00\x00",
        b"5",
        b'{"a":' * 9000,
        hired("X").replace("王".encode(), b"\xff"),
    ],
)
def test_one_broken_line_before_an_event_is_one_broken_line(broken: bytes) -> None:
    assert [told.content for told in all_told(lines(broken, hired("E1")))] == [broken, hired("E1")]


@pytest.mark.parametrize("cut", [b"{", b'{"id":\n\n', hired("X")[:60]])
def test_a_file_that_ends_within_its_only_event_is_one_broken_line(cut: bytes) -> None:
    assert [told.line for told in all_told(cut)] == [1]


@pytest.mark.parametrize("content", [b"", b"\n \n\r\n", b"\xef\xbb\xbf", b"[]", b" [ ]\n"])
def test_a_file_without_events_has_none(content: bytes) -> None:
    assert all_told(content) == []
    assert handover("run", "-", given=content).code == 5


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=6), st.sampled_from([None, 0, 2]), st.sampled_from([1, 2, 3, 7, 64, 1 << 20]))
def test_an_array_gives_its_elements_however_it_is_cut_into_parts(
    values: list[object], indent: int | None, part: int
) -> None:
    content = json.dumps(values, indent=indent, ensure_ascii=False).encode()
    whole, event_files.PART = event_files.PART, part
    try:
        found = all_told(content)
    finally:
        event_files.PART = whole
    assert [json.loads(told.content) for told in found] == values
    assert not any(told.rest for told in found)
    starts = content.decode().split("\n")
    assert all(told.line <= len(starts) for told in found)


def test_an_array_on_one_line_of_many_megabytes_is_told_whole() -> None:
    event = hired("E1")
    count = 3 * MOST_BYTES // len(event)
    assert len(all_told(b"[" + b",".join([event] * count) + b"]")) == count


class Endless(io.RawIOBase):
    """A stream that goes on with the same sign, and counts what was asked of it."""

    def __init__(self, start: bytes, sign: bytes, size: int) -> None:
        self.left = size
        self._start, self._sign = start, sign
        self.largest = 0

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> bytes:
        return self.read(size if size is not None else -1)

    def read(self, size: int = -1, /) -> bytes:
        assert size > 0, "an unbounded read"
        self.largest = max(self.largest, size)
        taken = min(size, self.left)
        self.left -= taken
        start, self._start = self._start[:taken], self._start[taken:]
        return start + self._sign * (taken - len(start))


@pytest.mark.parametrize("start", [b'{"id": "', b'[{"id": "', b"[", b"", b'{"events": ['])
def test_a_line_of_a_gigabyte_is_read_in_bounded_parts(start: bytes) -> None:
    stream = Endless(start, b"x", 1 << 30)
    try:
        found = list(told_events(stream))  # type: ignore[arg-type] # it reads as a file does
    except NotEvents:
        found = []
    assert stream.largest <= MOST_BYTES
    assert all(len(told.content) <= MOST_BYTES for told in found)


@pytest.mark.parametrize(
    "content",
    [
        b"[" + hired("E1") + b', {"x\n' + hired("E2") + b"]",
        b"[" + hired("E1") + b" " + hired("E2") + b"]",
        b"[" + hired("E1"),
        b"[" + hired("E1") + b"] " + hired("E2"),
        b"[" + hired("E1") + b"," + b"[" * 9000,
    ],
)
def test_the_rest_of_an_array_that_is_not_read_is_said(content: bytes) -> None:
    ended = handover("run", "-", "--lang", "en", given=content)
    assert [decision["outcome"] for decision in ended.decisions] == ["applied", "refused"]
    assert "the array of (standard input) cannot be read from line 1 on, and nothing behind it was" in ended.err


def test_events_sorted_by_time_are_those_events_in_order(tmp_path: Path) -> None:
    story = [hired("E1"), line("r", "resignation.submitted", form="written"), line("t", "clock.ticked", "*", LATE)]
    first, second = tmp_path / "a.jsonl", tmp_path / "b.json"
    first.write_bytes(lines(story[2], b"{broken", story[0]))
    second.write_bytes(b"[" + story[1] + b"]")
    ended = handover("run", first, second, "--sort-by-time")
    assert [decision["outcome"] for decision in ended.decisions] == ["refused", "applied", "applied", "applied"]
    assert ended.refusals == [(2, "invalid-event")]
    assert ended.out.split(b"\n", 1)[1] == handover("run", "-", given=lines(*story)).out
    assert "no-open-case" not in ended.out.decode()
    unsorted = handover("run", first, second)
    assert [decision["outcome"] for decision in unsorted.decisions][-1] == "applied"
    assert handover("run", first, second, "--sort-by-time", "--strict").code == 1


LATE = "2026-03-09T10:00:00+08:00"


def test_events_of_one_moment_stay_in_order_and_offsets_count() -> None:
    at = ("2026-03-02T10:00:00+08:00", "2026-03-02T02:00:00Z", "2026-03-02T11:00:00+09:00")
    ids = ["c", "a", "b"]
    told = [line(name, "employee.left", name, moment, on="2026-03-01") for name, moment in zip(ids, at, strict=True)]
    early = line("0", "clock.ticked", "*", "2026-03-02T10:30:00+09:00")
    ended = handover("run", "-", "--sort-by-time", given=lines(*told, early))
    assert [decision["event"]["id"] for decision in ended.decisions] == ["0", "c", "a", "b"]


def test_the_help_says_what_sorting_costs() -> None:
    told = " ".join(handover("run", "--help").out.decode().split())
    assert "takes about twice their size in memory" in told
