"""Mail: letters that arrive as they were written, refusals told at once, and what broke after the letter unknown."""

from __future__ import annotations

import email
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import cast

import pytest

from handover_policy.delivery.inspected import InspectedChannel
from handover_policy.delivery.mail.addresses import mailbox, sender
from handover_policy.delivery.mail.letter import letter
from handover_policy.delivery.mail.line import KEPT_MOST
from handover_policy.delivery.mail.smtp import SmtpChannel, SmtpSettings
from handover_policy.ports.channels import (
    Accepted,
    Answer,
    Asked,
    Attachment,
    Failed,
    MessageChannel,
    SentParcel,
    Unknown,
)
from tests.deliveries.fakes.certificates import Authority, authority
from tests.deliveries.fakes.mailserver import PASSWORD, USER, Post, post, scripted
from tests.deliveries.posted import KEY, NOW, made, parcel

pytestmark = pytest.mark.filterwarnings(  # of aiosmtpd
    "ignore:Exception ignored in. <(function _SelectorTransport|socket.socket):pytest.PytestUnraisableExceptionWarning"
)
READER = Path(__file__).parent / "read.mjs"
PACKAGES = Path(__file__).parents[3] / ".venv" / "clients"
PLAIN = f"{parcel().text}\n\n请点此处理：{parcel().link}"
WRONG = "wr0ng-password"
PDF = Attachment(name="交接确认单 2026.pdf", media_type="application/pdf", content=b"%PDF-1.7\n\x00\xff" * 4000)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def channel(port: int, **settings: object) -> MessageChannel:
    told = {"host": "localhost", "port": port, "sender": "人事部 <hr@acme.example>", "starttls": False, "seconds": 2}
    return made("smtp", **{**told, **settings})


def opened(port: int, **settings: object) -> SmtpChannel:
    """Return the channel itself, behind its door."""
    found = cast("InspectedChannel", channel(port, **settings)).channel
    assert isinstance(found, SmtpChannel)
    return found


@pytest.fixture
def server() -> Iterator[Post]:
    with post() as kept:
        yield kept


def read(kept: Post, place: int = 0) -> EmailMessage:
    return email.message_from_bytes(bytes(kept.taken[place].content), policy=SMTP)  # type: ignore[arg-type]


def test_a_letter_says_in_both_forms_what_was_written_and_brings_its_files(server: Post) -> None:
    answer = channel(server.port).send(parcel(attachments=(PDF,)), NOW)
    assert answer == Accepted(provider_id="4XyZ1")
    told = read(server)
    assert (server.taken[0].mail_from, server.taken[0].rcpt_tos) == ("hr@acme.example", ["wangwu@acme.example"])
    assert told["Subject"] == "离职交接：请在 12 月 23 日前完成"
    assert told["From"].addresses[0].display_name == "人事部"
    assert (told["To"].addresses[0].display_name, told["To"].addresses[0].addr_spec) == ("王 五", "wangwu@acme.example")
    assert told["Message-ID"] == f"<{KEY}@acme.example>"
    assert (told["Auto-Submitted"], told["Content-Language"]) == ("auto-generated", "zh-CN")
    assert told["Date"].datetime == NOW
    assert told.get_body(("plain",)).get_content().strip().replace("\r\n", "\n") == PLAIN  # type: ignore[union-attr]
    assert told.get_body(("html",)).get_content().strip() == parcel().html  # type: ignore[union-attr]
    (attached,) = told.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (PDF.name, "application/pdf")
    assert attached.get_content() == PDF.content


def test_every_byte_is_one_of_seven_bits_and_no_line_is_long(server: Post) -> None:
    long = parcel(
        title="交接" * 200,
        name="王" * 100,
        text="长" * 5000 + "\n.\n..点\nFrom here\n" + "x" * 3000,
        html=None,
        link=None,
    )
    channel(server.port).send(long, NOW)
    content = server.taken[0].original_content or b""
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    told = read(server)
    assert (told["Subject"], told.get_content().rstrip("\r\n").replace("\r\n", "\n")) == (long.title, long.text)
    written = email.message_from_bytes(content)["To"].removesuffix(" <wangwu@acme.example>")
    assert str(make_header(decode_header(written))) == long.name  # the parser of addresses leaves spaces between words


