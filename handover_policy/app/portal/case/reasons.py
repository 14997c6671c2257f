"""reasons_of: why dates, gates, tasks and messages are as they are: rule, facts and law, as the decision has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handover_policy.app.asking.view import View
from handover_policy.app.portal.case.facts_said import FactNow, FactsSaid
from handover_policy.app.portal.case.gates import statutory
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.app.portal.case.told import CaseTold, JsonObject, NewestEffect
from handover_policy.app.portal.why import articles_behind
from handover_policy.handbook.handbook import Article
from handover_policy.model.case import Case
from handover_policy.texts.texts import Texts

MOST_FACTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReason:
    """Why something is as it is: in one sentence, by which rule, on which facts, under which law.

    `ways` are the ways in which a gate may open, each with what is lacking.
    """

    plain: Saying
    rule: str
    place: str
    facts: Sequence[FactNow]
    laws: Sequence[Article]
    policy: str
    position: int
    ways: Sequence[Sequence[FactNow]] = ()


class Reasons:
    """The reasons of a case, each found when it is asked for, said in one language."""

    def __init__(self, view: View, case: Case, told: CaseTold, words: Texts) -> None:
        """Take the case, what the ledger tells of it, and the language of the reader."""
        self._view, self._case, self._told, self._words = view, case, told, words
        self._said = FactsSaid(view.policy, words)

    def of(self, kind: str, name: str | None = None) -> StatedReason | None:
        """Return why a case, or a task or gate of it, is as it is; None where no decision has said so."""
        found = self._told.newest(kind, name)
        return None if found is None or "because" not in found.effect else self._reason(found, self._plain(found))

    def of_message(self, effect: JsonObject, found: NewestEffect) -> StatedReason:
        """Return why a message went out."""
        who = person(self._view, effect["to"])
        event = saying(f"events.{found.row.type}")
        planned = effect.get("planned")
        plain = (
            saying("why.message-on", who=who, event=event)
            if planned is None
            else saying("why.message-at", who=who, day=date.fromisoformat(planned))
        )
        return self._reason(found, plain)

    def _reason(self, found: NewestEffect, plain: Saying) -> StatedReason:
        because, policy = found.effect["because"], found.row.policy
        ways = self._ways(found.effect)
        lacking = {each["condition"] for each in found.effect.get("unmet", ())} if ways else set()
        facts = [(name, value) for name, value in because["facts"].items() if name not in lacking]
        return StatedReason(
            plain=plain,
            rule=because["rule"],
            place=f"{because['file']}:{because['line']}",
            facts=[self._said.now(name, value) for name, value in facts[:MOST_FACTS]],
            laws=articles_behind(because["rule"], because["law"], self._view.policy, self._words.language),
            policy=f"{policy.get('id', '')}@{policy.get('version', '')}",
            position=found.row.position,
            ways=ways,
        )

    def _ways(self, effect: JsonObject) -> Sequence[Sequence[FactNow]]:
        """Return what is lacking by each way in which a held gate may open, as it is now."""
        gate = self._case.gates.get(effect["gate"]) if effect["effect"] == "gate" else None
        if gate is None or gate.state != "held":
            return ()
        policy = self._view.company.run.books.book(self._case.policy, self._case.arrival).policy
        rule = next((each for each in policy.gates if each.id == gate.id), None)
        return () if rule is None else self._said.ways(rule.opens_when, gate.unmet)

    def _plain(self, found: NewestEffect) -> Saying:
        effect = found.effect
        if effect["effect"] == "case":
            return self._dates(effect)
        if effect["effect"] == "gate":
            gate = self._case.gates.get(effect["gate"])
            if gate is not None and gate.state == "held" and statutory(gate):
                kind = "undated" if gate.release_by is None else "dated"
                return saying(f"why.gate-{kind}", gate=gate.title, day=gate.release_by)
            return saying(f"why.gate-{effect['state']}", gate=effect["title"])
        steps = effect["steps"]
        current = effect["current_step"]
        if current is None:
            state = self._words.say(f"words.task_states.{effect['state']}")
            return saying("why.task-over", task=effect["title"], state=state)
        step = steps[current]
        who, due = person(self._view, step["person"]), step["due"]
        if due is None:
            return saying("why.task-undated", task=effect["title"], who=who, do=step["do"])
        key = "why.task-same" if step["do"] == effect["title"] else "why.task"
        return saying(key, task=effect["title"], who=who, do=step["do"], day=date.fromisoformat(due))

    def _dates(self, effect: JsonObject) -> Saying:
        arrival, last = date.fromisoformat(effect["arrival"]), effect["last_day"]
        if last is None:
            return saying("why.undated")
        day = date.fromisoformat(last)
        if effect["notice_end"] is None:
            return saying("why.declared", arrival=arrival, last_day=day)
        end = date.fromisoformat(effect["notice_end"])
        told = {"arrival": arrival, "days": effect["notice_days"], "end": end, "last_day": day}
        if effect["shortfall_days"]:
            return saying("why.short", **told, short=effect["shortfall_days"])
        return saying("why.notice" if end == day else "why.other-day", **told)
