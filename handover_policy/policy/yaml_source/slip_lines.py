"""SlipLines: the lines of a file with all that is quoted, commented or running text hidden, and their brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handover_policy.policy.yaml_source.slip_spacing import has_unspaced_key
from handover_policy.policy.yaml_source.slip_words import CLOSING, KEYS, OPENING, PROSE_KEYS, SPACE, WIDE_SPACE

HIDDEN = "\x00"  # stands for a character inside quotes, where every character is welcome
_BLOCK = re.compile(r"(?:[:：]|-)\s*[|>][0-9+\-]*\s*$")
_KEY = re.compile(
    rf"^(?P<before>[ {SPACE}]*(?:-[ {SPACE}]+)*)[^\s:：#'\"\[{{]+[ ]*(?::(?=[ {SPACE}]|$)|：)\s*(?P<value>.*)$"
)
_ITEM = re.compile(rf"^(?P<before>[ {SPACE}]*)-[ {SPACE}]+(?P<value>.*)$")
_LAST_KEY = re.compile(rf"(?:^|[{{\[,，]|[ {SPACE}])(?P<key>[A-Za-z_][A-Za-z0-9_.\-]*)[ ]*[:：][ {SPACE}]*$")
_ONLY_KEY = re.compile(rf"[ {SPACE}]*(?:-[ {SPACE}]+)*(?P<key>[A-Za-z_][A-Za-z0-9_.\-]*)[ ]*[:：][ {SPACE}]*")
_WORDS_ONLY = re.compile(r"[\x20-\x7e：，、“”]*[］】｝」][ ]*(?:[,\]]|$)")
_MAPPING_BEGINS = re.compile(r"\s*[A-Za-z_][A-Za-z0-9_.。\-]*[ ]*[:：]")
LONGEST_KEY = 200  # characters looked at before a bracket
OPENS = {"[": "]", "{": "}"}
_SPECIAL = re.compile(f"[#'\"{re.escape('[]{}' + ''.join((*OPENING, *CLOSING)))}]")
"""What may open or close something, or begin a comment."""
NO_PLAIN_TEXT = tuple("|>'\"[{&*!＃［【｛「“‘" + HIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What can hold slips: the characters, wide brackets made plain; which bracket is the innermost at each; places."""

    code: str
    inside: tuple[str, ...]
    brackets: tuple[int, ...]


EMPTY = Line(code="", inside=(), brackets=())


def indent_of(text: str) -> int:
    """Return how many columns of blanks a line begins with; a wide blank takes two."""
    blanks = text[: len(text) - len(text.lstrip(" " + SPACE))]
    return len(blanks) + blanks.count(WIDE_SPACE)


