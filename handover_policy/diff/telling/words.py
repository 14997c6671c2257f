"""The words of a comparison in Chinese and English: what a change is, for whom, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handover_policy.diff.change import Change, Direction
from handover_policy.diff.compare import Comparison
from handover_policy.diff.kinds import KINDS, PARTS
from handover_policy.diff.measuring.people import in_words
from handover_policy.diff.telling.word_differences import SAME, Piece, holds_marks, marked, word_differences
from handover_policy.findings.catalogue import sentence
from handover_policy.findings.finding import Location

NONE = "—"
SHORT = 80
"""Characters of a text up to which both sides are told whole; longer ones that are alike as differences of words."""
LEAST_ALIKE = 0.3
"""The part of the longer text that must stay for two texts to be alike."""
SEVERITIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {"error": "错误", "warning": "警告", "info": "提示"},
        "en": {"error": "error", "warning": "warning", "info": "info"},
    }
)
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "worse": "不利",
            "better": "有利",
            "neutral": "中性",
            "unclear": "不明",
            "new-set": "全新制度",
            "title": "制度变更",
            "for-employee": "对员工",
            "worse-for": "对员工不利",
            "better-for": "对员工有利",
            "neutral-for": "对员工中性",
            "unclear-for": "对员工影响不明",
            "change": "变更",
            "subject": "对象",
            "old": "原",
            "new": "现",
            "people": "适用于",
            "since": "自 {day} 起",
            "hired": "也适用于已入职的员工",
            "place": "位置",
            "was": "原在 {place}",
            "fingerprint": "指纹",
            "approved": "已批准",
            "approved-by": "{approver} 于 {on} 批准：{reason}",
            "hides": "掩盖的发现",
            "difference": "差异",
            "in-details": "见详情",
            "statutes": "新的法规与质量发现",
            "settled": "已消除的发现",
            "checks": "随变更应当具备的",
            "needed": "变更级别 {step}",
            "no-change": "含义没有变化。",
            "summary": "{total} 项变更：不利 {worse}，不明 {unclear}，有利 {better}，中性 {neutral}；已批准 {approved}",
            "law": "法规与质量：新发现 {new} 项，已消除 {settled} 项",
            "details": "详情",
            "how": "如何批准",
            "approve": "在 approvals.yaml 中写入指纹、批准人、理由和日期；内容再变，指纹就变，须重新批准。",
            "more": "还有 {count} 项，未列出；全部见 {command}",
            "no-advice": "这不是法律意见。",
            "fix": "改法",
            "sep": "；",
            "colon": "：",
        },
        "en": {
            "worse": "worse",
            "better": "better",
            "neutral": "neutral",
            "unclear": "unclear",
            "new-set": "new policy set",
            "title": "Policy changes",
            "for-employee": "for employees",
            "worse-for": "worse for employees",
            "better-for": "better for employees",
            "neutral-for": "neutral for employees",
            "unclear-for": "unclear for employees",
            "change": "change",
            "subject": "subject",
            "old": "old",
            "new": "new",
            "people": "for",
            "since": "from {day}",
            "hired": "also reaches people already employed",
            "place": "place",
            "was": "formerly {place}",
            "fingerprint": "fingerprint",
            "approved": "approved",
            "approved-by": "approved by {approver} on {on}: {reason}",
            "hides": "hides",
            "difference": "difference",
            "in-details": "see the details",
            "statutes": "New findings of law and quality",
            "settled": "Findings that are gone",
            "checks": "What has to come with the changes",
            "needed": "a {step} change",
            "no-change": "Nothing changed in meaning.",
            "summary": (
                "Changes: {total}; {worse} worse, {unclear} unclear, {better} better, {neutral} neutral; "
                "{approved} approved"
            ),
            "law": "law and quality: {new} new findings, {settled} gone",
            "details": "Details",
            "how": "How to approve",
            "approve": (
                "Write fingerprint, approver, reason and day into approvals.yaml; a change of the content changes the "
                "fingerprint and has to be approved anew."
            ),
            "more": "{count} more are not listed; all are shown by {command}",
            "no-advice": "This is no legal advice.",
            "fix": "fix",
            "sep": "; ",
            "colon": ": ",
        },
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Tells the changes of one comparison in one language."""

    comparison: Comparison
    language: str

    @property
    def words(self) -> Mapping[str, str]:
        """Return the words of the language."""
        return WORDS[self.language]

    def kind(self, change: Change) -> str:
        """Return what kind of change it is."""
        kind = KINDS[change.id]
        return kind.zh if self.language == "zh" else kind.en

    def part(self, change: Change) -> str:
        """Return to which part of a set it belongs."""
        return PARTS[KINDS[change.id].part][0 if self.language == "zh" else 1]

    def direction(self, direction: Direction) -> str:
        """Return what it means for the employee."""
        return self.words[direction.value]

    def people(self, change: Change) -> str:
        """Return whom it concerns; titles of the vocabulary are told where it speaks the reader's language."""
        titled = self.comparison.after.manifest.language.startswith(self.language)
        return in_words(change.people, self.comparison.vocabulary, self.language, titled=titled)

    def subject(self, change: Change) -> str:
        """Return id, title and key."""
        title = f"（{change.title}）" if self.language == "zh" else f" ({change.title})"
        return change.subject + (title if change.title else "") + (f" {change.part}" if change.part else "")

    def values(self, change: Change) -> str:
        """Return what stood and what stands there, whole; of long texts that are alike `[-what went-]{+what came+}`."""
        pieces = differences(change)
        return marked(pieces) if pieces else f"{change.old or NONE} → {change.new or NONE}"

    def hidden(self, change: Change) -> tuple[str, ...]:
        """Return the findings that a waiver hides, as they would be told without it."""
        words = SEVERITIES[self.language]
        told = (f"{words[each.severity]} {each.code} {sentence(each, self.language)}" for each in change.hides)
        return tuple(f"{self.words['hides']}{self.words['colon']}{each}" for each in told)

    def reach(self, change: Change) -> str:
        """Return from when it counts, and whether it reaches people who are employed already."""
        told = [self.words["since"].format(day=change.since)] if change.since else []
        if change.hired and change.direction is Direction.WORSE:
            told.append(self.words["hired"])
        return self.words["sep"].join(told)

    def sentence(self, change: Change) -> str:
        """Return the whole change as one sentence."""
        words = self.words
        told = f"{self.kind(change)}{words['colon']}{self.subject(change)} {self.values(change)}"
        more = [f"{words['people']} {self.people(change)}", self.reach(change)]
        more.append(words[f"{change.direction.value}-for"])
        return words["sep"].join([told, *(each for each in more if each), *self.hidden(change)])

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
