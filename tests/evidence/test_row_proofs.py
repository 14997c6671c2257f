"""A row, or the part of it that somebody may see, is proven without any of the others."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.evidence.canonical import canonical
from handover_policy.evidence.checkpoints import Checkpoint
from handover_policy.evidence.leaves import HiddenPart, ShownPart, leaf_of_parts, part_hash, part_salt
from handover_policy.evidence.merkle import Edge, Leaves, Subtree, inclusion_ranges, proof_of, range_hash
from handover_policy.evidence.row_proofs import ProofUnreadable, RowProof, read_row_proof

SALT = bytes(range(16))
PARTS = (("envelope", b"[3]"), ("body", "{离职}".encode()), ("effects E1/1", b"[1]"), ("effects E2/1", b"[2]"))


def proof_for(index: int, size: int, shown: frozenset[str]) -> tuple[RowProof, bytes]:
    """Return the proof of a row among others, and the root of all."""
    leaf = leaf_of_parts(PARTS, SALT)
    leaves = [leaf if place == index else bytes([place]) * 32 for place in range(size)]
    edge, hashes = Edge(), {Subtree(0, place): each for place, each in enumerate(leaves)}
    for each in leaves:
        hashes.update(edge.add(each))
    parts = tuple(
        ShownPart(name, part_salt(name, SALT), content) if name in shown else HiddenPart(part_hash(name, content, SALT))
        for name, content in PARTS
    )
    path = proof_of(inclusion_ranges(index, size), hashes)
    return RowProof(index=index, size=size, leaf=leaf, path=path, parts=parts), range_hash(Leaves(0, size), hashes)


@given(st.integers(1, 40).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))), st.data())
def test_whatever_part_is_shown_it_is_proven_and_read_again(place: tuple[int, int], data: st.DataObject) -> None:
    shown = data.draw(st.frozensets(st.sampled_from([name for name, _ in PARTS])))
    index, size = place
    proof, root = proof_for(index, size, shown)
    assert proof.root == root
    written = canonical(proof.json())
    assert read_row_proof(json.loads(written)) == proof
    assert proof.shown == {name: content for name, content in PARTS if name in shown}
    for name, content in PARTS:
        assert (content.decode() in written.decode() or name in shown) == (name in shown) or len(content) < 4
        assert (f'"{name}"' in written.decode()) == (name in shown)


def test_a_proof_of_a_leaf_alone_shows_nothing() -> None:
    proof, root = proof_for(2, 7, frozenset())
    bare = replace(proof, parts=())
    assert bare.root == root
    assert set(bare.json()) == {"index", "size", "leaf", "path"}
    assert read_row_proof(bare.json()) == bare


@given(st.data())
def test_whatever_is_changed_in_a_proof_leads_to_no_such_root(data) -> None:
    proof, root = proof_for(2, 7, frozenset({"body"}))
    written = json.dumps(proof.json(), ensure_ascii=False)
    place = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.sampled_from('0123456789abcdef离",:x').filter(lambda each: each != written[place]))
    try:
        changed = read_row_proof(json.loads(written[:place] + other + written[place + 1 :]))
    except ValueError:
        return
    where, shown = (changed.index, changed.size), changed.shown.items()
    assert (where == (2, 7) and shown <= proof.shown.items()) or (changed.size, changed.root) != (7, root)


@pytest.mark.parametrize(
    "change",
    [
        {"index": "1"},
        {"index": True},
        {"size": 1.0},
        {"leaf": "00"},
        {"leaf": 5},
        {"path": "00"},
        {"path": ["0"]},
        {"path": ["00" * 32] * 65},
        {"parts": [{"name": "a"}]},
        {"parts": [{"hash": "zz"}]},
        {"parts": 7},
        {"parts": [{"name": "a", "salt": "00" * 32, "content": "\ud800"}]},
        {"parts": ()},
        {"note": "seen"},
        {"leaf": "AB" * 32},
        {"leaf": " " + "ab" * 32},
        {"parts": [{"hash": "00" * 32, "name": "body", "content": "another"}]},
    ],
)
def test_what_is_no_proof_is_not_read(change) -> None:
    proof, _ = proof_for(2, 7, frozenset({"body"}))
    with pytest.raises(ProofUnreadable):
        read_row_proof(proof.json() | change)


@pytest.mark.parametrize("told", [None, [], 7, {}])
def test_what_is_no_object_is_no_proof(told) -> None:
    with pytest.raises(ProofUnreadable):
        read_row_proof(told)


def test_a_part_that_was_changed_makes_another_leaf() -> None:
    proof, _ = proof_for(0, 3, frozenset({"body"}))
    parts = list(proof.parts)
    assert isinstance(parts[1], ShownPart)
    parts[1] = replace(parts[1], content=b"{}")
    assert replace(proof, parts=tuple(parts)).root is None


@pytest.mark.parametrize("cut", [1, 3, 8])
def test_no_part_is_shown_without_its_beginning(cut: int) -> None:
    proof, _ = proof_for(2, 7, frozenset({"body"}))
    told = json.loads(json.dumps(proof.json()))
    body = told["parts"][1]
    body["salt"] += body["content"][:cut].encode().hex()  # the hash is over both, one after the other
    body["content"] = body["content"][cut:]
    with pytest.raises(ProofUnreadable):
        read_row_proof(told)


def test_a_row_stands_in_a_log_of_that_size_alone() -> None:
    proof, root = proof_for(0, 5, frozenset())
    seen = Checkpoint(origin="a", size=5, root=root, at=datetime(2026, 3, 2, tzinfo=UTC))
    assert proof.stands_in(seen)
    for size in (6, 7, 8):
        other = replace(proof, size=size)
        assert other.root == root
        assert not other.stands_in(seen)
    assert not proof.stands_in(replace(seen, root=bytes(32)))
