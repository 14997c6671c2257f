"""fill_messages, message_of, Writing: what the notices of a decision say, written into them or for a preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from handover_policy.decide.decided import Decided
from handover_policy.decide.facts import Described, described_by
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.state.directory import Directory
from handover_policy.decide.wording import problem
from handover_policy.model.altered import altered
from handover_policy.model.effects import DutyEffect, Effect, Message, NoticeEffect
from handover_policy.model.employee import Employee
from handover_policy.model.words.messages import DUTY
from handover_policy.render.authoring.spoken import spoken
from handover_policy.render.message import render_notice
from handover_policy.render.subjects import About
from handover_policy.render.templates import Templates
from handover_policy.render.variables import notice_variables

NO_DAY = date(1970, 1, 1)
"""Stands where a message has no case and no planned day: no text counts from it."""

if TYPE_CHECKING:
    from handover_policy.decide.casework import CaseWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Everything that the text of one message depends on, beside the templates."""

    notification: str
    language: str
    channels: tuple[str, ...]
    variables: Mapping[str, object]
    otherwise: str = ""

    def message(self, templates: Templates) -> Message:
        """Return the message, written out."""
        return render_notice(
            templates,
            notification=self.notification,
            language=self.spoken(templates),
            channels=self.channels,
            variables=self.variables,
        )

    def spoken(self, templates: Templates) -> str:
        """Return the language to write in: the reader's, or that of the set where the message is not in it."""
        there = templates.texts.get(self.notification, {})
        return self.language if spoken(there, self.language) is not None else self.otherwise or self.language


def fill_messages(decided: Decided, templates: Templates, register: Directory) -> Decided:
    """Return a decided event whose notices carry their texts; what went wrong in writing them becomes a problem."""
    effects = decided.decision.effects
    if not any(isinstance(effect, NoticeEffect) for effect in effects):
        return decided
    filled: list[Effect] = []
    problems: list[Effect] = []
    for effect in effects:
        book = _book(decided, effect)
        if not isinstance(effect, NoticeEffect) or book is None:
            filled.append(effect)
            continue
        message = _laid_out(writing_of(decided, effect, register), templates)
        filled.append(altered(effect, message=message))
        problems.extend(_problem(effect, book, what) for what in message.problems)
    merged = sorted((*filled, *problems), key=lambda effect: effect.case or "") if problems else filled
    return altered(decided, decision=altered(decided.decision, effects=tuple(merged)))


def message_of(
    decided: Decided,
    notice: NoticeEffect,
    templates: Templates,
    register: Directory,
    *,
    language: str = "",
    channels: tuple[str, ...] = (),
) -> Message:
    """Return the message of a notice, in the recipient's language for its own channels where nothing else is asked.

    Args:
        decided: the decided event that the notice belongs to.
        notice: one of its effects.
        templates: what `compile_templates` gave.
        register: the people, as they are after the event.
        language: another language, for a preview.
        channels: other channels, for a preview.

    """
    writing = writing_of(decided, notice, register)
    wanted = replace(writing, language=language or writing.language, channels=channels or writing.channels)
    return _laid_out(wanted, templates)


def _laid_out(writing: Writing, templates: Templates) -> Message:
    return writing.message(templates)


def writing_of(decided: Decided, notice: NoticeEffect, register: Directory) -> Writing:
    """Return what the text of a notice of a decided event depends on; `register` as it is after the event."""
    work = decided.works.get(notice.case or "")
    book = _book(decided, notice)
    if book is None:
        raise ValueError("the event was not decided under a policy")
    people = register.people()
    about = _about(notice, work)
    described = about.described
    person = people.get(described.person if isinstance(described, DutyEffect) else notice.to)
    variables = notice_variables(
        policy=book.policy,
        case=work.case if work is not None else None,
        employee=work.employee if work is not None else person,
        people=people,
        to=notice.to,
        party=notice.party,
        about=about,
        day=work.day if work is not None else notice.planned or NO_DAY,
    )
    return Writing(
        notification=notice.notification,
        language=_language(people.get(notice.to), book),
        otherwise=book.policy.manifest.language,
        channels=notice.channels,
        variables=variables,
    )


def _book(decided: Decided, effect: Effect) -> Rulebook | None:
    """Return the policy an effect came from: that of its case, or of the event."""
    work = decided.works.get(effect.case or "")
    return work.book if work is not None else decided.book


def _about(notice: NoticeEffect, work: CaseWork | None) -> About:
    """Return what a notice speaks of besides its task: of the case, of a duty just missed, of the event itself."""
    kind, _ = notice.about or ("", "")
    described: Described | None = described_by(work.case, notice.about) if work is not None else None
    if notice.duties:
        kind, described = DUTY, notice.duties[0]
    if work is None:
        return About(kind=kind, described=described, duties=notice.duties, plain=bool(notice.recipient.plain))
    known = work.case.tasks
    return About(
        tasks=work.spoken_of.get(notice.id) or tuple(known[name] for name in notice.concerned if name in known),
        kind=kind,
        described=described,
        duties=notice.duties,
        before=work.before,
        actor=work.event.told.actor if work.own else "",
        reason=work.event.told.motive,
        plain=bool(notice.recipient.plain),
    )


def _language(recipient: Employee | None, book: Rulebook) -> str:
    wanted = recipient.attributes.get("language") if recipient is not None else None
    return str(wanted) if isinstance(wanted, str) else book.policy.manifest.language


def _problem(effect: NoticeEffect, book: Rulebook, what: str) -> Effect:
    params = {"notice": effect.notice, "what": what}
    return problem("message-trouble", params, book.words, case=effect.case, subject=effect.notice)
