"""Desk: a small page of three parties, and a signer that signs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from handover_policy.ports.signer import Signatory, Signer, SigningAsked
from handover_policy.render.documents.pdf import PrintedPdf, print_pdf
from handover_policy.signing.keys import KeyTitles, SigningKeys
from handover_policy.signing.local import LocalSigner
from handover_policy.signing.stamping import StampAuthority
from handover_policy.signing.token import TokenSeal

NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)
PARTIES = ("leaver", "successor", "manager")
NAMES = {
    "leaver": "王晓敏\U0001f600",
    "successor": "Maximilian von und zu Hohenlohe-Langenburg",
    "manager": "陈\U00029e3d",
}
TITLES = KeyTitles(company="澄湾智造", authority="内部数字签名（企业 CA）", seal="公司印章")


def page() -> PrintedPdf:
    boxes = "".join(f'<p class="b" id="sign-{each}">待签</p>' for each in PARTIES)
    style = "@page { size: A5 } .b { height: 90px; width: 260px }"
    return print_pdf(f"<html><style>{style}</style><body><h1>确认单</h1>{boxes}</body></html>", {}, NOW)


@dataclass
class Desk:
    """A signer with its keys, and the same page signed by it."""

    folder: Path
    signer: Signer

    @cached_property
    def printed(self) -> PrintedPdf:
        return page()

    def asked(self, document: bytes, party: str, **told: Any) -> SigningAsked:
        signatory = Signatory(person=f"E-{party}", name=NAMES[party], party=party, title=party)
        asked = SigningAsked(
            document=document,
            name="x",
            parties=PARTIES,
            places={name.removeprefix("sign-"): place for name, place in self.printed.places.items()},
            signatory=signatory,
            at=NOW,
            lines=(f"{party} {NAMES[party]}", "签署时间 2026-03-31"),
            now=NOW,
        )
        return replace(asked, **told)

    def signed(self, parties: Sequence[str] = PARTIES, **told: Any) -> list[bytes]:
        """Return each revision, one a party."""
        made, document = [], self.printed.content
        for party in parties:
            outcome = self.signer.start(self.asked(document, party, **told))
            assert outcome.document is not None
            document = outcome.document
            made.append(document)
        return made


def local(folder: Path, *, stamps: StampAuthority | None = None, token: TokenSeal | None = None) -> LocalSigner:
    """Return a signer with keys in a folder."""
    return LocalSigner(SigningKeys.of(folder, "acme", TITLES), stamps, token)
