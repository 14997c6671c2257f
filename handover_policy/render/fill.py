"""fill_messages: writes subject and bodies into the notices of a decision; Writing: what their text depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast

from handover_policy.decide.follow import Judged
from handover_policy.decide.intake.register import Register
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.wording import problem_sentence
from handover_policy.model.decision import Effect
from handover_policy.model.employee import Employee
from handover_policy.render.message import Message, render_notice, said
from handover_policy.render.templates import Templates
from handover_policy.render.variables import notice_variables

if TYPE_CHECKING:
    from handover_policy.decide.casework import CaseWork


def fill_messages(judged: Judged, templates: Templates, register: Register) -> Judged:
    """Return a judged event whose notices carry their texts; what went wrong in writing them becomes a problem."""
    effects = judged.decision.effects
    if not any(effect.kind == "notice" for effect in effects):
        return judged
    filled: list[Effect] = []
    problems: list[Effect] = []
    for effect in effects:
        work = judged.works.get(effect.case or "")
        book = work.book if work is not None else judged.book
        if effect.kind != "notice" or book is None:
            filled.append(effect)
            continue
        written, wrong = _write(effect, work, book, templates, register)
        filled.append(written)
        problems.extend(wrong)
    merged = sorted((*filled, *problems), key=lambda effect: effect.case or "") if problems else filled
    return replace(judged, decision=replace(judged.decision, effects=tuple(merged)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Everything that the text of one message depends on, beside the templates."""

    notification: str
    language: str
    channels: tuple[str, ...]
    variables: Mapping[str, object]

    def message(self, templates: Templates) -> Message:
        """Return the message, written out."""
        return render_notice(
            templates,
            notification=self.notification,
            language=self.language,
            channels=self.channels,
            variables=self.variables,
        )

    def said(self, templates: Templates) -> tuple[object, ...]:
        """Return what the message says, before it is laid out for each channel."""
        return said(
            templates,
            notification=self.notification,
            language=self.language,
            channels=self.channels,
            variables=self.variables,
        )

    def reads_as(self, other: Writing, templates: Templates) -> bool:
        """Return whether another message surely has the same text: all that its texts may name is the same."""
        if (self.notification, self.language, self.channels) != (other.notification, other.language, other.channels):
            return False
        declared = templates.declarations.get(self.notification)
        names = declared.variables if declared is not None else ()
        return all(self._value(name) == other._value(name) for name in names)

    def _value(self, name: str) -> object:
        try:
            return self.variables[name]
        except KeyError:
            return None


def writing_of(effect: Effect, work: CaseWork | None, book: Rulebook, register: Register) -> Writing:
    """Return what the text of a notice depends on; `work` is the case it belongs to, as it is after the event."""
    content = effect.content
    people = register.people()
    recipient = people.get(str(content["to"]))
    task = work.case.tasks.get(str(content["task"])) if work is not None and content["task"] is not None else None
    variables = notice_variables(
        policy=book.policy,
        case=work.case if work is not None else None,
        employee=work.employee if work is not None else recipient,
        people=people,
        task=task,
        to=str(content["to"]),
        party=str(content["party"]),
        day=work.day if work is not None else date.fromisoformat(str(content["planned"] or "1970-01-01")),
    )
    return Writing(
        notification=str(content["notification"]),
        language=_language(recipient, book),
        channels=tuple(cast("list[str]", content["channels"])),
        variables=variables,
    )


def _write(
    effect: Effect, work: CaseWork | None, book: Rulebook, templates: Templates, register: Register
) -> tuple[Effect, list[Effect]]:
    message = writing_of(effect, work, book, register).message(templates)
    content = {**effect.content, "subject": message.subject, "bodies": dict(message.bodies)}
    wrong = [_problem(effect, book, what) for what in message.problems]
    return Effect(kind="notice", case=effect.case, content=content), wrong


def _language(recipient: Employee | None, book: Rulebook) -> str:
    wanted = recipient.attributes.get("language") if recipient is not None else None
    return str(wanted) if isinstance(wanted, str) else book.policy.manifest.language


def _problem(effect: Effect, book: Rulebook, what: str) -> Effect:
    notice = str(effect.content["notice"])
    message = problem_sentence("message-trouble", chinese=book.chinese, notice=notice, what=what)
    content = {"code": "message-trouble", "severity": "warning", "message": message, "subject": notice}
    return Effect(kind="problem", case=effect.case, content=content)
