"""CaseFiles: what documents and messages are made from, kept by case while events are decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handover_policy.app.library import Library
from handover_policy.app.load import Opened
from handover_policy.app.render import PreparedDocument, prepare_document
from handover_policy.app.run import Run
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.decided import Decided
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.model.decision import Decision
from handover_policy.model.effects import NoticeEffect
from handover_policy.model.events import Event
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.documents.casefile import CaseFile, Dossier
from handover_policy.render.fill import message_of
from handover_policy.render.sampling.cast import SAMPLE, Cast
from handover_policy.render.sampling.story import STORIES, tell
from handover_policy.sources.event_files import EventText
from handover_policy.sources.page_texts import page_texts

SAMPLING = "handover_policy.render.sampling"
TASK_LIST = "task-list"
HALFWAY = 0.75
"""A list of tasks is of use while there is something left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNotice:
    """A notice with the decision it came from, and the files that know the people it names."""

    files: CaseFiles
    decided: Decided
    effect: NoticeEffect

    def written(self, channels: tuple[str, ...], language: str | None) -> NoticeEffect:
        """Return the notice with its texts written for these channels, in this language."""
        return self.files.written(self.decided, self.effect, channels, language)


class CaseFiles:
    """A run that remembers each case as it stood last, and every notice with the decision it came from."""

    def __init__(self, run: Run, opened: Opened, laws: Mapping[str, str]) -> None:
        """Start with an empty register."""
        self.works: dict[str, CaseWork] = {}
        self.notices: list[tuple[Decided, NoticeEffect]] = []
        self.refused = 0
        self.told = 0
        self._run, self._opened, self._laws = run, opened, laws
        self._dossiers: dict[str, Dossier] = {}

    def take(self, told: EventText) -> Decided:
        """Decide one event, and keep what it tells."""
        event = self._run.read(told)
        decided = self._run.decided(event)
        self.told += 1
        if decided.decision.outcome == "refused":
            self.refused += 1
        elif decided.decision.outcome == "applied":
            self.works.update(decided.works)
            self.notices += [
                (decided, effect) for effect in decided.decision.effects if isinstance(effect, NoticeEffect)
            ]
            self._keep(event)
        return decided

    def decide(self, event: dict[str, Any]) -> Decision:
        """Decide one event given as JSON."""
        return self.take(EventText(line=1, content=json.dumps(event, ensure_ascii=False).encode())).decision

    def _keep(self, event: Event | Unreadable) -> None:
        if isinstance(event, Event):
            before = self._dossiers.get(event.subject, Dossier())
            self._dossiers[event.subject] = before.told(event.type, event.time, event.data)

    def file(self, case: str) -> CaseFile:
        """Return what a document of a case is made from; raises KeyError where there is no such case."""
        work = self.works[case]
        person, register = work.case.employee, self._run.register
        held, known = register.case(case), register.employee(person)
        kept = None if held is None else held.person
        if kept is None and known is not None and known.employment == work.case.employment:
            kept = known
        return CaseFile(
            case=work.case,
            employee=kept or work.employee,
            policy=work.book.policy,
            digest=work.book.digest,
            at=register.reached(work.case) if work.case.state == "open" else work.case.now,
            people=register.people(),
            dossier=self._dossiers.get(person, Dossier()),
            versions={policy.manifest.version: policy for policy in self._opened.policies},
            laws=self._laws,
        )

    def sent_in(self, case: str) -> list[NoticeEffect]:
        """Return the notices of a case, the oldest first."""
        return [effect for _, effect in self.notices if effect.case == case]

    def newest(self, notification: str, case: str) -> SentNotice | None:
        """Return the newest notice of a case with a message; None where the case has sent none."""
        found = [(decided, effect) for decided, effect in self.notices if effect.case == case]
        for decided, effect in reversed(found):
            if effect.notification == notification:
                return SentNotice(files=self, decided=decided, effect=effect)
        return None

    def names(self) -> dict[str, str]:
        """Return how all persons are called, by id."""
        return {name: person.name for name, person in self._run.register.people().items()}

    def written(
        self, decided: Decided, effect: NoticeEffect, channels: tuple[str, ...], language: str | None
    ) -> NoticeEffect:
        """Return a notice with its texts written for these channels, in this language."""
        templates, register = self._run.templates, self._run.register
        message = message_of(decided, effect, templates, register, language=language or "", channels=channels)
        return replace(effect, channels=channels, message=message)


def tell_sample(
    files: CaseFiles, policy: PolicySet, *, story: str = "complete", until: float = 1, role: str = ""
) -> str:
    """Tell one of the sample's stories, of a leaver in a role; return the id of its case."""
    cast = Cast(policy, page_texts(SAMPLING, (SAMPLE,))[SAMPLE], role=role)
    tell(cast, files.decide, story=story, until=until)
    return f"{cast.leaver}/1"


def sampled_document(name: str, opened: Opened, language: str | None = None) -> PreparedDocument:
    """Return a document of the sample departure; raises as `prepare_document` does."""
    files = CaseFiles(Run(opened), opened, Library().citations)
    case = tell_sample(files, opened.policies[-1], until=HALFWAY if name == TASK_LIST else 1)
    return prepare_document(name, files.file(case), opened, language)


def sampled_notice(notification: str, opened: Opened) -> SentNotice | None:
    """Return the first notice with a message that the sample sends under the newest policy; None where it sends none.

    Its stories are told of a salesman first; some messages go to other roles only.
    """
    run = Run(opened)
    policy = opened.policies[-1]
    roles = policy.manifest.vocabulary.get("employee.role", {})
    for story, role in (*((story, "") for story in STORIES), *((STORIES[0], role) for role in roles)):
        files = CaseFiles(run.again(), opened, {})
        tell_sample(files, policy, story=story, role=role)
        for decided, effect in files.notices:
            if effect.notification == notification:
                return SentNotice(files=files, decided=decided, effect=effect)
    return None


def senders_of(notification: str, opened: Opened) -> tuple[str, ...]:
    """Return the ids of the rules of the newest policy that send a message."""
    return tuple(rule.id for rule in opened.policies[-1].notices if rule.notification == notification)
