"""Files go with those whose they are, never under a hold or before their day; what stops in the middle is finished."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from handover_policy.app.asking.view import view_of
from handover_policy.app.erasing import carrying_out
from handover_policy.app.erasing.carrying_out import erase_due, settle
from handover_policy.app.erasing.report import report_on
from handover_policy.app.filing.archive import Archive
from handover_policy.app.filing.holding import hold_files
from handover_policy.app.serving.keeping.opening import note_what_waits
from handover_policy.app.serving.settings import UploadSettings
from handover_policy.archive.content import EncryptedBlobs
from handover_policy.archive.folder import FolderBlobs, FolderShelf
from handover_policy.archive.wrapping import WrappingKeys
from handover_policy.ledger.database import reading, writing
from handover_policy.ledger.files.holds import (
    HeldThing,
    NothingToHold,
    anything_kept,
    holds_of,
    lift_hold,
    place_hold,
    retain_longer,
)
from handover_policy.ledger.files.keys import FileKeys
from handover_policy.ledger.files.versions import held_files
from handover_policy.ledger.keeping import gone_files
from handover_policy.ledger.notes.marks import LedgerMark, add_marks
from tests.evidence.erasing.departures import FIRST, OVER, SECOND, Firm
from tests.service.ledger.playing import COMPANY, ledger_of

BY = "U-HR"
OWN, SHARED, OTHERS = "秘密：只有她有".encode(), "两个人都有".encode(), "别人的".encode()


def blobs(here: Firm) -> FolderBlobs:
    return FolderBlobs(here.data / "blobs")


def keep(here: Firm, place: str, content: bytes, person: str = FIRST) -> str:
    archive = Archive(here.engine, blobs(here), UploadSettings())
    held = archive.keep(COMPANY, BytesIO(content), "a.txt")
    archive.bring(COMPANY, held, place=place, name=f"{FIRST}.txt", person=person, now=here.clock())
    return held.sha256


def on_the_disk(here: Firm) -> list[bytes]:
    return sorted(each.read_bytes() for each in (here.data / "blobs").rglob("*") if each.is_file())


def settled(here: Firm) -> None:
    settle(here.engine, blobs(here), COMPANY)


@pytest.fixture
def filed(here: Firm) -> Firm:
    """The company, with files of both: one that both brought, and one of each."""
    for place in (f"upload:{FIRST}:upload.code", f"{FIRST}/1:contracts"):
        keep(here, place, OWN)
    keep(here, f"case:{FIRST}/1", SHARED, "M200")
    for content in (SHARED, OTHERS):
        keep(here, f"upload:{SECOND}:upload.code", content, SECOND)
    note_what_waits(here.company.lane.ledger, here.clock())
    return here


def test_files_go_with_whose_they_are_and_what_another_has_too_stays(filed: Firm) -> None:
    done = erase_due(filed.company, filed.on(OVER), by=BY)
    assert (done.people, done.files) == (1, 1)
    assert OWN in on_the_disk(filed), "not before the transaction is committed"
    settled(filed)
    assert on_the_disk(filed) == sorted([SHARED, OTHERS])
    assert filed.found_on_disk(OWN.decode(), f"{FIRST}.txt") == [f"{FIRST}.txt"], (
        "others' files keep the name they came with"
    )
    assert done.position is not None


def test_a_kill_between_the_ledger_and_the_disk_is_finished_by_the_next_run(
    filed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, before = filed.on(OVER), filed.everything()
    real = gone_files.release_files

    def killed(*told: Any) -> int:
        real(*told)
        raise KeyboardInterrupt

    monkeypatch.setattr(carrying_out, "release_files", killed)
    with pytest.raises(KeyboardInterrupt):
        erase_due(filed.company, now, by=BY)
    monkeypatch.setattr(carrying_out, "release_files", real)
    assert filed.everything() == before, "nothing half"
    assert on_the_disk(filed).count(OWN) == 1
    erase_due(filed.company, now, by=BY)
    removing = FolderBlobs.remove
    monkeypatch.setattr(FolderBlobs, "remove", fails)
    with pytest.raises(OSError, match="disk"):
        settled(filed)
    assert OWN in on_the_disk(filed)
    monkeypatch.setattr(FolderBlobs, "remove", removing)
    settled(filed)
    assert OWN not in on_the_disk(filed)
    settled(filed)


def fails(*_: object) -> None:
    raise OSError("the disk is away")


def test_what_is_brought_again_before_it_was_removed_stays(filed: Firm) -> None:
    erase_due(filed.company, filed.on(OVER), by=BY)
    again = keep(filed, f"upload:{SECOND}:upload.code", OWN, SECOND)
    settled(filed)
    with reading(filed.engine) as connection:
        assert held_files(connection, COMPANY, [again])
    assert OWN in on_the_disk(filed)


@pytest.mark.parametrize(
    "on",
    [
        HeldThing(kind="person", name=FIRST),
        HeldThing(kind="case", name=f"{FIRST}/1"),
        HeldThing(kind="place", name=f"upload:{FIRST}:upload.code"),
    ],
)
def test_a_hold_wins_until_it_is_lifted_and_one_that_comes_too_late_finds_nothing(filed: Firm, on: HeldThing) -> None:
    now = filed.on(OVER)
    with writing(filed.engine) as connection:
        number = place_hold(connection, COMPANY, on, why="劳动仲裁", by=BY, now=now).number
        assert anything_kept(connection, COMPANY, on)
    before = filed.everything()
    assert erase_due(filed.company, now, by=BY).people == 0
    with reading(filed.engine) as connection:
        (ground,) = report_on(view_of(connection, filed.company, now), FIRST).grounds
    assert (ground.code, dict(ground.params)) == ("hold", {"since": OVER.isoformat(), "why": "劳动仲裁"})
    assert "file.held" in before
    with writing(filed.engine) as connection:
        lift_hold(connection, COMPANY, number, why="结案", by=BY, now=now)
    assert erase_due(filed.company, now, by=BY).people == 1
    archive = Archive(filed.engine, blobs(filed), UploadSettings())
    with pytest.raises(NothingToHold):
        hold_files(archive, COMPANY, on, why="x", by=BY, now=now)
    with reading(filed.engine) as connection:
        assert list(holds_of(connection, COMPANY, standing=True)) == []


def test_a_hold_placed_during_an_erasure_waits_and_finds_that_it_came_too_late(
    filed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure has begun when the hold is placed: it waits for its end, on SQLite for the whole of the file."""
    now, on = filed.on(OVER), HeldThing(kind="person", name=FIRST)
    waiting: list[Future[bool]] = []
    real = gone_files.release_files

    def hold() -> bool:
        with writing(filed.engine) as connection:
            place_hold(connection, COMPANY, on, why="x", by=BY, now=now)
            return anything_kept(connection, COMPANY, on)

    with ThreadPoolExecutor(1) as pool:

        def meanwhile(*told: Any) -> int:
            waiting.append(pool.submit(hold))
            return real(*told)

        monkeypatch.setattr(carrying_out, "release_files", meanwhile)
        assert erase_due(filed.company, now, by=BY).people == 1
        assert waiting[0].result(20) is False


