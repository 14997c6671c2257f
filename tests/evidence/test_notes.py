"""Notes are those of C2SP signed-note: the known answer of the first that made them, and what is none."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.evidence.keys import KeyUnfit, SigningKey, VerifierKey, signing_key, verifier_key
from handover_policy.evidence.notes import NoteUnreadable, Signers, read_note, signed, signers_of

PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"
"""Of golang.org/x/mod/sumdb/note, where such notes come from."""
KEYS = tuple(SigningKey(name, bytes([place]) * 32) for place, name in enumerate(("acme", "acme", "witness")))
VERIFIERS = tuple(each.verifier for each in KEYS)
LINES = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=20)
TEXTS = st.lists(LINES, min_size=1, max_size=4).map(lambda lines: "\n".join(lines) + "\n")


def test_a_note_is_signed_and_written_as_go_does() -> None:
    key = signing_key(PRIVATE)
    assert key.verifier.text == PUBLIC
    assert key.text == PRIVATE
    assert signed(TEXT, [key]).written == NOTE
    note = read_note(NOTE)
    assert note.text == TEXT
    assert signers_of(note, [verifier_key(PUBLIC)]) == Signers((verifier_key(PUBLIC),), ())


@given(TEXTS, st.sets(st.sampled_from(range(3)), min_size=1))
def test_a_note_is_read_as_it_was_signed_and_by_each_key_that_signed_it(text: str, who: set[int]) -> None:
    note = read_note(signed(text, [KEYS[each] for each in sorted(who)]).written)
    assert note.text == text
    assert signers_of(note, VERIFIERS).good == tuple(VERIFIERS[each] for each in sorted(who))


@given(TEXTS, st.data())
def test_whatever_is_changed_in_a_note_no_key_signs_it_any_more(text: str, data: st.DataObject) -> None:
    written = signed(text, [KEYS[0]]).written
    place = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.characters().filter(lambda each: each != written[place]))
    changed = written[:place] + other + written[place + 1 :]
    try:
        note = read_note(changed)
    except NoteUnreadable:
        return
    assert signers_of(note, VERIFIERS[:1]).good == ()


def test_a_signature_that_lies_is_told_apart_from_one_of_a_key_that_nobody_knows() -> None:
    written = signed("one\n", [KEYS[0]]).written.replace("one", "two")
    assert signers_of(read_note(written), VERIFIERS) == Signers((), VERIFIERS[:1])
    assert signers_of(read_note(written), VERIFIERS[1:]) == Signers((), ())


@pytest.mark.parametrize("text", ["", "no end", "a\x00\n", "a\tb\n", "a\rb\n", "\ud800\n"])
def test_what_no_line_shows_is_not_signed(text: str) -> None:
    with pytest.raises(NoteUnreadable):
        signed(text, KEYS)


SIGNED = signed("a\n", [KEYS[0]]).written


@pytest.mark.parametrize(
    "written",
    [
        "",
        "a\n",
        "a\n\n",
        "a\n\nb\n",
        SIGNED[:-1],
        SIGNED.replace("— acme", "- acme"),
        SIGNED.replace("— acme ", "— "),
        SIGNED.replace("— acme", "— ac+me"),
        SIGNED.replace("a\n\n", "a\x07\n\n"),
        SIGNED.replace("=", "*"),
        "a\n\n— acme AAAAAA==\n",
        "a\n\n" + SIGNED.partition("\n\n")[2] * 101,
        "a" * 100_001,
    ],
)
def test_what_is_no_note_is_not_read(written: str) -> None:
    with pytest.raises(NoteUnreadable):
        read_note(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a3+!!!!",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        f"{'a' * 1000}+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_key_is_not_read(text: str) -> None:
    with pytest.raises(KeyUnfit):
        verifier_key(text)
    with pytest.raises(KeyUnfit):
        signing_key(f"PRIVATE+KEY+{text}")
    with pytest.raises(KeyUnfit):
        signing_key(text)


@pytest.mark.parametrize(("name", "seed"), [("", bytes(32)), ("a b", bytes(32)), ("a+b", bytes(32)), ("a", b"short")])
def test_a_key_has_a_name_without_spaces_and_32_bytes(name: str, seed: bytes) -> None:
    with pytest.raises(KeyUnfit):
        SigningKey(name, seed)


def test_a_key_shows_its_secret_to_nobody_who_prints_it() -> None:
    assert base64.b64encode(KEYS[1].seed).decode()[:8] not in repr(KEYS[1])
    assert repr(KEYS[1].seed) not in repr(KEYS[1])
    assert VerifierKey("acme", KEYS[1].verifier.public) == KEYS[1].verifier
