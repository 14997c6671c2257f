"""Joins: how conditions are put together, one row each (contract, "Conditions")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handover_policy.model.condition import AllOf, AnyOf, Condition, Negation
from handover_policy.model.words.word import Word, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Word):
    """A way to put conditions together: what its parts mean together, and whether it takes a list of them or one."""

    means: Callable[[tuple[Condition, ...]], Condition]
    takes_list: bool = True


JOINS = table(
    Join(name="all", means=lambda parts: AllOf(parts=parts)),
    Join(name="any", means=lambda parts: AnyOf(parts=parts)),
    Join(name="not", means=lambda parts: Negation(part=parts[0]), takes_list=False),
)
"""Every join by its name."""