class SlipLines:
    """Walks the lines of a file in their order."""

    __slots__ = ("_block", "_open", "_prose", "_quote", "_running")

    def __init__(self) -> None:
        """Start before the first line."""
        self._block: int | None = None
        self._running: int | None = None
        self._quote = ""
        self._open: list[str] = []
        self._prose: list[str] = []

    @property
    def quote(self) -> str:
        """Return the quote that is open behind the lines taken; empty where none is."""
        return self._quote

    @property
    def brackets(self) -> int:
        """Return how many brackets are open behind the lines taken."""
        return len(self._open)

    def take(self, line: str) -> Line:
        """Return the next line; empty where it is text of a block or goes on with text begun above."""
        indent = indent_of(line)
        if self._goes_on(line, indent):
            return EMPTY
        seen, brackets, inside = self._walk(line)
        if not self._open and not self._quote:
            self._begin_text(seen, indent)
        return Line(code=seen, inside=inside, brackets=brackets)

    def _goes_on(self, line: str, indent: int) -> bool:
        for begun in (self._block, self._running):
            if begun is not None and (not line.strip() or indent > begun):
                return True
        self._block = self._running = None
        return False

    def _begin_text(self, code: str, indent: int) -> None:
        """Note where a block, or a plain text that may go on below, begins."""
        if _BLOCK.search(code):
            self._block = indent
            return
        told = _KEY.match(code) or _ITEM.match(code)
        if has_unspaced_key(code):
            return
        if told and told["value"].strip() and not told["value"].startswith(NO_PLAIN_TEXT):
            self._running = indent_of(told["before"].replace("-", " "))

    def _walk(self, line: str) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
        shown: list[str] = []
        inside: list[str] = []
        brackets: list[int] = []
        done = 0
        for found in _SPECIAL.finditer(line):
            place, each = found.start(), found[0]
            self._run(line[done:place], shown, inside)
            done = place
            if not self._quote and each == "#" and (place == 0 or line[place - 1] in " \t" + SPACE):
                break
            done += 1
            seen = self._seen(each, line, place, shown)
            if seen not in (each, HIDDEN):
                brackets.append(place)
            shown.append(seen)
            inside.append(self._innermost())
        else:
            self._run(line[done:], shown, inside)
        return "".join(shown), tuple(brackets), tuple(inside)

    def _run(self, written: str, shown: list[str], inside: list[str]) -> None:
        """Take characters that neither open nor close anything."""
        shown.extend(HIDDEN * len(written) if self._quote else written)
        inside.extend([self._innermost()] * len(written))

    def _innermost(self) -> str:
        return OPENING.get(self._open[-1], self._open[-1]) if self._open else ""

    def _seen(self, each: str, line: str, place: int, shown: list[str]) -> str:
        if self._quote:
            if each == self._quote and not (each == '"' and _is_escaped(line, place)):
                self._quote = ""
            return HIDDEN
        if each == "'" == line[place - 1] and place and shown[-1] == HIDDEN:  # two of them stand for one
            self._quote = each
            return HIDDEN
        if each in "'\"" and _before(shown) in ("", *"：，:,[{-"):
            self._quote = each
            return HIDDEN
        if each in "[{":
            self._open.append(each)
        elif each in "]}":
            del self._open[-1:]
        elif each in OPENING:
            return self._opened(each, line, place, shown)
        elif each in CLOSING:
            return self._closed(each)
        return each

    def _opened(self, each: str, line: str, place: int, shown: list[str]) -> str:
        """Return the plain bracket where one was meant: as a value that is no prose, or around words as an item."""
        plain = OPENING[each]
        near = "".join(shown[-LONGEST_KEY:])
        key = self._key_before(near, complete=len(shown) <= LONGEST_KEY)
        if key:
            meant = key not in PROSE_KEYS
        else:
            begins = not near.strip(" -" + SPACE) or (self._open[-1:] == ["["] and _before(shown) in "[,")
            meant = begins and _WORDS_ONLY.match(line, place + 1) is not None
        if plain == "{":
            meant = meant and _MAPPING_BEGINS.match(line, place + 1) is not None
        if meant:
            self._open.append(each)
            return plain
        self._prose.append(plain)
        return each

    def _key_before(self, near: str, *, complete: bool) -> str:
        """Return the key whose value begins here, empty where none does: `ERP：` within a running text is no key."""
        if not self._open:
            only = _ONLY_KEY.fullmatch(near) if complete else None
            return only["key"] if only else ""
        last = _LAST_KEY.search(near)
        return last["key"] if last and (last["key"] in KEYS or not _word_before(near, last)) else ""

    def _closed(self, each: str) -> str:
        plain = CLOSING[each]
        if self._prose:
            self._prose.pop()
            return each
        if self._open and OPENS.get(OPENING.get(self._open[-1], "")) == plain:
            self._open.pop()
            return plain
        return each


def _is_escaped(line: str, place: int) -> bool:
    """Return whether an odd number of backslashes stands before a place."""
    before = line[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _word_before(near: str, key: re.Match[str]) -> bool:
    """Return whether a key follows upon words rather than upon what separates entries."""
    return near[: key.start("key")].rstrip(" " + SPACE)[-1:] not in {"", "{", "[", ",", HIDDEN}


def _before(shown: list[str]) -> str:
    return next((each for each in reversed(shown[-LONGEST_KEY:]) if each not in " \t" + SPACE), "")
