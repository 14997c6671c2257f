"""A sheet that everybody has signed goes to its parties by mail, with the checkpoint that has it: once, and noted."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from handover_policy.app.proving.watching import LogWatch
from handover_policy.app.sending.packed.attaching import kept_by
from handover_policy.app.signing.watching import SigningWatch
from handover_policy.evidence.checkpoints import read_checkpoint
from handover_policy.evidence.notes import read_note
from handover_policy.ledger.database import reading
from handover_policy.ledger.outbox.private import PRIVATE
from handover_policy.ledger.reading.signatures import signature_rows
from handover_policy.ports.channels import Failed, Parcel
from tests.deliveries.office import Office, event
from tests.deliveries.test_attaching import asked_to_sign
from tests.evidence.paper.codes import codes_in

AWAY = Failed(code="http-503", reason="busy", lasting=False)
SHEET, NOTE = "E1-1-confirmation-sheet.pdf", "checkpoint.txt"


def sealed_letters(here: Office) -> list[Parcel]:
    return [each for each in here.channels["email"].sent if NOTE in {file.name for file in each.attachments}]


def sign(here: Office, *parties: tuple[str, str]) -> None:
    for party, person in parties:
        sha256 = sheet_digest(here)
        here.tell(
            event(
                "sheet.signed",
                "E1",
                int(person[1:]),
                party=party,
                by=person,
                method="click",
                sha256=sha256,
                case="E1/1",
            )
        )


def sheet_digest(here: Office) -> str:
    state = here.company.lane.run.register
    case = state.case("E1/1")
    assert case is not None
    assert case.sheet is not None
    return case.sheet.sha256


def test_every_party_gets_the_signed_sheet_with_the_checkpoint_that_has_it(tmp_path: Path) -> None:
    with asked_to_sign(tmp_path) as here:
        here.sender.desks = {
            "acme": replace(here.sender.desks["acme"], kept=kept_by(here.service.archive.blobs, "acme"))
        }
        here.company.settings = replace(here.company.settings, verify_at="https://h.example/verify?company=acme")
        watch, signing = LogWatch(here.service), SigningWatch(here.service)
        sign(here, ("leaver", "E1"), ("successor", "E2"))
        watch.look(here.company)
        here.send()
        assert sealed_letters(here) == []
        sign(here, ("manager", "E9"))
        watch.look(here.company)
        here.send()
        assert sealed_letters(here) == []  # the signature is not in the PDF yet
        assert signing.look(here.company) == 3
        with reading(here.service.engine) as connection:
            rows = signature_rows(connection, "acme", "E1/1")
        here.channels["email"].answers[:] = [AWAY, *here.channels["email"].answers]
        watch.look(here.company)
        here.send()
        LogWatch(here.service).look(here.company)
        here.later(minutes=10)
        here.send()
        letters = {each.to: each for each in sealed_letters(here)}
        assert set(letters) == {"E1", "E2", "E9"}
        assert len(sealed_letters(here)) == len(letters) + 1  # one was tried again
        for each in letters.values():
            sheet, note = each.attachments
            assert (sheet.name, hashlib.sha256(sheet.content).hexdigest()) == (SHEET, rows[-1]["sha256"])
            told = read_checkpoint(read_note(note.content.decode()).text)
            assert told.size >= rows[-1]["position"]
        (code,) = codes_in(letters["E1"].attachments[0].content, tmp_path)
        assert code == f"https://h.example/verify?company=acme&digest={sheet_digest(here)}"
        noted = [each for each in here.noted() if each["notice"].startswith(f"{PRIVATE}sheet/")]
        assert {each["to"] for each in noted if each["state"] == "accepted"} == set(letters)
        assert all([file["name"] for file in each["attached"]] == [SHEET, NOTE] for each in noted if "attached" in each)


def letters_waiting(here: Office) -> set[str]:
    return {str(row["person"]) for row in here.rows() if str(row["notice"]).startswith(f"{PRIVATE}sheet/")}


def test_where_nothing_signs_pdfs_the_print_goes_out_after_a_minute(tmp_path: Path) -> None:
    with asked_to_sign(tmp_path) as here:
        watch = LogWatch(here.service)
        watch.look(here.company)
        sign(here, ("leaver", "E1"), ("successor", "E2"), ("manager", "E9"))
        watch.look(here.company)
        LogWatch(here.service).look(here.company)
        assert letters_waiting(here) == set()
        here.later(minutes=2)
        watch.look(here.company)
        assert letters_waiting(here) == {"E1", "E2", "E9"}


def test_of_what_was_complete_before_there_were_checkpoints_nobody_is_told(tmp_path: Path) -> None:
    with asked_to_sign(tmp_path) as here:
        sign(here, ("leaver", "E1"), ("successor", "E2"), ("manager", "E9"))
        for _ in range(2):  # a ledger of a release before, and a start after that
            watch = LogWatch(here.service)
            here.later(minutes=2)
            watch.look(here.company)
            watch.look(here.company)
        assert letters_waiting(here) == set()