@pytest.mark.parametrize(
    "name",
    [
        "王五\r\nBcc: boss@acme.example",
        "王五\nSubject: won",
        "Wang\x00\x0b\x85\u2028Wu",
        'Wang" <boss@acme.example>, "',
        "Müller, Boss <boss@acme.example>",
        "=?utf-8?q?=0D=0ABcc:_boss=40acme.example?=",
        "\ud800",
        "a\\",
        "(comment) <boss@acme.example>",
    ],
)
def test_no_name_adds_a_header_or_a_receiver(server: Post, name: str) -> None:
    channel(server.port).send(
        parcel(name=name, title=name, attachments=(Attachment(name=name, media_type="text/x\r\ny: z", content=b"1"),)),
        NOW,
    )
    told = read(server)
    assert sorted(told.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Language",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert [each.addr_spec for each in told["To"].addresses] == ["wangwu@acme.example"]
    assert server.taken[0].rcpt_tos == ["wangwu@acme.example"]


def test_the_link_stands_in_the_text_once(server: Post) -> None:
    own = parcel(text=f"Hello\n{parcel().link}\nBye", html=None, language="en")
    channel(server.port).send(own, NOW)
    channel(server.port).send(parcel(text="Hello", html=None, language="en"), NOW)
    channel(server.port).send(parcel(text="Hello", html=None, link=None), NOW)
    told = [read(server, place).get_content().strip().replace("\r\n", "\n") for place in range(3)]
    assert told == [own.text, f"Hello\n\nAct here: {own.link}", "Hello"]


def test_no_language_and_no_key_adds_a_header(server: Post) -> None:
    channel(server.port).send(parcel(language="en\r\nBcc: boss@acme.example", key="a\r\nBcc: b"), NOW)
    told = read(server)
    assert (told["Bcc"], told["Content-Language"]) == (None, None)
    assert told["Message-ID"] == "<a--Bcc--b@acme.example>"


@pytest.mark.parametrize(
    ("said", "code", "lasting"),
    [
        ("550 5.1.1 no such user here", "5.1.1", True),
        ("550 no such user here", "550", True),
        ("452 4.2.2 mailbox full", "4.2.2", False),
        ("450 4.7.1 greylisted, come again", "4.7.1", False),
        ("552 5.2.2 mailbox full", "5.2.2", True),
        ("554 5.7.1 rejected as spam", "5.7.1", True),
        ("535 5.7.8 authentication first", "5.7.8", False),
        ("599 9.9.9 what", "599", False),
        ("550 5.99.99 what", "5.99.99", True),
        ("499 what", "499", False),
    ],
)
@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_what_the_server_refuses_is_told_at_once(server: Post, stage: str, said: str, code: str, lasting: bool) -> None:  # noqa: FBT001
    setattr(server, stage, said)
    answer = channel(server.port).send(parcel(), NOW)
    assert answer == Failed(code=code, reason=said, lasting=lasting)
    assert server.taken == []


def test_a_sender_who_may_not_write_is_our_fault_and_tried_again(server: Post) -> None:
    server.mail = "553 5.7.1 not owned by user"
    answer = channel(server.port).send(parcel(), NOW)
    assert answer == Failed(code="sender-refused", reason="553 5.7.1 not owned by user", lasting=False)
    server.mail = "552 5.3.4 too large"
    assert channel(server.port).send(parcel(), NOW) == Failed(code="5.3.4", reason="552 5.3.4 too large", lasting=True)


def test_one_line_carries_several_letters_and_is_made_anew_when_it_has_gone(server: Post) -> None:
    to_server = channel(server.port)
    for _ in range(3):
        to_server.send(parcel(), NOW)
    server.rcpt = "550 no"
    to_server.send(parcel(), NOW)
    server.rcpt = None
    assert isinstance(to_server.send(parcel(), NOW), Accepted)
    assert (server.lines, len(server.taken)) == (1, 4)
    to_server.close()
    assert isinstance(to_server.send(parcel(), NOW), Accepted)
    assert server.lines == 2


@pytest.mark.parametrize(
    ("answers", "dies_at", "wanted"),
    [
        (
            ["220 hi", "250 hi", "250 ok", "250 ok", "354 go", "250 ok"],
            5,
            Unknown(code="line-broken", reason="SMTPServerDisconnected"),
        ),
        (
            ["220 hi", "250 hi", "250 ok", "250 ok", "354 go", None],
            None,
            Unknown(code="timeout-answering", reason="SMTPServerDisconnected"),
        ),
        (
            ["220 hi", "250 hi", "250 ok", "250 ok", "354 go", "<html>"],
            None,
            Unknown(code="answer-unreadable", reason="-1 l>"),
        ),
        (
            ["220 hi", "250 hi", "250 ok", "250 ok"],
            3,
            Failed(code="line-closed", reason="SMTPServerDisconnected", lasting=False),
        ),
        (
            ["220 hi", "250 hi", "250 ok", None],
            None,
            Failed(code="line-closed", reason="SMTPServerDisconnected", lasting=False),
        ),
        (
            ["220 hi", "250 hi", "250 ok", "250 ok", "554 5.7.1 no"],
            None,
            Failed(code="5.7.1", reason="554 5.7.1 no", lasting=True),
        ),
        (
            ["554 5.7.1 your address is on a list"],
            None,
            Failed(code="5.7.1", reason="554 5.7.1 your address is on a list", lasting=True),
        ),
        (["<html>"], None, Failed(code="-1", reason="-1 l>", lasting=False)),
        ([None], None, Failed(code="timeout-connecting", reason="SMTPServerDisconnected", lasting=False)),
        ([""], 0, Failed(code="not-reached", reason="Connection unexpectedly closed", lasting=False)),
    ],
)
def test_what_breaks_before_the_letter_was_not_sent_and_after_it_nobody_knows(answers, dies_at, wanted: Answer) -> None:
    with scripted(*answers, dies_at=dies_at) as port:
        assert channel(port, seconds=1).send(parcel(), NOW) == wanted


def test_a_line_that_has_died_or_waited_long_is_not_used_again(server: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    to_server = opened(server.port)
    to_server.send(parcel(), NOW)
    sock = to_server._lines._kept[0][0].sock
    assert sock is not None
    sock.shutdown(socket.SHUT_RDWR)
    assert isinstance(to_server.send(parcel(), NOW), Accepted)
    monkeypatch.setattr("handover_policy.delivery.mail.line.KEPT_SECONDS", -1.0)
    assert isinstance(to_server.send(parcel(), NOW), Accepted)
    assert (server.lines, len(server.taken)) == (3, 3)


def test_many_threads_send_at_once_and_few_lines_are_kept(server: Post) -> None:
    to_server = opened(server.port, seconds=20)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: to_server.send(parcel(key=f"{n:032x}"), NOW), range(24)))
    assert all(isinstance(each, Accepted) for each in answers)
    assert len({email.message_from_bytes(each.original_content or b"")["Message-ID"] for each in server.taken}) == 24
    assert len(to_server._lines._kept) <= KEPT_MOST


