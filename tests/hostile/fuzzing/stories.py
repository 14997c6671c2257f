"""Story, stories: events that get somewhere, spoilt as JSON and as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from handover_policy.app.library import load_schemas
from tests.hostile.fuzzing.nasties import DAYS, JSON_NUMBERS, JSON_RAW, MOMENTS, TEXTS
from tests.laws.sequences import Teller
from tests.laws.settings import SETTINGS, Trial
from tests.laws.trials import FORWARD

SEEDS = 30
"""How many true stories each setting is spoilt from; they are told once a process."""

MOST = 14
"""How many events a story has: a case is open by then, and two engines judge it in little time."""

CHANGED = 4
"""How often a story is spoilt at most."""

SELDOM = 5
"""One in six; never by the smallest choice, which examples are made small by."""

RAW = "raw\x02"
ATTRIBUTES = (
    "case",
    "contract_until",
    "contract_from",
    "service_until",
    "tenure_months",
    "tenure_days",
    "loan",
    "addresses",
    "remark",
)
"""What events may hold that their schemas leave open."""

Draw = Callable[[st.SearchStrategy[Any]], Any]
Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A file of events, and the policy it is told to; `spoilt` names what was done to it.

    `told` is how many events it holds, None where only a reader of broken files can say.
    """

    setting: str
    content: bytes
    told: int | None
    spoilt: tuple[str, ...] = ()


@cache
def _true_story(setting: str, seed: int) -> tuple[str, ...]:
    teller, trial = Teller(seed, forward=setting in FORWARD), Trial(setting)
    lines = []
    for _ in range(MOST):
        lines.append(trial.line(teller.next_event()))
        teller.see(json.loads(lines[-1].decision))
    return tuple(line.told.decode() for line in lines)


def _spots(value: object, path: Path = ()) -> list[Path]:
    """Return the paths of all values inside a value, itself included."""
    found = [path]
    if isinstance(value, dict):
        for name, each in value.items():
            found += _spots(each, (*path, name))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            found += _spots(each, (*path, place))
    return found


def _changed(value: Any, path: Path, change: Callable[[Any], None]) -> None:
    """Let `change` work on the mapping or list that holds what lies at a path."""
    for name in path[:-1]:
        value = value[name]
    change(value)


def _raw(text: str) -> str:
    """Return a text that is written as it is, as JSON or not."""
    return f"{RAW}{text}{RAW}"


def _nasty(draw: Draw) -> Any:
    kind = draw(st.integers(0, 9))
    if kind <= 3:
        return draw(st.sampled_from(TEXTS))
    if kind == 4:
        return _raw(draw(st.sampled_from(JSON_NUMBERS)))
    if kind == 5:
        return _raw(draw(st.sampled_from(JSON_RAW)))
    if kind == 6:
        return draw(st.sampled_from(DAYS))
    if kind == 7:
        return draw(st.sampled_from(MOMENTS))
    if kind == 8:
        return draw(st.text(max_size=8))
    return draw(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(), st.lists, max_leaves=4))


def _spoil_value(draw: Draw, events: list[Any]) -> str:
    event = draw(st.sampled_from(events))
    path = draw(st.sampled_from(_spots(event)[1:] or [()]))
    if not path:
        return "nothing"
    value = _nasty(draw)
    _changed(event, path, lambda held: held.__setitem__(path[-1], value))
    return "value replaced"


def _spoil_text(draw: Draw, events: list[Any]) -> str:
    """Put something into a text, rather than in its place: ids and names stay what they nearly were."""
    event = draw(st.sampled_from(events))
    told = [path for path in _spots(event) if path and isinstance(_at(event, path), str)]
    if not told:
        return "nothing"
    path = draw(st.sampled_from(told))
    text, nasty = _at(event, path), draw(st.sampled_from(TEXTS))
    place = draw(st.integers(0, len(text)))
    _changed(event, path, lambda held: held.__setitem__(path[-1], text[:place] + nasty + text[place:]))
    return "text put in"


def _at(value: Any, path: Path) -> Any:
    for name in path:
        value = value[name]
    return value


def _drop(draw: Draw, events: list[Any]) -> str:
    event = draw(st.sampled_from(events))
    path = draw(st.sampled_from(_spots(event)[1:] or [()]))
    if not path:
        return "nothing"
    _changed(event, path, lambda held: held.__delitem__(path[-1]))
    return "value dropped"


def _add(draw: Draw, events: list[Any]) -> str:
    event = draw(st.sampled_from(events))
    if not isinstance(event, dict):
        return "nothing"
    inside = event.get("data")
    if isinstance(inside, dict) and draw(st.integers(0, 2)):
        known = _known_keys(str(event.get("type")))
        inside[draw(st.sampled_from(known or TEXTS))] = _nasty(draw)
    else:
        event[draw(st.sampled_from((*TEXTS, "data_base64", "dataschema", "datacontenttype", "dataref")))] = _nasty(draw)
    return "value added"


@cache
def _known_keys(kind: str) -> tuple[str, ...]:
    """Return what the data of a type of event may hold."""
    schema = load_schemas().get(f"events/{kind}", {})
    return tuple(sorted({*schema.get("properties", {}), *ATTRIBUTES}))


def _double_key(draw: Draw, events: list[Any]) -> str:
    event = draw(st.sampled_from(events))
    if not isinstance(event, dict) or not event:
        return "nothing"
    name = draw(st.sampled_from(sorted(event)))
    event[name] = _raw(f"{_text(event[name])}, {json.dumps(name)}: {_text(_nasty(draw))}")
    return "key doubled"


