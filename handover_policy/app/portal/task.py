"""TaskShown: a task as its page shows it to somebody: what is theirs to do, what came, what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.filing.told import digest_of
from handover_policy.app.portal.inbox import names_of
from handover_policy.app.portal.recorded import recorded_for
from handover_policy.app.portal.sight import has_step, is_colleague, may_see, met_task
from handover_policy.app.portal.visitor import Visitor, acts_for, sees_case
from handover_policy.app.portal.why import Why, why_of
from handover_policy.decide.handover.acts import silence_counts
from handover_policy.decide.rulebook import Rulebook
from handover_policy.ledger.files.versions import FileVersion, HeldFile, held_files, newest_of, versions_at
from handover_policy.model.case import Case, Step, Task
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.texts.texts import Texts

Doing: TypeAlias = Literal["submit", "confirm", ""]
Objecting: TypeAlias = Literal["sheet", "reopen", "ask", ""]
LEAVER = "leaver"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    """A piece of evidence of a step; `held` is None where the archive lacks it."""

    name: str
    kind: str
    sha256: str
    size: int | None
    held: HeldFile | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """A step in the list of everybody's; `state` is done, deemed, late, now, later or waived; `gives` marks a first."""

    step: Step
    title: str
    state: str
    mine: bool
    gives: bool
    evidence: Sequence[EvidenceShown]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBefore:
    """A task that comes before another, with what was done in it: what the later one goes by."""

    task: Task
    steps: Sequence[StepShown]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShown:
    """Everything that the page of a task shows.

    Args:
        task: as it stands.
        case: it is of.
        steps: of everybody, in order.
        doing: what the reader may do now: submit, confirm, or nothing.
        mine: the step that is theirs to do.
        instead: in whose place they do it.
        ready: files that they brought for it and have not told of yet.
        silent: the last day to answer the step at hand, after which silence counts as acceptance.
        following: the step after it, or the one that is waited for where nothing is theirs.
        objecting: how the reader may object, and as which party of the sheet.
        party: that party.
        waits: unfinished tasks that come before this one.
        why: there is this task, with these days.
        names: how people are called, by id.
        whose: the department or title of the leaver, where known.
        whole: whether the case is theirs to see as a whole.
        part: whether they have a step in it, or may do one for somebody; who only sees it does nothing about it.
        recorded: what the work profile lists under the name of the task, assets to return say.
        before: the tasks that come before this one, finished or not, as far as they are theirs to see.

    """

    task: Task
    case: Case
    steps: Sequence[StepShown]
    doing: Doing
    mine: Step | None
    instead: str | None
    ready: Sequence[FileVersion]
    silent: date | None
    following: Step | None
    objecting: Objecting
    party: str
    waits: Sequence[Task]
    why: Why
    names: Mapping[str, str]
    whose: str
    whole: bool
    part: bool
    recorded: Sequence[str] = ()
    before: Sequence[TaskBefore] = ()

    @property
    def gave(self) -> StepShown | None:
        """The newest step done that others brought something in: what a receiver looks at."""
        done = [each for each in self.steps if each.step.done is not None and not each.step.done.deemed]
        return done[0] if done else None

    @property
    def ticks(self) -> bool:
        """Whether the reader ticks the list of things rather than filling it in."""
        return self.task.items is not None and (self.doing == "confirm" or self.task.giver.done is not None)


def task_of(view: View, visitor: Visitor, case_name: str, task_name: str, words: Texts) -> TaskShown | None:
    """Return a task as its page shows it; None where there is none.

    Raises:
        TaskNotTheirs: it is not the reader's to see.

    """
    found = met_task(view, visitor, case_name, task_name)
    if found is None:
        return None
    case, task = found
    book = view.company.run.books.book(case.policy, case.arrival)
    mine, instead = _mine(view, visitor, case, task)
    versions = versions_at(view.connection, view.company.id, task.id)
    objecting, party = _objecting(view, visitor, case, task)
    known = case.person or view.state.employee(case.employee)
    whose = None if known is None else known.attributes.get("title") or known.attributes.get("department")
    return TaskShown(
        task=task,
        case=case,
        steps=list(_steps(view, visitor, book, task, versions)),
        doing="" if mine is None else "submit" if task.begins_with(mine) else "confirm",
        mine=mine,
        instead=instead,
        ready=[] if mine is None else _ready(visitor, task, versions),
        silent=last_day_to_answer(book, task, mine or task.current),
        following=_following(task, mine),
        objecting=objecting,
        party=party,
        waits=[case.tasks[name] for name in task.waits_for if name in case.tasks],
        why=why_of(view, book, case, task, words),
        names=names_of(view, [case]),
        whose=whose if isinstance(whose, str) else "",
        whole=sees_case(view, visitor, case),
        part=has_step(view, visitor, case, task),
        recorded=recorded_for(known, task),
        before=list(_before(view, visitor, book, case, task)),
    )


