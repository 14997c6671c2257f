"""The command `render`: documents and messages from events and from the sample, and what it says of a wrong call."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.edges.cli.command import DEFAULT, EXAMPLE, ROOT, Ended, handover, hired, line, lines

MESSAGES = sorted(path.parent.name for path in (ROOT / "notifications").glob("*/notification.yaml"))
DOCUMENTS = ("task-list", "confirmation-sheet", "agreement-confirmation", "leaving-certificate", "handover-package")


def render(*arguments: object, given: bytes = b"") -> Ended:
    return handover("render", *arguments, given=given)


def test_a_document_of_a_case_is_written_from_its_events() -> None:
    ended = render("confirmation-sheet", "--events", EXAMPLE, "--case", "E1001/1")
    assert (ended.code, ended.err) == (0, "")
    decisions = handover("run", EXAMPLE).decisions
    (digest,) = {effect["sha256"] for each in decisions for effect in each["effects"] if effect["effect"] == "sheet"}
    assert digest in ended.out.decode()


def test_the_only_case_need_not_be_named_and_the_language_may() -> None:
    ended = render("task-list", "--events", EXAMPLE, "--lang", "en")
    assert ended.out.decode().splitlines()[2] == "Handover Task List"


def test_the_ending_of_the_output_tells_the_form(tmp_path: Path) -> None:
    place = tmp_path / "清单.html"
    assert render("task-list", "--sample", "--output", place).code == 0
    assert place.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "documents: task-list, confirmation-sheet"),
        (("confirmation-shet", "--sample"), "did you mean confirmation-sheet?"),
        (("task-overdu", "--sample"), "did you mean task-overdue?"),
        (("nonsense", "--sample"), "messages: "),
        (("task-list",), "--events"),
        (("task-list", "--sample", "--events", EXAMPLE), "--sample"),
        (("task-list", "--sample", "--case", "E1/1"), "--case"),
        (("task-list", "--events", EXAMPLE, "--case", "E9/1"), "there are 1: E1001/1"),
        (("task-list", "--sample", "--channel", "sms"), "--channel"),
        (("task-list", "--sample", "--lang", "fr"), "en, zh-CN"),
        (("task-list", "--sample", "--format", "docx"), "docx"),
        (("task-overdue", "--sample", "--channel", "fax"), "sms, wecom"),
        (("task-overdue", "--sample", "--format", "pdf"), "no PDF"),
        (("task-overdue", "--sample", "--format", "html", "--channel", "sms"), "portal"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(arguments: tuple[object, ...], told: str) -> None:
    ended = render(*arguments)
    assert (ended.code, ended.out) == (2, b"")
    assert told in ended.err


def test_of_many_cases_one_must_be_named() -> None:
    events = lines(
        hired("M1"),
        *(hired(f"E{n}") for n in range(15)),
        *(line(f"r{n}", "resignation.submitted", f"E{n}", form="written") for n in range(15)),
    )
    ended = render("task-list", "--events", "-", given=events)
    assert ended.code == 2
    assert "there are 15: E0/1, E1/1, E10/1" in ended.err
    assert render("task-list", "--events", "-", "--case", "E7/1", given=events).code == 0


def test_events_without_a_departure_give_no_document() -> None:
    ended = render("task-list", "--events", "-", given=lines(hired()))
    assert (ended.code, ended.out) == (2, b"")
    assert "the events tell of none" in ended.err


def test_no_events_are_nothing_to_do_and_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    assert render("task-list", "--events", "-", given=b"\n").code == 5
    assert render("task-list", "--events", tmp_path / "none.jsonl").code == 3
    assert render("task-list", "--sample", "--policy", tmp_path / "none").code == 3
    assert render("task-list", "--sample", "--output", tmp_path / "none" / "x.html").code == 3


def test_refused_events_are_told_of_and_left_out() -> None:
    events = lines(hired("M1"), hired(), line("r", "resignation.submitted", form="written"), b"{broken")
    ended = render("task-list", "--events", "-", given=events)
    assert (ended.code, "1 event was refused" in ended.err) == (0, True)


def test_a_withdrawn_departure_gives_no_certificate() -> None:
    events = lines(
        hired("M1"),
        hired(),
        line("r", "resignation.submitted", form="written"),
        line("w", "resignation.withdrawn", "E1", "2026-03-05T10:00:00+08:00", accepted_by="M1"),
    )
    ended = render("leaving-certificate", "--events", "-", "--case", "E1/1", given=events)
    assert (ended.code, ended.out, ended.err) == (1, b"", "E1/1：离职已撤回，不出具离职证明。\n")
    assert "已撤回，本文件仅供存档" in render("task-list", "--events", "-", "--case", "E1/1", given=events).out.decode()


def test_what_a_certificate_lacks_is_told_beside_it() -> None:
    ended = render("leaving-certificate", "--events", EXAMPLE)
    assert (ended.code, "contract_until" in ended.err) == (0, True)
    assert "（待填写）" in ended.out.decode()


@pytest.mark.parametrize(
    "name", [name for name in MESSAGES if name in {"handover-started", "task-overdue", "withdrawn"}]
)
def test_a_message_is_shown_for_every_channel(name: str) -> None:
    text = render(name, "--sample").out.decode()
    assert [
        channel
        for channel in ("sms", "wecom", "dingtalk", "feishu", "email", "portal")
        if f"── {channel} ·" not in text
    ] == []


def test_a_message_of_a_case_is_the_newest_sent_and_may_be_one_channel_in_one_language() -> None:
    ended = render("task-overdue", "--events", EXAMPLE, "--channel", "sms", "--lang", "en")
    text = ended.out.decode()
    assert (ended.code, text.count("── ")) == (0, 1)
    assert "Dear" in text


def test_a_message_that_a_case_never_sent_is_nothing_to_do() -> None:
    ended = render("withdrawn", "--events", EXAMPLE)
    assert (ended.code, ended.out) == (5, b"")
    assert "handover-started" in ended.err


def test_the_mail_of_a_message_is_html() -> None:
    assert render("handover-started", "--sample", "--format", "html").out.startswith(b"<!DOCTYPE html>")
    portal = render("handover-started", "--sample", "--format", "html", "--channel", "portal")
    assert (portal.code, portal.out[:1]) == (0, b"<")


def own_set(place: Path, template: str) -> Path:
    documents = place / "notifications" / "_documents"
    documents.mkdir(parents=True)
    (place / "policy.yaml").write_text("kind: policy\nid: own\ntitle: 制度\nversion: 1.0.0\nextends: builtin:default\n")
    (documents / "leaving-certificate.j2").write_text(template)
    return place


def test_a_set_brings_its_own_document_and_validate_looks_at_it(tmp_path: Path) -> None:
    own = own_set(tmp_path / "own", "<p>{{ doc.leaver.name }}，谢谢。</p>\n")
    assert "王晓敏，谢谢。" in render("leaving-certificate", "--sample", "--policy", own).out.decode()
    wrong = own_set(tmp_path / "wrong", "<p>\n{{ doc.salary }}</p>\n")
    found = json.loads(handover("validate", wrong, "--format", "json").out)["findings"]
    (told,) = [each for each in found if each["code"] == "template-variable-unknown"]
    assert (told["file"], told["line"]) == ("notifications/_documents/leaving-certificate.j2", 2)
    assert render("leaving-certificate", "--sample", "--policy", wrong).code == 1


def test_a_template_that_does_not_fit_the_case_is_told_of(tmp_path: Path) -> None:
    own = own_set(tmp_path / "own", "{{ doc.until|day }}")
    ended = render("leaving-certificate", "--events", EXAMPLE, "--policy", own)
    assert (ended.code, ended.out) == (1, b"")
    assert "does not fit this case" in ended.err


def test_a_set_that_cannot_be_loaded_is_told_by_its_findings(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("kind: policy\n")
    ended = render("task-list", "--sample", "--policy", tmp_path)
    assert (ended.code, ended.out) == (1, b"")
    same = shutil.copytree(DEFAULT, tmp_path / "same")
    ended = render("task-list", "--sample", "--policy", DEFAULT, "--policy", same)
    assert (ended.code, "one version is given twice" in ended.err) == (2, True)


@pytest.mark.parametrize("name", MESSAGES)
def test_the_sample_sends_every_message_or_says_that_it_does_not(name: str) -> None:
    ended = render(name, "--sample", "--channel", "portal")
    assert ended.code in {0, 5}
    assert (ended.code == 0) == bool(ended.out)
