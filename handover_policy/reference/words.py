"""words_page: every word that policy files, events and decisions may use, table by table, as a page of docs/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.model.events import EventType
from handover_policy.model.words.every import TABLES
from handover_policy.model.words.word import Word, title
from handover_policy.texts.bilingual import WRITTEN_IN, both


def words_page() -> str:
    """Return the page as Markdown, in both languages side by side."""
    lines = [f"# {both('words.page.title')}", "", both("words.page.introduction"), ""]
    for name, rows in TABLES.items():
        lines += [f"## {both(f'words.tables.{name}')}", "", *_table(name, rows), ""]
    return "\n".join(lines)


def _table(name: str, rows: Mapping[str, Word]) -> Iterator[str]:
    headings = [both(f"words.page.{each}") for each in ("word", "chinese", "english")]
    of_events = all(isinstance(row, EventType) for row in rows.values())
    headings += [both("words.page.tells")] if of_events else []
    yield f"| {' | '.join(headings)} |"
    yield "|---" * len(headings) + "|"
    for row in rows.values():
        cells = [f"`{row.name}`", *(title(f"{name}.{row.name}", language) for language in WRITTEN_IN)]
        cells += [str(row.data.__doc__).partition("\n")[0]] if isinstance(row, EventType) else []
        yield f"| {' | '.join(cells)} |"
