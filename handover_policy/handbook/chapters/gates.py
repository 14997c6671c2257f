"""gates_chapter: what waits for the handover, what does not, and until when at the latest."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.handbook.handbook import Chapter, PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.model.condition import ALWAYS
from handover_policy.policy.policy_set import GateRule


def gates_chapter(saying: InWords) -> Chapter:
    """Return the chapter of gates."""
    gates = saying.policy.gates
    rules = (
        PlainRule(id=gate.id, title=gate.title, sentences=tuple(_told(saying, place, gate)), laws=saying.laws(gate.law))
        for place, gate in sorted(enumerate(gates), key=lambda each: each[1].release_by is None)
    )
    return Chapter(id="gates", title=saying.say("gates.title"), lead=saying.say("gates.lead"), rules=tuple(rules))


def _told(saying: InWords, place: int, gate: GateRule) -> Iterator[str]:
    what = saying.control(gate.controls)
    yield saying.say("gates.opens", what=what, when=saying.holds(gate.opens_when))
    if gate.release_by is not None:
        day = saying.value(gate.release_by, ("gates", place, "release_by"))
        yield saying.say("gates.release", day=day)
    if gate.when != ALWAYS:
        yield saying.say("gates.when", when=saying.holds(gate.when))
