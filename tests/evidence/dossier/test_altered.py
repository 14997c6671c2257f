"""Every file of a dossier changed by one byte, removed, swapped, added: found and named, whatever else is put right."""

from __future__ import annotations

import itertools
import json
from io import BytesIO

import pytest

from handover_policy.evidence.dossier.assembled import assembled
from handover_policy.evidence.dossier.layout import KEYS, LIST, ROWS, SEAL, SUMS
from handover_policy.evidence.dossier.opened import opened
from handover_policy.evidence.dossier.pages import PACKAGE, TEMPLATES
from handover_policy.evidence.dossier.reading import dossier_read, standing_read
from handover_policy.evidence.dossier.sealing import sealed
from handover_policy.evidence.keys import SigningKey
from handover_policy.ledger.proofs.key_files import log_keys_in
from handover_policy.sources.page_texts import page_texts
from tests.evidence.dossier.making import Made, wrong
from tests.evidence.dossier.packing import Files, files_in, packed, summed
from tests.service.ledger.playing import COMPANY


def key_of(made: Made) -> SigningKey:
    """Return the key that signs for the log: who has it can seal what they like."""
    origin = json.loads(files_in(made.content)[LIST])["log"]
    return log_keys_in(made.data, COMPANY, origin)[-1]


def resealed(made: Made, files: Files) -> Files:
    """Return files with digests and seal as who has the key makes them."""
    files = summed(files)
    told = json.loads(files[LIST])
    return {**files, SEAL: sealed(told["log"], told["case"], files[SUMS], key_of(made))}


def test_a_byte_changed_in_a_file_names_it(made: Made) -> None:
    files = files_in(made.content)
    for name, content in files.items():
        place = len(content) // 2
        altered = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        found = {path for path, _ in wrong(packed({**files, name: altered}))}
        assert name in found, name


def test_a_file_that_is_gone_is_named(made: Made) -> None:
    files = files_in(made.content)
    for name in files:
        found = wrong(packed({other: content for other, content in files.items() if other != name}))
        assert (name, "file-missing") in found, name


def test_two_files_that_changed_places_are_named(made: Made) -> None:
    files = files_in(made.content)
    several = list(files)
    for one, two in itertools.pairwise(several):
        found = {path for path, _ in wrong(packed({**files, one: files[two], two: files[one]}))}
        assert {one, two} & found, (one, two)


def test_a_file_too_many_is_named_and_files_in_another_order_are_seen(made: Made) -> None:
    files = files_in(made.content)
    assert ("files/note.txt", "file-unlisted") in wrong(packed({**files, "files/note.txt": b"x"}))
    assert wrong(packed(dict(reversed(files.items())))) == {("", "list")}


def test_whoever_has_not_the_key_cannot_close_it_again(made: Made) -> None:
    files = files_in(made.content)
    del files["timeline.en.html"]
    gone = {(SUMS, "seal-of-another"), (SUMS, "made-wrong"), ("timeline.en.html", "file-missing")}
    assert wrong(packed(summed(files))) == gone
    other = SigningKey(key_of(made).name, bytes(32))
    told = json.loads(files[LIST])
    sums = summed(files)[SUMS]
    forged = {**summed(files), SEAL: sealed(told["log"], told["case"], sums, other)}
    assert (SEAL, "seal-unknown") in wrong(packed(forged))
    renamed = files[SEAL].replace(b"handover-policy dossier", b"handover-policy dossiee")
    assert wrong(packed({**files_in(made.content), SEAL: renamed})) == {(SEAL, "seal-wrong")}


def test_whoever_has_the_key_alone_cannot_alter_a_row_a_page_or_a_file(made: Made) -> None:
    """Database and key are needed to write another log; with the key alone nothing recorded is altered."""
    files = files_in(made.content)
    signed = next(name for name in files if name.startswith("signed/"))
    kept = next(name for name in files if name.startswith("files/"))
    altered = {
        ROWS: files[ROWS].replace("个人发展".encode(), "个人原因".encode()),
        signed: made.signed[:-6],
        kept: files[kept] + b"more",
        "timeline.html": files["timeline.html"].replace("个人发展".encode(), "个人原因".encode()),
        "README.html": files["README.html"] + b"<!-- -->",
        LIST: files[LIST].replace(b'"unsealed":0', b'"unsealed":1'),
    }
    expected = {
        ROWS: "row-unproven",
        signed: "kept-wrong",
        kept: "kept-wrong",
        "timeline.html": "made-wrong",
        "README.html": "made-wrong",
        LIST: "made-wrong",
    }
    for name, content in altered.items():
        assert content != files[name], name
        assert (name, expected[name]) in wrong(packed(resealed(made, {**files, name: content}))), name


def rewritten(made: Made, **changes: object) -> bytes:
    """Return a dossier whose manifest says something else, everything else made anew by who has the key."""
    container = opened(BytesIO(made.content))
    standing = standing_read(container.text(LIST))
    dossier = dossier_read(container, standing)
    told = assembled(dossier, page_texts(PACKAGE, TEMPLATES))
    assert [each.path for each in told] == [name for name in container.names if name != SEAL]
    manifest = {**json.loads(container.text(LIST)), **changes}
    files = files_in(made.content)
    return packed(resealed(made, {**files, LIST: json.dumps(manifest).encode()}))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"missing": {}}, "kept-left-out"),
        ({"first": 2}, "row-elsewhere"),
        ({"log": "handover-policy/acme/0000000000000000"}, "checkpoint-of-another-log"),
        ({"case": "E7007/1"}, "row-of-another"),
        ({"zone": "Nowhere"}, "unreadable"),
        ({"form": "handover-policy dossier 2"}, "another-form"),
    ],
)
def test_what_a_dossier_says_of_itself_is_held_against_its_rows(
    made: Made, changes: dict[str, object], code: str
) -> None:
    assert code in {each for _, each in wrong(rewritten(made, **changes))}


def test_rows_that_are_twice_there_or_in_another_order_are_named(made: Made) -> None:
    files = files_in(made.content)
    lines = files[ROWS].splitlines(keepends=True)
    twice = b"".join([*lines[:3], lines[2], *lines[3:]])
    turned = b"".join([lines[1], lines[0], *lines[2:]])
    for content in (twice, turned):
        assert (ROWS, "row-order") in wrong(packed(resealed(made, {**files, ROWS: content})))
    assert (ROWS, "unreadable") in wrong(packed(resealed(made, {**files, ROWS: b"[]\n"})))
    assert (KEYS, "unreadable") in wrong(packed(resealed(made, {**files, KEYS: b"{}x"})))
