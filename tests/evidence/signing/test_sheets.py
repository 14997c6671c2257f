"""A sheet that people sign becomes a PDF with their signatures, kept in the archive and told of in the ledger."""

from __future__ import annotations

from pathlib import Path

from tests.evidence.signing.signed import stage
from tests.service.ledger.playing import SALESMAN, events_of

EVENTS = events_of(SALESMAN)


def test_three_parties_sign_in_the_order_in_which_they_did(tmp_path: Path) -> None:
    with stage(tmp_path) as here:
        watch = here.watch()
        here.tell(EVENTS)
        assert watch.look(here.company) == 3
        rows = here.rows()
        assert [(each["party"], each["person"], each["state"]) for each in rows] == [
            ("leaver", "E1001", "signed"),
            ("successor", "E1002", "signed"),
            ("manager", "M200", "signed"),
        ]
        found = here.signer(watch).verify(here.newest())
        assert found.holds
        assert (found.sha256, found.size) == (rows[-1]["sha256"], rows[-1]["size"])
        assert [each.person for each in found.signatures if not each.seal] == ["E1001", "E1002", "M200"]
        assert here.newest().startswith(here.file(rows[0]["sha256"]))
        assert watch.look(here.company) == 0
        assert here.watch().look(here.company) == 0
