"""resolve_cases: a policy set with one case of every list in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from handover_policy.model.altered import altered
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.policy.cases.listed import CaseList, CaseValue, Path
from handover_policy.policy.policy_set import PolicySet

NONE_HOLDS = -1
"""The place of the case that counts where none of a list does."""
LAST_DAY = TimeExpression(anchor="last_day", text="last_day")


def resolve_cases(policy: PolicySet, picks: Sequence[int]) -> PolicySet:
    """Return the set with the case of each list that counts in the place of its value, by its place in the list.

    Where none counts (NONE_HOLDS) a time is the last day, a party nobody, a period and a number are none, and a text
    is the last case's: a step is never without words.
    """
    resolved = policy
    for each, pick in zip(policy.cases, picks, strict=True):
        value = _fallback(each) if pick == NONE_HOLDS else each.rows[pick].value
        resolved = put(resolved, each.path, value)
    return resolved


def _fallback(each: CaseList) -> CaseValue | None:
    value = each.rows[-1].value
    if isinstance(value, TimeExpression):
        return LAST_DAY
    if isinstance(value, str):
        return "" if each.field == "is" else value
    return None if isinstance(value, Period) or each.field != "fallback_days" else value


def put(noun: Any, path: Path, value: object) -> Any:  # noqa: ANN401 - any noun of a policy set
    """Return a noun with another value at a path below it."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(noun, Mapping):
        return MappingProxyType({**noun, step: put(noun[step], rest, value)})
    if isinstance(noun, tuple):
        place = int(step)
        return (*noun[:place], put(noun[place], rest, value), *noun[place + 1 :])
    changed = {str(step): put(getattr(noun, str(step)), rest, value)}
    return replace(noun, **changed) if isinstance(noun, PolicySet) else altered(noun, **changed)
