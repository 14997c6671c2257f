"""Choices: the values of a closed list with what people call them, and the one that somebody means by a title."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from handover_policy.findings.collected import Unabridged
from handover_policy.findings.suggestion import nearest
from handover_policy.model.words.every import TABLES
from handover_policy.model.words.word import title
from handover_policy.policy.meant.spoken import word_meant
from handover_policy.texts.texts import languages, texts

MOST_TOLD = 80
LONGEST_TITLE = 40


def choices_told(names: Iterable[str], titles: Mapping[str, str] | None = None) -> dict[str, Unabridged]:
    """Return the details `allowed_<language>` of a finding: the whole list, each value with its title beside it.

    `titles` are those that the set itself gives its values; without them the titles of the language's words stand.
    """
    listed = list(names)
    told = {}
    for language in languages():
        called = titles if titles is not None else titles_of(listed, language)
        words = texts(language)
        told[f"allowed_{language}"] = Unabridged(
            words.joined(
                words.say("texts.titled", name=name, title=called[name][:LONGEST_TITLE])
                if called.get(name, name) not in {name, ""}
                else name
                for name in listed[:MOST_TOLD]
            )
            + ("…" if len(listed) > MOST_TOLD else "")
        )
    return told


def titles_of(names: Collection[str], language: str) -> dict[str, str]:
    """Return what people call the words of a closed list; those that no table of words holds are left out.

    The table that holds most of the list is asked first: `open` is said of a case, of a gate and of a task.
    """
    held = [(sum(name in rows for name in names), table) for table, rows in TABLES.items()]
    tables = [table for count, table in sorted(held, key=lambda each: -each[0]) if count > 1 or len(names) == 1]
    found = {name: next((table for table in tables if name in TABLES[table]), "") for name in names}
    return {name: title(f"{table}.{name}", language) for name, table in found.items() if table}


def choice_meant(written: str, names: Collection[str], titles: Mapping[str, str] | None = None) -> str:
    """Return the value whose title somebody wrote; empty where no value, or more than one, is called so."""
    wanted = written.strip().lower()
    if not wanted:
        return ""
    found = {name for name in names if titles is not None and titles.get(name, "").lower() == wanted}
    for language in languages() if titles is None else ():
        found |= {name for name, called in titles_of(names, language).items() if called.lower() == wanted}
    return found.pop() if len(found) == 1 else ""


def choice_near(written: str, names: Collection[str]) -> str:
    """Return the value probably meant by words that are no title: said so, part of a title, or misspelt."""
    wanted = written.strip().lower()
    said = word_meant(wanted, "choices", names)
    if said or not wanted or wanted.isascii():
        return said or nearest(written, names)
    parts = {
        name
        for language in languages()
        for name, called in titles_of(names, language).items()
        if wanted in called.lower() or called.lower() in wanted
    }
    return parts.pop() if len(parts) == 1 else ""
