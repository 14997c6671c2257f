"""Dossiers of a few rows: what is said of each kind of row, and what is wrong with rows that do not fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handover_policy import __version__
from handover_policy.evidence.dossier.case_dossier import CaseDossier, DossierKey
from handover_policy.evidence.dossier.checked import BroughtAlong
from handover_policy.evidence.dossier.checking import checked
from handover_policy.evidence.dossier.layout import GROWTHS, KEYS, LIST, ROWS, SEAL, SUMS
from handover_policy.evidence.dossier.opened import opened
from handover_policy.evidence.dossier.pages import PACKAGE, TEMPLATES
from handover_policy.evidence.dossier.sealing import sealed
from handover_policy.evidence.dossier.timeline import as_read, timeline
from handover_policy.evidence.leaves import ShownPart
from handover_policy.sources.page_texts import page_texts
from handover_policy.texts.texts import languages, texts
from tests.evidence.dossier.little import CASE, KEY, LOG, as_file, event, little, row
from tests.evidence.dossier.making import verified, with_code, wrong
from tests.evidence.dossier.packing import Files, files_in, packed, summed

CONTENT = b"%PDF-1.7 signed"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
SIGNED = row("signature", {"sha256": DIGEST, "size": len(CONTENT), "document": "sheet"}, type_="signature.signed")
TASK = {"effect": "task", "case": CASE, "id": "E1/1:a", "title": "Keys", "state": "open", "due": None}
STORY: Sequence[list[Any] | None] = (
    event("resignation.submitted", {"form": "written", "by": "E1", "reason": "home"}, effects=[
        {"effect": "case", "case": CASE, "state": "open", "last_day": None, "employee": {"id": "E1", "name": "Wang"}},
        TASK | {"steps": [{"person": "E2", "name": "Li"}]},
        {"effect": "gate", "case": CASE, "gate": "g", "title": "Bonus", "state": "strange"},
        {"effect": "unheard-of", "case": CASE},
        {"effect": "notice", "case": CASE, "to": "E2", "key": "k1", "subject": "News", "bodies": {
            "wecom": "**Hello**: Li", "portal": "<h2>Hello: Li</h2>", "carrier-pigeon": "coo"}},
        {"effect": "notice", "case": CASE, "to": "E2", "key": "k2"},
    ]),
    row("delivery", {"notice": "k1", "channel": "wecom", "state": "read", "at": "2026-03-02T02:01:00Z"}),
    row("delivery", {"notice": "k1", "channel": "wecom", "state": "odd", "at": "never", "address": "li"}),
    event("task.submitted", {"task": "E1/1:a"}, outcome="refused", decided={"refusal": {"code": "wrong-party"}}),
    event("task.submitted", {"task": "E1/1:a"}, outcome="refused", decided={"refusal": "no"}),
    event("document.uploaded", {"sha256": f"sha256:{'A' * 64}", "name": "x.html", "size": "2"}),
    event("made.up", {"evidence": [{"sha256": "none"}, "odd", {"sha256": "c" * 64}]}),
    row("file", {"sha256": "b" * 64, "version": 2, "name": "notes"}, type_="file.erased"),
    row("policy", {"id": "p", "versions": [{"version": "1"}, 7]}, case=None),
    row("code", {"version": "0"}, case=None),
    SIGNED,
    None,
)  # fmt: skip
ODD = {"kind": "event", "type": "task.submitted", "subject": "", "case": CASE, "outcome": "refused", "digest": 0}
ODD |= {"received": "0001-01-01T00:00:00+00:00"}
NAMES = (
    *("effect", "steps", "employee", "recipient", "id", "name", "key", "bodies", "title", "state", "due", "last_day"),
    *("data", "by", "task", "reason", "evidence", "sha256", "path", "size", "policy", "digest", "refusal", "message"),
    *("event", "source", "type", "case", "time", "to", "notice", "person", "versions", "files"),
)
MISSING = {"a" * 64: "never-kept", "b" * 64: "erased", "c" * 64: "gone"}


def story(**standing: Any) -> CaseDossier:
    return little(STORY, missing=MISSING, **standing)


def made_wrong(dossier: CaseDossier, *contents: bytes) -> set[tuple[str, str]]:
    return wrong(as_file(dossier, *contents), signatures=False)


def test_every_kind_of_row_is_told_and_holds() -> None:
    found = verified(as_file(story(), CONTENT), signatures=False)
    assert found.findings.faults == []
    for language in languages():
        assert all(each.said(texts(language)) for each in found.findings.found)
    assert [each.params["row"] for each in with_code(found, "row-erased")] == [12]


def test_the_timeline_says_what_happened() -> None:
    lines = timeline(replace(story(), held={DIGEST: len(CONTENT)}), texts("en"))
    assert [each.position for each in lines] == [1, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    first = lines[0]
    assert (first.actor, first.at) == ("Wang (E1)", "2026-03-02 10:00:00 +0800")
    assert first.effects == ["Case open", "Task “Keys”: open", "“Bonus”: strange"]
    assert [each.texts for each in first.messages] == [
        [("WeCom, portal", "**Hello**: Li"), ("carrier-pigeon", "coo")],
        [],
    ]
    assert first.messages[0].deliveries == [
        "2026-03-02 10:01:00 +0800 WeCom: Read (row 2)",
        "never WeCom li: odd (row 3)",
    ]
    assert lines[1].details == [("Task", "Keys"), ("refused", "wrong-party")]
    assert lines[2].details == [("Task", "Keys"), ("refused", "")]
    assert (lines[3].files[0].path, lines[3].files[0].name) == (None, "x.html")
    assert lines[4].title == "made.up"
    assert lines[5].title == "Archive: erased"
    assert lines[6].details == [("Policy", "p 1")]
    assert lines[8].files[0].path == f"signed/{DIGEST}.pdf"
    assert as_read("<dt>a</dt><dd>b &amp; c</dd>") == "a\nb & c"


def test_rows_that_do_not_fit_are_named() -> None:
    late = row("delivery", {}, received="2026-03-09T00:00:00.000Z")
    timeless = row("delivery", {}, received="never")
    other = event("task.submitted", {}, decided={"event": {"id": "another"}})
    foreign = row("delivery", {}, case="E2/1")
    odd = row("delivery", {})
    odd[0] = {**odd[0], "kind": None, "case": None}
    assert made_wrong(little([late, timeless, other, foreign, odd])) == {
        (ROWS, "row-late"),
        (ROWS, "row-inside"),
        (ROWS, "row-of-another"),
    }
    assert (ROWS, "policy-missing") in made_wrong(replace(story(), policies={}), CONTENT)
    untold = hashlib.sha256(b"x").hexdigest()
    assert (f"policy/{untold}.json", "kept-untold") in made_wrong(
        replace(story(), policies={**story().policies, f"sha256:{untold}": "x"}), CONTENT
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["task", "case", "notice", CASE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)


@given(st.lists(st.tuples(JSON, JSON, JSON, st.lists(JSON, max_size=4)), min_size=1, max_size=3))
@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
def test_whatever_somebody_writes_into_rows_is_looked_at(told: list[tuple[Any, Any, Any, list[Any]]]) -> None:
    rows = [
        [ODD, {"data": data, **body} if isinstance(body, dict) else body, decision, effects]
        for data, body, decision, effects in told
    ]
    found = verified(as_file(little(rows)))
    assert all(each.said(texts("en")) for each in found.findings.found)


def test_a_part_that_is_no_json_says_nothing() -> None:
    dossier = story()
    first = dossier.rows[0]
    parts = tuple(ShownPart(each.name, each.salt, b"{") for each in first.proof.parts if isinstance(each, ShownPart))
    broken = replace(first, proof=replace(first.proof, parts=parts))
    assert (broken.envelope, broken.body, broken.decision, broken.effects) == ({}, {}, {}, [])
    found = made_wrong(replace(dossier, rows=(broken, *dossier.rows[1:])), CONTENT)
    assert {(ROWS, "row-unproven"), (ROWS, "row-of-another")} <= found


def test_a_signed_file_of_another_size_than_was_recorded_is_named() -> None:
    """The attack of a rollback: the last signature is cut off; here the digest is said to be right, the size is not."""
    shorter = row("signature", {"sha256": DIGEST, "size": 99}, type_="signature.signed")
    assert (f"signed/{DIGEST}.pdf", "kept-size") in made_wrong(little([shorter]), CONTENT)


@pytest.mark.parametrize(("holds", "code"), [(True, "pdf-right"), (False, "pdf-wrong")])
def test_whoever_can_looks_at_the_signatures_of_a_pdf(*, holds: bool, code: str) -> None:
    looked: list[tuple[bytes, bytes]] = []

    def look(chunks: Iterable[bytes], certificates: bytes) -> Sequence[tuple[bool, str]]:
        looked.append((b"".join(chunks), certificates))
        return [(holds, "signed by Wang")]

    content = as_file(replace(story(), certificates=b"PEM"), CONTENT)
    brought = BroughtAlong(release=__version__, templates=page_texts(PACKAGE, TEMPLATES), look=look)
    found = checked(opened(BytesIO(content)), brought, texts("en"))
    assert looked == [(CONTENT, b"PEM")]
    assert [each.params["says"] for each in with_code(found, code)] == ["signed by Wang"]


def test_what_another_release_wrote_is_not_made_again() -> None:
    found = verified(as_file(story(release="9.9"), CONTENT), signatures=False)
    assert found.findings.faults == []
    assert len(with_code(found, "made-unchecked")) == 2 * len(languages())


def altered(change: Callable[[Files], Files]) -> set[tuple[str, str]]:
    """Return what is wrong with a dossier whose files somebody with the key has altered."""
    files = summed(change(files_in(as_file(story(), CONTENT))))
    return wrong(packed({**files, SEAL: sealed(LOG, CASE, files[SUMS], KEY)}))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (ROWS, b'{"position":"1"}\n', "unreadable"),
        (KEYS, b'[{"key":"none","since":"","until":null}]', "key-broken"),
        (KEYS, b"{}", "unreadable"),
        (GROWTHS, b"[1]", "unreadable"),
        (LIST, b"[]", "unreadable"),
        (LIST, b'{"form":"handover-policy dossier 1","release":"1","pages":"","first":"1","unsealed":0}', "unreadable"),
    ],
)
def test_files_that_hold_something_else_are_named(name: str, content: bytes, code: str) -> None:
    assert (name, code) in altered(lambda files: {**files, name: content})


def test_notes_and_policies_that_are_none_are_named() -> None:
    files = files_in(as_file(story(), CONTENT))
    note = next(name for name in files if name.endswith(".note") and "/" in name)
    policy = next(name for name in files if name.startswith("policy/"))
    assert (note, "unreadable") in altered(lambda files: {**files, note: b"none"})
    assert (policy, "unreadable") in altered(lambda files: {**files, policy: b"\xff"})
    assert (policy, "policy-wrong") in altered(lambda files: {**files, policy: b"other"})


def test_a_seal_that_is_none_is_named() -> None:
    files = files_in(as_file(story(), CONTENT))
    loose = files[SEAL].rstrip(b"\n")
    for seal in (b"\xff", b"none", loose[:-2] + b"x=\n"):
        assert SEAL in {path for path, _ in wrong(packed({**files, SEAL: seal}))}
    assert (SUMS, "unreadable") in wrong(packed({**files, SUMS: b"none\n"}))


def test_a_key_that_is_broken_is_named_and_the_rest_is_shown() -> None:
    dossier = replace(story(), keys=(*story().keys, DossierKey(key="none", since="x", until=None)))
    found = made_wrong(dossier, CONTENT)
    assert found == {(KEYS, "key-broken")}


def test_without_a_checkpoint_nothing_is_proven() -> None:
    found = made_wrong(replace(story(), checkpoints=()), CONTENT)
    assert ("", "no-checkpoint") in found
    assert json.loads(files_in(as_file(story(), CONTENT))[LIST])["unsealed"] == 0
