"""Sentence, sentences_of: a text cut into sentences and clauses, each as the words that say something, or deny it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from unicodedata import normalize

from handover_policy.lint.wording.lexicon import in_chinese, in_english
from handover_policy.lint.wording.parts import ACTS, HOLDING, Part

ENDS = re.compile(r"(?<=[。；;！!？?\n])|(?<=[A-Za-z0-9)\"”]\.)(?=\s|$)")
"""Between sentences; a full stop of the Latin alphabet ends one where a space follows."""
CLAUSES = re.compile(
    r"[，,：:—–()（）]|(?=但是|但(?!书)|然而|不过(?!分)|可是|否则|不然|并且|而是|而且)"
    r"|\b(?=but\b|yet\b|however\b|otherwise\b|and (?=we|you|the|your|it|they|no|nobody)\b)",
    re.IGNORECASE,
)
HAN = re.compile("[\u4e00-\u9fff]")
UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
"""Signs that look like a Chinese character and are another one."""
APART = re.compile("(?<=[\u4e00-\u9fff])[ \t\u00a0\u3000_·•*-]+(?=[\u4e00-\u9fff])")
LATIN = re.compile("[A-Za-z]{2}")
GOES_ON = re.compile(
    r"\s*(否则|不然|要不|届时|在此之前|但(?!书)|不过(?!分)|然而|可是|只是|除非|前提|例外|[^，,：:]{2,12}除外"
    r"|(otherwise|or else|failing which|but|however|except|unless|provided)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that only goes on with the one before."""
UNLESS = re.compile(r"\s*(除非|unless\b)[^，,]*[，,]", re.IGNORECASE)
"""How a sentence begins that says by itself what comes of its condition."""
SUBJECT = re.compile(
    r"\s(we|they|hr|the (company|employer|certificate|wages?|salary)"
    r"|your (final |last )?(certificate|wages?|salary|pay|reference)|you)"
    r"\s(will|shall|must|may|can|cannot|won't|would|is|are|do|does|has|have)\b",
    re.IGNORECASE,
)
"""Where a new clause begins in English although no comma stands there."""
SUBORDINATE = re.compile(
    r"\b(until|unless|once|if|when|after|soon as|that|where|before|because|whether|leave|leaving|leaves|and|or)\s*$",
    re.IGNORECASE,
)
"""What makes the words after it part of the same clause."""
LISTED = re.compile(r"\s*[、，,]?\s*(或者?|和|以?及|并|or|nor|and)?\s*((a|an|any|the|your)\s+)?", re.IGNORECASE)
UNDENIABLE = frozenset({"until", "unless", "除非", "直到", "直至"})
"""Conditions that a denial before them does not lift: "no certificate until you sign"."""
FORBIDDING = re.compile(
    "不得|不能|不可|不准|不许|不应|禁止|严禁|无权|不再|may|must|can|shall|will|won|nobody|no one|no-one|never|not",
    re.IGNORECASE,
)
DENIALS = frozenset({Part.NOT, Part.NEVER, Part.LACK, Part.BECAUSE})
OR = re.compile("[或、和]|\\bor\\b|\\band\\b", re.IGNORECASE)
NEAR_ENOUGH = 6
NEAR = 20
"""Characters between "may not" and "resign" by which the one still forbids the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word that plays a part; `denied` where an odd number of denials falls on it."""

    part: Part
    text: str
    place: int
    denied: bool = False

    @property
    def end(self) -> int:
        """Return where the word ends."""
        return self.place + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubClause:
    """What stands between two commas: its words, those of a concession left out, for they make no difference."""

    words: tuple[Token, ...]
    conceded: bool = False
    forbids: tuple[Part, ...] = ()

    def having(self, *parts: Part) -> tuple[Token, ...]:
        """Return the words that play one of some parts."""
        return tuple(word for word in self.words if word.part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its clauses; one that only goes on with the sentence before holds that one too.

    `lead` is how far the places of words lie behind those of the text, which has no blanks around it.
    """

    text: str
    clauses: tuple[SubClause, ...]
    lead: int = 0

    @property
    def words(self) -> tuple[Token, ...]:
        """Return the words of all clauses."""
        return tuple(word for clause in self.clauses for word in clause.words)

    @property
    def asks(self) -> bool:
        """Return whether it is a question."""
        return self.text.rstrip().endswith(("？", "?"))

    def having(self, *parts: Part) -> tuple[Token, ...]:
        """Return the words of all clauses that play one of some parts."""
        return tuple(word for clause in self.clauses for word in clause.having(*parts))


def as_read(text: str) -> str:
    """Return a text as its reader sees the words: without signs of no width, or blanks between Chinese characters."""
    seen = text if text.isascii() else UNSEEN.sub("", RADICALS.sub(lambda sign: normalize("NFKC", sign[0]), text))
    return APART.sub("", seen)


def sentences_of(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text, read in Chinese where they hold Chinese, in English where they hold English."""
    told = [part for part in ENDS.split(as_read(text)) if part.strip()]
    for place, part in enumerate(told):
        before = told[place - 1] if place and GOES_ON.match(part) else ""
        for pattern, script in ((in_chinese(), HAN), (in_english(), LATIN)):
            whole = part if UNLESS.match(part) and _complains(before, pattern) else before + part
            if script.search(whole):
                clauses = tuple(_clause(words, whole) for words in _cut(whole, pattern))
                yield Sentence(text=whole.strip(), clauses=clauses, lead=len(whole) - len(whole.lstrip()))


def _complains(text: str, pattern: re.Pattern[str]) -> bool:
    """Return whether a text tells what somebody may do where the company breaks the law."""
    return any(str(found.lastgroup).startswith(f"{Part.REMEDY}_") for found in pattern.finditer(text))


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[Token, ...]]:
    """Yield the words of each clause; they are looked for in the whole sentence, for neighbours tell what a word is."""
    cuts = {found.end() for found in CLAUSES.finditer(text)}
    if pattern is in_english():
        subjects = (found.start() for found in SUBJECT.finditer(text))
        cuts |= {place for place in subjects if not SUBORDINATE.search(text[max(0, place - NEAR) : place])}
    words = [
        Token(part=Part(str(found.lastgroup).rpartition("_")[0]), text=found[0], place=found.start())
        for found in pattern.finditer(text)
    ]
    for one, two in pairwise(words):
        if _are_listed(one, two, text):
            cuts -= set(range(one.end, two.place + 1))
    for start, end in pairwise(sorted({0, len(text), *cuts})):
        told = tuple(word for word in words if start <= word.place < end)
        if told:
            yield told


