"""What is told to one person alone: a code, a link: at once, to their own phone and mail, and kept nowhere."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from handover_policy.app.asking.view import view_of
from handover_policy.app.portal.codes import codes_to_tell
from handover_policy.app.sending.private.asking import send_certificate_link, send_code, send_link
from handover_policy.app.sending.private.channels import private_channels
from handover_policy.app.serving.keeping.verify import verify_ledger
from handover_policy.app.serving.settings import ChannelSettings
from handover_policy.delivery.sms.filling import ReadyMessage, TemplateSettings, filled
from handover_policy.ledger.codes import CodeKept, CodeOf, check_code, codes_at_hand, make_code
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.links import link_of
from handover_policy.ledger.notes.tables import LEDGER_MARKS
from handover_policy.ledger.outbox.private import A_DAY
from handover_policy.ledger.outbox.tables import OUTBOX
from handover_policy.ledger.people.asked_for import asked_for
from handover_policy.ledger.personal.certificates import certificate_link
from handover_policy.ledger.personal.requests import open_requests
from handover_policy.ledger.tables import LEDGER
from handover_policy.ports.channels import Accepted, Answer, Failed, Limit, Parcel, SmsText, Unknown
from tests.deliveries.office import Office, Remembering, event, hired, office, resigns
from tests.deliveries.parcels import parcel
from tests.deliveries.reports.test_reports_taken import reported, told_by

NEVER = Failed(code="40035", reason="no such user", lasting=True)
BUSY = Failed(code="http-503", reason="busy", lasting=False)


@dataclass(slots=True)
class Echoing(Remembering):
    """A channel that says back what it was given, and does not take it."""

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        Remembering.send(self, parcel, now)
        return Failed(code="refused", reason=f"{parcel.text} {parcel.link} {parcel.sms}", lasting=True)


def code(here: Office, person: str = "E1") -> CodeKept:
    """Have a code made and sent, as a page does."""
    service, now = here.service, here.clock[0]
    envelope = envelope_in(service.settings.data)
    state = make_code(service.engine, envelope, CodeOf("acme", person, "sheet"), now)
    send_code(service.engine, here.company, person, state.name, now)
    with reading(service.engine) as connection:
        return codes_at_hand(connection, envelope, "acme", now, person)[0]


def told_by_hr(here: Office) -> list[tuple[str, bool]]:
    with reading(here.service.engine) as connection:
        found = codes_to_tell(connection, envelope_in(here.service.settings.data), "acme", here.clock[0])
    return [(each.code, each.unsent) for each in found]


def waiting_for_hr(here: Office) -> list[str]:
    with reading(here.service.engine) as connection:
        return [each.person for each in asked_for(connection, "acme", 20)]


def of_deliveries(here: Office) -> str:
    """Return everything that is kept of deliveries."""
    here.noted()
    with reading(here.service.engine) as connection:
        rows = [tuple(row) for table in (OUTBOX, LEDGER_MARKS) for row in connection.execute(table.select())]
        rows += [(row.body,) for row in connection.execute(LEDGER.select().where(LEDGER.c.kind == "delivery"))]
    return json.dumps(rows, default=str)


def link(here: Office, person: str = "E1") -> None:
    send_link(here.service.engine, here.company, person, here.clock[0])


def token_in(parcel: Parcel) -> str:
    return str(parcel.link).rpartition("/")[2]


def test_a_code_goes_before_all_else_at_once_and_alone_and_stands_nowhere(
    tmp_path: Path, database: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    sms = Remembering("phone", limits=(Limit(most=1, seconds=3600),))
    with office(tmp_path, database, quiet="00:00-23:59", sms=sms, email=(mail := Remembering("email"))) as here:
        here.tell(hired("E1"), resigns("E1"))
        made = code(here)
        here.send()
        (first,) = sms.sent
        assert first.sms is not None
        assert (first.address, first.sms.parameters, first.link) == ("13900000001", (("code", made.code),), None)
        letters = [each for each in mail.sent if made.code in each.text]
        assert [each.address for each in letters] == ["e1@home.example"]
        assert first.key != letters[0].key
        assert {each["state"] for each in here.noted() if each["notice"].startswith("private/code/")} == {"accepted"}
        kept = of_deliveries(here)
        assert made.code not in kept
        assert made.code not in f"{caplog.text} {capsys.readouterr()}"
        assert "13900000001" in kept
        assert told_by_hr(here) == []
        engine, envelope = here.service.engine, envelope_in(here.service.settings.data)
        assert check_code(engine, envelope, CodeOf("acme", "E1", "sheet"), made.code, here.clock[0]) == "right"
        assert verify_ledger(engine, "acme", evaluator="compiled").differences == []


def test_what_a_provider_says_back_is_not_kept(tmp_path: Path) -> None:
    with office(tmp_path, sms=Echoing("phone"), email=Echoing("email")) as here:
        here.tell(hired("E1"), resigns("E1"))
        made = code(here)
        link(here)
        here.send()
        kept = of_deliveries(here)
        assert "refused" in kept
        said = [
            made.code,
            *(token_in(each) for channel in here.channels.values() for each in channel.sent if each.link),
        ]
        assert len(said) > 2
        assert [each for each in said if each in kept] == []


@pytest.mark.parametrize("answer", [NEVER, BUSY, Unknown(code="line-broken", reason="…")])
def test_a_code_that_nothing_carries_is_told_by_hr(tmp_path: Path, answer: Answer) -> None:
    deaf = Remembering("phone", tells_repeats=False, answers=[answer])
    with office(tmp_path, sms=deaf) as here:
        here.tell(hired("E1"))
        made = code(here)
        assert told_by_hr(here) == []
        here.send()
        assert told_by_hr(here) == [(made.code, True)]
        deaf.answers = [Accepted(provider_id="p")]
        newer = code(here)
        here.send()
        assert newer.name != made.name
        assert told_by_hr(here) == []


def test_a_code_whose_text_message_failed_goes_out_on_no_channel_of_others(tmp_path: Path) -> None:
    with office(tmp_path, sms=(sms := Remembering("phone")), dingtalk=(work := Remembering("dingtalk"))) as here:
        here.tell(hired("E1"))
        code(here)
        here.send()
        reported(here, "aliyun_sms", told_by("aliyun_sms", sms.sent[0].key, "p1", success=False))
        here.send()
        (row,) = [each for each in here.rows(person="E1") if each["notice"].startswith("private/code/")]
        assert (row["channel"], row["state"]) == ("sms", "failed")
        assert [each for each in work.sent if each.to == "E1"] == []


def test_where_nothing_sends_hr_is_told_after_a_minute(tmp_path: Path) -> None:
    with office(tmp_path, email=Remembering("email")) as here:
        here.tell(hired("E1"))
        made = code(here)
        assert told_by_hr(here) == []
        here.later(seconds=61)
        assert told_by_hr(here) == [(made.code, True)]


def test_a_code_that_counts_no_more_is_not_sent(tmp_path: Path) -> None:
    with office(tmp_path, email=(mail := Remembering("email"))) as here:
        here.tell(hired("E1"))
        replaced, counts = code(here), code(here)
        here.send()
        assert [counts.code in each.text for each in mail.sent] == [True]
        late = code(here)
        here.later(minutes=11)
        here.send()
        assert len(mail.sent) == 1
        rows = here.rows(code="code-over")
        assert {row["notice"].rpartition("/")[2] for row in rows} == {
            each.name.rpartition("/")[2] for each in (replaced, late)
        }


def test_only_so_many_go_out_to_one_person_and_hr_tells_the_rest(tmp_path: Path) -> None:
    with office(tmp_path, email=(mail := Remembering("email"))) as here:
        here.tell(hired("E1"), hired("E2", 2))
        made = list[CodeKept]()
        for _ in range(A_DAY["code"].most + 5):
            made.append(code(here))
            here.send()
            here.later(minutes=4)
        assert len(mail.sent) == A_DAY["code"].most
        assert told_by_hr(here) == [(made[-1].code, False)]
        for _ in range(A_DAY["link"].most + 2):
            link(here, "E2")
            link(here, "E2")
            here.send()
            here.later(minutes=6)
        assert len([each for each in mail.sent if each.to == "E2"]) == A_DAY["link"].most
        assert waiting_for_hr(here) == ["E2"]


def test_a_link_goes_by_phone_and_mail_and_is_one(tmp_path: Path, database: str) -> None:
    mail = Remembering("email", answers=[BUSY, Accepted(provider_id="p")])
    with office(tmp_path, database, sms=(sms := Remembering("phone")), email=mail) as here:
        here.tell(hired("E1"), resigns("E1"))
        link(here)
        here.send()
        here.later(seconds=6)
        here.send()
        ours = [each for each in (*sms.sent, *mail.sent) if each.title == "新的登录链接"]
        assert len(ours) == 3
        (told,) = {token_in(each) for each in ours}
        assert {each.address for each in ours} == {"13900000001", "e1@home.example"}
        with reading(here.service.engine) as connection:
            found = link_of(connection, ("acme",), told)
        assert found is not None
        assert (found.person, found.used) == ("E1", False)
        assert told not in of_deliveries(here)
        assert waiting_for_hr(here) == []


def test_a_link_that_cannot_be_sent_waits_for_hr_until_it_is(tmp_path: Path) -> None:
    mail = Remembering("email", answers=[BUSY, Accepted(provider_id="p"), NEVER])
    with office(tmp_path, email=mail) as here:
        here.tell(hired("E1"))
        link(here)
        here.send()
        assert waiting_for_hr(here) == ["E1"]
        here.later(seconds=6)
        here.send()
        assert waiting_for_hr(here) == []
        here.later(minutes=6)
        link(here)
        here.send()
        assert waiting_for_hr(here) == ["E1"]


def test_a_link_to_the_certificate_goes_to_whoever_has_left_or_hr_answers(tmp_path: Path) -> None:
    with office(tmp_path, email=(mail := Remembering("email"))) as here:
        here.tell(hired("E1"), hired("E2", 2, addresses={"email": "e2@acme.example"}))
        for person in ("E1", "E2", "E2"):
            send_certificate_link(here.service.engine, here.company, person, f"{person}/1", here.clock[0])
        here.send()
        (sent,) = mail.sent
        assert sent.link is not None
        assert "/certificate/" in sent.link
        with reading(here.service.engine) as connection:
            found = certificate_link(connection, ("acme",), token_in(sent))
            waiting = [(each.person, each.kind, each.text) for each in open_requests(connection, "acme", 9)]
        assert found is not None
        assert (found.person, found.case) == ("E1", "E1/1")
        assert waiting == [("E2", "certificate-link", "E2/1")]


REACHED = {
    # who: (a link goes by, a code goes by)
    "E1": (["sms", "email"], ["sms", "email"]),
    "E2": (["sms", "email"], []),
    "E3": (["dingtalk"], []),
    "E4": ([], []),
    "nobody": ([], []),
}


def test_who_is_reached_alone_by_what(tmp_path: Path) -> None:
    sms, email, dingtalk = Remembering("phone"), Remembering("email"), Remembering("dingtalk")
    with office(tmp_path, sms=sms, email=email, dingtalk=dingtalk, robot=Remembering(None)) as here:
        work = {"phone": "13800000002", "email": "e2@acme.example", "dingtalk": "d2"}
        here.tell(hired("E1"), hired("E2", 2, addresses=work), hired("E3", 3, addresses={"dingtalk": "d3"}))
        here.tell(hired("E4", 4, addresses=work), event("employee.left", "E4", 1, on="2026-03-02"))
        here.later(days=1)

        def found(connection: Connection, person: str) -> tuple[list[str], list[str]]:
            view = view_of(connection, here.company, here.clock[0])
            return list(private_channels(view, person, "link")), list(private_channels(view, person, "code"))

        with reading(here.service.engine) as connection:
            assert {person: found(connection, person) for person in REACHED} == REACHED


def test_a_code_leaves_the_blank_for_a_link_alone() -> None:
    told = TemplateSettings(templates={"one-time-code": "SMS_1"}, link_parameter="link")
    sms = SmsText(template="one-time-code", parameters=(("code", "012345"),), linked=False)
    sent = filled(parcel(address="13900000001", sms=sms), told)
    assert isinstance(sent, ReadyMessage)
    assert (sent.template, list(sent.parameters)) == ("SMS_1", [("code", "012345")])


@pytest.mark.parametrize(
    ("templates", "carried"),
    [
        ({}, []),
        ({"one-time-code": "SMS_1"}, ["code"]),
        ({"one-time-code": "SMS_1", "sign-in-link": "SMS_2"}, ["code"]),
        ({"sign-in-link": "SMS_2", "link_parameter": "link"}, ["link"]),
    ],
)
def test_a_text_message_carries_what_it_has_a_template_for(
    tmp_path: Path, templates: dict[str, str], carried: list[str]
) -> None:
    with office(tmp_path, sms=Remembering("phone")) as here:
        here.tell(hired("E1"))
        link_parameter = templates.pop("link_parameter", None)
        values = {"templates": templates, "link_parameter": link_parameter}
        channels = here.company.settings.channels
        assert isinstance(channels, dict)
        channels["sms"] = ChannelSettings(kind="aliyun_sms", values=values)
        with reading(here.service.engine) as connection:
            view = view_of(connection, here.company, here.clock[0])
            assert [kind for kind in ("code", "link") if private_channels(view, "E1", kind)] == carried
