"""Naming: how a page calls people and parties, and what it says of who is waited for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from handover_policy.app.portal.inbox import TaskInView
from handover_policy.model.case import NOT_YET, Step
from handover_policy.policy.policy_set import PolicySet
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.days import day_html


@dataclass(frozen=True, slots=True)
class Naming:
    """How people are called, by id, in the words of one language; `today` is the company's day."""

    names: Mapping[str, str]
    policy: PolicySet
    words: Texts
    today: date

    def person(self, person: str | None) -> str:
        """Return how somebody is called."""
        return self.words.say("pages.nobody") if person is None else self.names.get(person, person)

    def people(self, several: Iterable[str]) -> str:
        """Return how several people are called, one after the other."""
        return self.words.joined(self.person(each) for each in several)

    def party(self, step: Step) -> str:
        """Return who a step is of: the person, or the party where nobody stands for it."""
        if step.person is not None:
            return self.person(step.person)
        party = self.policy.manifest.parties.get(step.party)
        return step.party if party is None else party.title

    def waits(self, shown: TaskInView) -> str:
        """Return for whom a task waits, until when."""
        step = shown.mine[0] if shown.mine else shown.task.current
        if step is None or step.due == NOT_YET:
            return ""
        due = day_html(self.words, step.due, self.today)
        if shown.mine or shown.task.start > self.today:
            begin = day_html(self.words, shown.task.start, self.today)
            return self._html("begins", begin=begin, day=due)
        return self._html("waits-for", who=self.party(step), day=due)

    def _html(self, key: str, **params: object) -> Markup:
        told = self.words.area("pages")[f"inbox.{key}"]
        return Markup(told).format(**params)  # noqa: S704 - a sentence of ours; what fills it is escaped
