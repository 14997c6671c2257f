"""EventLike, event_bytes: an event in any form that Python holds it in, as one line of JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeAlias, runtime_checkable

UNPAIRED = "surrogatepass"
"""How lone surrogates pass through: the line is then no UTF-8, and refused as such, instead of being altered."""


@runtime_checkable
class CloudEventLike(Protocol):
    """An event as the SDK `cloudevents` has it."""

    def get_attributes(self) -> Mapping[str, Any]:
        """Return the attributes of the envelope."""

    def get_data(self) -> Any:  # noqa: ANN401 - as the SDK declares it
        """Return what the event tells."""


EventLike: TypeAlias = bytes | str | Mapping[str, Any] | CloudEventLike
"""JSON as bytes or text, a mapping, or an event of the SDK `cloudevents`; values may be days, moments and decimals."""


def event_bytes(event: EventLike) -> bytes:
    """Return an event as JSON in UTF-8; whether it is a good one, the decision says.

    Raises:
        TypeError: the event, or a value in it, has no form as JSON.

    """
    if isinstance(event, bytes):
        return event
    if isinstance(event, str):
        return event.encode(errors=UNPAIRED)
    if not isinstance(event, Mapping):
        event = _attributes_and_data(event)
    return json.dumps(dict(event), ensure_ascii=False, default=_plain).encode(errors=UNPAIRED)


def _attributes_and_data(event: CloudEventLike) -> Mapping[str, Any]:
    if not isinstance(event, CloudEventLike):
        raise TypeError(f"an event is bytes, str, a mapping or a CloudEvent, not {type(event).__name__}")
    attributes = {name: value for name, value in event.get_attributes().items() if value is not None}
    data = event.get_data()
    if data is None:
        return attributes
    if isinstance(data, bytes):  # as it came in, where nobody has read it yet
        return {**attributes, "data_base64": base64.b64encode(data).decode()}
    return {**attributes, "data": data}


def _plain(value: object) -> object:
    """Return a value that JSON lacks as the contract writes it."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError(f"{value!r} has no time zone: write tzinfo=ZoneInfo('Asia/Shanghai'), or where else it was")
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} has no form as JSON")
