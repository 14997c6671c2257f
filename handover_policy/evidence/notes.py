"""SignedNote: a text with signatures beneath it, as C2SP signed-note has it: anybody reads it, programs check it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handover_policy.evidence.keys import ID_BYTES, SigningKey, VerifierKey, is_key_name

BEFORE = "— "
"""Begins a line that signs."""
MOST_CHARACTERS, MOST_SIGNATURES = 100_000, 100


class NoteUnreadable(ValueError):
    """A text that is no signed note."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A line that signs: the name and id of a key, and what it made of the text."""

    name: str
    key_id: bytes
    made: bytes


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text, ending in a new line, and its signatures."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @property
    def written(self) -> str:
        """The note as it is handed on."""
        lines = (
            f"{BEFORE}{each.name} {base64.b64encode(each.key_id + each.made).decode()}\n" for each in self.signatures
        )
        return f"{self.text}\n{''.join(lines)}"


@dataclass(frozen=True, slots=True)
class Signers:
    """Which of the keys that somebody trusts have signed a note: `good` those that did, `bad` those whose line lies."""

    good: tuple[VerifierKey, ...]
    bad: tuple[VerifierKey, ...]


def signed(text: str, keys: Iterable[SigningKey]) -> SignedNote:
    """Return a text signed by keys.

    Raises:
        NoteUnreadable: the text cannot be signed: it must end in a new line and hold nothing that no line shows.

    """
    if not _is_text(text):
        raise NoteUnreadable("this is no text of a note")
    message = text.encode()
    lines = tuple(NoteSignature(each.name, each.verifier.id, each.sign(message)) for each in keys)
    return SignedNote(text, lines)


def read_note(written: str) -> SignedNote:
    """Return a note as it was handed on; NoteUnreadable where it is none."""
    if len(written) > MOST_CHARACTERS:
        raise NoteUnreadable("it is too long for a note")
    text, blank, below = written.rpartition("\n\n")
    if not blank or not below.endswith("\n") or not _is_text(f"{text}\n"):
        raise NoteUnreadable("a note has a text, an empty line, and signatures")
    lines = below.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteUnreadable("it has too many signatures")
    return SignedNote(f"{text}\n", tuple(map(_signature, lines)))


def signers_of(note: SignedNote, keys: Sequence[VerifierKey]) -> Signers:
    """Return which of the keys have signed a note; signatures of keys that nobody named say nothing."""
    message = note.text.encode()
    good: list[VerifierKey] = []
    bad: list[VerifierKey] = []
    for key in keys:
        made = [each.made for each in note.signatures if (each.name, each.key_id) == (key.name, key.id)]
        if made:
            (good if all(key.holds(message, each) for each in made) else bad).append(key)
    return Signers(tuple(good), tuple(bad))


def _signature(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(BEFORE).partition(" ")
    try:
        made = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        made = b""
    if not line.startswith(BEFORE) or not is_key_name(name) or len(made) <= ID_BYTES:
        raise NoteUnreadable("a line below the text is no signature")
    return NoteSignature(name, made[:ID_BYTES], made[ID_BYTES:])


def _is_text(text: str) -> bool:
    """Return whether a text can be that of a note: whole lines of characters, no controls, no half characters."""
    fit = all(each == "\n" or each >= " " for each in text) and not any("\ud800" <= each <= "\udfff" for each in text)
    return text.endswith("\n") and fit
