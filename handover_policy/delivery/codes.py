"""Code: what a provider says by a code, as one of the three answers, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from handover_policy.ports.channels import Failed, Unknown

Meaning: TypeAlias = Literal["accepted", "later", "never", "unknown"]
"""Taken; not taken, and it may go through later; not taken, and it never will be; nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of a provider.

    Args:
        code: as the provider writes it.
        means: which answer it is.
        advice: what a person can do about it, the key of a sentence of the area `deliveries`.
        wait: seconds after which it is worth trying again, where that is known.

    """

    code: str
    means: Meaning
    advice: str
    wait: float | None = None

    def answer(self, reason: str, *, wait: float | None = None) -> Failed | Unknown:
        """Return the answer of a code by which nothing was taken, or of which nobody knows."""
        if self.means == "unknown":
            return Unknown(code=self.code, reason=reason)
        later = wait if wait is not None else self.wait
        return Failed(code=self.code, reason=reason, lasting=self.means == "never", wait=later)


def coded(means: Meaning, advice: str, *codes: str, wait: float | None = None) -> Iterable[Code]:
    """Return several codes that mean the same."""
    return (Code(code=each, means=means, advice=advice, wait=wait) for each in codes)


def table(*rows: Iterable[Code]) -> Mapping[str, Code]:
    """Return codes by name; a code that stands there twice is a ValueError."""
    found: dict[str, Code] = {}
    for row in rows:
        for each in row:
            if each.code in found:
                raise ValueError(f"the code {each.code} stands there twice")
            found[each.code] = each
    return MappingProxyType(found)
