"""The fuzzer itself: it draws what it should, finds what is planted, makes it small, and replays it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.hostile import fuzz
from tests.hostile.fuzzing import hunting
from tests.hostile.fuzzing.commands import called
from tests.hostile.fuzzing.drafts import Draft
from tests.hostile.fuzzing.hunting import Found, hunt, told
from tests.hostile.fuzzing.laws import Broken, must, no_crash, showable, strict_json
from tests.hostile.fuzzing.replaying import read_example, written
from tests.hostile.fuzzing.stories import Story


def fine(_example: object) -> str:
    return "fine"


def planted(example: Draft | Story) -> str:
    """Stand in for two faults: one of manifests, one of messages."""
    assert isinstance(example, Draft)
    must("manifest line" not in example.spoilt, "a planted fault")
    must(not any(path.startswith("notifications/") for path in example.files), "another planted fault")
    return "fine"


def test_the_same_seed_draws_the_same_examples():
    seen: list[list[object]] = []
    for _ in range(2):
        seen.append([])
        hunt("events", 1, 10, law=fine, first=seen[-1].append)
        hunt("sets", 1, 10, law=fine, first=seen[-1].append)
    assert seen[0] == seen[1]
    assert len(seen[0]) >= 20


@pytest.mark.parametrize("kind", ["events", "sets"])
def test_what_is_drawn_is_spoilt_in_every_way(kind):
    found = hunt(kind, 3, 500, law=fine)
    ways = {what for _, what in found.spoilt}
    changes = {
        "events": {"value replaced", "text put in", "key doubled", "person renamed", "moment moved", "bytes: cut"},
        "sets": {"value replaced", "doubled", "key renamed", "keyboard slip", "manifest line", "message spoilt"},
    }[kind]
    assert changes <= ways
    assert found.spoilt[kind, "nothing"] < found.spoilt.total() / 5


def test_each_planted_fault_is_found_once_and_made_small(tmp_path: Path):
    found = hunt("sets", 5, 200, law=planted)
    assert sorted(each.signature for each in found.faults) == ["a planted fault ()", "another planted fault ()"]
    for fault in found.faults:
        assert len(fault.example.spoilt) <= 2
    assert len(told(found, tmp_path)) == 2
    for file in tmp_path.iterdir():
        kind, example = read_example(file.read_text(encoding="utf-8"))
        with pytest.raises(Broken, match="planted"):
            planted(example)
        assert kind == "sets"


def test_a_known_fault_is_counted_and_not_told_again():
    found = hunt("sets", 5, 200, law=planted, known={"a planted fault ()", "another planted fault ()"})
    assert found.faults == []
    assert found.outcomes["sets", "known fault"] > 0


def test_examples_are_written_and_read_byte_for_byte():
    seen: list[Draft | Story] = []
    hunt("sets", 9, 60, law=fine, first=seen.append)
    hunt("events", 9, 60, law=fine, first=seen.append)
    for example in seen:
        assert read_example(written("x", example)) == ("x", example)


def test_a_law_that_cannot_be_asked_is_a_fault_of_its_own():
    def careless(_example: object) -> str:
        raise KeyError("a")

    (fault,) = hunt("events", 1, 5, law=careless).faults
    assert fault.signature == "KeyError in careless"


def test_a_crash_is_found_and_named_by_its_place(monkeypatch):
    def crash(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError

    called("validate")  # what is loaded at the first call is loaded
    monkeypatch.setattr("handover_policy.app.load.open_policies", crash)
    with pytest.raises(Broken, match="ZeroDivisionError") as broken:
        no_crash(called("validate"))
    assert broken.value.signature == "ZeroDivisionError in cli/authoring/validate.py:command"


def test_what_takes_too_long_is_stopped_and_found(monkeypatch):
    def spin(*_arguments: object, **_named: object) -> None:
        while True:
            pass

    called("validate")
    monkeypatch.setattr("handover_policy.app.load.open_policies", spin)
    with pytest.raises(Broken, match="takes over"):
        no_crash(called("validate", seconds=0.2))


@pytest.mark.parametrize("text", ["a\x1bb", "a\u202eb", "\x9b", "\u2028", "\ud800"])
def test_signs_that_a_terminal_obeys_are_found(text):
    with pytest.raises(Broken, match="control or bidi"):
        showable(text, "a text", called("--help"))


@pytest.mark.parametrize("content", [b"NaN", b"[1,]", b"\xff", b"1 2", b"[" * 100_000])
def test_what_is_no_json_is_found(content):
    with pytest.raises(Broken, match="is JSON"):
        strict_json(content, called("--help"))


def test_the_script_hunts_tells_and_replays(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(hunting.KINDS, "sets", (hunting.KINDS["sets"][0], planted))
    chosen = ["--minutes", "0.001", "--processes", "1", "--kinds", "sets", "--seed", "5", "--folder", str(tmp_path)]
    monkeypatch.setitem(fuzz.BLOCKS, "sets", 120)
    assert fuzz.main(chosen) == 1
    shown = capsys.readouterr().out
    assert "FAULT a planted fault ()" in shown
    assert "faults: 2" in shown
    for file in tmp_path.iterdir():
        assert fuzz.main(["--replay", str(file)]) == 1


def test_counts_of_several_hunts_come_together():
    whole = Found()
    for number in (1, 2):
        whole.add(hunt("events", number, 5, law=fine))
    assert whole.outcomes == Counter({("events", "fine"): 10})
