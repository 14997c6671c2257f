"""Kind, Setting: a kind of channel as the settings name it, its keys, and how it is made."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias, TypeVar

from handover_policy.delivery.codes import Codes
from handover_policy.ports.channels import AddressKind, Channel, Tokens

SettingType: TypeAlias = Literal["text", "secret", "address", "integer", "number", "flag", "list", "texts"]
"""`secret` is a text that is never told; `address` is that of a server; `texts` are texts by their names."""
Make: TypeAlias = Callable[[Mapping[str, Any], Tokens], Channel]
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of a channel in the settings; `meaning` names the sentence that says what it is."""

    name: str
    type: SettingType = "text"

    def meaning(self, kind: str) -> str:
        """Return the key of the text that says what it is for a kind of channel."""
        return f"deliveries.settings.{kind}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of channel.

    Args:
        name: as the settings have it under `kind`.
        module: holds `from_settings`, loaded when the first channel of the kind is made.
        address_kind: which address of a person it needs; None where it reaches a group or a machine.
        required: keys that must be there.
        optional: keys that may be.
        codes: what the provider's codes mean.
        repeats_within: for how many seconds the provider tells a repeat; None where it does not, or for ever.
        untried: nobody but us has said that our requests are right: no client of the vendor, no documented example.

    """

    name: str
    module: str
    address_kind: AddressKind | None
    required: tuple[Setting, ...]
    optional: tuple[Setting, ...]
    codes: Codes = field(default_factory=dict)
    repeats_within: float | None = None
    untried: bool

    def make(self, values: Mapping[str, Any], tokens: Tokens) -> Channel:
        """Return a channel with these settings."""
        made: Make = importlib.import_module(f"handover_policy.delivery.{self.module}").from_settings
        return made(values, tokens)


def read_settings(form: type[_Read], values: Mapping[str, Any]) -> _Read:
    """Return the settings of a channel: of the values those that it has a field for, others stay as they are."""
    named = {each.name for each in fields(form)}  # type: ignore[arg-type]
    return form(**{name: value for name, value in values.items() if name in named and value is not None})


def behind(value: str, mark: str) -> str:
    """Return what stands behind a mark: people paste the whole address of a robot where only its key is wanted."""
    return value.rpartition(mark)[2]
