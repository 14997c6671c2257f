"""Mismatch: where an effect is not what was wanted of it; and which effect comes nearest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

Wanted: TypeAlias = Mapping[str, Any]
ABSENT = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A field, as a path (`steps[1].due`), that should have been `expected`; `got` is None where it is not there.

    The path counts as the expectation is written; `place` is that of the element it was compared with, where that
    stands at another place (`steps[2]`).
    """

    path: str
    expected: Any
    got: Any
    present: bool
    place: str = ""


def matches(want: Wanted, effect: Wanted) -> bool:
    """Return whether an effect is what is wanted: its day begins as `at` says, its fields contain those wanted."""
    return _on_the_day(want, effect) and all(
        contains(effect.get(name), value) for name, value in _asked(want, effect).items() if name != "at"
    )


def _asked(want: Wanted, effect: Wanted) -> Wanted:
    """Return what is wanted of an effect: a message of several tasks together is one about each of them."""
    if "task" not in want or "tasks" not in effect:
        return want
    return {"tasks" if name == "task" else name: [value] if name == "task" else value for name, value in want.items()}


def _on_the_day(want: Wanted, effect: Wanted) -> bool:
    return "at" not in want or str(effect["when"]).startswith(str(want["at"]).replace(" ", "T"))


def contains(actual: Any, wanted: Any) -> bool:  # noqa: ANN401 - any two JSON values
    """Return whether a JSON value has what is wanted of it: mappings by their entries, lists by their elements."""
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(contains(actual.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(actual, list) and all(any(contains(item, value) for item in actual) for value in wanted)
    return bool(actual == wanted) and isinstance(actual, bool) == isinstance(wanted, bool)


def nearest(want: Wanted, effects: Sequence[Wanted]) -> Wanted | None:
    """Return the effect of the same kind that has most of what is wanted, the first of several; None without one.

    The rule an effect is about weighs more than the day it came on, and that more than any other field.
    """
    alike = [effect for effect in effects if effect["effect"] == want.get("effect")]
    return max(alike, key=lambda effect: _likeness(want, effect)) if alike else None


def _likeness(want: Wanted, effect: Wanted) -> tuple[bool, int, bool]:
    kind = str(want["effect"])
    same_rule = kind not in want or effect.get(kind) == want[kind]
    agreed = sum(contains(effect.get(name), value) for name, value in _asked(want, effect).items() if name != "at")
    return same_rule, agreed, _on_the_day(want, effect)


def differences(want: Wanted, effect: Wanted) -> tuple[Mismatch, ...]:
    """Return field by field where an effect is not what is wanted; empty where it matches."""
    found: list[Mismatch] = []
    if not _on_the_day(want, effect):
        found.append(Mismatch(path="at", expected=want["at"], got=effect["when"], present=True))
    for name, value in _asked(want, effect).items():
        if name != "at":
            found.extend(_between(name, value, effect.get(name, ABSENT)))
    return tuple(found)


def _between(path: str, wanted: Any, actual: Any) -> Iterator[Mismatch]:  # noqa: ANN401 - any two JSON values
    if contains(actual, wanted):
        return
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        for key, value in wanted.items():
            yield from _between(f"{path}.{key}", value, actual.get(key, ABSENT))
    elif isinstance(wanted, list) and isinstance(actual, list):
        yield from _in_list(path, wanted, actual)
    else:
        present = actual is not ABSENT
        yield Mismatch(path=path, expected=wanted, got=actual if present else None, present=present)


def _in_list(path: str, wanted: list[Any], actual: list[Any]) -> Iterator[Mismatch]:
    """Compare each wanted element that no element has with the one most like it, of several with that at its place."""
    for index, value in enumerate(wanted):
        if any(contains(item, value) for item in actual):
            continue
        likes = [len(list(_between("", value, item))) for item in actual if isinstance(item, Mapping)]
        if isinstance(value, Mapping) and likes and len(likes) == len(actual):
            fewest = [place for place, count in enumerate(likes) if count == min(likes)]
            place = index if index in fewest else fewest[0]
            elsewhere = f"{path}[{place + 1}]" if place != index else ""
            for each in _between(f"{path}[{index + 1}]", value, actual[place]):
                yield replace(each, place=each.place or elsewhere)
        else:
            yield Mismatch(path=path, expected=value, got=actual, present=True)