def test_a_file_that_must_be_there_longer_keeps_everything(filed: Firm) -> None:
    until = OVER + timedelta(days=3)
    with writing(filed.engine) as connection:
        retain_longer(connection, COMPANY, f"case:{FIRST}/1", until)
    filed.on(OVER)
    assert erase_due(filed.company, filed.clock(), by=BY).people == 0
    with reading(filed.engine) as connection:
        report = report_on(view_of(connection, filed.company, filed.clock()), FIRST)
    assert [(each.code, each.until) for each in report.grounds] == [("retained", until)]
    assert report.until == until
    filed.on(until + timedelta(days=1))
    assert erase_due(filed.company, filed.clock(), by=BY).people == 1


def test_what_is_removed_while_somebody_brings_it_is_put_there_again(
    filed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase_due(filed.company, filed.on(OVER), by=BY)
    real = FolderBlobs.put

    def removed_meanwhile(self: FolderBlobs, company: str, content: BytesIO) -> object:
        kept = real(self, company, content)
        monkeypatch.setattr(FolderBlobs, "put", real)
        settled(filed)
        assert OWN not in on_the_disk(filed)
        return kept

    monkeypatch.setattr(FolderBlobs, "put", removed_meanwhile)
    keep(filed, f"upload:{SECOND}:upload.code", OWN, SECOND)
    assert OWN in on_the_disk(filed)


def test_who_brings_what_is_being_removed_waits_for_its_end(filed: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    erase_due(filed.company, filed.on(OVER), by=BY)
    removing = FolderBlobs.remove
    with ThreadPoolExecutor(1) as pool:
        brought: list[Future[str]] = []

        def slowly(self: FolderBlobs, company: str, sha256: str) -> None:
            brought.append(pool.submit(keep, filed, f"upload:{SECOND}:upload.code", OWN, SECOND))
            time.sleep(0.2)
            assert not brought[0].done()
            removing(self, company, sha256)

        monkeypatch.setattr(FolderBlobs, "remove", slowly)
        settled(filed)
        brought[0].result(20)
    assert OWN in on_the_disk(filed)


def test_of_files_that_are_encrypted_the_keys_are_destroyed(here: Firm) -> None:
    sealed = EncryptedBlobs(FolderShelf(here.data / "blobs"), FileKeys(here.engine), WrappingKeys([bytes(32).hex()]))
    archive = Archive(here.engine, sealed, UploadSettings())
    held = archive.keep(COMPANY, BytesIO(OWN), "a.txt")
    archive.bring(COMPANY, held, place=f"case:{FIRST}/1", name="a.txt", person=FIRST, now=here.clock())
    assert sealed.keys.found(COMPANY, [held.sha256])
    assert erase_due(here.company, here.on(OVER), by=BY).files == 1
    settle(here.engine, sealed, COMPANY)
    assert not sealed.keys.found(COMPANY, [held.sha256])
    assert on_the_disk(here) == []


@pytest.mark.parametrize("held", ["person", "case", ""])
def test_what_was_delivered_in_a_held_case_stays_though_whoever_got_it_is_erased(here: Firm, held: str) -> None:
    case, now = f"{SECOND}/1", here.on(OVER)
    with writing(here.engine) as connection:
        told = f'{{"state": "sent", "to": "{FIRST}", "case": "{case}"}}'
        sent = LedgerMark(kind="delivery", type="delivery.sent", subject=FIRST, case=case, body=told)
        add_marks(connection, COMPANY, [sent])
        if held:
            on = HeldThing(kind="case" if held == "case" else "person", name=case if held == "case" else SECOND)
            place_hold(connection, COMPANY, on, why="law suit", by=BY, now=now)
    assert [each.person for each in erase_due(here.company, now, by=BY).reports] == [FIRST]
    kept = [row.body for row in ledger_of(here.database) if row.kind == "delivery"]
    assert kept == [told if held else None]
