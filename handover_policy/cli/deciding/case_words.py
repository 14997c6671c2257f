"""CaseWords: what a report of cases says of one gate, claim, problem, event or refusal, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from handover_policy.decide.wording import problem_sentence, refusal_sentence
from handover_policy.findings.reporting.cells import escaped
from handover_policy.model.condition import Unmet
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.operators import asked_in_words
from handover_policy.model.words.word import title
from handover_policy.model.written.effect_json import needs_json
from handover_policy.model.written.scalars import number
from handover_policy.texts.texts import texts

if TYPE_CHECKING:
    from handover_policy.model.case import Gate
    from handover_policy.model.claims import Claim
    from handover_policy.model.decision import Decision
    from handover_policy.model.effects import ProblemEffect


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

    def gate_state(self, gate: Gate) -> str:
        """Return whether a gate is open, and if not, what is missing."""
        if gate.state == "open":
            return self.say("released", by=gate.released_by) if gate.released_by else self.say("open")
        if gate.state == "ended":
            return self.say("ended")
        unmet = self._texts.say("reports.semicolon").join(self._unmet(item) for item in gate.unmet)
        until = self.say("until", day=gate.release_by) if gate.release_by else ""
        return self.say("held", unmet=unmet, until=until)

    def _unmet(self, item: Unmet) -> str:
        """Return an unmet condition in words where it is one people often meet, else as fact, value and need."""
        needs = needs_json(item)
        if item.fact == "tasks.unfinished" and needs == {"is": 0}:
            return self.say("unfinished", tasks=item.value)
        often = f"cases.not-yet.{item.fact}"
        if needs in ({"is": True}, {"is_not": False}) and self._texts.has(often):
            return self._texts.say(often)
        return self.say("unmet", fact=item.fact, value=item.value, asked=asked_in_words(needs, self._language))

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
