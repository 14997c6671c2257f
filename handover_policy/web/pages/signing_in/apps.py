"""is_in_app: whether a page is opened within the app of a vendor: for the order of words, never for access."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"dingtalk": ("dingtalk/",), "wecom": ("wxwork/",), "feishu": ("lark/", "feishu/")}
)
"""What the apps write among the names of a browser, in small letters."""


def is_in_app(kind: str, device: str) -> bool:
    """Return whether a browser calls itself the app of a vendor."""
    told = device.lower()
    return any(name in told for name in NAMES.get(kind, ()))
