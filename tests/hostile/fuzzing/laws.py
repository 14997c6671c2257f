"""Broken, must and what several oracles ask: no crash, JSON as the standard has it, nothing a terminal obeys."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, NoReturn

from tests.hostile.fuzzing.commands import Ended

OBEYED = {"Cc", "Cs", "Zl", "Zp"}
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
EXCLUDED: set[str] = set()
"""Laws that a hunt leaves out, because what breaks them is known."""


class Broken(Exception):
    """A law is broken: which, and by what; equal signatures are one fault."""

    def __init__(self, law: str, about: str, signature: str) -> None:
        super().__init__(f"{law}: {about}")
        self.law, self.about, self.signature = law, about, signature


def must(holds: object, law: str, ended: Ended | None = None, *about: object) -> None:
    """Raise Broken unless the law holds."""
    if holds or law in EXCLUDED:
        return
    command = ended.arguments[0] if ended is not None else ""
    called = f"{' '.join(ended.arguments)} -> {ended.code}\n{_tail(ended.out)}\n{_tail(ended.err)}" if ended else ""
    raise Broken(law, f"{' · '.join(map(str, about))}\n{called}", f"{law} ({command})")


def _tail(written: bytes) -> str:
    return ascii(written[-1500:].decode("utf-8", "replace"))


def no_crash(ended: Ended) -> Ended:
    """Return how a command ended; raise Broken where it raised what nobody caught."""
    if ended.crash:
        signature = ended.crash.partition(":")[0] + _function(ended.crash)
        raise Broken("no command crashes", f"{' '.join(ended.arguments)}\n{ended.crash}", signature)
    must(b"Traceback (most" not in ended.out + ended.err, "no traceback is shown", ended)
    return ended


def _function(crash: str) -> str:
    found = re.search(r":(\w+): ", crash)
    return f":{found[1]}" if found else ""


def showable(text: str, what: str, ended: Ended, *, line_ends: bool = False) -> None:
    """Raise Broken where a text holds what a terminal obeys or turns round, or cannot show."""
    allowed = {"\n", "\t"} if line_ends else set()
    wrong = [each for each in text if each not in allowed and (each in BIDI or unicodedata.category(each) in OBEYED)]
    must(not wrong, f"{what} holds no control or bidi signs", ended, [f"U+{ord(each):04X}" for each in wrong[:5]])


def strict_json(content: bytes, ended: Ended) -> Any:
    """Return what JSON says; raise Broken where it is none."""

    def refuse(name: str) -> NoReturn:
        raise ValueError(f"{name} is no JSON")

    try:
        return json.loads(content.decode(), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        must(False, "what is written as JSON is JSON", ended, error)  # noqa: FBT003 - it does not hold
