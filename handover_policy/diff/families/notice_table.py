"""Changes of the notice table: days for every kind of person, rows, counting, and the forms of notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from handover_policy.diff.change import Change, opposite
from handover_policy.diff.families.rewriting import (
    BETTER,
    NEUTRAL,
    UNCLEAR,
    WORSE,
    RulePair,
    numbered,
    rule_of,
    shown_number,
)
from handover_policy.diff.measuring.people import EVERYBODY, Audience
from handover_policy.diff.measuring.space import space_of, whom
from handover_policy.diff.sides import Scene
from handover_policy.engine.generated import generate
from handover_policy.model.words.counting import COUNTED_FROM, COUNTED_UNITS, FORMS, NOTICE_ROLLS
from handover_policy.policy.cases.expand import expanded
from handover_policy.policy.policy_set import NoticeDays, NoticeTable

DAYS = ("notice-days-increased", "notice-days-decreased")
FALLBACK = ("notice-fallback-increased", "notice-fallback-decreased")
COUNTING = ("notice-counting-lengthened", "notice-counting-shortened")
ORDERS: Mapping[str, tuple[str, Sequence[str]]] = {
    "from": ("start", tuple(COUNTED_FROM)),
    "unit": ("unit", tuple(COUNTED_UNITS)),
    "roll": ("roll", NOTICE_ROLLS),
}
SHORTER_START = "day_of_arrival"
KIND = "kind:notice_days"
TABLE = "notice_days"


def notice_table_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of the notice table; whoever has to give longer notice is worse off (LCL art. 37)."""
    before, after = scene.before.policy.notice_table, scene.after.policy.notice_table
    if scene.before.empty:
        for row in after.rows:
            people = whom(row.when, scene.vocabulary)
            yield rule_of(scene, None, row, row.title, people=people).change("notice-row-added", NEUTRAL)
        return
    days = tuple(_days(scene))
    yield from days
    told = {change.subject for change in days}
    met = scene.differing(before.rows, after.rows)
    for row in met.added:
        people = whom(row.when, scene.vocabulary)
        yield rule_of(scene, None, row, row.title, people=people).change("notice-row-added", NEUTRAL)
    for row in met.gone:
        people = whom(row.when, scene.vocabulary)
        yield rule_of(scene, row, None, row.title, people=people).change("notice-row-removed", NEUTRAL)
    for old, new in met.kept:
        people = whom(new.when, scene.vocabulary)
        yield from _row(rule_of(scene, old, new, new.title, people=people), old, new, told)
    table = RulePair(scene=scene, old_id=KIND, new_id=KIND, title="")
    if TABLE not in told:
        yield from numbered(table, FALLBACK, WORSE, (_number(before, None), _number(after, None)), "fallback_days")
    if before.hit != after.hit:
        yield table.change("notice-hit-changed", NEUTRAL, "hit", old=before.hit, new=after.hit)
    yield from _counting(table, before, after)
    yield from _forms(table, before, after)


def _days(scene: Scene) -> Iterator[Change]:
    before, after = expanded(scene.before.policy), expanded(scene.after.policy)
    space = space_of((row.when for table in (before, after) for row in table.rows), scene.vocabulary)
    if not space.whole:
        yield from _days_by_row(scene, before, after)
        return
    judge_before, judge_after = (generate([(row.when, row) for row in table.rows]) for table in (before, after))
    differing: dict[tuple[str, str, float, float], list[tuple[tuple[str, ...], ...]]] = {}
    for world in space.worlds():
        old = _counting_row(before, judge_before(world.facts))
        new = _counting_row(after, judge_after(world.facts))
        days = _number(before, old), _number(after, new)
        if days[0] != days[1]:
            rows = old.id if old else KIND, new.id if new else KIND
            differing.setdefault((*rows, *days), []).append(world.person)
    for (old_id, new_id, old_days, new_days), persons in differing.items():
        yield _change(scene, (old_id, new_id), (old_days, new_days), space.people(persons))


