"""fill_messages, message_of, Writing: what the notices of a decision say, written into them or for a preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, cast

from handover_policy.decide.facts import NOTHING, subject_content
from handover_policy.decide.identifiers import encoded
from handover_policy.decide.intake.register import Register
from handover_policy.decide.judged import Judged
from handover_policy.decide.rulebook import Rulebook
from handover_policy.decide.wording import problem_sentence
from handover_policy.model.decision import Effect
from handover_policy.model.employee import Employee
from handover_policy.render.message import Message, render_notice
from handover_policy.render.subjects import About
from handover_policy.render.templates import Templates
from handover_policy.render.variables import notice_variables

Missed: TypeAlias = Mapping[tuple[str, str], Mapping[str, object]]
"""Duties missed in one event, by person (as ids write them) and duty: a clock event finds one duty of many people."""

if TYPE_CHECKING:
    from handover_policy.decide.casework import CaseWork


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


def fill_messages(judged: Judged, templates: Templates, register: Register) -> Judged:
    """Return a judged event whose notices carry their texts; what went wrong in writing them becomes a problem."""
    effects = judged.decision.effects
    if not any(effect.kind == "notice" for effect in effects):
        return judged
    filled: list[Effect] = []
    problems: list[Effect] = []
    missed = missed_in(effects)
    for effect in effects:
        book = _book(judged, effect)
        if effect.kind != "notice" or book is None:
            filled.append(effect)
            continue
        message = _laid_out(writing_of(judged, effect, register, missed=missed), templates)
        filled.append(filled_notice(effect, message))
        problems.extend(_problem(effect, book, what) for what in message.problems)
    merged = sorted((*filled, *problems), key=lambda effect: effect.case or "") if problems else filled
    return replace(judged, decision=replace(judged.decision, effects=tuple(merged)))


def message_of(
    judged: Judged,
    notice: Effect,
    templates: Templates,
    register: Register,
    *,
    language: str = "",
    channels: tuple[str, ...] = (),
) -> Message:
    """Return the message of a notice, in the recipient's language for its own channels where nothing else is asked.

    Args:
        judged: the judged event that the notice belongs to.
        notice: one of its effects.
        templates: what `compile_templates` gave.
        register: the people, as they are after the event.
        language: another language, for a preview.
        channels: other channels, for a preview.

    """
    writing = writing_of(judged, notice, register)
    wanted = replace(writing, language=language or writing.language, channels=channels or writing.channels)
    return _laid_out(wanted, templates)


def _laid_out(writing: Writing, templates: Templates) -> Message:
    return render_notice(
        templates,
        notification=writing.notification,
        language=writing.language,
        channels=writing.channels,
        variables=writing.variables,
    )


def writing_of(judged: Judged, notice: Effect, register: Register, *, missed: Missed | None = None) -> Writing:
    """Return what the text of a notice of a judged event depends on; `register` as it is after the event.

    `missed` holds the duties that the decision tells of, where they have been looked up before.
    """
    work = judged.works.get(notice.case or "")
    book = _book(judged, notice)
    if book is None:
        raise ValueError("the event was not judged under a policy")
    content = notice.content
    people = register.people()
    about = _about(notice, work, missed_in(judged.decision.effects) if missed is None else missed)
    person = people.get(str(about.content["person"])) if about.kind == "duty" else people.get(str(content["to"]))
    variables = notice_variables(
        policy=book.policy,
        case=work.case if work is not None else None,
        employee=work.employee if work is not None else person,
        people=people,
        to=str(content["to"]),
        party=str(content["party"]),
        about=about,
        day=work.day if work is not None else date.fromisoformat(str(content["planned"] or "1970-01-01")),
    )
    return Writing(
        notification=str(content["notification"]),
        language=_language(people.get(str(content["to"])), book),
        channels=tuple(cast("list[str]", content["channels"])),
        variables=variables,
    )


def _book(judged: Judged, effect: Effect) -> Rulebook | None:
    """Return the policy an effect came from: that of its case, or of the event."""
    work = judged.works.get(effect.case or "")
    return work.book if work is not None else judged.book


def filled_notice(notice: Effect, message: Message) -> Effect:
    """Return a notice that carries its texts."""
    content = dict(notice.content) | {"subject": message.subject, "bodies": dict(message.bodies)}
    if message.template_code:
        parameters = [{"name": name, "value": value} for name, value in message.parameters.items()]
        content["sms"] = {"template_code": message.template_code, "parameters": parameters, "parts": message.parts}
    if message.texts:
        content["texts"] = dict(message.texts)
    return Effect(kind="notice", case=notice.case, content=content)


def missed_in(effects: Iterable[Effect]) -> Missed:
    """Return the duties that a decision's effects tell of, by person and duty."""
    contents = (effect.content for effect in effects if effect.kind == "duty")
    return {(encoded(str(one["person"])), str(one["duty"])): one for one in contents}


def _about(notice: Effect, work: CaseWork | None, missed: Missed) -> About:
    """Return what a notice speaks of besides its task: of the case, of a duty just missed, of the event itself."""
    subject = notice.content["about"]
    kind, name = next(iter(subject.items())) if isinstance(subject, dict) else ("", "")
    content = subject_content(work.case, (kind, name)) if work is not None and kind else NOTHING
    if kind == "duty":
        content = missed[str(notice.content["id"]).partition(":")[0], name]
    if work is None:
        return About(kind=kind, content=content)
    task = work.spoken_of.get(str(notice.content["id"])) or work.case.tasks.get(str(notice.content["task"]))
    return About(
        task=task,
        kind=kind,
        content=content,
        before=work.before,
        actor=work.event.told.actor if work.own else "",
        reason=work.event.told.motive,
    )


def _language(recipient: Employee | None, book: Rulebook) -> str:
    wanted = recipient.attributes.get("language") if recipient is not None else None
    return str(wanted) if isinstance(wanted, str) else book.policy.manifest.language


def _problem(effect: Effect, book: Rulebook, what: str) -> Effect:
    notice = str(effect.content["notice"])
    message = problem_sentence("message-trouble", chinese=book.chinese, notice=notice, what=what)
    content = {"code": "message-trouble", "severity": "warning", "message": message, "subject": notice}
    return Effect(kind="problem", case=effect.case, content=content)