def test_a_server_that_takes_nothing_back_is_left() -> None:
    with scripted("220 hi", "250 hi", "250 ok", "550 5.1.1 no", "500 what") as port:
        assert channel(port).send(parcel(), NOW) == Failed(code="5.1.1", reason="550 5.1.1 no", lasting=True)


def test_encryption_that_the_server_promised_and_cannot_do_sends_nothing() -> None:
    with scripted("220 hi", "250-hi\r\n250 STARTTLS", "454 4.7.0 not now") as port:
        answer = channel(port, starttls=True).send(parcel(), NOW)
    assert answer == Failed(code="4.7.0", reason="454 4.7.0 not now", lasting=False)


def test_a_server_without_a_way_to_log_in_is_told(trusted: Authority) -> None:
    with post(starttls=trusted.context("localhost"), ways_in=False) as kept:
        known = channel(kept.port, starttls=True, user=USER, password=PASSWORD, ca_file=trusted.file)
        assert known.send(parcel(), NOW) == Failed(code="auth-missing", reason="", lasting=False)
        assert kept.taken == []


def test_answers_go_where_the_settings_say(server: Post) -> None:
    channel(server.port, reply_to="张三 <zhangsan@acme.example>").send(parcel(), NOW)
    (told,) = read(server)["Reply-To"].addresses
    assert (told.display_name, told.addr_spec) == ("张三", "zhangsan@acme.example")


