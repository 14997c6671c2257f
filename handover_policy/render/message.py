"""render_notice: one notice in one language, laid out for each of its channels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import cast

from handover_policy.model.effects import NO_TEXTS, Message
from handover_policy.render.authoring.declaration import PLACEHOLDER, Sms
from handover_policy.render.authoring.sandbox import FAILURES, Prepared, run
from handover_policy.render.authoring.wording import Wording
from handover_policy.render.escaping import cut, one_line
from handover_policy.render.failures import WrongValue, failure_sentence
from handover_policy.render.fitting import LAYOUT_SYNTAX, PLAIN_TEXTS, FactLine, Meaning, fitted, sms_parts
from handover_policy.render.templates import BETWEEN, FIELDS, MessageText, Templates, nearest
from handover_policy.render.views import DutyView, TaskView

LONGEST_TITLE = 100
LONGEST_TEXT = 1000
LONGEST_FACT = 300
MOST_ITEMS = 200


def render_notice(
    templates: Templates,
    *,
    notification: str,
    language: str,
    channels: tuple[str, ...],
    variables: Mapping[str, object],
) -> Message:
    """Render a notice for its channels; what cannot be rendered is left out, and stands among the problems.

    Args:
        templates: what `compile_templates` gave.
        notification: the name of the message.
        language: the recipient's; another one is taken where the message lacks it.
        channels: where it shall go.
        variables: what `notice_variables` gave.

    """
    declaration = templates.declarations.get(notification)
    if declaration is None:
        return _failed(templates.wording(language).problem("unknown", what=notification))
    texts = templates.texts[notification]
    text = texts[nearest(texts, language, templates.fallback)]
    wording = text.wording
    try:
        values = {name: variables[name] for name in text.variables}
        together = cast("tuple[TaskView, ...]", variables["together"]) if "task" in values else ()
        duties = cast("tuple[DutyView, ...]", variables["duties"]) if "duty" in values else ()
    except KeyError as missing:
        return _failed(wording.problem("missing", what=missing.args[0]))
    try:
        meaning = _meaning(text, values, (*_unlisted(text.wording, together), *_undone(text.wording, duties)))
        parameters = _sms(text.sms, text.sms_values, values) if "sms" in channels else NO_TEXTS
    except FAILURES as error:
        return _failed(wording.problem("failed", what=failure_sentence(error, text.language)))
    work = _Layouts(templates, notification, text, meaning, parameters)
    work.add_all(channels, declaration.channels)
    return work.message()


def _failed(problem: str) -> Message:
    return Message(subject="", bodies=NO_TEXTS, problems=(problem,))


def _meaning(text: MessageText, values: Mapping[str, object], unlisted: tuple[str, ...]) -> Meaning:
    parts = [one_line(part) for part in run(text.texts, values).split(BETWEEN)]
    title, lead, action, consequence, contact = (cut(part, LONGEST_TEXT) for part in parts[: len(FIELDS)])
    pairs = zip(parts[len(FIELDS) :: 2], parts[len(FIELDS) + 1 :: 2], strict=True)
    facts = (FactLine(label=cut(label, LONGEST_FACT), text=cut(value, LONGEST_FACT)) for label, value in pairs if value)
    items = unlisted if text.items is None else ()
    total = len(items)
    if text.items is not None and text.list_of is not None:
        rows = values[text.list_of]
        if not isinstance(rows, tuple):
            raise WrongValue("no-list", name=text.list_of)
        total = len(rows)
        written = run(text.items, {**values, "shown": rows[:MOST_ITEMS]}).split(BETWEEN)[:-1]
        items = tuple(cut(one_line(item), LONGEST_FACT) for item in written)
    return Meaning(
        title=cut(title, LONGEST_TITLE),
        lead=lead,
        items=items,
        total=total,
        facts=tuple(facts),
        action=action,
        consequence=consequence,
        contact=contact,
    )


def _unlisted(wording: Wording, tasks: Iterable[TaskView]) -> tuple[str, ...]:
    """Return the tasks of a message of several whose text lists none: their titles, what is to be done, and when."""
    shown = (f"{task.title}{wording.colon}{task.step} ({wording.month_day(task.due)})" for task in tasks)
    return tuple(cut(one_line(item), LONGEST_FACT) for item in shown)


def _undone(wording: Wording, duties: Iterable[DutyView]) -> tuple[str, ...]:
    """Return the missed duties of a message of several whose text lists none: their titles, and when they were due."""
    shown = (f"{duty.title} ({wording.month_day(duty.due)})" for duty in duties)
    return tuple(cut(one_line(item), LONGEST_FACT) for item in shown)


def _sms(sms: Sms | None, template: Prepared, values: Mapping[str, object]) -> Mapping[str, str]:
    """Return the values of the provider's template, each on one line and no longer than it takes."""
    if sms is None:
        return NO_TEXTS
    parts = run(template, values).split(BETWEEN)
    pairs = zip(sms.parameters, parts, strict=False)  # without parameters there is one empty part
    return MappingProxyType({wanted.name: cut(one_line(part), wanted.longest) for wanted, part in pairs})


