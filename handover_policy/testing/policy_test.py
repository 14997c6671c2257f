"""CaseResult: how a case of a policy test comes out when it is played (contract section 5, "Policy tests")."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from handover_policy.findings.finding import Location
from handover_policy.model.decision import Refusal
from handover_policy.model.written.refusal_json import refusal_from
from handover_policy.testing.cases import Json, PolicyCase, case_events, colleagues, read_cases
from handover_policy.testing.matching import Mismatch, contains, differences, matches, nearest

__all__ = [
    "CaseResult",
    "Decide",
    "Failure",
    "Played",
    "RefusedEvent",
    "asks_for_texts",
    "contains",
    "evaluate",
    "play",
    "read_cases",
    "run_case",
]

TEXT_FIELDS = frozenset({"subject", "bodies", "sms", "texts"})
"""What a notice has only once its message is written."""
TROUBLE = "message-trouble"
"""The problem that a message could not be written as it should be."""

Decide: TypeAlias = Callable[[Json], Json]
"""Judges one event (CloudEvents JSON) and returns the decision (contract section 4), remembering what came before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An expectation that matched nothing, or a `never` that matched; `nearest` is the effect that came closest.

    `differences` tells in which fields the nearest effect is not what was expected; empty for a `never`.
    """

    location: Location
    wanted: Mapping[str, Any]
    nearest: Mapping[str, Any] | None
    forbidden: bool
    differences: tuple[Mismatch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEvent:
    """An event of a case that was refused: its type and time as the case writes them, and why."""

    type: str
    at: str
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Every effect of a case's events, a refusal being one of them, and the events that were refused."""

    effects: tuple[Json, ...]
    refused: tuple[RefusedEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """How one case came out; `refused` are the events of the case that were refused."""

    case: PolicyCase
    failures: tuple[Failure, ...]
    refused: tuple[RefusedEvent, ...]

    @property
    def passed(self) -> bool:
        """Return whether everything came as expected and no event was refused without being expected to be."""
        return not (self.failures or self.refused)


def asks_for_texts(case: PolicyCase) -> bool:
    """Return whether it depends on what messages say, or on trouble in writing them, how a case comes out."""
    wanted = (*case.content.get("expect", ()), *case.content.get("never", ()))
    return any(_is_of_texts(want) for want in wanted)


def _is_of_texts(want: Json) -> bool:
    match want.get("effect"):
        case "notice":
            return not TEXT_FIELDS.isdisjoint(want)
        case "problem":
            return bool(want.get("code", TROUBLE) == TROUBLE)
        case kind:
            return kind is None


def run_case(case: PolicyCase, decide: Decide, zone: ZoneInfo) -> CaseResult:
    """Return how a case comes out; `decide` starts knowing nobody, days of the case are local days of `zone`."""
    return evaluate(case, play(case, decide, zone))


def play(case: PolicyCase, decide: Decide, zone: ZoneInfo) -> Played:
    """Tell the events of a case one by one and return what came of them."""
    effects: list[Json] = []
    refused: list[RefusedEvent] = []
    others = frozenset(colleagues(case))
    for event in case_events(case, zone):
        decision = decide(event)
        day = str(event["time"])
        if decision["outcome"] == "refused":
            refusal = decision["refusal"]
            effects.append({"effect": "refusal", "when": day, **refusal})
            refused.append(RefusedEvent(type=event["type"], at=day, refusal=refusal_from(refusal)))
        effects.extend({**effect, "when": day} for effect in decision.get("effects", ()) if not _of(others, effect))
    return Played(effects=tuple(effects), refused=tuple(refused))


def _of(others: frozenset[str], effect: Json) -> bool:
    """Return whether an effect is about colleagues of whom the case does not tell: what they owe is none of it."""
    return effect.get("case") is None and any(effect.get(key) in others for key in ("person", "to", "subject"))


def evaluate(case: PolicyCase, played: Played) -> CaseResult:
    """Return how what came of a case compares with what it expects."""
    expected = case.content.get("expect", ())
    failures = (
        *_missing(expected, case.expected_at, played.effects),
        *_present(case.content.get("never", ()), case.never_at, played.effects),
    )
    wants_refusal = any("refusal" in want or want.get("effect") == "refusal" for want in expected)
    return CaseResult(case=case, failures=failures, refused=() if wants_refusal else played.refused)


def _missing(wanted: Sequence[Json], places: Sequence[Location], effects: Sequence[Json]) -> Iterator[Failure]:
    for want, place in zip(wanted, places, strict=True):
        if not any(matches(want, effect) for effect in effects):
            near = nearest(want, effects)
            apart = () if near is None else differences(want, near)
            yield Failure(location=place, wanted=want, nearest=near, forbidden=False, differences=apart)


def _present(wanted: Sequence[Json], places: Sequence[Location], effects: Sequence[Json]) -> Iterator[Failure]:
    for want, place in zip(wanted, places, strict=True):
        match = next((effect for effect in effects if matches(want, effect)), None)
        if match is not None:
            yield Failure(location=place, wanted=want, nearest=match, forbidden=True)
