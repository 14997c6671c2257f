"""Given: what the settings give a channel, as its dataclass of settings takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

Taken = TypeVar("Taken")


def taken(settings: type[Taken], values: Mapping[str, Any]) -> Taken:
    """Return a dataclass of settings made of the values that are its own; None counts as not given.

    What is others' (`kind`, which effects a webhook wants) is passed over; the settings file has been checked before.
    """
    own = {each.name for each in fields(settings)}  # type: ignore[arg-type]
    return settings(**{name: value for name, value in values.items() if name in own and value is not None})
