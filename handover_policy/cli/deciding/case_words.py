"""CaseWords: what a report of cases says of one gate, claim, problem, event or refusal, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from handover_policy.conditions.alternatives import ways_unmet
from handover_policy.decide.wording import problem_sentence, refusal_sentence
from handover_policy.explain.words import unmet_in_words
from handover_policy.findings.reporting.cells import escaped
from handover_policy.model.condition import ALWAYS, Unmet
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.word import title
from handover_policy.model.written.scalars import number
from handover_policy.policy.called import party_title
from handover_policy.texts.texts import texts

if TYPE_CHECKING:
    from handover_policy.model.case import Gate
    from handover_policy.model.claims import Claim
    from handover_policy.model.decision import Decision
    from handover_policy.model.effects import ProblemEffect
    from handover_policy.policy.policy_set import PolicySet


class CaseWords:
    """Says in a language what people read of a case."""

    def __init__(self, language: str) -> None:
        """Take the language of the reader."""
        self._language = language
        self._texts = texts(language)

    def say(self, key: str, /, **values: object) -> str:
        """Return a sentence of texts/<language>/cases.yaml."""
        return self._texts.say(f"cases.{key}", **values)

    def channels(self, names: tuple[str, ...]) -> str:
        """Return channels by their names."""
        return self._texts.say("reports.listed").join(self.called("channels", name) for name in names)

    def joined(self, names: Iterable[str]) -> str:
        """Return names as a list in one line."""
        return self._texts.say("reports.listed").join(names)

    def called(self, table: str, name: str) -> str:
        """Return what a word of a table is called."""
        return title(f"{table}.{name}", self._language)

    def gate_state(self, gate: Gate, policy: PolicySet) -> str:
        """Return whether a gate is open, and if not, what is missing, by the alternatives of its condition."""
        if gate.state == "open":
            return self.say("released", by=gate.released_by) if gate.released_by else self.say("open")
        if gate.state == "ended":
            return self.say("ended")
        asked = next((rule.opens_when for rule in policy.gates if rule.id == gate.id), ALWAYS)
        semicolon = self._texts.say("reports.semicolon")
        ways = (
            semicolon.join(self._unmet(item, policy) for item in way) for way in ways_unmet(asked, gate.unmet) if way
        )
        until = self.say("until", day=gate.release_by) if gate.release_by else ""
        return self.say("held", unmet=self.say("another-way").join(ways), until=until)

    def _unmet(self, item: Unmet, policy: PolicySet) -> str:
        return unmet_in_words(item, lambda party: escaped(party_title(policy, party)), self._texts)

    def amount(self, claim: Claim) -> str:
        """Return what a claim comes to."""
        return self.say("no-amount") if claim.amount is None else self.say("amount", amount=number(claim.amount))

    def problem(self, effect: ProblemEffect) -> str:
        """Return what a problem says."""
        return problem_sentence(effect, self._texts)

    def happened(self, decision: Decision, case: str) -> str:
        """Return what an event tells, as a case sees it."""
        kind = str(decision.event["type"])
        what = self.called("events", kind) if kind in EVENT_TYPES else kind
        return what if decision.case in {case, None} else self.say("of-others", what=what)

    def refusal(self, decision: Decision) -> str:
        """Return which event was refused, and why."""
        refusal, event = decision.refusal, decision.event
        code = refusal.code if refusal is not None else ""
        message = refusal_sentence(refusal, self._texts) if refusal is not None else ""
        name = (
            self.say("line", line=event["line"])
            if "line" in event
            else f"{event.get('type', '?')} {event.get('source')}#{event.get('id')}"
        )
        return f"  ✗ {escaped(name)}  [{code}] {escaped(message)}"
