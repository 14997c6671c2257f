"""kinds_table: every kind of change there is, by parts, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.diff.kinds import KINDS, PARTS


def kinds_table() -> str:
    """Return a table for each part of a policy set: the permanent ids of its changes and their names."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for part, (chinese, english) in PARTS.items():
        yield from (f"**{chinese} · {english}**", "", "| id | 变更 | change |", "|---|---|---|")
        yield from (f"| `{kind.id}` | {kind.zh} | {kind.en} |" for kind in KINDS.values() if kind.part == part)
        yield ""
