"""markdown: a comparison as a comment on a merge request: a short table, details folded away."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.findings.catalogue import remedy, sentence
from handover_policy.findings.finding import Finding
from handover_policy.review.diff.approvals import Approval
from handover_policy.review.diff.change import Change, Direction
from handover_policy.review.diff.compare import Comparison
from handover_policy.review.diff.telling.words import NONE, Speaker, differences, place

SIGNS = {
    Direction.WORSE: "🔴",
    Direction.UNCLEAR: "🟡",
    Direction.BETTER: "🟢",
    Direction.NEUTRAL: "⚪",
}
LONGEST_CELL = 60
"""Characters of a value that a cell of the table takes."""
MOST_ROWS = 50
"""Rows of the table, and changes and findings told in detail; the rest is counted, for a comment has an end."""
SPECIAL = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>|~#"} | {"\n": " ", "\r": " ", "@": "@\u200b"})


def markdown_form(comparison: Comparison, labels: tuple[str, str], language: str) -> str:
    """Return the comment; `labels` name the two sides as they were asked for."""
    speaker = Speaker(comparison=comparison, language=language)
    lines = [f"### {speaker.words['title']} · {_text(speaker.versions())}", ""]
    lines += _checks(comparison.statutes, speaker.words["statutes"], language)
    lines += _summary(comparison, speaker)
    lines += ["", *_checks(comparison.checks, speaker.words["checks"], language)]
    if comparison.changes:
        lines += _folded(speaker.words["details"], _details(comparison, speaker))
    if comparison.settled:
        gone = [f"- `{finding.code}` {_text(finding.subject)}" for finding in comparison.settled[:MOST_ROWS]]
        lines += _folded(f"{speaker.words['settled']} ({len(comparison.settled)})", gone)
    lines += [f"<sub>{_text(labels[0])} → {_text(labels[1])} · {speaker.words['no-advice']}</sub>"]
    return "\n".join(lines)


def _summary(comparison: Comparison, speaker: Speaker) -> Iterator[str]:
    words = speaker.words
    if not comparison.changes:
        yield words["no-change"]
        return
    yield speaker.summary() + "  "
    yield speaker.law()
    yield ""
    heads = (
        words["for-employee"],
        words["change"],
        words["subject"],
        f"{words['old']} → {words['new']}",
        words["people"],
    )
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|---|"
    for change, approval in comparison.changes[:MOST_ROWS]:
        yield _row(change, approval, speaker)
    if len(comparison.changes) > MOST_ROWS:
        yield f"| … | {len(comparison.changes) - MOST_ROWS} | | | |"


def _row(change: Change, approval: Approval | None, speaker: Speaker) -> str:
    mark = f" ✅ {speaker.words['approved']}" if approval else ""
    cells = (
        f"{SIGNS[change.direction]} {speaker.direction(change.direction)}{mark}",
        speaker.kind(change),
        _text(f"{change.subject} {change.title}".rstrip()),
        _text(_brief(change, speaker)),
        _text(speaker.people(change)),
    )
    return f"| {' | '.join(cells)} |"


def _brief(change: Change, speaker: Speaker) -> str:
    """Return the values where both are short; nothing is cut: what is longer stands whole in the details."""
    if max(len(change.old), len(change.new)) > LONGEST_CELL:
        return speaker.words["in-details"]
    return f"{change.old or NONE} → {change.new or NONE}"


def _checks(findings: tuple[Finding, ...], title: str, language: str) -> list[str]:
    if not findings:
        return []
    lines = [f"**{title}**", ""]
    for finding in findings[:MOST_ROWS]:
        fix = remedy(finding, language)
        said = f"- **{finding.severity.value}** `{finding.code}` {_text(sentence(finding, language))}"
        lines.append(said + (f"<br>{_text(fix)}" if fix else "") + f" — {_code(place(finding.location))}")
    return [*lines, *_rest(len(findings)), ""]


def _rest(count: int) -> list[str]:
    return [f"- … {count - MOST_ROWS}"] if count > MOST_ROWS else []


def _folded(title: str, lines: list[str]) -> list[str]:
    return ["<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>", ""]


def _details(comparison: Comparison, speaker: Speaker) -> list[str]:
    lines = []
    for change, approval in comparison.changes[:MOST_ROWS]:
        lines += [f"- **{_text(speaker.subject(change))}** · `{change.id}` · `{change.fingerprint}`"]
        lines += [f"  - {line}" for line in _values(change, speaker)]
        reach = speaker.reach(change)
        people = f"{speaker.words['people']}{speaker.words['colon']}{speaker.people(change)}"
        lines += [f"  - {_text(speaker.words['sep'].join(each for each in (people, reach) if each))}"]
        if approval:
            said = speaker.words["approved-by"].format(
                approver=approval.approver, on=approval.on, reason=approval.reason
            )
            lines += [f"  - ✅ {_text(said)}"]
        lines += [f"  - ⚠️ {_text(hidden)}" for hidden in speaker.hidden(change)]
    lines += _rest(len(comparison.changes))
    return [*lines, "", f"{speaker.words['how']}{speaker.words['colon']}{speaker.words['approve']}"]


def _values(change: Change, speaker: Speaker) -> Iterator[str]:
    """Yield what stood and what stands there, whole: a long text that is like the other by the words that differ."""
    sides = (("old", change.old, change.old_at), ("new", change.new, change.new_at))
    places = [f" ({_code(place(at))})" if at else "" for _, _, at in sides]
    if differences(change):
        told = f"{speaker.words['difference']}{speaker.words['colon']}{_text(speaker.values(change))}"
        yield told + "".join(dict.fromkeys(places))
        return
    for (name, value, _), stands in zip(sides, places, strict=True):
        yield f"{speaker.words[name]}{speaker.words['colon']}{_text(value or NONE)}{stands}"


def _text(text: str) -> str:
    """Return a text with what Markdown would read as its own marks escaped, and nobody called by @."""
    return text.translate(SPECIAL)


def _code(text: str) -> str:
    """Return a text as code, which ends where it should."""
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"
