"""Together: what one event tells one person about one case, made fewer messages (contract "notices", `together`)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.evaluating.naming import message_key
from handover_policy.model.altered import altered
from handover_policy.model.effects import Effect, NoticeEffect


def gather_messages(work: CaseWork) -> None:
    """Tell nobody the same thing twice, and make one message of all occurrences of a notice that says `together`."""
    notices = [effect for effect in work.effects if isinstance(effect, NoticeEffect)]
    if len(notices) == 0 or (len(notices) == 1 and notices[0].notice not in work.book.told_together):
        return
    kept = _told_once(work, notices)
    gathered: dict[str, NoticeEffect | None] = {notice.id: None for notice in notices}
    groups: dict[tuple[str, str], list[NoticeEffect]] = {}
    for notice in kept:
        gathered[notice.id] = notice
        if notice.task is not None and notice.notice in work.book.told_together:
            groups.setdefault((notice.notice, notice.to), []).append(notice)
    for parts in groups.values():
        gathered |= dict.fromkeys((part.id for part in parts), None)
        gathered[parts[0].id] = _as_one(work, parts)
    work.effects = list(_with(work.effects, gathered))


def _with(effects: list[Effect], gathered: dict[str, NoticeEffect | None]) -> Iterator[Effect]:
    for effect in effects:
        if not isinstance(effect, NoticeEffect):
            yield effect
        elif (notice := gathered[effect.id]) is not None:
            yield notice


def _told_once(work: CaseWork, notices: list[NoticeEffect]) -> list[NoticeEffect]:
    """Return the messages without those that tell a person once more what another one tells them as another party.

    Reminders of an obligation all go to hr, whatever they say: of several the one planned last is kept.
    """
    kept: dict[Hashable, NoticeEffect] = {}
    for notice in notices:
        kind = _kind(work, notice)
        known = kept.get(kind)
        if known is None or work.book.addressed[known.notice] == work.book.addressed[notice.notice]:
            kept[kind if known is None else notice.id] = notice
        elif notice.planned is not None and notice.planned >= (known.planned or date.min):
            kept[kind] = notice
    chosen = {notice.id for notice in kept.values()}
    return [notice for notice in notices if notice.id in chosen]


def _kind(work: CaseWork, notice: NoticeEffect) -> Hashable:
    task = work.case.tasks.get(notice.task or "")
    if task is not None and task.obligation and notice.planned is not None:
        return notice.to, task.id
    return notice.to, notice.notification, notice.task, notice.about, notice.planned is None


def _as_one(work: CaseWork, parts: list[NoticeEffect]) -> NoticeEffect:
    """Return one message of several parts: under the id of the first, with a key made of the keys of all."""
    first = parts[0]
    spoken_of = tuple(task for part in parts for task in work.spoken_of.get(part.id, ()))
    if spoken_of:
        work.spoken_of[first.id] = spoken_of
    planned = max((part.planned for part in parts if part.planned is not None), default=None)
    return altered(
        first,
        task=None,
        tasks=tuple(dict.fromkeys(part.task for part in parts)),
        key=first.key if len(parts) == 1 else message_key(*[part.key for part in parts]),
        planned=planned,
        skipped=tuple(sorted({day for part in parts for day in part.skipped})),
    )
