"""Things handed over one by one: which are listed, filled in by the giver, ticked by each taker (contract "tasks")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.facts import rule_holds, surroundings
from handover_policy.model.altered import altered
from handover_policy.model.case import Task
from handover_policy.model.condition import ALWAYS
from handover_policy.model.decision import Reason
from handover_policy.model.employee import Record
from handover_policy.model.items import TEXT, Cells, ItemList
from handover_policy.policy.policy_set import TaskRule

Told = Sequence[Mapping[str, object]]


def listed_things(work: CaseWork, rule: TaskRule) -> ItemList | None:
    """Return the list of things of a task with all rows that are given: by the policy, and by the leaver's profile."""
    if rule.items is None or rule.items_from is None:
        return rule.items
    section = work.employee.profile.get(rule.items_from)
    records = section.records if section is not None else ()
    if rule.items_when != ALWAYS:
        records = _chosen(work, rule, records)
    found = tuple(_of_record(rule.items, record) for record in records)
    return altered(rule.items, rows=(*rule.items.rows, *(cells for cells in found if cells)))


def _chosen(work: CaseWork, rule: TaskRule, records: Sequence[Record]) -> tuple[Record, ...]:
    """Return the records that the condition of a list of things chooses."""
    about, chosen = surroundings(work), list[Record]()
    for record in records:
        holds, trouble = rule_holds("items", rule.id, about._replace(record=record))
        for what in trouble:
            work.problem("engine-trouble", what, what=what)
        chosen += [record] if holds else []
    return tuple(chosen)


def _of_record(listed: ItemList, record: Cells) -> Cells:
    cells = {column.id: column.read(record.get(column.id)) for column in listed.columns}
    return MappingProxyType({name: cell for name, cell in cells.items() if cell is not None})


def filled_in(task: Task, told: Told) -> tuple[Cells, ...]:
    """Return the rows as the giver fills them in, each with what is given of it.

    Refuses `invalid-event` where a cell belongs to no column or does not fit it, or a row is too many, and
    `evidence-missing` where a row that is given is not there, or a cell is empty. A list of which nothing is given may
    be handed over empty: the giver says that there is nothing.
    """
    listed = task.items
    if listed is None:
        if told:
            raise Refused("invalid-event", why=(Reason("items-unasked", "items"),))
        return ()
    cells = _fitting(listed, told)
    given, left_over = _paired(listed, cells)
    if left_over and not listed.add:
        wrong = (Reason("items-too-many", "items", {"count": len(listed.rows), "told": len(told)}),)
        raise Refused("invalid-event", why=wrong)
    rows = tuple(MappingProxyType({**given.get(index, {}), **row}) for index, row in enumerate(cells))
    empty = [
        f"{number}·{column.title}"
        for number, row in enumerate(rows, start=1)
        for column in listed.columns
        if column.required and column.id not in row
    ]
    if empty:
        raise Refused("evidence-missing", reason="items-empty", cells=tuple(empty))
    return rows


def _fitting(listed: ItemList, told: Told) -> list[dict[str, object]]:
    """Return the rows told with every cell as its column holds it; refuses `invalid-event` where one does not fit."""
    columns = {column.id: column for column in listed.columns}
    wrong = []
    rows: list[dict[str, object]] = []
    for index, row in enumerate(told):
        rows.append({})
        for name, value in row.items():
            column, at = columns.get(name), f"items[{index}].{name}"
            if column is None:
                wrong.append(Reason("items-no-column", at[:200], {"column": name[:100], "known": tuple(columns)}))
            elif (cell := column.read(value)) is None:
                fill = {"column": column.title, "types": (column.type,), "value": str(value)[:100]}
                wrong.append(Reason("items-cell-unfit", at, fill))
            else:
                rows[-1][name] = cell
    if wrong:
        raise Refused("invalid-event", why=tuple(wrong[:20]))
    return rows


def _paired(listed: ItemList, told: Told) -> tuple[dict[int, Cells], int]:
    """Return by the index of a row told what is given of it, and how many rows told are given by nobody.

    A given row is found by its texts wherever it stands; where the giver repeats none of them, by its place.
    """
    texts = {column.id for column in listed.columns if column.type == TEXT}
    free = dict(enumerate(told))
    paired: dict[int, Cells] = {}
    missing = []
    for place, row in enumerate(listed.rows):
        known = {name: value for name, value in row.items() if name in texts}
        found = next((index for index, other in free.items() if known and known.items() <= other.items()), None)
        if found is None and place in free and not known.keys() & free[place].keys():
            found = place
        if found is None:
            missing.append(row_in_words(row))
        else:
            paired[found] = row
            del free[found]
    if missing:
        raise Refused("evidence-missing", reason="items-missing", rows=tuple(missing))
    return paired, len(free)


def ticked(task: Task, told: Told) -> tuple[Cells, ...]:
    """Return what a taker found, row by row.

    Refuses `invalid-event` where a row is none of the list or is told twice, and `evidence-missing` where one is not
    told, or is not in order without a remark.
    """
    if task.items is None:
        if told:
            raise Refused("invalid-event", why=(Reason("items-unasked", "items"),))
        return ()
    wrong = tuple(_wrong_ticks(told, len(task.rows)))
    if wrong:
        raise Refused("invalid-event", why=wrong[:20])
    by_row = {tick["row"]: tick for tick in told}
    rows = range(1, len(task.rows) + 1)
    untold = tuple(str(number) for number in rows if number not in by_row)
    if untold:
        raise Refused("evidence-missing", reason="ticks-missing", rows=untold)
    bare = tuple(
        str(n) for n in rows if by_row[n].get("ok") is not True and not str(by_row[n].get("remark", "")).strip()
    )
    if bare:
        raise Refused("evidence-missing", reason="remarks-missing", rows=bare)
    return tuple(by_row[number] for number in rows)


def _wrong_ticks(told: Told, count: int) -> Iterator[Reason]:
    seen = set[object]()
    for index, tick in enumerate(told):
        number, at = tick.get("row"), f"items[{index}].row"
        if not isinstance(number, int) or not 1 <= number <= count:
            yield Reason("items-no-row", at, {"number": str(number), "count": count})
        elif number in seen:
            yield Reason("items-row-twice", at, {"number": number})
        seen.add(number)


def row_in_words(row: Cells) -> str:
    """Return the cells of a row, one after the other."""
    return " ".join(map(str, row.values()))