def _change(scene: Scene, ids: tuple[str, str], days: tuple[float, float], people: Audience) -> Change:
    old_id, new_id = ids
    title = next((row.title for row in scene.after.policy.notice_table.rows if row.id == new_id), "")
    rule = RulePair(scene=scene, old_id=old_id, new_id=new_id, title=title, people=people)
    keys = tuple("fallback_days" if name == KIND else "days" for name in ids)
    up = days[1] > days[0]
    return rule.change(
        DAYS[0 if up else 1],
        WORSE if up else BETTER,
        keys[1],
        old=shown_number(days[0]),
        new=shown_number(days[1]),
        hired=True,
    )


def _counting_row(table: NoticeTable, applying: Sequence[NoticeDays]) -> NoticeDays | None:
    """Return the row that counts; None where the fallback does (contract "notice_days", `hit`)."""
    if len(applying) == 1 or (applying and table.hit == "first"):
        return applying[0]
    return None


def _number(table: NoticeTable, row: NoticeDays | None) -> float:
    """Return the days of the row that counts; numbers no longer change by date."""
    return cast("float", table.fallback_days if row is None else row.days)


def _days_by_row(scene: Scene, before: NoticeTable, after: NoticeTable) -> Iterator[Change]:
    """Yield the days of rows that stand on both sides, where more kinds of people can be told apart than are tried."""
    met = scene.differing(before.rows, after.rows)
    for old, new in met.kept:
        if old.days != new.days:
            days = _number(before, old), _number(after, new)
            yield _change(scene, (old.id, new.id), days, EVERYBODY)
    doubtful: list[tuple[NoticeDays | None, NoticeDays | None, NoticeDays]] = []
    doubtful += [(None, row, row) for row in met.added]
    doubtful += [(row, None, row) for row in met.gone]
    doubtful += [(old, new, new) for old, new in met.kept if old.when != new.when]
    for was, now, row in doubtful:
        yield rule_of(scene, was, now, row.title).change("notice-row-rewritten", UNCLEAR, "when", hired=True)


def _row(rule: RulePair, old: NoticeDays, new: NoticeDays, told: set[str]) -> Iterator[Change]:
    yield from rule.renamed()
    yield from rule.texts("notice-row-rewritten", "title", "law")
    if rule.differs("when"):
        yield rule.change("notice-row-rewritten", NEUTRAL, "when")
    if old.days != new.days and new.id not in told:
        yield rule.change("notice-row-rewritten", NEUTRAL, "days")


def _counting(table: RulePair, before: NoticeTable, after: NoticeTable) -> Iterator[Change]:
    for key, (name, order) in ORDERS.items():
        old, new = getattr(before.counting, name), getattr(after.counting, name)
        if old == new:
            continue
        ranked = (SHORTER_START, *(each for each in order if each != SHORTER_START))
        longer = ranked.index(new) > ranked.index(old)
        kind, direction = COUNTING[0 if longer else 1], WORSE if longer else opposite(WORSE)
        yield table.change(kind, direction, "counting", key, old=old, new=new, hired=True)


def _forms(table: RulePair, before: NoticeTable, after: NoticeTable) -> Iterator[Change]:
    """Yield the forms of notice by stage; a stage that the table does not name may use any form."""
    for stage in dict.fromkeys((*after.accepts, *before.accepts)):
        old, new = (set(each.accepts.get(stage, FORMS)) for each in (before, after))
        people = Audience(((("employee.stage", (stage,)),),))
        if new - old:
            added = ", ".join(sorted(new - old))
            yield table.change("notice-form-added", BETTER, "accepts", stage, old="", new=added, people=people)
        if old - new:
            gone = ", ".join(sorted(old - new))
            yield table.change("notice-form-removed", WORSE, "accepts", stage, old=gone, new="", people=people)
