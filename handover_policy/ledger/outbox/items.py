"""ItemRows, item_parcels: what people have to do as messages of channels that keep lists of it, one a change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from handover_policy.ledger.outbox.parcels import ROW, ClaimedParcel, OutboxRow, ParcelsWanted, alone, key_of
from handover_policy.ledger.outbox.rows import Sending
from handover_policy.ledger.outbox.tables import SENDING, WAITING
from handover_policy.ledger.people.addresses import Reached, addresses_of
from handover_policy.ledger.rows.access import COMPANY, NAMES, Access
from handover_policy.ledger.rows.likely import Likely

NOTHING = ""
"""What the item of somebody says who has nothing to do in a task any more."""
BEGINS = "todo/"
"""Begins the key of an item's message in the outbox, before its position and its mark."""
MARK_DIGITS = 24
LISTED_BY = frozenset({"dingtalk", "wecom", "feishu"})
"""Kinds of addresses at which people have lists of what they have to do."""
OF_TASKS = (
    select(ROW.item, ROW.person, ROW.channel, ROW.notice)
    .where(Likely(ROW.company == COMPANY), ROW.item.in_(NAMES))
    .order_by(ROW.position)
)
OF_PERSON = (
    select(ROW.item, ROW.case_id)
    .where(ROW.company == COMPANY, ROW.person == bindparam("reader"), ROW.channel == bindparam("through"))
    .order_by(ROW.position)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTold:
    """A task as a decision leaves it: for whom there is something to do by now, and what their items say of it."""

    task: str
    case: str | None
    says: Mapping[str, str]


@dataclass(slots=True)
class ItemRows:
    """Tells which items change, in the transaction at hand; what was told last is kept in the keys of messages."""

    access: Access
    channels: Collection[str]
    _known: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)
    _cases: dict[str, str | None] = field(default_factory=dict)
    _reached: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def moved(self, reached: Sequence[Reached]) -> Collection[str]:
        """Return the people whose lists are elsewhere from now on, and note where; most are told as they were."""
        told = [each for each in reached if each.kind in LISTED_BY]
        people = {each.person for each in told} - self._reached.keys()
        connection = self.access.connection
        if people and connection is not None:
            there = addresses_of(connection, self.access.company, people)
            self._reached |= {person: dict(there.get(person, {})) for person in people}
        found = {each.person for each in told if self._reached[each.person].get(each.kind) != each.value}
        for each in told:
            self._reached[each.person][each.kind] = each.value
        return found

    def sendings(self, told: Sequence[TaskTold], position: int, moved: Collection[str] = ()) -> Iterator[Sending]:
        """Yield a message for each item that is new, says something else, is done, or is to stand somewhere else.

        Args:
            told: the tasks of a decision.
            position: of the decision.
            moved: people who are reached elsewhere from now on.

        """
        self._read([each.task for each in told])
        self._cases |= {each.task: each.case for each in told}
        changed = [change for each in told for change in self._changed(each)]
        changed += [change for person in moved for change in self._open_of(person) if change not in changed]
        for task, person, channel in changed:
            key = f"{BEGINS}{position}/{self._known[task][person, channel]}"
            yield Sending(notice=key, channel=channel, person=person, case=self._cases[task], item=task)

    def _changed(self, told: TaskTold) -> Iterator[tuple[str, str, str]]:
        known = self._known[told.task]
        for channel in self.channels:
            had = {person: NOTHING for person, there in known if there == channel}
            for person, says in (had | dict(told.says)).items():
                mark = _mark(told.task, person, says)
                if known.get((person, channel)) != mark:
                    known[person, channel] = mark
                    yield told.task, person, channel

    def _open_of(self, person: str) -> list[tuple[str, str, str]]:
        self._cases |= {
            each.item: each.case_id
            for channel in self.channels
            for each in self.access.rows(OF_PERSON, reader=person, through=channel)
        }
        self._read([*self._cases])
        return [
            (task, person, channel)
            for task, known in self._known.items()
            for channel in self.channels
            if known.get((person, channel), _mark(task, person, NOTHING)) != _mark(task, person, NOTHING)
        ]

    def _read(self, tasks: Sequence[str]) -> None:
        new = [each for each in dict.fromkeys(tasks) if each not in self._known]
        self._known |= {each: {} for each in new}
        for item, person, channel, notice in self.access.rows_of(OF_TASKS, new):
            self._known[item][person, channel] = notice.rpartition("/")[2]


def item_parcels(connection: Connection, wanted: ParcelsWanted, found: Sequence[OutboxRow]) -> list[ClaimedParcel]:
    """Return parcels of what is due, one an item: none of one that somebody has taken, or takes at this moment."""
    if not found:
        return []
    here = (Likely(ROW.company == wanted.company), ROW.channel == wanted.channel)
    asked = select(ROW.item, ROW.person, ROW.state).where(*here, ROW.item.in_(NAMES), ROW.state.in_((WAITING, SENDING)))
    names = {"names": list({row.item for row in found})}
    there = Counter((item, person) for item, person, _ in connection.execute(asked, names))
    mine = connection.execute(alone(connection, asked), names)
    free = Counter((item, person) for item, person, state in mine if state == WAITING)
    due: dict[tuple[str | None, str], list[OutboxRow]] = {}
    for row in found:
        if row.item is None:  # a message: a sender finds another way for it
            continue
        due.setdefault((row.item, row.person), []).append(row)
    return [ClaimedParcel(key=key_of(rows), rows=rows) for name, rows in due.items() if free[name] >= there[name]]


def _mark(task: str, person: str, says: str) -> str:
    return hashlib.sha256(f"{task}\n{person}\n{says}".encode()).hexdigest()[:MARK_DIGITS]
