"""page: a comparison as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from jinja2 import DictLoader, Environment, StrictUndefined

from handover_policy.diff.approvals import Approval
from handover_policy.diff.change import Change, Direction
from handover_policy.diff.compare import PolicyDiff
from handover_policy.diff.report.word_differences import GONE, NEW, SAME, Piece
from handover_policy.diff.report.words import Speaker, differences, place
from handover_policy.findings.catalogue import remedy, sentence
from handover_policy.findings.finding import Finding
from handover_policy.render.pages.content_policy import with_content_policy
from handover_policy.texts.texts import texts

TEMPLATES = ("diff.html.j2", "diff.css")
DIRECTIONS = tuple(Direction)


def page(templates: Mapping[str, str], comparison: PolicyDiff, labels: tuple[str, str], language: str) -> str:
    """Return the page; `templates` holds the texts of TEMPLATES, `labels` name the two sides."""
    speaker = Speaker(comparison=comparison, language=language)
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups = [
        {"direction": direction.value, "changes": [_change(change, approval, speaker) for change, approval in members]}
        for direction, members in groupby(comparison.changes, key=lambda each: each[0].direction)
    ]
    written = environment.get_template("diff.html.j2").render(
        language=texts(language).say("reports.tag"),
        words=speaker.words,
        colon=speaker.colon,
        title=comparison.after.manifest.title,
        versions=speaker.versions(),
        labels=labels,
        counts=speaker.counts(),
        directions=[direction.value for direction in DIRECTIONS],
        law=speaker.law(),
        groups=groups,
        checks=[_finding(each, language) for each in comparison.checks],
        statutes=[_finding(each, language) for each in comparison.statutes],
        settled=[_finding(each, language) for each in comparison.settled],
    )
    return with_content_policy(written)


def _change(change: Change, approval: Approval | None, speaker: Speaker) -> dict[str, object]:
    pieces = differences(change)
    return {
        "id": change.id,
        "kind": speaker.kind(change),
        "part": speaker.part(change),
        "subject": change.subject,
        "title": change.title,
        "key": change.part,
        "old": [piece for piece in pieces if piece.fate != NEW] or _whole(change.old),
        "new": [piece for piece in pieces if piece.fate != GONE] or _whole(change.new),
        "people": speaker.people(change),
        "reach": speaker.reach(change),
        "old_at": place(change.old_at),
        "new_at": place(change.new_at),
        "fingerprint": change.fingerprint,
        "approval": approval,
        "hides": speaker.hidden(change),
    }


def _whole(text: str) -> list[Piece]:
    return [Piece(SAME, text)] if text else []


def _finding(finding: Finding, language: str) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "sentence": sentence(finding, language),
        "fix": remedy(finding, language),
        "place": place(finding.location),
    }
