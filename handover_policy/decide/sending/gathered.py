"""gathered: the messages on several missed duties for one person at one moment, made one (contract, `together`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handover_policy.decide.evaluating.naming import message_key
from handover_policy.decide.rulebook import Rulebook
from handover_policy.model.altered import altered
from handover_policy.model.effects import Effect, NoticeEffect


def gathered(effects: Iterable[Effect], book: Rulebook) -> Iterator[Effect]:
    """Yield effects about one person with one message of all that a notice which says `together` tells somebody."""
    told = list(effects)
    groups: dict[tuple[str, str], list[NoticeEffect]] = {}
    for effect in told:
        if isinstance(effect, NoticeEffect) and effect.duties and effect.notice in book.told_together:
            groups.setdefault((effect.notice, effect.to), []).append(effect)
    for effect in told:
        parts = groups.get((effect.notice, effect.to), []) if isinstance(effect, NoticeEffect) else []
        if not parts:
            yield effect
        elif effect is parts[0]:
            yield _as_one(parts)


def _as_one(parts: list[NoticeEffect]) -> NoticeEffect:
    """Return one message of several parts: under the id of the first, with a key made of the keys of all."""
    first = parts[0]
    return altered(
        first,
        about=None,
        duties=tuple(missed for part in parts for missed in part.duties),
        key=first.key if len(parts) == 1 else message_key(*[part.key for part in parts]),
        planned=max((part.planned for part in parts if part.planned is not None), default=None),
        skipped=tuple(sorted({day for part in parts for day in part.skipped})),
    )
