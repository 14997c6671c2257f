"""A sheet that people sign becomes a PDF with their signatures, kept in the archive and told of in the ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import structlog

from handover_policy.app.render import PreparedDocument
from handover_policy.app.serving.settings import SigningSettings
from handover_policy.app.signing import watching
from handover_policy.app.signing.found import SignedSheet, checked_sheet, older_sheets, signed_sheet
from handover_policy.app.signing.making import SheetSigning
from handover_policy.app.signing.watching import SigningWatch
from handover_policy.archive.folder import FolderBlobs
from handover_policy.ledger.files.versions import versions_at
from handover_policy.ports.signer import DocumentFound, SignerFailed, SigningAsked, SigningOutcome
from handover_policy.render.documents.pdf import PrintedPdf
from handover_policy.signing.checking import check_document, vouched_in
from tests.evidence.signing.signed import CASE, SignedStage, at_once, stage
from tests.evidence.signing.test_signers import LaterSigner
from tests.service.ledger.playing import COMPANY, SALESMAN, events_of, tick

EVENTS = events_of(SALESMAN)
FIRST = next(at for at, line in enumerate(EVENTS) if b"sheet.signed" in line)
DONE, GIVEN = EVENTS[:FIRST], EVENTS[FIRST : FIRST + 3]
THREE = [("leaver", "E1001", "signed"), ("successor", "E1002", "signed"), ("manager", "M200", "signed")]


def event(name: str, kind: str, time: str, /, **data: Any) -> bytes:
    told = {"specversion": "1.0", "id": name, "source": "hr/core", "type": kind, "subject": "E1001", "time": time}
    return orjson.dumps({**told, "data": data})


def signed(name: str, time: str, party: str, by: str, **data: Any) -> bytes:
    return event(name, "sheet.signed", time, party=party, by=by, method="click", **data)


def signed_now(here: SignedStage) -> SignedSheet | None:
    with here.engine.connect() as connection:
        return signed_sheet(connection, COMPANY, here.case())


def told_by(here: SignedStage) -> list[tuple[str, str, str]]:
    return [(each["party"], each["person"], each["state"]) for each in here.rows()]


def test_three_parties_sign_in_the_order_in_which_they_did(tmp_path: Path) -> None:
    with stage(tmp_path) as here:
        watch = here.watch()
        here.tell(DONE)
        assert watch.look(here.company) == 0
        turned = (
            signed("a", "2026-03-31T17:00:00+08:00", "manager", "M200", opinion="好"),
            signed("b", "2026-03-31T17:01:00+08:00", "leaver", "E1001"),
        )
        for line in turned:
            here.tell([line])
            assert watch.look(here.company) == 1
        here.tell([GIVEN[1]])
        assert watch.look(here.company) == 1
        rows = here.rows()
        assert told_by(here) == [THREE[2], THREE[0], THREE[1]]
        sheet = signed_now(here)
        assert sheet is not None
        found = checked_sheet(here.archive, here.signer(watch), sheet)
        assert found.holds
        assert checked_sheet(here.archive, here.signer(watch), sheet) is found
        vouched = vouched_in(here.newest(), {row["authority"] for row in rows})
        assert check_document(here.newest(), vouched).holds
        assert (found.sha256, found.size) == (rows[-1]["sha256"], rows[-1]["size"])
        assert [each.person for each in found.signatures if not each.seal] == ["M200", "E1001", "E1002"]
        assert here.newest().startswith(here.file(rows[0]["sha256"]))
        assert rows[0]["assurance"] == {"how": "told", "source": "hr/core"}
        assert watch.look(here.company) == 0
        assert here.watch().look(here.company) == 0
        with here.engine.connect() as connection:
            kept = versions_at(connection, COMPANY, f"signed:{CASE}")
        assert [(each.name, each.person, each.file.sha256) for each in kept] == [
            ("confirmation-sheet.pdf", row["person"], row["sha256"]) for row in rows
        ]


def test_a_system_cannot_say_that_somebody_was_recognised_here(tmp_path: Path) -> None:
    told = orjson.loads(signed("f", "2026-03-31T17:00:00+08:00", "leaver", "E1001"))
    told["assurance"] = '{"how":"code","address":"192.0.2.1"}'
    with stage(tmp_path) as here:
        watch = here.watch()
        here.tell([*DONE, orjson.dumps(told)])
        signing = SheetSigning(here.company, here.archive, here.signer(watch))
        with here.engine.connect() as connection:
            asked = signing.asked(connection, CASE, here.now())
        assert asked is not None
        assert "由系统 hr/core 传来，本人未在此登录" in asked.lines
        assert watch.look(here.company) == 1
        assert here.rows()[0]["assurance"] == {"how": "told", "source": "hr/core"}


def test_a_changed_sheet_begins_anew_and_the_old_one_is_kept(tmp_path: Path, plain: PlainSigner) -> None:
    task = {"task": "E1001/1:sales.receivables"}
    evidence = [{"kind": "file", "path": "a.xlsx", "sha256": "1" * 64, "size": 5}]
    with stage(tmp_path) as here:
        watch = here.watch()
        here.tell([*DONE, *GIVEN[:2]])
        watch.look(here.company)
        here.tell(
            [
                event("r", "task.reopened", "2026-03-31T17:20:00+08:00", **task, by="M200", reason="少一份"),
                event("s", "task.submitted", "2026-03-31T17:21:00+08:00", **task, by="E1001", evidence=evidence),
                event("c", "task.confirmed", "2026-03-31T17:22:00+08:00", **task, by="M200"),
                signed("l", "2026-03-31T17:25:00+08:00", "leaver", "E1001"),
            ]
        )
        assert watch.look(here.company) == 2
        rows = here.rows()
        assert [(each["round"], each["party"], each["state"]) for each in rows] == [
            (1, "leaver", "signed"),
            (1, "successor", "signed"),
            (1, None, "superseded"),
            (4, "leaver", "signed"),  # reopened, submitted and confirmed: a version each
        ]
        assert (rows[2]["sha256"], rows[2]["size"]) == (rows[1]["sha256"], rows[1]["size"])
        case = here.case()
        with here.engine.connect() as connection:
            now, older = signed_sheet(connection, COMPANY, case), older_sheets(connection, COMPANY, case)
        assert now is not None
        assert [now.parties, *(each.parties for each in older)] == [("leaver",), ("leaver", "successor")]
        assert [here.file(each.sha256) for each in (now, *older)] == [
            b"printed\nleaver\n",
            b"printed\nleaver\nsuccessor\n",
        ]
        assert plain.kind == rows[0]["signer"]


def test_a_version_that_was_over_before_anybody_looked_is_told_of_without_a_file(
    tmp_path: Path, plain: PlainSigner
) -> None:
    task = {"task": "E1001/1:sales.receivables"}
    with stage(tmp_path) as here:
        watch = here.watch()
        reopened = event("r", "task.reopened", "2026-03-31T17:20:00+08:00", **task, by="M200", reason="少一份")
        here.tell([*DONE, GIVEN[0], reopened])
        assert watch.look(here.company) == 1
        assert [(each["state"], each["round"], each["sha256"]) for each in here.rows()] == [("superseded", 1, None)]
        assert signed_now(here) is None
        assert plain.kind == "plain"


def test_silence_leaves_a_place_empty_and_a_signature_on_paper_stands_on_paper(tmp_path: Path) -> None:
    paper = event("p", "sheet.signed", "2026-03-31T17:10:00+08:00", party="successor", by="E1002", method="paper")
    with stage(tmp_path) as here:
        watch = here.watch()
        here.tell([*DONE, GIVEN[0], paper])
        watch.look(here.company)
        late = datetime.fromisoformat("2026-04-20T09:00:00+08:00")
        here.now.reach(late)
        tick(here.company, late)
        here.company.lane.counters.ticks += 1
        assert watch.look(here.company) == 1
        assert told_by(here) == [THREE[0], THREE[1], ("manager", "M200", "deemed")]
        assert here.rows()[1]["paper"] is True
        found = here.signer(watch).verify(here.newest())
        assert found.holds
        assert [each.field for each in found.signatures] == [
            "seal",
            "party-leaver",
            "answer-successor",
            "answer-manager",
        ]


class PlainSigner:
    """Signs by a line at the end: what signs is of no matter here."""

    kind = "plain"

    def start(self, asked: SigningAsked) -> SigningOutcome:
        return SigningOutcome(state="signed", document=asked.document + asked.signatory.party.encode() + b"\n")

    def fetch(self, ticket: str) -> SigningOutcome:
        raise LookupError(ticket)

    def verify(self, document: bytes) -> DocumentFound:
        raise NotImplementedError


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> PlainSigner:
    """Give a signer that costs nothing; nothing is printed either."""
    signer = PlainSigner()
    printed = PrintedPdf(content=b"printed\n", pages=1, places={})
    monkeypatch.setattr(PreparedDocument, "printed", lambda _: printed)
    monkeypatch.setattr(watching, "signer_of", lambda *_: signer)
    return signer


def test_whatever_breaks_off_when_nothing_is_repeated_and_nothing_lost(tmp_path: Path, plain: PlainSigner) -> None:
    """Each step raises, again and again: what stands then is what a process leaves behind that is killed there."""
    broken: list[str] = []

    def breaking(what: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        def twice(*given: Any, **named: Any) -> Any:
            made = inner(*given, **named) if what.endswith("after") else None
            if broken.count(what) < 3:
                broken.append(what)
                raise SystemError(what)
            return made if what.endswith("after") else inner(*given, **named)

        return twice

    with stage(tmp_path) as here, structlog.testing.capture_logs():
        here.tell(DONE)
        here.watch_from(0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plain, "start", breaking("start", plain.start))
            patch.setattr(FolderBlobs, "put", breaking("put, after", FolderBlobs.put))
            runs = (breaking("run, before", at_once), breaking("run, after", at_once), at_once)
            for run, line in zip(runs, GIVEN, strict=True):
                here.tell([line])
                for _ in range(8):
                    SigningWatch(here, run=run).look(here.company)  # type: ignore[arg-type] # as much as it asks
        assert sorted(set(broken)) == ["put, after", "run, after", "run, before", "start"]
        assert told_by(here) == THREE
        with here.engine.connect() as connection:
            assert len(versions_at(connection, COMPANY, f"signed:{CASE}")) == 3
        assert here.newest() == b"printed\nleaver\nsuccessor\nmanager\n"


def test_what_fails_is_said_once_tried_again_and_holds_up_nobody(tmp_path: Path, plain: PlainSigner) -> None:
    def away(*_: object) -> None:
        raise SignerFailed("away")

    with stage(tmp_path) as here, structlog.testing.capture_logs() as said:
        watch = here.watch()
        here.tell([*DONE, GIVEN[0]])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plain, "start", away)
            patch.setattr(watching, "AGAIN_SECONDS", (0.0,))
            assert [watch.look(here.company) for _ in range(3)] == [0, 0, 0]
        assert [each["event"] for each in said if each["log_level"] == "warning"] == ["sheet-not-signed"]
        assert watch.look(here.company) == 1


def test_a_vendor_that_answers_later_is_asked_until_it_has(
    tmp_path: Path, plain: PlainSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = LaterSigner(plain)
    monkeypatch.setattr(watching, "signer_of", lambda *_: later)
    monkeypatch.setattr(watching, "ASKED_AGAIN", 0.0)
    with stage(tmp_path) as here:
        watch = here.watch()
        here.tell([*DONE, GIVEN[0]])
        assert watch.look(here.company) == 2
        waiting, done = here.rows()
        assert (waiting["state"], waiting["page"]) == ("waiting", "https://vendor.example/1")
        assert (done["state"], done["party"]) == ("signed", "leaver")
        here.tell([GIVEN[1]])
        monkeypatch.setattr(later, "fetch", lambda _: SigningOutcome(state="declined"))
        watch.look(here.company)
        assert [each["state"] for each in here.rows()] == ["waiting", "signed", "waiting", "declined"]


def test_what_was_signed_before_there_were_keys_is_not_signed_afterwards(tmp_path: Path, plain: PlainSigner) -> None:
    with stage(tmp_path) as here:
        here.tell([*DONE, GIVEN[0]])
        watch = here.watch()
        assert watch.look(here.company) == 0
        shutil.rmtree(tmp_path / "keys" / "signing")
        here.tell([GIVEN[1]])
        assert here.watch().look(here.company) == 0
        here.tell([GIVEN[2]])
        assert here.watch().look(here.company) == 1
        assert plain.kind == here.rows()[0]["signer"]


def test_nothing_signs_where_the_settings_say_so_or_the_extra_is_missing(tmp_path: Path) -> None:
    with stage(tmp_path, signing=SigningSettings(kind="none")) as here:
        watch = here.watch()
        here.tell([*DONE, *GIVEN])
        assert (watch.look(here.company), here.rows()) == (0, [])
