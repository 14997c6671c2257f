"""text_lines: a plan for a terminal, totals first, then the cases, the worst first."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.reporting.cells import cells
from handover_policy.plan.change import CaseChange
from handover_policy.plan.plan import CasePlan, Plan
from handover_policy.plan.report.sentences import dates_line, person_line, sentences
from handover_policy.plan.report.summary import (
    affected,
    events_line,
    heading,
    notes,
    shown_departments,
    totals_line,
    waiting,
)
from handover_policy.plan.report.words import label, words_of
from handover_policy.texts.texts import texts


def text_lines(plan: Plan, language: str, show: int) -> Iterator[str]:
    """Yield the lines of a plan; of the cases affected, and of those that would be, at most `show` each."""
    words = words_of(language)
    yield f"━━ {words['title']}"
    yield f"  {heading(plan, language)}"
    yield f"  {totals_line(plan, language)}"
    yield f"  {events_line(plan, language)}"
    yield from (f"  {note}" for note in notes(plan, language))
    yield from _tables(plan, language)
    yield from _cases(plan, affected(plan), words["cases_affected"], language, show)
    yield from _cases(plan, waiting(plan), words["cases_pinned"], language, show)


def _tables(plan: Plan, language: str) -> Iterator[str]:
    words = words_of(language)
    changes = plan.by_change()
    if not changes:
        return
    yield ""
    yield f"  {words['by_change']}"
    width = max(columns(label(code, language)) for code in changes)
    for code, (counted, waits) in changes.items():
        figures = [f"{words['affected']} {counted}", *([f"{words['if_migrated']} {waits}"] if waits else [])]
        yield f"    {padded(label(code, language), width)}  {'  '.join(figures)}"
    yield ""
    yield f"  {words['by_department']}"
    departments = dict(shown_departments(plan, language))
    width = max(map(columns, departments))
    for name, count in departments.items():
        figures = [f"{words['open']} {count.open}", f"{words['affected']} {count.affected}"]
        if count.pinned:
            figures += [f"{words['pinned']} {count.pinned}", f"{words['if_migrated']} {count.if_migrated}"]
        yield f"    {padded(name, width)}  {'  '.join(figures)}"


def _cases(plan: Plan, cases: tuple[CasePlan, ...], title: str, language: str, show: int) -> Iterator[str]:
    if not cases:
        return
    yield ""
    heading = words_of(language)["headed"].format(title=title, count=len(cases))
    yield f"━━ {heading}"
    for case in cases[:show]:
        yield f"  {person_line(case, plan.head, language)}"
        yield f"    {dates_line(case, language)}"
        yield from _changes(plan, case.changes or case.if_migrated, language)
    if len(cases) > show:
        yield f"  {words_of(language)['more_cases'].format(count=len(cases) - show)}"


def _changes(plan: Plan, changes: tuple[CaseChange, ...], language: str) -> Iterator[str]:
    colon = texts(language).say("reports.colon")
    for sentence in sentences(changes, plan.people, language):
        yield f"    · {sentence.label}{colon}{sentence.text}" if sentence.text else f"    · {sentence.label}"


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(cell.width for cell in cells(text))


def padded(text: str, width: int) -> str:
    """Return a text filled with blanks to so many columns."""
    return text + " " * (width - columns(text))
