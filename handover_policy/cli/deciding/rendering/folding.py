"""Folding: events judged one by one, with what documents and messages are made from kept by case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handover_policy.model.decision import Decision
from handover_policy.model.effects import NoticeEffect
from handover_policy.model.events import Event
from handover_policy.render.documents.casefile import CaseFile, Dossier
from handover_policy.sources.event_files import Told

if TYPE_CHECKING:
    from handover_policy.app.load import Opened
    from handover_policy.app.session import Run
    from handover_policy.decide.casework import CaseWork
    from handover_policy.decide.judged import Judged


class Folding:
    """A run that remembers each case as it stood last, and every notice with the judgement it came from."""

    def __init__(self, run: Run, opened: Opened, laws: Mapping[str, str]) -> None:
        """Start with an empty register."""
        self.works: dict[str, CaseWork] = {}
        self.notices: list[tuple[Judged, NoticeEffect]] = []
        self.refused = 0
        self.told = 0
        self._run, self._opened, self._laws = run, opened, laws
        self._dossiers: dict[str, Dossier] = {}

    def take(self, told: Told) -> Judged:
        """Judge one event."""
        judged = self._run.decide(told)
        self.told += 1
        if judged.decision.outcome == "refused":
            self.refused += 1
        elif judged.decision.outcome == "applied":
            self.works.update(judged.works)
            self.notices += [(judged, effect) for effect in judged.decision.effects if isinstance(effect, NoticeEffect)]
            self._keep(judged, told)
        return judged

    def decide(self, event: dict[str, Any]) -> Decision:
        """Decide one event given as JSON."""
        return self.take(Told(line=1, content=json.dumps(event, ensure_ascii=False).encode())).decision

    def _keep(self, judged: Judged, told: Told) -> None:
        if judged.decision.event["type"] in {"agreement.signed", "document.uploaded"}:
            event = self._run.read(told)
            if isinstance(event, Event):
                before = self._dossiers.get(event.subject, Dossier())
                self._dossiers[event.subject] = before.told(event.type, event.time, event.data)

    def file(self, case: str) -> CaseFile:
        """Return what a document of a case is made from; raises KeyError where there is no such case."""
        work = self.works[case]
        person = work.case.employee
        newest = self._run.register.case_of(person)
        current = newest is not None and newest.id == case
        known = self._run.register.employee(person) if current else None
        return CaseFile(
            case=work.case,
            employee=known or work.employee,
            policy=work.book.policy,
            digest=work.book.digest,
            at=self._run.register.reached(work.case) if current and work.case.state == "open" else work.case.now,
            people=self._run.register.people(),
            dossier=self._dossiers.get(person, Dossier()),
            versions={policy.manifest.version: policy for policy in self._opened.policies},
            laws=self._laws,
        )

    def names(self) -> dict[str, str]:
        """Return how all persons are called, by id."""
        return {name: person.name for name, person in self._run.register.people().items()}

    def written(
        self, judged: Judged, effect: NoticeEffect, channels: tuple[str, ...], language: str | None
    ) -> NoticeEffect:
        """Return a notice with its texts written for these channels, in this language."""
        from handover_policy.render.fill import message_of

        templates, register = self._run.templates, self._run.register
        message = message_of(judged, effect, templates, register, language=language or "", channels=channels)
        return replace(effect, channels=channels, message=message)