def _borrow(draw: Draw, events: list[Any]) -> str:
    """Give an event a part of another one: another's subject, time, data or id."""
    one, other = draw(st.sampled_from(events)), draw(st.sampled_from(events))
    if not (isinstance(one, dict) and isinstance(other, dict) and other):
        return "nothing"
    name = draw(st.sampled_from(sorted(other)))
    one[name] = json.loads(json.dumps(other[name]))
    return "part borrowed"


def _another_moment(draw: Draw, events: list[Any]) -> str:
    event = draw(st.sampled_from(events))
    if not isinstance(event, dict):
        return "nothing"
    event["time"] = draw(st.sampled_from(MOMENTS))
    return "moment moved"


def _another_day(draw: Draw, events: list[Any]) -> str:
    event = draw(st.sampled_from(events))
    days = [
        path
        for path in _spots(event)
        if path and path[-1] in {"hired_on", "last_day", "since", "on", "until", "requested_last_day"}
    ]
    if not days:
        return "nothing"
    path, day = draw(st.sampled_from(days)), draw(st.sampled_from(DAYS))
    _changed(event, path, lambda held: held.__setitem__(path[-1], day))
    return "day moved"


def _renamed_person(draw: Draw, events: list[Any]) -> str:
    """Give somebody another id everywhere, so that the story goes on with it."""
    nasty = draw(st.sampled_from(TEXTS))
    person = draw(st.sampled_from(("E1", "E2", "E3", "U-HR")))
    told = json.dumps(events).replace(json.dumps(person), json.dumps(nasty))
    encoded = nasty.replace("%", "%25").replace(":", "%3A").replace("/", "%2F")
    events[:] = json.loads(told.replace(f'"{person}/', json.dumps(encoded)[:-1] + "/"))
    return "person renamed"


def _reordered(draw: Draw, events: list[Any]) -> str:
    events[:] = draw(st.permutations(events))
    return "order changed"


def _repeated(draw: Draw, events: list[Any]) -> str:
    event = draw(st.sampled_from(events))
    events.insert(draw(st.integers(0, len(events))), json.loads(json.dumps(event)))
    return "event repeated"


def _no_event(draw: Draw, events: list[Any]) -> str:
    events.insert(draw(st.integers(0, len(events))), _nasty(draw))
    return "no event"


CHANGES = (
    _spoil_value,
    _spoil_value,
    _spoil_text,
    _drop,
    _add,
    _double_key,
    _borrow,
    _another_moment,
    _another_day,
    _renamed_person,
    _reordered,
    _repeated,
    _no_event,
)


def _text(value: object) -> str:
    """Return a value as JSON, with what is raw as it is; lone surrogates are escaped, as JSON allows."""
    written = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    marks = json.dumps(RAW, ensure_ascii=False)[1:-1]
    parts = written.split(marks)
    for place in range(1, len(parts), 2):
        parts[place - 1] = parts[place - 1].removesuffix('"')
        try:
            parts[place] = json.loads(f'"{parts[place]}"')
        except ValueError:  # a spoilt text that holds a part of what is raw: it stands as it is written
            return written.replace(marks, "")
        parts[place + 1] = parts[place + 1].removeprefix('"')
    return "".join(parts).replace(marks, "")


def _broken(draw: Draw, content: bytes) -> tuple[str, bytes]:
    kind = draw(st.sampled_from(("cut", "byte", "insert", "utf-16", "gb18030", "mark", "crlf", "cr", "no end")))
    place = draw(st.integers(0, len(content)))
    if kind == "cut":
        return kind, content[:place]
    if kind == "byte":
        return kind, content[:place] + bytes([draw(st.integers(0, 255))]) + content[place + 1 :]
    if kind == "insert":
        nasty = draw(st.sampled_from((b"\x00", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\x1b[2J", b"\xe2\x80\xa8")))
        return kind, content[:place] + nasty + content[place:]
    if kind in {"utf-16", "gb18030"}:
        return kind, content.decode("utf-8", "replace").encode(kind, "replace")
    ends = {"mark": b"\n", "crlf": b"\r\n", "cr": b"\r", "no end": b""}
    before = b"\xef\xbb\xbf" if kind == "mark" else b""
    return kind, before + content.replace(b"\n", ends[kind])


@st.composite
def stories(draw: Draw, setting: str | None = None) -> Story:
    """Draw a story: a true one told to a policy, some of its events spoilt, in one of the forms a file may have."""
    setting = setting or draw(st.sampled_from(tuple(SETTINGS)))
    true = _true_story(setting, draw(st.integers(0, SEEDS - 1)))
    events: list[Any] = [json.loads(line) for line in true[: draw(st.integers(4, MOST))]]
    spoilt: list[str] = []
    while len(spoilt) < CHANGED and draw(st.integers(0, 3 if spoilt else 9)):  # a flag before each: any can be left out
        spoilt.append(draw(st.sampled_from(CHANGES))(draw, events))
    array = draw(st.integers(0, 5)) == SELDOM
    lines = [_text(event) for event in events]
    whole = "[" + ",\n".join(lines) + "]" if array else "".join(f"{line}\n" for line in lines)
    content = whole.encode()
    told: int | None = None if array else len([line for line in whole.split("\n") if line.encode().strip()])
    if not array and content.lstrip().startswith(b"["):
        told = None
    if draw(st.integers(0, 5)) == SELDOM:
        name, content = _broken(draw, content)
        told = told if name in {"mark", "crlf"} else None
        spoilt.append(f"bytes: {name}")
    return Story(setting=setting, content=content, told=told, spoilt=tuple(spoilt))