def _are_listed(one: Token, two: Token, text: str) -> bool:
    """Return whether two words stand in one list: "扣押、拖延或者拒绝", "withhold, delay or reduce"."""
    between = text[one.end : two.place]
    alike = {one.part, two.part} <= HOLDING | {Part.DEPOSIT}
    goes_on = two.part is Part.DEPOSIT and OR.search(between) and len(between) <= NEAR_ENOUGH
    return bool((alike and LISTED.fullmatch(between)) or goes_on)


def _clause(words: Sequence[Token], text: str) -> SubClause:
    kept, conceded = _without_concession(words)
    settled, forbids = _denied(kept, text)
    return SubClause(words=tuple(settled), conceded=conceded, forbids=forbids)


def _without_concession(words: Sequence[Token]) -> tuple[list[Token], bool]:
    """Return the words outside a concession: from "whether or not" to "all the same", or to the end of the clause."""
    kept: list[Token] = []
    inside = conceded = False
    for word in words:
        if word.part is Part.EVEN:
            inside = conceded = True
        elif word.part is Part.ALL and inside:
            inside = False
        elif not inside:
            kept.append(word)
    return kept, conceded


def _denied(words: Sequence[Token], text: str) -> tuple[list[Token], tuple[Part, ...]]:
    """Return the words with denials counted on what they deny, and what is forbidden at the end of the clause.

    "May not" reaches over the handover to what is done ("不得因未交接而扣发": 扣发 is denied); "un-" and "not" deny the
    next word of any kind ("不交接，不结薪"). Two denials cancel each other.
    """
    tally = _Tally()
    told: list[Token] = []
    forbidden: list[Part] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        before = told[-1] if told else None
        if word.part in DENIALS:
            tally.note(word)
        elif before is not None and _are_listed(before, word, text):
            told.append(replace(word, denied=before.denied))
        elif word.part in ACTS or word.text.lower() == "paid":
            denied = tally.settle()
            told.append(replace(word, denied=denied and word.text.lower() not in UNDENIABLE))
        elif word.part in {Part.DONE, Part.APPROVAL, Part.NOTICE}:
            told.append(replace(word, denied=tally.settle_near()))
        elif word.part is Part.LEAVE and (tally.forbids(word, following) or _is_refused(before, tally)):
            forbidden.append(word.part)
            told.append(replace(word, denied=tally.settle()))
        else:
            told.append(replace(word, denied=tally.is_odd))
    return told, tuple(forbidden)


def _is_refused(before: Token | None, tally: _Tally) -> bool:
    """Return whether what is done about the leaving is forbidden: "不得办理离职"."""
    return before is not None and before.part is Part.GIVE and before.denied and tally.forbade


class _Tally:
    """The denials of a clause that have not fallen on a word yet."""

    def __init__(self) -> None:
        self._far = self._near = self._lacks = 0
        self._neither = self._because = False
        self._last: Token | None = None
        self.forbade = False

    @property
    def is_odd(self) -> bool:
        return (self._far + self._near) % 2 == 1 and not self._because

    def note(self, word: Token) -> None:
        """Count a denial; "neither … nor" is one."""
        if word.part is Part.BECAUSE:
            self._because = True
        elif word.part is Part.LACK:
            self._lacks += 1
        elif word.part is Part.NEVER:
            self._near, self._last = self._near + 1, word
        elif not (self._neither and word.text.lower() == "nor"):
            self._far, self._last = self._far + 1, word
        self._neither = self._neither or word.text.lower() == "neither"

    def settle(self) -> bool:
        """Return whether what is done is denied; all denials are spent."""
        odd = (self._far + self._near) % 2 == 1
        self.forbade = odd and self._is_forbidding()
        self._far = self._near = self._lacks = 0
        self._because = False
        return odd

    def settle_near(self) -> bool:
        """Return whether the handover is said to be open; denials of what is done go on to it."""
        odd = (self._near + self._lacks) % 2 == 1
        self._near = self._lacks = 0
        return odd

    def forbids(self, word: Token, following: Token | None) -> bool:
        """Return whether a denial forbids leaving: it stands just before, and not of what comes "after leaving"."""
        just_before = self._last is not None and word.place - self._last.end <= NEAR_ENOUGH
        of_later = following is not None and following.part is Part.AFTER and following.place == word.end
        return self.is_odd and just_before and not of_later and self._is_forbidding()

    def _is_forbidding(self) -> bool:
        """Return whether the last denial is an order: "may not"; "is no" and "has not" tell what is."""
        return self._last is not None and FORBIDDING.match(self._last.text) is not None
