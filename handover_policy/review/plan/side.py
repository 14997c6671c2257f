"""Side, Standing: one way of deciding all events, and how a case stands there in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from handover_policy.decide.decide import judge
from handover_policy.decide.intake.register import Register
from handover_policy.decide.rulebook import Rulebook, Rulebooks
from handover_policy.model.case import Case
from handover_policy.model.decision import Decision
from handover_policy.model.employee import Employee
from handover_policy.model.event import Event
from handover_policy.render.fill import fill_messages
from handover_policy.render.templates import Templates

DIGEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that went out: to whom, on which day (that of a reminder: the planned one), a digest of its text."""

    notice: str
    task: str | None
    to: str
    day: str
    text: bytes


@dataclass(slots=True, kw_only=True)
class Told:
    """What was told of a case beside its state: messages, the sentences of problems, duties missed with their day."""

    messages: list[Sent] = field(default_factory=list)
    problems: dict[tuple[str, str], str] = field(default_factory=dict)
    duties: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a case stands: the case, its employee, the rules it is decided by, and what was told of it."""

    case: Case
    employee: Employee
    book: Rulebook
    told: Told


class Side:
    """Everything decided under one choice of versions; messages are written out, so that their texts can be compared.

    Both sides of a plan write with the same templates: other words alone make no message worth sending again.
    """

    def __init__(self, books: Rulebooks, templates: Templates) -> None:
        """Start with an empty register."""
        self.books = books
        self.register = Register(books.zone_owner.manifest.timezone)
        self._templates = templates
        self._told: dict[str, Told] = {}

    def take(self, event: Event) -> Decision:
        """Return what follows from an event here, and keep what it told of cases."""
        decision = fill_messages(judge(self.register, self.books, event), self._templates, self.register).decision
        day = event.time.astimezone(self.register.zone).date().isoformat() if decision.effects else ""
        for effect in decision.effects:
            if effect.case is not None and effect.kind in KEEPERS:
                KEEPERS[effect.kind](self._told.setdefault(effect.case, Told()), effect.content, day)
        return decision

    def open(self) -> Iterator[Standing]:
        """Yield how every open case stands, by employee id."""
        for case in self.register.open_cases():
            yield self._standing(case)

    def standing(self, employee: str) -> Standing | None:
        """Return how the newest case of a person stands, open or over; None where there is none."""
        case = self.register.case_of(employee)
        return None if case is None else self._standing(case)

    def _standing(self, case: Case) -> Standing:
        return Standing(
            case=case,
            employee=self.register.people()[case.employee],
            book=self.books.book(case.policy, case.arrival),
            told=self._told.get(case.id, Told()),
        )


def _keep_message(told: Told, content: Mapping[str, Any], today: str) -> None:
    text = repr((content["subject"], *sorted(content["bodies"].items())))
    told.messages.append(
        Sent(
            notice=content["notice"],
            task=content["task"],
            to=content["to"],
            day=content["planned"] or today,
            text=hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=DIGEST).digest(),
        )
    )


def _keep_problem(told: Told, content: Mapping[str, Any], _: str) -> None:
    told.problems[content["code"], content["subject"] or ""] = content["message"]


def _keep_duty(told: Told, content: Mapping[str, Any], _: str) -> None:
    told.duties[content["duty"]] = (content["title"], content["due"])


KEEPERS = {"notice": _keep_message, "problem": _keep_problem, "duty": _keep_duty}
