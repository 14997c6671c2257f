"""Speaker: what a change is, for whom, and what it means, in the words of one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handover_policy.diff.change import Change, Direction
from handover_policy.diff.compare import PolicyDiff
from handover_policy.diff.kinds import KINDS
from handover_policy.diff.measuring.people import in_words
from handover_policy.diff.report.word_differences import SAME, Piece, holds_marks, marked, word_differences
from handover_policy.findings.catalogue import sentence
from handover_policy.findings.finding import Location
from handover_policy.texts.texts import texts

NONE = "—"
SHORT = 80
"""Characters of a text up to which both sides are told whole; longer ones that are alike as differences of words."""
LEAST_ALIKE = 0.3
"""The part of the longer text that must stay for two texts to be alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Tells the changes of one comparison in one language."""

    comparison: PolicyDiff
    language: str

    @property
    def words(self) -> Mapping[str, str]:
        """Return the words of the language."""
        return texts(self.language).area("diff")

    @property
    def colon(self) -> str:
        """Return what stands between a name and what it names."""
        return texts(self.language).say("reports.colon")

    @property
    def semicolon(self) -> str:
        """Return what stands between two sentences."""
        return texts(self.language).say("reports.semicolon")

    def kind(self, change: Change) -> str:
        """Return what kind of change it is."""
        return self.words[f"kinds.{change.id}"]

    def part(self, change: Change) -> str:
        """Return to which part of a set it belongs."""
        return self.words[f"parts.{KINDS[change.id].part}"]

    def direction(self, direction: Direction) -> str:
        """Return what it means for the employee."""
        return self.words[direction.value]

    def people(self, change: Change) -> str:
        """Return whom it concerns; titles of the vocabulary are told where it speaks the reader's language."""
        titled = self.comparison.after.manifest.language.startswith(self.language)
        before, after = self.comparison.before, self.comparison.after.manifest
        titles = {**(before.manifest.titles if before is not None else {}), **after.titles}
        return in_words(change.people, self.comparison.vocabulary, self.language, titled=titled, titles=titles)

    def subject(self, change: Change) -> str:
        """Return id, title and key."""
        title = texts(self.language).say("reports.bracketed", what=change.title) if change.title else ""
        return change.subject + title + (f" {change.part}" if change.part else "")

    def values(self, change: Change) -> str:
        """Return what stood and what stands there, whole; of long texts that are alike `[-what went-]{+what came+}`."""
        pieces = differences(change)
        return marked(pieces) if pieces else f"{change.old or NONE} → {change.new or NONE}"

    def hidden(self, change: Change) -> tuple[str, ...]:
        """Return the findings that a waiver hides, as they would be told without it."""
        words = self.words
        told = (
            f"{words[f'severities.{each.severity.value}']} {each.code} {sentence(each, self.language)}"
            for each in change.hides
        )
        return tuple(f"{words['hides']}{self.colon}{each}" for each in told)

    def reach(self, change: Change) -> str:
        """Return from when it counts, and whether it reaches people who are employed already."""
        told = [self.words["since"].format(day=change.since)] if change.since else []
        if change.hired and change.direction is Direction.WORSE:
            told.append(self.words["hired"])
        return self.semicolon.join(told)

    def sentence(self, change: Change) -> str:
        """Return the whole change as one sentence."""
        words = self.words
        told = f"{self.kind(change)}{self.colon}{self.subject(change)} {self.values(change)}"
        more = [f"{words['people']} {self.people(change)}", self.reach(change)]
        more.append(words[f"{change.direction.value}-for"])
        return self.semicolon.join([told, *(each for each in more if each), *self.hidden(change)])

    def counts(self) -> dict[str, int]:
        """Return how many changes there are of each direction, and how many are approved."""
        counts = {direction.value: 0 for direction in Direction}
        for change, _ in self.comparison.changes:
            counts[change.direction.value] += 1
        approved = len(self.comparison.changes) - len(self.comparison.standing)
        return {**counts, "total": len(self.comparison.changes), "approved": approved}

    def summary(self) -> str:
        """Return all counts in one line."""
        return self.words["summary"].format(**self.counts())

    def law(self) -> str:
        """Return how many findings of lint are new, and how many are gone."""
        return self.words["law"].format(new=len(self.comparison.statutes), settled=len(self.comparison.settled))

    def versions(self) -> str:
        """Return the version before and after, and what the changes ask for."""
        before, after = self.comparison.before, self.comparison.after
        old = before.manifest.version if before is not None else self.words["new-set"]
        told = f"{after.manifest.id} {old} → {after.manifest.version}"
        needed = self.comparison.needed
        return f"{told} ({self.words['needed'].format(step=needed.value)})" if needed and before is not None else told


def differences(change: Change) -> tuple[Piece, ...]:
    """Return the differences of a long text, word by word; none where both sides are better told whole."""
    longer = max(len(change.old), len(change.new))
    if longer <= SHORT or not change.old or not change.new or holds_marks(change.old + change.new):
        return ()
    pieces = word_differences(change.old, change.new)
    stays = sum(len(piece.text) for piece in pieces if piece.fate == SAME)
    return pieces if stays >= LEAST_ALIKE * longer else ()


def place(at: Location | None) -> str:
    """Return `file:line`, empty for nowhere."""
    return "" if at is None else f"{at.file}:{at.line}"
