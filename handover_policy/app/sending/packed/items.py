"""item_parcel: what somebody has to do in a task as it stands by now, for channels that keep lists of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from urllib.parse import quote

from sqlalchemy import select

from handover_policy.app.asking.view import View
from handover_policy.ledger.outbox.parcels import ROW, OutboxRow
from handover_policy.model.case import NOT_YET, Case, Step, Task
from handover_policy.ports.channels import Parcel, WorkItem
from handover_policy.texts.texts import texts

END_OF_DAY = time(23, 59)
ITEM, MADE, CLOSED = "item", "made", "closed"
"""What a record of a delivery says of an item: that it was made or brought up to date, or that it was closed."""


def item_parcel(
    view: View, key: str, row: OutboxRow, address: str | None, link: Callable[[], str | None]
) -> Parcel | None:
    """Return what somebody has to do by now, whatever it was when the message was asked for.

    None where the person is reached in no list, and never was. What is done is closed wherever it stands; so is what
    stands at an address that is theirs no longer.

    Args:
        view: the company, in one transaction.
        key: of the parcel.
        row: the message, or the newest of several about the same item.
        address: where the person is reached on the channel by now.
        link: tells where the task is done; None where no address of ours can be told.

    """
    task_id = str(row.item)
    case = None if row.case_id is None else view.state.case(row.case_id)
    task = None if case is None else case.tasks.get(task_id)
    steps = [] if task is None or task.waits_for else [each for each in task.turns if each.person == row.person]
    before = [each for each in _told_at(view, row) if each != address]
    done = not steps or address is None
    at = address if address is not None else before.pop() if before else None
    if at is None:
        return None
    title = task_id if case is None or task is None else _title(view, case, task, row.person)
    due = None if done else _due(view, steps)
    source = f"{view.company.id}/{task_id}"
    return Parcel(
        key=key,
        company=view.company.id,
        to=row.person,
        name=view.called(row.person) or row.person,
        address=at,
        title=title,
        text=title,
        link=None if done else link(),
        language=view.policy.manifest.language,
        item=WorkItem(source=source, title=title, due=due, done=done, before=tuple(before)),
    )


def task_link(base: str, task: str) -> str:
    """Return the address of a task's page: it stays good as long as the item stands."""
    return f"{base.rstrip('/')}/tasks/{quote(task, safe='')}"


def _told_at(view: View, row: OutboxRow) -> Sequence[str]:
    """Return the addresses at which an item was told of before, the newest last."""
    asked = select(ROW.address).where(
        ROW.company == view.company.id,
        ROW.item == row.item,
        ROW.person == row.person,
        ROW.channel == row.channel,
        ROW.address.is_not(None),
    )
    found = view.connection.execute(asked.order_by(ROW.position))
    return list(dict.fromkeys(str(each.address) for each in found))


def _title(view: View, case: Case, task: Task, person: str) -> str:
    """Return what an item is called: the task, and whose it is where that is somebody else."""
    name = view.employee_of(case).get("name")
    if person == case.employee or not name:
        return task.title
    return texts(view.policy.manifest.language).say("sending.item", title=task.title, name=name)


def _due(view: View, steps: Sequence[Step]) -> datetime | None:
    """Return by when the first of some steps is to be done; None where no day is set yet."""
    first = min(steps, key=lambda step: (step.due, step.due_time or END_OF_DAY))
    if first.due == NOT_YET:
        return None
    return datetime.combine(first.due, first.due_time or END_OF_DAY, tzinfo=view.now.tzinfo)