def _mine(view: View, visitor: Visitor, case: Case, task: Task) -> tuple[Step | None, str | None]:
    """Return the step that is somebody's to do now, their own first, and in whose place it is."""
    if task.waits_for:
        return None, None
    for step in task.turns:
        if step.person == visitor.id or is_colleague(view, visitor, case, step):
            return step, None
    for step in task.turns:
        if visitor.id != case.employee and acts_for(view, visitor, step.person, view.today):
            return step, step.person
    return None, None


def _steps(
    view: View, visitor: Visitor, book: Rulebook, task: Task, versions: Sequence[FileVersion]
) -> Iterator[StepShown]:
    told = [digest_of(each) for step in task.steps if step.done is not None for each in step.done.evidence]
    held = held_files(view.connection, view.company.id, told)
    numbers = {each.file.sha256: each.version for each in versions}
    for step in task.steps:
        rule = book.policy.manifest.parties.get(step.party)
        yield StepShown(
            step=step,
            title=step.party if rule is None else rule.title,
            state=_state(view, task, step),
            mine=step.person == visitor.id,
            gives=task.begins_with(step),
            evidence=[_shown(each, held, numbers) for each in (step.done.evidence if step.done is not None else ())],
        )


def _state(view: View, task: Task, step: Step) -> str:
    if step.done is not None:
        return "deemed" if step.done.deemed else "done"
    if task.finished:
        return "waived"
    if step not in task.turns or task.waits_for:
        return "later"
    return "late" if step.due < view.today else "now"


def _shown(told: Mapping[str, object], held: Mapping[str, HeldFile], numbers: Mapping[str, int]) -> EvidenceShown:
    digest, size = digest_of(told), told.get("size")
    kept = held.get(digest)
    return EvidenceShown(
        name=str(told.get("path", "")),
        kind=str(told.get("kind", "")),
        sha256=digest,
        size=kept.size if kept is not None else size if isinstance(size, int) else None,
        held=kept,
        version=numbers.get(digest, 1),
    )


def _before(view: View, visitor: Visitor, book: Rulebook, case: Case, task: Task) -> Iterator[TaskBefore]:
    """Yield the tasks that come before one, with what was done in them."""
    rule = book.task_rules.get(task.rule)
    for name in () if rule is None else rule.after:
        for each in case.tasks.values():
            if each.rule == name and may_see(view, visitor, case, each):
                versions = versions_at(view.connection, view.company.id, each.id)
                yield TaskBefore(task=each, steps=list(_steps(view, visitor, book, each, versions)))


def _ready(visitor: Visitor, task: Task, versions: Sequence[FileVersion]) -> Sequence[FileVersion]:
    """Return the files that somebody brought and that no step tells of: also those of a step sent back."""
    told = {digest_of(each) for step in task.steps if step.done is not None for each in step.done.evidence}
    return [each for each in newest_of(versions) if each.person == visitor.id and each.file.sha256 not in told]


def last_day_to_answer(book: Rulebook, task: Task, step: Step | None) -> date | None:
    """Return the last day on which a step may be answered before silence counts; None where it never does."""
    rule = book.task_rules.get(task.rule)
    if step is None or step.accepted_after is None or step.person is None or not silence_counts(rule, task, step):
        return None
    return DayReckoner(book.calendar).shift(max(task.turn_since, task.start), step.accepted_after)


def _following(task: Task, mine: Step | None) -> Step | None:
    """Return the step behind the one at hand; where that is nobody's here, the one that is waited for."""
    if mine is None:
        return task.current
    left = [step for step in task.steps if step.done is None and step is not mine]
    return next((step for step in left if step.index > mine.index or step.group == mine.group > 0), None)


def _objecting(view: View, visitor: Visitor, case: Case, task: Task) -> tuple[Objecting, str]:
    """Return how somebody may object: to the sheet as its party, to a step that silence did for them."""
    if case.state == "withdrawn" or task.obligation:
        return "", ""
    party = sheet_party(view, visitor, case)
    if party and case.sheet is not None and party not in case.sheet.signatures:
        return "sheet", party
    silent = [step for step in task.steps if step.done is not None and step.done.deemed and step.person == visitor.id]
    if not silent:
        return "", ""
    return ("reopen", "") if task.state == "done" and task.steps[-1] in silent else ("ask", "")


def sheet_party(view: View, visitor: Visitor, case: Case) -> str:
    """Return for which party of a case's sheet somebody stands; empty where for none."""
    people = {party: lines.split("\n") for party, lines in case.people if lines}
    for party in view.policy.manifest.sheet_parties:
        who = [case.employee] if party == LEAVER else people.get(party, [])
        if who[:1] == [visitor.id]:
            return party
    return ""


def neighbours(case: Case, visitor: Visitor) -> Sequence[Task]:
    """Return the tasks of a case in which somebody has a step, in their order: those of the plain mode."""
    return [task for task in case.handover_tasks if any(step.person == visitor.id for step in task.steps)]


def without(shown: TaskShown, digests: frozenset[str]) -> TaskShown:
    """Return a task whose files at hand lack some: those that somebody has left out."""
    return replace(shown, ready=[each for each in shown.ready if each.file.sha256 not in digests])
