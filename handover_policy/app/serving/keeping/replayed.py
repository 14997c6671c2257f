"""replayed: the decisions on the events of an export, as the feed has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from handover_policy.app.serving.keeping.export import ExportedRow
from handover_policy.app.serving.keeping.replay import LedgerReplay
from handover_policy.decide.decided import Decided
from handover_policy.engine.ruleset import EngineName


def replayed(
    rows: Iterable[ExportedRow],
    *,
    engine: EngineName = "durable",
    otherwise: Callable[[int, str], None] = lambda _, __: None,
) -> Iterator[tuple[int, Decided]]:
    """Yield the decisions on the events of an export, ticks included, each with its position.

    The export says by what they are made: policy sets, messages and schemas as they were, by the code of today.
    `otherwise` is told of each version of a policy whose digest is another one today, with the position of its row.

    Raises:
        LedgerUnreadable: a line is no row.
        Undecidable: a row cannot be decided.

    """
    contents: dict[str, tuple[str, str]] = {}
    replay = LedgerReplay(lambda digest: contents.get(digest, ("", None))[1], engine=engine)
    for row in rows:
        contents.update(row.contents)
        taken = replay.take(row.position, row.kind, row.body)
        if row.kind in {"policy", "opening"}:
            for version in replay.digests:
                otherwise(row.position, version)
        if taken is not None:
            yield row.position, taken[1]
