"""The sheet beside a mail that is about it: for whoever may read it by then, and never at the cost of the message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from handover_policy.app.render import PreparedDocument
from handover_policy.ports.channels import Failed, Parcel
from handover_policy.render.documents.pdf import PdfUnavailable
from tests.deliveries.office import Office, Remembering, event, hired, office, resigns

NEVER = Failed(code="40035", reason="no such user", lasting=True)


@contextmanager
def asked_to_sign(folder: Path) -> Iterator[Office]:
    """Give a company in which a sheet waits to be signed, by mail, for nobody is reached on DingTalk."""
    with office(folder, dingtalk=Remembering("dingtalk", answers=[NEVER]), email=Remembering("email")) as here:
        here.tell(hired("E9"), hired("E2"), hired("E1", manager="E9"), resigns("E1"))
        here.tell(event("successor.assigned", "E1", 1, successor="E2", by="E9"))
        here.send()
        tasks = {row["item"] for row in here.rows()}
        assert tasks == {None}
        names = ("everyone.assets", "everyone.documents", "everyone.access", "sales.customers", "sales.receivables")
        for number, name in enumerate(names):
            here.tell(event("task.waived", "E1", number, task=f"E1/1:{name}", by="E9", reason="r"))
        yield here


def mails_on_sheets(here: Office) -> Mapping[str, Parcel]:
    """Return the newest mail to each person: on the sheet, to the leaver on other things, too."""
    parties = ("E1", "E2", "E9")
    return {each.to: each for each in here.channels["email"].sent if each.to in parties and "确认单" in each.text}


def test_who_is_asked_to_sign_gets_the_sheet_and_who_has_to_sign_no_longer_is_not_asked(tmp_path: Path) -> None:
    with asked_to_sign(tmp_path) as here:
        here.tell(event("successor.assigned", "E1", 2, successor="E9", by="E9"))
        here.send()
        mails = mails_on_sheets(here)
        assert {to: [each.name for each in mail.attachments] for to, mail in mails.items()} == {
            "E1": ["E1-1-confirmation-sheet.pdf"],
            "E9": ["E1-1-confirmation-sheet.pdf"],
        }
        assert [row["channel"] for row in here.rows(person="E2", code="not-theirs")] == ["dingtalk"]
        (file,) = mails["E1"].attachments
        assert (file.content[:5], file.media_type) == (b"%PDF-", "application/pdf")
        told = {"name": file.name, "size": len(file.content), "sha256": hashlib.sha256(file.content).hexdigest()}
        noted = [each["attached"] for each in here.noted() if each["to"] == "E1" and "attached" in each]
        assert noted
        assert all(each == [told] for each in noted)


def test_a_sheet_that_cannot_be_written_stops_no_message_and_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritten(_: PreparedDocument, form: str) -> bytes:
        raise PdfUnavailable(form)

    monkeypatch.setattr(PreparedDocument, "written", unwritten)
    with asked_to_sign(tmp_path) as here:
        here.send()
        mails = mails_on_sheets(here)
        assert set(mails) == {"E1", "E2", "E9"}
        assert not [each for each in mails.values() if each.attachments]
        noted = [each for each in here.noted() if "not_attached" in each]
        assert {each["to"] for each in noted} == set(mails)
        assert {(each["state"], *each["not_attached"]) for each in noted} == {("accepted", "PdfUnavailable")}
