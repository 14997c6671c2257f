"""FactRow, fact_rows, facts_page, fact_lines: the facts that conditions may name, in one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handover_policy.policy.facts import FACTS, TEXT, Fact, FactTable
from handover_policy.policy.meant.choices import choices_told
from handover_policy.policy.names import EMPLOYEE_ATTRIBUTES
from handover_policy.reference.pages import row
from handover_policy.texts.texts import texts

NAME = "facts"
PATTERNS = "patterns."


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A fact, or a family of them, with its type, values and meaning in one language."""

    name: str
    type: str
    values: str
    meaning: str


def fact_rows(language: str) -> Iterator[FactRow]:
    """Yield every fact that any set knows, then the families that depend on what a set declares."""
    words, table = texts(language), FactTable()
    told = words.area("facts")
    for name in (*FACTS, *(f"employee.{attribute}" for attribute in EMPLOYEE_ATTRIBUTES)):
        fact = table.find(name) or Fact(name=name, type=TEXT)
        values = choices_told(fact.values)[f"allowed_{words.language}"] if fact.values else ""
        kind = words.say(f"texts.types.{fact.type}")
        yield FactRow(name=name, type=kind, values=values, meaning=told.get(f"told.{name}", ""))
    for key, meaning in told.items():
        if key.startswith(PATTERNS):
            yield FactRow(name=key.removeprefix(PATTERNS), type="", values="", meaning=meaning)


def fact_lines(language: str) -> Iterator[str]:
    """Yield the facts for a terminal, one a line."""
    rows = list(fact_rows(language))
    widest = max(len(each.name) for each in rows)
    for each in rows:
        values = texts(language).say("facts.page.values", values=each.values) if each.values else ""
        yield "  ".join(part for part in (f"{each.name:{widest}}", each.meaning, values) if part)


def facts_page(language: str) -> str:
    """Return the table of all facts as a part of the reference page."""
    words = texts(language)
    columns = [words.say(f"facts.page.{column}") for column in ("fact", "type", "meaning")]
    lines = [f"## {NAME} · {words.say('facts.page.title')}", "", words.say("facts.page.intro"), ""]
    lines += [row(columns), "|---" * len(columns) + "|"]
    for each in fact_rows(language):
        values = words.say("facts.page.values", values=each.values) if each.values else ""
        told = [part for part in (each.meaning, values) if part]
        lines.append(row((f"`{each.name}`", each.type, words.joined(told, by="reference.keys.joined"))))
    return "\n".join([*lines, ""])
