"""Kind: one way of sending, as the settings name it: what it must be told, whom it reaches, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from handover_policy.ports.channels import AddressKind, MessageChannel, Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of channel.

    Args:
        name: as `kind:` in the settings has it.
        required: keys that must be there, each a text.
        optional: keys that may be there, and the type of each.
        address_kind: which address of a person it needs; None where it reaches a group or a machine.
        untried: whether nobody but us has ever said that what it sends is right: no client of the vendor's own, and no
            documented example, stood beside it.
        defaults: what holds where a key does not stand, where one value does.
        calls_by: of a channel that reaches a group, the addresses by which it calls the person there, best first.
        items: whether it keeps lists of what people have to do, and takes nothing else.
        make: makes the channel of its settings; what cannot be made of them is a ValueError that tells no secret.

    """

    name: str
    required: tuple[str, ...]
    optional: Mapping[str, type]
    address_kind: AddressKind | None
    untried: bool
    make: Callable[[Mapping[str, Any], Tokens], MessageChannel]
    defaults: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    calls_by: tuple[AddressKind, ...] = ()
    items: bool = False
