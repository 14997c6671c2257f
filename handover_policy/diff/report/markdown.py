"""markdown: a comparison as a comment on a merge request: a short table, details folded away."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handover_policy.diff.approvals import Approval
from handover_policy.diff.change import Change, Direction
from handover_policy.diff.compare import PolicyDiff
from handover_policy.diff.report.words import NONE, Speaker, differences, place
from handover_policy.findings.catalogue import remedy, sentence
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.reporting.hosting.comment import CommentSection, fitted
from handover_policy.findings.reporting.hosting.markdown import in_markdown, in_markdown_code

SIGNS = {
    Direction.WORSE: "🔴",
    Direction.UNCLEAR: "🟡",
    Direction.BETTER: "🟢",
    Direction.NEUTRAL: "⚪",
}
RANKS = {Direction.WORSE: 2, Direction.UNCLEAR: 4, Direction.BETTER: 7, Direction.NEUTRAL: 9}
"""What a comment drops last: the law and what has to come with the changes (0, 1), then changes as the employee has
them, each in the table before its details (a rank more), and last what is gone."""
OTHER_FINDINGS, GONE = 6, 11
LONGEST_CELL = 60
"""Characters of a value that a cell of the table takes."""


def markdown_form(comparison: PolicyDiff, labels: tuple[str, str], language: str) -> str:
    """Return the comment; `labels` name the two sides as they were asked for.

    What a comment cannot take is counted, with the command that shows it.
    """
    speaker = Speaker(comparison=comparison, language=language)
    names = " ".join(shlex.quote(label) for label in labels)
    shown_by = in_markdown_code(f"handover diff {names} --format text")
    told = _Comment(comparison, speaker, lambda count: speaker.words["more"].format(count=count, command=shown_by))
    foot = f"<sub>{in_markdown(labels[0])} → {in_markdown(labels[1])} · {speaker.words['no-advice']}</sub>"
    return "\n".join(fitted([*told.sections(), CommentSection(head=(foot,))]))


@dataclass(frozen=True, slots=True)
class _Comment:
    """The sections of a comment."""

    comparison: PolicyDiff
    speaker: Speaker
    more: Callable[[int], str]

    def sections(self) -> Iterator[CommentSection]:
        comparison, words = self.comparison, self.speaker.words
        yield CommentSection(head=(f"### {words['title']} · {in_markdown(self.speaker.versions())}", ""))
        yield from self._findings(comparison.statutes, words["statutes"])
        yield self._summary()
        yield from self._findings(comparison.checks, words["checks"])
        if comparison.changes:
            rows = ((RANKS[each.direction] + 1, _detail(each, given, self.speaker)) for each, given in self._told())
            how = f"{words['how']}{self.speaker.colon}{words['approve']}"
            yield self._folded(words["details"], tuple(rows), ("", how))
        if comparison.settled:
            gone = ((GONE, f"- `{each.code}` {in_markdown(each.subject)}") for each in comparison.settled)
            yield self._folded(f"{words['settled']} ({len(comparison.settled)})", tuple(gone))

    def _told(self) -> Iterator[tuple[Change, Approval | None]]:
        return iter(self.comparison.changes)

    def _summary(self) -> CommentSection:
        words, speaker = self.speaker.words, self.speaker
        if not self.comparison.changes:
            return CommentSection(head=(words["no-change"], ""))
        values = f"{words['old']} → {words['new']}"
        heads = (words["for-employee"], words["change"], words["subject"], values, words["people"])
        return CommentSection(
            head=(f"{speaker.summary()}  ", speaker.law(), "", f"| {' | '.join(heads)} |", "|---|---|---|---|---|"),
            rows=tuple((RANKS[each.direction], _row(each, given, speaker)) for each, given in self._told()),
            tail=("",),
            more=lambda count: f"\n{self.more(count)}",
        )

    def _findings(self, findings: tuple[Finding, ...], title: str) -> Iterator[CommentSection]:
        if findings:
            rows = tuple((_rank(each), _finding(each, self.speaker.language)) for each in findings)
            yield CommentSection(
                head=(f"**{title}**", ""), rows=rows, tail=("",), more=lambda count: f"- {self.more(count)}"
            )

    def _folded(self, title: str, rows: tuple[tuple[int, str], ...], foot: tuple[str, ...] = ()) -> CommentSection:
        return CommentSection(
            head=("<details>", f"<summary>{title}</summary>", ""),
            rows=rows,
            tail=(*foot, "", "</details>", ""),
            more=lambda count: f"- {self.more(count)}",
        )


def _rank(finding: Finding) -> int:
    if finding.law:
        return 0
    return 1 if finding.severity is Severity.ERROR else OTHER_FINDINGS


def _row(change: Change, approval: Approval | None, speaker: Speaker) -> str:
    mark = f" ✅ {speaker.words['approved']}" if approval else ""
    cells = (
        f"{SIGNS[change.direction]} {speaker.direction(change.direction)}{mark}",
        speaker.kind(change),
        in_markdown(f"{change.subject} {change.title}".rstrip()),
        in_markdown(_brief(change, speaker)),
        in_markdown(speaker.people(change)),
    )
    return f"| {' | '.join(cells)} |"


def _brief(change: Change, speaker: Speaker) -> str:
    """Return the values where both are short; nothing is cut: what is longer stands whole in the details."""
    if max(len(change.old), len(change.new)) > LONGEST_CELL:
        return speaker.words["in-details"]
    return f"{change.old or NONE} → {change.new or NONE}"


def _finding(finding: Finding, language: str) -> str:
    fix = remedy(finding, language)
    said = f"- **{finding.severity.value}** `{finding.code}` {in_markdown(sentence(finding, language))}"
    return said + (f"<br>{in_markdown(fix)}" if fix else "") + f" — {in_markdown_code(place(finding.location))}"


def _detail(change: Change, approval: Approval | None, speaker: Speaker) -> str:
    lines = [f"- **{in_markdown(speaker.subject(change))}** · `{change.id}` · `{change.fingerprint}`"]
    lines += [f"  - {line}" for line in _values(change, speaker)]
    reach = speaker.reach(change)
    people = f"{speaker.words['people']}{speaker.colon}{speaker.people(change)}"
    lines += [f"  - {in_markdown(speaker.semicolon.join(each for each in (people, reach) if each))}"]
    if approval:
        said = speaker.words["approved-by"].format(approver=approval.approver, on=approval.on, reason=approval.reason)
        lines += [f"  - ✅ {in_markdown(said)}"]
    lines += [f"  - ⚠️ {in_markdown(hidden)}" for hidden in speaker.hidden(change)]
    return "\n".join(lines)


def _values(change: Change, speaker: Speaker) -> Iterator[str]:
    """Yield what stood and what stands there, whole: a long text that is like the other by the words that differ."""
    sides = (("old", change.old, change.old_at), ("new", change.new, change.new_at))
    places = [f" ({in_markdown_code(place(at))})" if at else "" for _, _, at in sides]
    if differences(change):
        told = f"{speaker.words['difference']}{speaker.colon}{in_markdown(speaker.values(change))}"
        yield told + "".join(dict.fromkeys(places))
        return
    for (name, value, _), stands in zip(sides, places, strict=True):
        yield f"{speaker.words[name]}{speaker.colon}{in_markdown(value or NONE)}{stands}"
