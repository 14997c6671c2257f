"""kinds_table: every kind of change there is, by parts, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.diff.kinds import KINDS, PARTS
from handover_policy.texts.texts import languages, texts


def kinds_table() -> str:
    """Return a table for each part of a policy set: the permanent ids of its changes and their names."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    spoken = [texts(language).area("diff") for language in languages()]
    heads = " | ".join(words["change"] for words in spoken)
    for part in PARTS:
        title = " · ".join(words[f"parts.{part}"] for words in spoken)
        yield from (f"**{title}**", "", f"| id | {heads} |", f"|---|{'---|' * len(spoken)}")
        for kind in (each.id for each in KINDS.values() if each.part == part):
            yield f"| `{kind}` | {' | '.join(words[f'kinds.{kind}'] for words in spoken)} |"
        yield ""
