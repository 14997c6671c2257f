"""reasons_of: why dates, gates, tasks and messages are as they are: rule, facts and law, as the decision has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from handover_policy.app.asking.view import View
from handover_policy.app.library import Library
from handover_policy.app.portal.case.sayings import Saying, person, saying
from handover_policy.app.portal.case.told import CaseTold, JsonObject, NewestEffect
from handover_policy.model.case import Case
from handover_policy.model.words.operators import asked_in_words, plainly
from handover_policy.texts.texts import Texts

MOST_FACTS = 12
ATTRIBUTE = "employee."


@dataclass(frozen=True, slots=True, kw_only=True)
class FactNow:
    """A fact that counted: what it is called, its value, and what is asked of it where it stands in the way."""

    title: str
    value: str
    asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReason:
    """Why something is as it is: in one sentence, by which rule, on which facts, under which law."""

    plain: Saying
    rule: str
    place: str
    facts: Sequence[FactNow]
    laws: Sequence[str]
    policy: str
    position: int


class Reasons:
    """The reasons of a case, each found when it is asked for, said in one language."""

    def __init__(self, view: View, case: Case, told: CaseTold, words: Texts) -> None:
        """Take the case, what the ledger tells of it, and the language of the reader."""
        self._view, self._case, self._told, self._words = view, case, told, words

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
        asked = {each["condition"]: each for each in found.effect.get("unmet", ())}
        facts = dict(because["facts"]) | {name: each["is"] for name, each in asked.items() if name}
        return StatedReason(
            plain=plain,
            rule=because["rule"],
            place=f"{because['file']}:{because['line']}",
            facts=[self._fact(name, value, asked.get(name)) for name, value in list(facts.items())[:MOST_FACTS]],
            laws=[_cited().get(law, law) for law in because["law"]],
            policy=f"{policy.get('id', '')}@{policy.get('version', '')}",
            position=found.row.position,
        )

    def _fact(self, name: str, value: Any, unmet: JsonObject | None) -> FactNow:  # noqa: ANN401 - any fact
        shown = self._value(name, value)
        asked = "" if unmet is None else asked_in_words(unmet["needs"], self._words.language)
        return FactNow(title=self._title(name), value=shown, asked=asked)

    def _value(self, name: str, value: Any) -> str:  # noqa: ANN401 - any fact
        if value is None:
            return self._words.say("explain.missing")
        if isinstance(value, bool):
            return self._words.say(f"pages_case.{'yes' if value else 'no'}")
        known = self._view.policy.manifest.vocabulary.get(name, {})
        if isinstance(value, str) and value in known:
            return str(known[value])
        key = f"words.{'causes' if name == 'case.cause' else 'events'}.{value}"
        return self._words.say(key) if isinstance(value, str) and self._words.has(key) else plainly(value)

    def _title(self, name: str) -> str:
        key = f"facts.told.{name}"
        if self._words.has(key):
            return self._words.say(key)
        told = self._view.policy.manifest.attributes.get(name)
        return (None if told is None else told.title) or name

    def _plain(self, found: NewestEffect) -> Saying:
        effect = found.effect
        if effect["effect"] == "case":
            return self._dates(effect)
        if effect["effect"] == "gate":
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
        return saying("why.task", task=effect["title"], who=who, do=step["do"], day=date.fromisoformat(due))

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


@cache
def _cited() -> Mapping[str, str]:
    """Return how laws are cited, read once."""
    return Library().citations