class _Layouts:
    """The bodies of one message as they come about, and the problems met on the way."""

    def __init__(
        self,
        templates: Templates,
        notification: str,
        text: MessageText,
        meaning: Meaning,
        parameters: Mapping[str, str],
    ) -> None:
        self.problems: list[str] = []
        self._bodies: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._layouts = templates.layouts
        self._notification = notification
        self._text = text
        self._meaning = meaning
        self._parameters = parameters
        self._code = ""
        self._content: dict[str, object] = {}
        self._content_of: Meaning | None = None

    def message(self) -> Message:
        return Message(
            subject=self._meaning.title,
            bodies=MappingProxyType(self._bodies),
            problems=tuple(self.problems),
            template_code=self._code,
            parameters=self._parameters if self._code else NO_TEXTS,
            parts=sms_parts(self._bodies.get("sms", "")) if self._code else 0,
            texts=MappingProxyType(self._texts),
        )

    def add_all(self, channels: Iterable[str], offered: Collection[str]) -> None:
        for channel in channels:
            if channel in offered:
                self.add(channel)
            else:
                self.problems.append(self._text.wording.problem("not_offered", what=channel))

    def add(self, channel: str) -> None:
        wanted = [(channel, self._bodies)]
        if channel in PLAIN_TEXTS:
            wanted.append((PLAIN_TEXTS[channel], self._texts))
        for name, bodies in wanted:
            body = self._fitted(name, channel)
            if body is None:
                return
            bodies[channel] = body

    def _fitted(self, name: str, channel: str) -> str | None:
        """Return the message in the layout of a name, cut so that its channel takes it; None where it cannot be."""
        wording = self._text.wording
        spoken = self._spoken(self._text.sms) if channel == "sms" and self._text.sms is not None else ""
        layout = self._layouts[name]
        try:
            body, shortened = fitted(
                self._meaning, lambda meaning: self._laid_out(layout, meaning, spoken), LAYOUT_SYNTAX[name]
            )
        except FAILURES as error:
            self.problems.append(wording.problem("failed", what=failure_sentence(error, self._text.language)))
            return None
        if body is None:
            self.problems.append(wording.problem("too_long", what=channel))
        elif shortened:
            self.problems.append(wording.problem("shortened", what=channel))
        return body

    def _spoken(self, sms: Sms) -> str:
        """Return how a text message will read on the phone; validate has checked that it cannot exceed its length."""
        self._code = sms.template_code
        return one_line(PLACEHOLDER.sub(lambda gap: self._parameters[gap.group(1)], sms.text))

    def _laid_out(self, layout: Prepared, meaning: Meaning, spoken: str) -> str:
        if self._content_of is not meaning:
            self._content_of, self._content = meaning, self._contents(meaning)
        self._content["text"] = spoken
        return run(layout, self._content).strip("\n")

    def _contents(self, meaning: Meaning) -> dict[str, object]:
        """Return what every layout of the message shows of its meaning."""
        left_out = meaning.total > len(meaning.items)
        return {
            "id": self._notification,
            "language": self._text.language,
            "title": meaning.title,
            "lead": meaning.lead,
            "action": meaning.action,
            "consequence": meaning.consequence,
            "contact": meaning.contact,
            "colon": self._text.wording.colon,
            "items": meaning.items,
            "more": self._text.wording.more(meaning.total) if left_out else "",
            "facts": tuple([MappingProxyType({"label": fact.label, "text": fact.text}) for fact in meaning.facts]),
        }
