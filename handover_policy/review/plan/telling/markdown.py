"""markdown_lines: a plan as a comment on a merge request: totals in tables, cases folded away."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.reporting.hosting.markdown import in_markdown
from handover_policy.review.plan.plan import CasePlan, Plan
from handover_policy.review.plan.telling.sentences import dates_line, person_line, sentences
from handover_policy.review.plan.telling.summary import (
    affected,
    events_line,
    heading,
    notes,
    shown_departments,
    totals_line,
    waiting,
)
from handover_policy.review.plan.telling.words import WORDS, label

MARK = "<!-- handover plan -->"
"""Lets a bot find its comment again and write it anew."""
ROOM = 55_000
"""Characters of the cases together; a comment on GitHub may have 65,536."""


def markdown_lines(plan: Plan, language: str, show: int) -> Iterator[str]:
    """Yield the lines of the comment; of the cases affected, and of those that would be, at most `show` each."""
    words = WORDS[language]
    yield MARK
    yield f"### {words['title']}"
    yield ""
    yield in_markdown(heading(plan, language))
    yield ""
    yield f"**{totals_line(plan, language)}**"
    for note in notes(plan, language):
        yield ""
        yield f"> {in_markdown(note)}"
    yield from _tables(plan, language)
    room = ROOM
    for cases, title in ((affected(plan), "cases_affected"), (waiting(plan), "cases_pinned")):
        shown: list[list[str]] = []
        for case in cases[:show]:
            lines = list(_case(plan, case, language))
            room -= sum(map(len, lines))
            if room < 0:
                break
            shown.append(lines)
        if cases:
            yield from _folded(words[title], len(cases), shown, language)
    yield ""
    yield f"<sub>{in_markdown(events_line(plan, language))} · {words['footer']}</sub>"


def _tables(plan: Plan, language: str) -> Iterator[str]:
    words = WORDS[language]
    changes = plan.by_change()
    if not changes:
        return
    yield ""
    yield f"| {words['change']} | {words['affected']} | {words['if_migrated']} |"
    yield "|---|--:|--:|"
    for code, (counted, waits) in changes.items():
        yield f"| {label(code, language)} | {counted} | {waits} |"
    yield ""
    heads = (words["department"], words["open"], words["affected"], words["pinned"], words["if_migrated"])
    yield f"| {' | '.join(heads)} |"
    yield "|---|--:|--:|--:|--:|"
    for name, count in shown_departments(plan, language):
        yield f"| {in_markdown(name)} | {count.open} | {count.affected} | {count.pinned} | {count.if_migrated} |"


def _folded(title: str, cases: int, shown: list[list[str]], language: str) -> Iterator[str]:
    yield ""
    yield f"<details><summary>{title} ({cases})</summary>"
    yield ""
    yield from (line for lines in shown for line in lines)
    if cases > len(shown):
        yield f"- {WORDS[language]['more_cases'].format(count=cases - len(shown))}"
    yield ""
    yield "</details>"


def _case(plan: Plan, case: CasePlan, language: str) -> Iterator[str]:
    yield f"- **{in_markdown(person_line(case, plan.head, language))}** {in_markdown(dates_line(case, language))}"
    colon = "：" if language == "zh" else ": "
    for sentence in sentences(case.changes or case.if_migrated, plan.people, language):
        yield f"  - {sentence.label}{colon}{in_markdown(sentence.text)}" if sentence.text else f"  - {sentence.label}"
