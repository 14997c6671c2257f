"""What somebody makes of a signed PDF is found: altered, appended to, cut off; what was not, holds, years later too."""

from __future__ import annotations

import random
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from handover_policy.signing.checking import authorities_in, check_document, held_against
from handover_policy.signing.keys import KeyBroken, SigningKeys
from handover_policy.signing.local import LocalSigner
from tests.evidence.signing.desk import NAMES, NOW, PARTIES, Desk, local

PDFSIG = shutil.which("pdfsig")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("keys")
    return Desk(folder, local(folder))


@pytest.fixture(scope="module")
def revisions(desk: Desk) -> list[bytes]:
    return desk.signed()


def _keys(desk: Desk) -> SigningKeys:
    assert isinstance(desk.signer, LocalSigner)
    return desk.signer.keys


def test_whoever_signed_is_named_as_they_are_called(desk: Desk, revisions: list[bytes]) -> None:
    found = desk.signer.verify(revisions[-1])
    assert found.holds
    people = [(each.person, each.name) for each in found.signatures if not each.seal]
    assert people == [(f"E-{each}", NAMES[each]) for each in PARTIES]
    assert [each.seal for each in found.signatures] == [True, False, False, False]
    assert {each.at for each in found.signatures} == {NOW}


def test_poppler_finds_the_same(revisions: list[bytes], tmp_path: Path) -> None:
    assert PDFSIG is not None
    (tmp_path / "signed.pdf").write_bytes(revisions[-1])
    told = subprocess.run([PDFSIG, "signed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own file
    assert told.count("Signature is Valid.") == 4
    assert told.count("  - Total document signed") == 1


def test_one_bit_flipped_anywhere_that_is_signed_is_found(desk: Desk, revisions: list[bytes]) -> None:
    draw, whole = random.Random(17), revisions[-1]  # noqa: S311 - the same places each time
    for at in [*(draw.randrange(len(whole)) for _ in range(12)), 1000, len(revisions[0]) + 50, len(whole) - 3]:
        broken = bytearray(whole)
        broken[at] ^= 1 << draw.randrange(8)
        found = desk.signer.verify(bytes(broken))
        said = held_against(found, bytes(broken), desk.signer.verify(whole).sha256, len(whole))
        assert said == ("another-file",)
        assert not found.holds or at > len(whole) - 10, at


def test_what_was_signed_before_a_change_holds_still(desk: Desk, revisions: list[bytes]) -> None:
    broken = bytearray(revisions[-1])
    broken[len(revisions[0]) + 200] ^= 1
    found = desk.signer.verify(bytes(broken))
    assert not found.holds
    by_person = {each.person: each.faults for each in found.signatures}
    assert "altered" in by_person["E-manager"] or found.faults


def test_another_page_in_the_place_of_one_is_found_though_poppler_sees_nothing(
    desk: Desk, revisions: list[bytes]
) -> None:
    from pyhanko.pdf_utils import generic  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - an extra

    writer = IncrementalPdfFileWriter(BytesIO(revisions[-1]), strict=False)
    sheet = writer.root["/Pages"]["/Kids"][0].get_object()
    sheet["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m 100 100 l S"))
    writer.update_container(sheet)
    written = BytesIO()
    writer.write(written)
    found = desk.signer.verify(written.getvalue())
    assert "replaced-afterwards" in {fault for each in found.signatures for fault in each.faults}
    assert "added-unsigned" in found.faults


def test_the_last_signature_cut_off_holds_by_itself_and_not_by_what_the_ledger_keeps(
    desk: Desk, revisions: list[bytes]
) -> None:
    whole, cut = revisions[-1], revisions[-2]
    found = desk.signer.verify(cut)
    assert found.holds
    kept = desk.signer.verify(whole)
    assert held_against(found, cut, kept.sha256, kept.size) == ("cut-off",)
    assert held_against(kept, whole, kept.sha256, kept.size) == ()
    longer = desk.signer.verify(whole + b"\n%%EOF\n")
    assert held_against(longer, whole + b"\n%%EOF\n", kept.sha256, kept.size) == ("another-file",)


@pytest.mark.parametrize("nothing", [b"", b"%PDF-1.7", b"\0" * 100])
def test_what_is_no_signed_document_is_said_to_be_none(desk: Desk, nothing: bytes) -> None:
    assert desk.signer.verify(nothing).faults == ("unreadable",)
    assert desk.signer.verify(desk.printed.content).faults == ("unsigned",)


def test_of_a_silent_party_the_company_answers_and_the_place_stays_empty(desk: Desk, tmp_path: Path) -> None:
    first = desk.signed(("leaver",))[0]
    silent = desk.signer.start(
        desk.asked(first, "successor", silent=True, lines=("逾期未提出异议，视为确认", "自 2026-04-03起"))
    ).document
    assert silent is not None
    last = desk.signer.start(desk.asked(silent, "manager")).document
    assert last is not None
    found = desk.signer.verify(last)
    assert found.holds
    assert [(each.field, each.seal) for each in found.signatures] == [
        ("seal", True),
        ("party-leaver", False),
        ("answer-successor", True),
        ("party-manager", False),
    ]
    (tmp_path / "silent.pdf").write_bytes(last)
    told = subprocess.run(["pdftotext", "silent.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout  # noqa: S607 - poppler
    assert "逾期未提出异议，视为确认" in told.decode()
    late = desk.signer.start(desk.asked(last, "successor")).document
    assert late is not None
    assert desk.signer.verify(late).holds


def test_keys_are_their_owners_alone_and_no_key_of_a_person_is_kept(desk: Desk, revisions: list[bytes]) -> None:
    files = sorted(each for each in desk.folder.rglob("*") if each.is_file())
    assert [each.name for each in files] == ["authority-0001.pem", "seal-0001.pem"]
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    brought = authorities_in(revisions[-1])
    assert brought == tuple(each.public_bytes(Encoding.DER) for each in _keys(desk).authorities())
    assert check_document(revisions[-1], brought).holds


def test_another_authority_vouches_for_nothing(revisions: list[bytes], tmp_path: Path) -> None:
    stranger = local(tmp_path)
    stranger.keys.authority(NOW)
    found = stranger.verify(revisions[-1])
    assert {fault for each in found.signatures for fault in each.faults} == {"untrusted"}
    assert {fault for each in stranger.verify(revisions[0]).signatures for fault in each.faults} == {"untrusted"}


def test_keys_rotated_lost_and_at_their_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path, local(tmp_path))
    keys = _keys(desk)
    (first,) = desk.signed(("leaver",))
    keys.rotate(NOW)
    assert [len(keys.authorities()), desk.signer.verify(first).holds] == [2, True]
    second = desk.signer.start(desk.asked(first, "successor")).document
    assert second is not None
    assert desk.signer.verify(second).holds  # two authorities, one document
    late = NOW + timedelta(days=3652 - 300)  # less than a year before the authority ends
    third = desk.signer.start(desk.asked(second, "manager", now=late)).document
    assert third is not None
    assert len(keys.authorities()) == 3
    assert desk.signer.verify(third).holds
    for each in keys.folder.glob("*.pem"):
        each.unlink()
    anew = desk.signed(("leaver",))[0]
    assert desk.signer.verify(anew).holds
    lost = desk.signer.verify(third)
    assert {fault for each in lost.signatures for fault in each.faults} == {"untrusted"}
    assert check_document(third, authorities_in(third)).holds  # who kept the certificates can still check it


@pytest.mark.parametrize("off", [timedelta(days=-1), timedelta(days=1), timedelta(days=-5)])
def test_a_clock_that_is_off_signs_all_the_same(desk: Desk, off: timedelta) -> None:
    made = desk.signed(("leaver",))[0]
    shifted = desk.signer.start(desk.asked(made, "successor", now=NOW + off)).document
    assert shifted is not None
    found = desk.signer.verify(shifted)
    assert found.holds
    begun = _keys(desk).authorities()[0].not_valid_before_utc
    assert found.signatures[-1].at == max(NOW + off, begun)


def test_a_file_of_keys_that_holds_something_else_is_named(tmp_path: Path) -> None:
    signer = local(tmp_path)
    signer.keys.authority(NOW)
    (tmp_path / "keys" / "signing" / "acme" / "authority-0001.pem").write_text("nothing")
    with pytest.raises(KeyBroken, match=r"authority-0001\.pem"):
        signer.keys.authority(NOW)
