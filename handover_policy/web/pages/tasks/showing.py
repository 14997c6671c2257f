"""task_page: the page of a task from its template, plain for whom the policy says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.packaging.sight import PackageReady
from handover_policy.app.portal.inbox import Inbox
from handover_policy.app.portal.plain import Called, reads_plain, short_lines, somebody_to_call
from handover_policy.app.portal.task import StepShown, TaskShown, neighbours
from handover_policy.app.portal.visitor import Visitor
from handover_policy.model.case import Task
from handover_policy.web.pages.addresses import tabs_of
from handover_policy.web.pages.days import moment_text
from handover_policy.web.pages.naming import Naming
from handover_policy.web.pages.tasks.acts import Lacking, typed
from handover_policy.web.pages.tasks.doubts import doubts
from handover_policy.web.pages.tasks.filled import FilledForm
from handover_policy.web.pages.tasks.keeping import NotKept
from handover_policy.web.pages.tasks.said import Said, said
from handover_policy.web.pages.tasks.things import rows_to_fill, rows_to_tick
from handover_policy.web.pages.visit import Visit

OK = 200
OTHERS = frozenset({"agreements", "profile", "me"})
"""Pages beside the first that the plain mode leads to, one button each."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why what was asked for was not done: files that were not stored, what is lacking, or what the rules say."""

    do: str = ""
    unkept: Sequence[NotKept] = ()
    lacks: Lacking | None = None
    refusal: str | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What the plain mode shows beside the task: all tasks of the reader, the next one to do, whom to call."""

    tasks: Sequence[Task]
    place: int
    onward: str | None
    call: Called | None

    def done(self, task: Task, visitor: Visitor) -> bool:
        """Return whether the reader has nothing left to do in a task."""
        return task.finished or all(step.done is not None for step in task.steps if step.person == visitor.id)


async def task_page(
    visit: Visit,
    shown: TaskShown,
    form: FilledForm | None = None,
    trouble: Trouble | None = None,
    *,
    status: int = OK,
) -> Response:
    """Return the page of a task; after something that was not done with everything that was typed."""
    trouble = trouble or Trouble()
    naming = Naming(shown.names, visit.company.run.books.zone_owner, visit.words, visit.now.date())
    say = Said(visit.words, naming, shown, visit)
    plain = await visit.read(_plain, visit.visitor, shown)
    rows = rows_to_tick(shown, form) if shown.ticks else rows_to_fill(shown, form, more=trouble.do == "more")
    values = {
        "shown": shown,
        "s": say,
        "typed": typed(form),
        "trouble": trouble,
        "doubts": doubts(shown, visit.now.date()),
        "quicker": _quicker(say, shown) if trouble.refusal and shown.mine is None and not shown.task.returned else None,
        "rows": rows,
        "most": f"{visit.doors.service.settings.uploads.max_mb} MB",
        "here": "inbox",
    }
    if plain is None:
        return visit.page("task.html", status=status, names=shown.names, **values)
    back = visit.request.query_params.get("step") == "return" or trouble.do == "return"
    values |= {"plain": plain, "lines": short_lines, "sends_back": back, "help": None, "tabs": ()}
    return visit.page("task_plain.html", status=status, names=shown.names, **values)


async def plain_inbox(visit: Visit, inbox: Inbox, packages: Sequence[PackageReady]) -> Response:
    """Return the first page as the plain mode has it: how many things there are, and one button."""
    call = await visit.read(somebody_to_call, visit.visitor)

    def say(key: str, **params: object) -> Markup:
        return said(visit.words, f"plain.{key}", **params)

    others = [(name, address) for name, address in tabs_of(visit.visitor, visit.own_case) if name in OTHERS]
    values: dict[str, Any] = {"inbox": inbox, "call": call, "p": say, "others": others, "help": None, "tabs": ()}
    values["packages"] = packages
    return visit.page("inbox_plain.html", names=inbox.names, here="inbox", **values)


def _plain(view: View, visitor: Visitor, shown: TaskShown) -> Plain | None:
    """Return what the plain mode shows; None for whoever reads pages as they are."""
    if not reads_plain(view, visitor):
        return None
    tasks = sorted(neighbours(shown.case, visitor), key=lambda each: _own_day(each, visitor))
    place = next((place for place, each in enumerate(tasks) if each.id == shown.task.id), -1)
    open_now = (
        each.id
        for each in tasks
        if each.id != shown.task.id and not each.waits_for and each.start <= view.today
        if any(step.person == visitor.id for step in each.turns)
    )
    return Plain(tasks=tasks, place=place, onward=next(open_now, None), call=somebody_to_call(view, visitor))


def _own_day(task: Task, visitor: Visitor) -> tuple[date, str]:
    """Return when the first step of somebody in a task is due: as the first page has them, the earliest first."""
    return min((step.due for step in task.steps if step.person == visitor.id), default=task.due), task.id


def _quicker(say: Said, shown: TaskShown) -> str | None:
    """Return who did the newest step, and when: of two who act at once the second is told what the first did."""
    done: list[StepShown] = [each for each in shown.steps if each.step.done is not None]
    newest = max((each.step.done.at for each in done if each.step.done is not None), default=None)
    for each in reversed(done):
        told = each.step.done
        if told is not None and told.at == newest:
            if told.by is None:
                return say("refusals.quicker-silent")
            moment = moment_text(say.words, told.at, say.visit.now)
            return say("refusals.quicker", name=say.naming.person(told.by), moment=moment)
    return None
