"""Decided: a decision with what it was made from, so that messages can be written and cases shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.wording import refusal
from handover_policy.model.decision import Decision
from handover_policy.model.effects import RANK, Effect
from handover_policy.model.events import Event
from handover_policy.texts.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision, with the cases and the rulebook messages are written from."""

    decision: Decision
    works: Mapping[str, CaseWork] = field(default_factory=dict)
    book: Rulebook | None = None


def decision_on(
    event: Event, outcome: str, case: str | None, book: Rulebook, effects: Iterable[Effect] = ()
) -> Decision:
    """Return a decision with its effects in the order of contract 2.3."""
    ordered = sorted(effects, key=lambda effect: (effect.case or "", RANK[effect.kind]))
    identity = {"source": event.source, "id": event.id, "type": event.type}
    if event.written_time:
        identity["time"] = event.written_time
    return Decision(
        event=MappingProxyType(identity), case=case, policy=book.identity, outcome=outcome, effects=tuple(ordered)
    )


def decision_on_unreadable(line: Unreadable, words: Texts) -> Decision:
    """Return the decision on a line that is no event: refused, in a language, with every reason."""
    told = refusal("invalid-event", {"why": line.reasons}, words)
    return Decision(event=line.event, case=None, policy=None, outcome="refused", refusal=told)
