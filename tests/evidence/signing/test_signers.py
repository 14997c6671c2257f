"""One suite over every signer: what the service relies on, whoever signs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509

from handover_policy.ports.signer import DocumentFound, Signer, SignerFailed, SigningAsked, SigningOutcome
from handover_policy.signing.checking import check_document
from handover_policy.signing.stamping import StampAuthority
from tests.evidence.authority import Authority, authority
from tests.evidence.signing.desk import PARTIES, Desk, local
from tests.evidence.signing.tokens import softhsm

OPENSSL = shutil.which("openssl") or "openssl"


@dataclass
class LaterSigner:
    """A vendor's, in ten lines: the person goes to a page, and has signed once somebody asks again."""

    inner: Signer
    asked: dict[str, SigningAsked] = field(default_factory=dict)
    kind: str = "later"

    def start(self, asked: SigningAsked) -> SigningOutcome:
        ticket = f"{asked.name} {asked.signatory.party}"
        self.asked[ticket] = asked
        return SigningOutcome(state="waiting", ticket=ticket, page=f"https://vendor.example/{len(self.asked)}")

    def fetch(self, ticket: str) -> SigningOutcome:
        return self.inner.start(self.asked[ticket])

    def verify(self, document: bytes) -> DocumentFound:
        return self.inner.verify(document)


@contextmanager
def stamping(folder: Path) -> Iterator[tuple[StampAuthority, Authority]]:
    with authority(folder) as here:
        roots = x509.load_pem_x509_certificates(here.ca.read_bytes())
        yield StampAuthority(here.stamped, roots), here


@pytest.fixture(scope="module", params=["local", "stamped", "pkcs11", "later"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        if request.param == "pkcs11":
            signer: Signer = local(folder, token=stack.enter_context(softhsm(folder / "hsm")))
        elif request.param == "stamped":
            stamps, _ = stack.enter_context(stamping(folder / "tsa"))
            signer = local(folder, stamps=stamps)
        else:
            signer = local(folder) if request.param == "local" else LaterSigner(local(folder))
        yield Desk(folder, signer)


def test_a_document_goes_from_hand_to_hand(desk: Desk) -> None:
    document, before = desk.printed.content, b""
    for party in PARTIES[:2]:
        outcome = desk.signer.start(desk.asked(document, party))
        if outcome.state == "waiting":
            assert outcome.page.startswith("https://")
            outcome = desk.signer.fetch(outcome.ticket)
        else:
            with pytest.raises(LookupError):
                desk.signer.fetch(outcome.ticket)
        assert (outcome.state, outcome.document is None) == ("signed", False)
        assert outcome.document is not None
        before, document = document, outcome.document
        assert document.startswith(before)
    found = desk.signer.verify(document)
    assert found.holds
    assert [each.person for each in found.signatures if not each.seal] == ["E-leaver", "E-successor"]
    assert not desk.signer.verify(document[:-200]).holds
    assert desk.signer.verify(b"nothing").faults == ("unreadable",)


def test_a_time_stamp_stands_with_each_signature_and_openssl_finds_the_same(tmp_path: Path) -> None:
    with stamping(tmp_path / "tsa") as (stamps, here):
        desk = Desk(tmp_path, local(tmp_path, stamps=stamps))
        (document,) = desk.signed(("leaver",))
        found = desk.signer.verify(document)
        assert found.holds
        assert all(each.clock_off for each in found.signatures)  # ours stands still in a year of its own
        token, value = _token(document)
        (here.folder / "token").write_bytes(token)
        (here.folder / "value").write_bytes(value)
        asked = [OPENSSL, "ts", "-verify", "-token_in", "-in", "token", "-data", "value", "-CAfile", "ca.pem"]
        ended = subprocess.run(asked, cwd=here.folder, capture_output=True, check=False)  # noqa: S603 - our own words
        assert b"Verification: OK" in ended.stdout
        stranger = check_document(
            document, [_der(each) for each in _own(desk)], stamp_roots=[_der(each) for each in _own(desk)]
        )
        assert {fault for each in stranger.signatures for fault in each.faults} == {"stamp-fails"}


def test_an_authority_that_is_away_signs_nothing_and_is_asked_again(tmp_path: Path) -> None:
    def away(_: bytes) -> bytes:
        raise OSError("away")

    desk = Desk(tmp_path, local(tmp_path, stamps=StampAuthority(away)))
    with pytest.raises(SignerFailed, match="away"):
        desk.signed(("leaver",))
    wrong = Desk(tmp_path, local(tmp_path, stamps=StampAuthority(lambda _: b"nothing")))
    with pytest.raises(SignerFailed, match="time stamp"):
        wrong.signed(("leaver",))


def test_a_token_that_is_not_there_or_does_not_open_is_said(tmp_path: Path) -> None:
    with softhsm(tmp_path / "hsm") as seal:
        for wrong in (replace(seal, token="other"), replace(seal, pin="9999")):  # noqa: S106 - of a test
            desk = Desk(tmp_path, local(tmp_path, token=wrong))
            with pytest.raises(SignerFailed, match="token"):
                desk.signed(("leaver",))
        desk = Desk(tmp_path, local(tmp_path, token=seal))
        assert desk.signer.kind == "pkcs11"
        (once,) = desk.signed(("leaver",))
        (twice,) = desk.signed(("leaver",))
        assert desk.signer.verify(once).holds
        assert desk.signer.verify(twice).holds
        kept = sorted(each.name for each in (tmp_path / "keys" / "signing" / "acme").iterdir())
        assert [each.partition("-")[0] for each in kept] == ["authority", "token"]


def _own(desk: Desk) -> list[x509.Certificate]:
    return list(local(desk.folder).keys.authorities())


def _der(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - beside its use

    return certificate.public_bytes(Encoding.DER)


def _token(document: bytes) -> tuple[bytes, bytes]:
    """Return the time stamp of the last signature, and what it stamps."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra

    signed = PdfFileReader(BytesIO(document), strict=False).embedded_regular_signatures[-1]
    info = signed.signer_info
    stamps = [each for each in info["unsigned_attrs"] if each["type"].native == "signature_time_stamp_token"]
    return stamps[0]["values"][0].dump(), info["signature"].native
