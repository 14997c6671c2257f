"""Policy: a policy set, in one version or several, ready to decide, and what may be asked of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from handover_policy.app.door.invalid import PolicyInvalid
from handover_policy.app.load import Opened
from handover_policy.app.run import Run
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.finding import Finding
from handover_policy.findings.reporting.report import TextOf
from handover_policy.findings.suggestion import nearest
from handover_policy.sources.event_files import EventText
from handover_policy.texts.texts import texts

if TYPE_CHECKING:
    from handover_policy.app.check import Checked
    from handover_policy.app.door.event_forms import EventLike
    from handover_policy.app.explain import CaseExplanation
    from handover_policy.app.lint import LintReport
    from handover_policy.diff.compare import PolicyDiff
    from handover_policy.simulate.timeline import Timeline
    from handover_policy.sources.sides import SideMissing

Language = Literal["zh", "en"]


class Policy:
    """A policy set in one version or several, read without errors; sessions decide by it, and it never changes.

    `findings` are warnings and hints: nothing in them stands in the way of deciding.
    """

    def __init__(self, opened: Opened, places: Sequence[Path]) -> None:
        """Take what was opened, and the folders; raises ValueError where the versions do not belong together."""
        self.opened = opened
        self.places = tuple(places)
        self._runs: dict[EngineName, Run] = {}
        self.run("durable")

    def __repr__(self) -> str:
        return f"<Policy {self.id} {', '.join(self.versions)}>"

    @property
    def id(self) -> str:
        """The id of the set."""
        return self.opened.policies[-1].manifest.id

    @property
    def title(self) -> str:
        """What the set is called."""
        return self.opened.policies[-1].manifest.title

    @property
    def language(self) -> str:
        """The language that the set is written in, such as `zh-CN`."""
        return self.opened.policies[-1].manifest.language

    @property
    def versions(self) -> tuple[str, ...]:
        """The version numbers, in the order in which they were given."""
        return tuple(policy.manifest.version for policy in self.opened.policies)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The digest of each version: equal where two say the same and count by the same calendar."""
        return MappingProxyType(dict(self.run("durable").books.digests()))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found besides errors."""
        return self.opened.findings

    @property
    def text_of(self) -> TextOf:
        """What gives the text of a file as findings name it."""
        return self.opened.text_of

    def run(self, engine: EngineName) -> Run:
        """Return a run that knows nobody; conditions are compiled once for all runs."""
        if engine not in self._runs:
            self._runs[engine] = Run(self.opened, engine=engine)
        return self._runs[engine].again()

    def explain(
        self,
        events: Iterable[EventLike],
        *,
        case: str | None = None,
        only: Collection[str] = (),
        why_not: Sequence[str] = (),
        language: Language = "en",
    ) -> CaseExplanation:
        """Return why a case is as it is after events, point by point.

        Args:
            events: all events that the case may depend on, in their order.
            case: its id; where None, the only case there is.
            only: ids and kinds (`case`, `task`, `obligation`, `gate`, `notice`) of the points wanted.
            why_not: ids of rules of which to say why they did not act.
            language: of the sentences, `zh` or `en`.

        Raises:
            CaseUnknown: there is no such case; `cases` are those there are.
            ValueError: an event is no JSON or tells no time; `Session.decide` refuses it with its reasons.

        """
        from handover_policy.app.door.event_forms import event_bytes
        from handover_policy.app.explain import explain_case, read_event

        read = []
        for number, event in enumerate(events, start=1):
            found = read_event(EventText(line=number, content=event_bytes(event)))
            if found is None:
                raise ValueError(f"event {number} cannot be read")
            read.append(found[0])
        run = self.run("durable")
        return explain_case(run, read, case=case, only=only, why_not=why_not, language=language)

    def check(self, *, on: date | None = None) -> Checked:
        """Return what validate, lint and the policy's own tests say; `passed` tells whether it may go out.

        The folder is read anew; of several versions, the last one given.

        Args:
            on: the day on which waivers are looked at; today where None.

        Raises:
            OSError: the folder cannot be read any more.

        """
        from handover_policy.app.check import check_policies

        (found,) = check_policies(self.places[-1:], on or _today())
        if isinstance(found, OSError):
            raise found
        return found

    def lint(self, *, on: date | None = None) -> LintReport:
        """Return what statutes and quality say; no legal advice.

        The folder is read anew; of several versions, the last one given.

        Args:
            on: the day on which waivers are looked at; today where None.

        Raises:
            OSError: the folder cannot be read any more.

        """
        from handover_policy.app.lint import lint_policy

        return lint_policy(self.places[-1], on or _today())

    def diff(self, base: str | os.PathLike[str], *, on: date | None = None) -> PolicyDiff:
        """Return what this policy changes over another one, and for whom it is better or worse.

        The folder is read anew; of several versions, the last one given.

        Args:
            base: the set as it was: a folder, `builtin:NAME`, a git revision such as `main`, or `REVISION:path`.
            on: the day of the review; today where None.

        Raises:
            PolicyInvalid: a side has errors.
            OSError: a side is not there, or cannot be read.

        """
        from handover_policy.app.compare import compare_sides
        from handover_policy.sources.git.process import GitFailed
        from handover_policy.sources.sides import SideMissing, find_sides

        try:
            sides = find_sides(os.fspath(base), str(self.places[-1]), None, Path.cwd())
            compared = compare_sides(sides, on or _today())
        except SideMissing as missing:
            raise FileNotFoundError(errno.ENOENT, _why_missing(missing), missing.typed) from missing
        except GitFailed as failed:
            raise FileNotFoundError(errno.ENOENT, str(failed), os.fspath(base)) from failed
        if compared.comparison is None:
            side, findings = next(iter(compared.unreadable.items()))
            raise PolicyInvalid(findings, (sides.base if side == "base" else sides.head).text_of)
        return compared.comparison

    def simulate(
        self,
        *,
        on: date,
        role: str | None = None,
        stage: str | None = None,
        cause: str = "resignation",
        last_day: date | None = None,
        absent_on: date | None = None,
        on_time: bool = False,
        attributes: Mapping[str, str | int | float | bool] | None = None,
    ) -> Timeline:
        """Return the timeline of one imagined departure; raises ValueError where the policy does not know or allow it.

        Args:
            on: the local day the notice arrives.
            role: a role of the policy, or its title; the first where None.
            stage: a stage of employment, such as `probation`.
            cause: one of the causes in docs/vocabulary.md.
            last_day: the last day asked for or declared.
            absent_on: the day from which the leaver stays away.
            on_time: everybody does each step on its day; otherwise nobody does anything.
            attributes: others of the employee's, by name.

        """
        from handover_policy.app.simulate import simulate_departure
        from handover_policy.simulate.scenario import Scenario

        scenario = Scenario(
            role="",
            stage="",
            day=on,
            cause=cause,
            last_day=last_day,
            absent_on=absent_on,
            on_time=on_time,
            attributes=dict(attributes or {}),
        )
        return simulate_departure(scenario, self.opened, role=role, stage=stage).timeline

    def render(self, name: str, *, channel: str | None = None, language: str | None = None) -> str:
        """Return a message, or a document as text, as a sample departure gives it: what people will read.

        Documents of real cases come from `Session.render`; a decision brings the messages that it sends.

        Args:
            name: of a message (docs/messages.md) or a document (docs/documents.md).
            channel: of a message, such as `email`, which is HTML; the first it has where None.
            language: such as `en`; the policy's where None.

        Raises:
            LookupError: there is no such message or document, the message has no such channel, or no rule sends it.

        """
        from handover_policy.app.case_files import sampled_document, sampled_notice
        from handover_policy.render.documents.catalogue import DOCUMENTS

        if name in DOCUMENTS:
            return sampled_document(name, self.opened, language).written("text").decode()
        declared = self.opened.templates.declarations if self.opened.templates is not None else {}
        if name not in declared:
            near = nearest(name, (*DOCUMENTS, *declared))
            raise LookupError(f"there is no document or message {name}" + (f"; did you mean {near}?" if near else ""))
        channels = declared[name].channels
        if channel is not None and channel not in channels:
            raise LookupError(f"{name} has no channel {channel}; it has: {', '.join(channels)}")
        chosen = channel or next(iter(channels))
        found = sampled_notice(name, self.opened)
        if found is None:
            raise LookupError(f"the sample departure sends no {name}")
        message = found.written((chosen,), language).message
        return "" if message is None else message.bodies[chosen]


def _why_missing(missing: SideMissing) -> str:
    """Return why a side of a comparison cannot be had, as the command line says it."""
    told, key = texts("en"), f"cli.sides.{missing.reason}"
    hint = missing.hint
    if hint and told.has(f"{key}-hint"):
        hint = told.say(f"{key}-hint", hint=hint)
    return told.say(key, side=missing.side, typed=missing.typed, hint=hint).rstrip(": ")


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day where the reviewer sits
