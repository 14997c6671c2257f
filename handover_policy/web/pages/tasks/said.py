"""Said: the sentences of the page of a task, in the reader's words; what fills them is escaped, days do not break."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from handover_policy.app.portal.task import StepShown, TaskShown
from handover_policy.model.case import NOT_YET, Step
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.days import day_html, moment_text
from handover_policy.web.pages.naming import Naming
from handover_policy.web.pages.visit import Visit

AREA = "pages_task"
KINDS = ("jpg", "png", "heic")
END = "\u3002.\uff1b;"


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of a page about a task."""

    words: Texts
    naming: Naming
    shown: TaskShown
    visit: Visit

    def __call__(self, key: str, **params: object) -> Markup:
        """Return a sentence of the area."""
        return said(self.words, key, **params)

    def day(self, day: date) -> Markup:
        """Return a day that does not break."""
        return day_html(self.words, day, self.visit.now.date())

    def who(self, step: Step) -> str:
        """Return who a step is of, the reader among them."""
        name = self.naming.party(step)
        return str(self("you-named", name=name)) if step.person == self.visit.visitor.id else name

    def when(self, each: StepShown) -> Markup:
        """Return how a step stands, and since or until when."""
        step, mark = each.step, Markup("<b>{}</b> · {}")
        if step.done is not None:
            key = "deemed" if step.done.deemed else "submitted" if step is self.shown.task.steps[0] else "done"
            return mark.format(self(f"when.{key}"), moment_text(self.words, step.done.at, self.visit.now))
        if each.state == "waived":
            return self("when.waived")
        due = "" if step.due == NOT_YET else self("when.due", day=self.day(step.due))
        if each.state in {"now", "late"}:
            return mark.format(self(f"when.{each.state}"), due)
        return Markup("{} · {}").format(self._behind(step), due)

    def _behind(self, step: Step) -> Markup:
        """Return behind whom a step comes."""
        before = [each for each in self.shown.task.steps if each.index < step.index and each.done is None]
        if not before:
            return self("when.then")
        last = before[-1]
        return self("when.after-you") if last is self.shown.mine else self("when.after", name=self.naming.party(last))

    def to(self) -> str:
        """Return who comes behind the reader, one after the other; empty where nobody does."""
        mine = self.shown.mine
        steps = self.shown.task.steps if mine is None else [s for s in self.shown.task.steps if s.index > mine.index]
        names = list(dict.fromkeys(self.naming.party(each) for each in steps if each.done is None))
        if mine is None or not names:
            return ""
        return names[0] if len(names) == 1 else str(self("facts.to-then", first=names[0], second=names[1]))

    def after(self) -> Markup:
        """Return what happens once the reader has done their step."""
        following = self.shown.following
        if following is None:
            return self("after.last")
        if following.accepted_after is not None and not following.never_silent:
            period = following.accepted_after
            unit = self.words.say(f"explain.units.{period.unit}", count=period.count)
            days = f"{period.count} {unit}"
            return self("after.silent", name=self.naming.party(following), days=days)
        return self("after.next", name=self.naming.party(following), do=following.do.rstrip(END))

    def kinds(self) -> str:
        """Return the kinds of evidence that the step at hand asks for."""
        mine = self.shown.mine
        return "" if mine is None else self.words.joined(self.kind(each) for each in mine.evidence)

    def kind(self, kind: str) -> str:
        """Return a kind of evidence as people call it."""
        key = f"{AREA}.kinds.{kind}"
        return self.words.say(key) if self.words.has(key) else kind

    def listed(self, titles: Iterable[str]) -> str:
        """Return several titles as one."""
        return self.words.joined(titles)

    def because(self) -> Markup:
        """Return in one sentence why there is this task."""
        why = self.shown.why
        if not why.listed:
            return self("why.duty")
        name = self.naming.person(self.shown.case.employee)
        facts = self.words.joined(self.words.say(f"{AREA}.why.fact", name=n, value=v) for n, v in why.facts)
        return (
            self("why.because", name=name, facts=facts, list=why.listed)
            if facts
            else self("why.listed", list=why.listed)
        )


def said(words: Texts, key: str, **params: object) -> Markup:
    """Return a sentence of the area, what fills it escaped; numbers stay numbers, for they choose the sentence."""
    filled = {name: value if isinstance(value, int) else str(escape(value)) for name, value in params.items()}
    return Markup(words.say(f"{AREA}.{key}", **filled))  # noqa: S704 - a sentence of ours; what fills it is escaped