def test_nobody_listens() -> None:
    with scripted("220 hi") as port:
        pass
    answer = channel(port).send(parcel(), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("not-reached", False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # implicit TLS is unknown to it
def test_the_line_is_encrypted_and_we_log_in(trusted: Authority) -> None:
    context = trusted.context("localhost")
    known = {"user": USER, "password": PASSWORD, "ca_file": trusted.file}
    with post(starttls=context, log_in=True) as kept:
        assert isinstance(channel(kept.port, starttls=None, **known).send(parcel(), NOW), Accepted)
        assert kept.tls == [True]
    with post(tls=context, log_in=True) as kept:
        assert isinstance(channel(kept.port, starttls=None, tls=True, **known).send(parcel(), NOW), Accepted)
        assert len(kept.taken) == 1


def test_a_wrong_password_is_told_without_the_password(trusted: Authority) -> None:
    with post(starttls=trusted.context("localhost"), log_in=True) as kept:
        wrong = channel(kept.port, starttls=True, user=USER, password=WRONG, ca_file=trusted.file)
        answer = wrong.send(parcel(), NOW)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting) == ("5.7.8", False)
        nobody = channel(kept.port, starttls=True, ca_file=trusted.file).send(parcel(), NOW)
        assert isinstance(nobody, Failed)
        assert nobody.lasting is False
        assert kept.taken == []
    assert WRONG not in repr(wrong) + repr(answer) + repr(SmtpSettings(host="h", sender="s", password=WRONG))


def test_a_certificate_of_another_or_of_nobody_we_trust_is_refused(trusted: Authority) -> None:
    with post(starttls=trusted.context("other.example"), log_in=True) as kept:
        answer = channel(kept.port, starttls=True, ca_file=trusted.file).send(parcel(), NOW)
        assert isinstance(answer, Failed)
        assert (answer.code, answer.lasting) == ("certificate", False)
    with post(tls=trusted.context("localhost")) as kept:
        answer = channel(kept.port, starttls=None, tls=True).send(parcel(), NOW)
        assert isinstance(answer, Failed)
        assert (answer.code, kept.taken) == ("certificate", [])


def test_encryption_that_is_asked_for_and_not_there_sends_nothing(server: Post) -> None:
    assert channel(server.port, starttls=True).send(parcel(), NOW) == Failed(
        code="starttls-missing", reason="", lasting=False
    )
    answer = channel(server.port, starttls=None, tls=True).send(parcel(), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, server.taken) == ("tls-failed", [])


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "wangwu",
        "a@b@c.example",
        "a b@c.example",
        "a@c.example\r\nRCPT TO:<b@c.example>",
        "<a@c.example>",
        "a@",
        "@c.example",
        "a@-.example",
        "a..b@c.example",
        "x" * 65 + "@c.example",
        '"a b"@c.example',
        "a@[127.0.0.1]",
    ],
)
def test_what_is_no_address_is_for_good(server: Post, address: str | None) -> None:
    answer = channel(server.port).send(parcel(address=address), NOW)
    assert answer == Failed(code="address-unfit", reason="", lasting=True)
    assert server.lines == 0


