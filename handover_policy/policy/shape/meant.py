"""type_meant, form_meant: what to write in the place of a value of another type or form, where it is beyond doubt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from handover_policy.model.dates.expression import UnreadableTime
from handover_policy.model.dates.timeline import parse_expression, parse_period
from handover_policy.policy.meant.spoken import word_meant
from handover_policy.policy.meant.values import clock_meant, day_meant, flag_meant, number_meant, version_meant
from handover_policy.policy.yaml_source.node import Node, ScalarNode

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

BY_KEY: Mapping[str, Callable[[str], str]] = {"version": version_meant, "send_at": clock_meant, "at": clock_meant}
"""Keys whose values have a form of their own."""
SPOKEN = ("language", "timezone", "calendar", "jurisdiction")
"""Keys whose values people write in words."""
DAY_OF = "from"
DATE_FORM = r"^\d{4}-\d{2}-\d{2}$"
PLAIN = re.compile(r"[\w.-]*\w")
"""What a list in brackets may hold without quotes."""


def type_meant(expected: Sequence[str], node: Node, key: str, schema: object) -> str:
    """Return the YAML text of a value of one of the types `expected` that a single value was meant to be."""
    if not isinstance(node, ScalarNode) or node.value is None or not node.written:
        return ""
    if "boolean" in expected:
        return flag_meant(node.written)
    if "number" in expected or "integer" in expected:
        return number_meant(node.written, key)
    if "string" in expected:
        day = day_meant(node.written) if is_day(schema) else ""
        return day or (BY_KEY[key](node.written) if key in BY_KEY else json.dumps(node.written, ensure_ascii=False))
    if expected == ["array"] and isinstance(node.value, str) and "," not in node.written:
        return f"[{node.written if PLAIN.fullmatch(node.written) else json.dumps(node.written, ensure_ascii=False)}]"
    if expected == ["object"] and isinstance(schema, Mapping) and DAY_OF in schema.get("properties", {}):
        day = day_meant(node.written)
        return f"{{{DAY_OF}: {day}}}" if day else ""
    return ""


def is_day(schema: object) -> bool:
    """Return whether a schema asks for a day of the calendar."""
    return isinstance(schema, Mapping) and (schema.get("pattern") == DATE_FORM or schema.get("format") == "date")


def unreadable_time(schema: object, written: str) -> tuple[str, str]:
    """Return the finding, and its reason, of what is no text and stands where a time or period is asked for.

    Both are empty for other keys. A number in quotes would be no time either: whether days or workdays are meant,
    before or after what, only the author knows.
    """
    examples = schema.get("examples", ()) if isinstance(schema, Mapping) else ()
    for code, read in (("bad-period", parse_period), ("bad-time", parse_expression)):
        if any(_is_read(str(each), read) for each in examples):
            try:
                read(written)
            except UnreadableTime as wrong:
                return code, wrong.reason
    return "", ""


def _is_read(written: str, read: Callable[[str], object]) -> bool:
    try:
        read(written)
    except UnreadableTime:
        return False
    return True


def form_meant(error: ValidationError, key: str) -> str:
    """Return a text in the form that its key asks for."""
    return value_meant(str(error.instance), key)


def value_meant(written: str, key: str) -> str:
    """Return the value of a key that people write in words or in another form."""
    if key in SPOKEN:
        return word_meant(written, f"values.{key}")
    meant = BY_KEY[key](written) if key in BY_KEY else ""
    return json.dumps(meant) if ":" in meant else meant
