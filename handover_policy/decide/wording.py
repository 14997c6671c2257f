"""problem, refusal: problems and refusals with their sentences, written from code and params in any language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.decision import Reason, Refusal
from handover_policy.model.effects import ProblemEffect, Severity
from handover_policy.texts.texts import Texts

PROBLEMS, REFUSALS, REASONS = "problems", "refusals", "unreadable"
"""The areas of texts in which their sentences stand."""
KIND = "reason"
"""The param that tells apart what one code may mean; such a code has a sentence for each."""
TYPES = "types"
"""The param that names types of values."""
CALLED: Mapping[str, str] = MappingProxyType({"state": "words.task_states", "cause": "words.causes"})
"""Params that are words of a closed list, with the texts that say what people call them."""
NOBODY = "—"


def problem(
    code: str,
    params: Mapping[str, object],
    words: Texts,
    *,
    case: str | None,
    subject: str | None,
    severity: Severity = "warning",
) -> ProblemEffect:
    """Return a problem with its sentence in a language."""
    return ProblemEffect(
        case=case,
        code=code,
        severity=severity,
        message=_sentence(PROBLEMS, code, params, words),
        subject=subject,
        params=MappingProxyType(dict(params)),
    )


def refusal(code: str, params: Mapping[str, object], words: Texts) -> Refusal:
    """Return a refusal with its sentence in a language."""
    message = _sentence(REFUSALS, code, params, words)
    return Refusal(code=code, message=message, params=MappingProxyType(dict(params)))


def problem_sentence(told: ProblemEffect, words: Texts) -> str:
    """Return what a problem says in a language, whatever language its message is in."""
    return _sentence(PROBLEMS, told.code, told.params, words)


def refusal_sentence(told: Refusal, words: Texts) -> str:
    """Return what a refusal says in a language, whatever language its message is in."""
    return _sentence(REFUSALS, told.code, told.params, words)


def reason_sentence(reason: Reason, words: Texts) -> str:
    """Return in a language why a line is no event, the place within it first."""
    told = _sentence(REASONS, reason.code, reason.params, words)
    return words.say(f"{REASONS}.at", at=reason.at, told=told) if reason.at is not None else told


def _sentence(area: str, code: str, params: Mapping[str, object], words: Texts) -> str:
    kind = params.get(KIND)
    key = f"{area}.{code}" if kind is None else f"{area}.{code}.{kind}"
    return words.say(key, **{name: _shown(name, value, words) for name, value in params.items()})


def _shown(name: str, value: object, words: Texts) -> object:
    """Return what stands for a param in a sentence: for several things their words, joined."""
    if not isinstance(value, tuple):
        key = f"{CALLED.get(name, '')}.{value}"
        return words.say(key) if name in CALLED and words.has(key) else value
    if name == TYPES:
        return words.joined((words.say(f"texts.types.{each}") for each in value), by="texts.either")
    reasons = [reason_sentence(each, words) for each in value if isinstance(each, Reason)]
    if reasons:
        return words.joined(reasons, by=f"{REASONS}.joined")
    return words.joined(map(str, value)) or NOBODY