def test_a_domain_in_chinese_goes_out_as_the_dns_has_it(server: Post) -> None:
    channel(server.port).send(parcel(address="wangwu@公司.中国"), NOW)
    assert server.taken[0].rcpt_tos == ["wangwu@xn--55qx5d.xn--fiqs8s"]


def test_an_address_in_chinese_needs_a_server_that_takes_it(server: Post) -> None:
    assert channel(server.port).send(parcel(address="王五@公司.中国"), NOW) == Failed(
        code="smtputf8-missing", reason="", lasting=True
    )
    with post(utf8=True) as kept:
        assert isinstance(channel(kept.port).send(parcel(address="王五@公司.中国"), NOW), Accepted)
        assert kept.taken[0].rcpt_tos == ["王五@xn--55qx5d.xn--fiqs8s"]


def test_settings_that_tell_a_password_on_an_open_line_or_no_sender_are_refused() -> None:
    with pytest.raises(ValueError, match="encrypted"):
        SmtpChannel(SmtpSettings(host="h", sender="hr@acme.example", user="u", password=WRONG, starttls=False))
    with pytest.raises(ValueError, match="sender"):
        SmtpChannel(SmtpSettings(host="h", sender="人事部"))
    server = SmtpSettings(host="h", sender="s").server
    assert (server.port, server.starttls, server.tls) == (587, True, False)
    server = SmtpSettings(host="h", sender="s", port=465).server
    assert (server.port, server.starttls, server.tls) == (465, False, True)
    assert made("smtp", host="h", sender="a@b.example", per_minute=30).limits[0].most == 30


def test_a_mail_server_is_asked_nothing_afterwards(server: Post) -> None:
    assert channel(server.port).ask([SentParcel(key=KEY, provider_id=None, address=None, at=NOW)], NOW) == Asked()


def test_mailparser_reads_what_we_wrote() -> None:
    if not (PACKAGES / "node_modules" / "mailparser").is_dir():
        pytest.skip("`make test` installs what the tests of other programs need")
    to = mailbox("wangwu@公司.中国", name='王 "五", <x>')
    assert to is not None
    written = letter(parcel(attachments=(PDF,)), sender("人事部 <hr@acme.example>"), to, NOW)
    node = shutil.which("node")
    assert node is not None
    told = json.loads(subprocess.run([node, READER, PACKAGES], input=written, capture_output=True, check=True).stdout)
    assert told["subject"] == parcel().title
    assert told["to"] == [{"address": "wangwu@公司.中国", "name": '王 "五", <x>'}]
    assert told["from"] == [{"address": "hr@acme.example", "name": "人事部"}]
    assert (told["text"].strip(), told["html"].strip()) == (PLAIN, parcel().html)
    assert told["id"] == f"<{KEY}@acme.example>"
    assert told["attachments"] == [
        {"name": PDF.name, "type": "application/pdf", "size": len(PDF.content), "start": "JVBERi0xLjcK"}
    ]


def test_a_figure_of_several_characters_is_one_in_heads_and_a_file_is_called_as_it_is() -> None:
    family, named = "👩‍👩‍👧", ("=?utf-8?b?xx?=.pdf", "a\0b.pdf", "👩‍👩‍👧.pdf")
    files = tuple(Attachment(name=each, media_type="application/pdf", content=b"%PDF") for each in named)
    to = mailbox("wangwu@acme.example")
    assert to is not None
    written = letter(parcel(title=family, attachments=files), sender("hr@acme.example"), to, NOW)
    read = email.message_from_bytes(written, policy=SMTP)
    assert isinstance(read, EmailMessage)
    assert read["Subject"] == family
    assert [each.get_filename() for each in read.iter_attachments()] == ["=_utf-8?b?xx?=.pdf", "a b.pdf", named[2]]
