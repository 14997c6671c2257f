"""The way of an event from Session.decide to the line, as docs/architecture.md tells it: every room once."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from types import FrameType

from handover_policy import Session, load, to_json
from tests.architecture.modules import CHECKOUT, MODULES

EXAMPLE = CHECKOUT / "examples" / "salesman.jsonl"
SECTION = (CHECKOUT / "docs" / "architecture.md").read_text("utf-8").partition("## One event, from line to line")[2]
WALK = SECTION.partition("\n## ")[0]
STEPS = re.findall(r"^\d\. \*\*(\w+)(?:, [^*]*)?\.\*\*", WALK, re.MULTILINE)
PLACE = re.compile(r"handover_policy/(\w+)/")


def room_of(frame: FrameType | None) -> str:
    found = PLACE.search(frame.f_code.co_filename) if frame is not None else None
    return found[1] if found else ""


@contextmanager
def handed_on() -> Iterator[list[str]]:
    """Give the rooms that app/ hands an event on to, in their order."""
    rooms: list[str] = []

    def watch(frame: FrameType, what: str, _: object) -> None:
        if what == "call" and room_of(frame.f_back) == "app" and (room := room_of(frame)) not in {"", "app"}:
            rooms.append(room)

    sys.setprofile(watch)
    try:
        yield rooms
    finally:
        sys.setprofile(None)


def test_an_event_passes_every_room_once() -> None:
    session = Session(load("builtin:default"))
    lines = EXAMPLE.read_bytes().splitlines()
    to_json(session.decide(lines[0]))  # what is loaded late is loaded now
    for line in lines[1:]:
        with handed_on() as rooms:
            to_json(session.decide(line))
        passed = [room for room, _ in groupby(rooms)]
        assert passed == [room for room, _ in groupby(STEPS) if room != "app"]


def test_the_page_names_modules_that_are_there() -> None:
    named = re.findall(r"`([\w/]+\.py)`", WALK)
    assert len(named) > len(STEPS)
    assert [each for each in named if not any(f"/{name}".endswith(f"/{each}") for name in MODULES)] == []
