"""spacing_places: where a blank, a comma or the dash of an item is missing, or was made a long one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from handover_policy.policy.yaml_source.slip_words import COMMAS, DASHES, KEYS, SPACE

if TYPE_CHECKING:
    from handover_policy.policy.yaml_source.slip_lines import Line

ROOMS = (
    "employee",
    "case",
    "tasks",
    "task",
    "sheet",
    "agreement",
    "profile",
    "event",
    "record",
    "gate",
    "claim",
    "duty",
)
"""What the names of facts begin with."""
_NAME = r"[A-Za-z_0-9][A-Za-z0-9_.\-]*"
_ITEMS = rf"[ {SPACE}]*(?:-[ {SPACE}]+)*"
_FIRST = re.compile(rf"^{_ITEMS}(?P<name>{_NAME})(?P<colon>:)(?=[^ {SPACE}:/])")
_INNER = re.compile(rf"[{{,][ {SPACE}]*(?P<name>{_NAME})(?P<colon>:)(?=[^ {SPACE}:/])")
_NO_COMMA = re.compile(rf"(?<=[^ ,{{:{COMMAS}\uff1a{SPACE}])(?P<blank> ) *(?P<name>{_NAME}): ")
_DASH = re.compile(rf"^{_ITEMS}(?P<dash>[{DASHES}])[ {SPACE}]*(?:{_NAME}[ ]*[:：]|[{{\[]|[A-Za-z0-9_.\-]+$)")
_NO_BLANK = re.compile(rf"^{_ITEMS}(?P<dash>-)(?:(?P<name>{_NAME}):(?= )|[{{\[])")
_ITEM = re.compile(rf"[ {SPACE}]*-[ {SPACE}]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SUSPECT = re.compile(
    rf"(?m)^[ {SPACE}\-]*[{DASHES}]|^[ ]*(?:-[ ]+)*-[A-Za-z_{{\[]"
    r"|[A-Za-z0-9_]:[^\s:/]|[^\s,{:] [ ]*[A-Za-z_0-9][A-Za-z0-9_.\-]*: "
)
"""What a text holds wherever one of these slips may be."""


def spacing_places(line: Line) -> Iterator[int]:
    """Yield the places of what has to be followed, or replaced, by more: colons, dashes, the blank before a key."""
    code = line.code
    in_block = not (line.inside and line.inside[0])
    if not in_block and _ITEM.match(code):
        return  # a bracket above was left open
    first = _FIRST.match(code) if in_block else None
    if first is not None and _is_key(first["name"]):
        yield first.start("colon")
    for match in _INNER.finditer(code):
        if line.inside[match.start("colon")] == "{" and _is_key(match["name"]):
            yield match.start("colon")
    for match in _NO_COMMA.finditer(code):
        if line.inside[match.start("blank")] == "{" and _is_key(match["name"]):
            yield match.start("blank")
    for dash in (_DASH, _NO_BLANK):
        found = dash.match(code) if in_block else None
        if found is not None and (dash is _DASH or found["name"] is None or _is_key(found["name"])):
            yield found.start("dash")


def has_unspaced_key(code: str) -> bool:
    """Return whether a line begins with a key, or a dash, that lacks its blank: no text begins there."""
    first, dash = _FIRST.match(code), _NO_BLANK.match(code)
    return any(found is not None and _is_key(found["name"] or "") for found in (first, dash))


def _is_key(name: str) -> bool:
    """Return whether a name is one that stands before a colon in policy files: a key, a fact or a day."""
    return name in KEYS or name.partition(".")[0] in ROOMS or _DATE.fullmatch(name) is not None
