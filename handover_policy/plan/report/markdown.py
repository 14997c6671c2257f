"""markdown_lines: a plan as a comment on a merge request: totals in tables, cases folded away."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.reporting.hosting.comment import CommentSection, fitted
from handover_policy.findings.reporting.hosting.markdown import in_markdown
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

MARK = "<!-- handover plan -->"
"""Lets a bot find its comment again and write it anew."""


def markdown_lines(plan: Plan, language: str, show: int) -> Iterator[str]:
    """Yield the lines of the comment; of the cases affected, and of those that would be, at most `show` each.

    What a comment cannot take is counted, with the command that shows it; the cases affected come before the others.
    """
    words = words_of(language)
    head = [MARK, f"### {words['title']}", "", in_markdown(heading(plan, language))]
    head += ["", f"**{totals_line(plan, language)}**"]
    for note in notes(plan, language):
        head += ["", f"> {in_markdown(note)}"]
    told = ((affected(plan), "cases_affected"), (waiting(plan), "cases_pinned"))
    cases = (_folded(plan, each, title, (rank, language, show)) for rank, (each, title) in enumerate(told, 1) if each)
    foot = f"<sub>{in_markdown(events_line(plan, language))} · {words['footer']}</sub>"
    yield from fitted(
        (CommentSection(head=tuple(head)), *_tables(plan, language), *cases, CommentSection(head=("", foot)))
    )


def _tables(plan: Plan, language: str) -> Iterator[CommentSection]:
    words = words_of(language)
    changes = plan.by_change()
    if not changes:
        return
    lines = ["", f"| {words['change']} | {words['affected']} | {words['if_migrated']} |", "|---|--:|--:|"]
    lines += [f"| {label(code, language)} | {counted} | {waits} |" for code, (counted, waits) in changes.items()]
    yield CommentSection(head=tuple(lines))
    heads = (words["department"], words["open"], words["affected"], words["pinned"], words["if_migrated"])
    rows = (
        f"| {in_markdown(name)} | {count.open} | {count.affected} | {count.pinned} | {count.if_migrated} |"
        for name, count in shown_departments(plan, language)
    )
    yield CommentSection(
        head=("", f"| {' | '.join(heads)} |", "|---|--:|--:|--:|--:|"),
        rows=tuple((0, row) for row in rows),
        more=lambda count: f"\n{words['more_departments'].format(count=count)}",
    )


def _folded(plan: Plan, cases: tuple[CasePlan, ...], title: str, asked: tuple[int, str, int]) -> CommentSection:
    """Return cases as rows of a rank, in a language, so many of them at most, folded under a title."""
    rank, language, show = asked
    words = words_of(language)
    return CommentSection(
        head=("", f"<details><summary>{words[title]} ({len(cases)})</summary>", ""),
        rows=tuple((rank, "\n".join(_case(plan, case, language))) for case in cases[:show]),
        tail=("", "</details>"),
        more=lambda count: f"- {words['more_cases'].format(count=count)}",
        hidden=max(0, len(cases) - show),
    )


def _case(plan: Plan, case: CasePlan, language: str) -> Iterator[str]:
    yield f"- **{in_markdown(person_line(case, plan.head, language))}** {in_markdown(dates_line(case, language))}"
    colon = texts(language).say("reports.colon")
    for sentence in sentences(case.changes or case.if_migrated, plan.people, language):
        yield f"  - {sentence.label}{colon}{in_markdown(sentence.text)}" if sentence.text else f"  - {sentence.label}"
