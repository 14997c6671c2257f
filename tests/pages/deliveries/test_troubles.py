"""Messages in trouble: who sees them, what hr decides of one, and what the second of two who decide is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.receivers import HookAnswer, note_answers
from handover_policy.ports.channels import Asked, Failed, Receipt
from tests.pages.deliveries.company import (
    ARTICLE,
    AUDITOR,
    BOARD,
    CASE,
    CODE,
    HOOK,
    HR,
    LEAVER,
    LIST,
    MANAGER,
    OTHER,
    Told,
    company,
)
from tests.pages.running import text_of

PHONE = "138****0001"
RECEIVERS = "/board/receivers"
BUTTONS = ("再发一次", "已经送到", "不再处理")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with company(tmp_path_factory.mktemp("seen")) as made:
        yield made


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with company(tmp_path) as made:
        yield made


@pytest.mark.parametrize("path", [BOARD, LIST])
def test_hr_reads_what_failed_with_the_reason_in_plain_words(seen: Told, path: str) -> None:
    page = seen.text(HR, path)
    for words in (
        f"员工{LEAVER}",
        "短信",
        "没有送到",
        f"{CODE} 号码<b>不合法</b>",
        "阿里云不向该号码发送",
        "结果不明",
        *BUTTONS,
    ):
        assert words in page, words
    english = seen.text(HR, path, "en")
    assert "Not delivered" in english
    assert "Aliyun does not send to this number" in english
    raw = seen.client(HR).get(path).text
    assert "号码&lt;b&gt;" in raw


@pytest.mark.parametrize(("person", "reads"), [(AUDITOR, {CODE, PHONE}), (MANAGER, {CODE}), (OTHER, set())])
def test_others_read_what_is_theirs_and_decide_nothing(seen: Told, person: str, reads: set[str]) -> None:
    for path in (BOARD, LIST):
        page = seen.text(person, path)
        assert {each for each in (CODE, PHONE) if each in page} == reads
        assert 'name="decided"' not in seen.client(person).get(path).text
    answer = seen.client(person).post(LIST, data={**seen.form(HR, "sms"), "decided": "arrived"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("decided", "state", "code"),
    [("again", "waiting", None), ("arrived", "delivered", None), ("given-up", "failed", "given-up")],
)
def test_a_decision_counts_once_and_is_kept_with_who_took_it(told: Told, decided: str, state: str, code: str) -> None:
    form = told.form(HR, "sms")
    answer = told.decide(HR, form, decided)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}?done={decided}")
    assert (told.row("sms")["state"], told.row("sms")["code"]) == (state, code)
    assert told.decide(HR, form, decided).status_code == 303, "the same click twice"
    noted = [each for each in told.office.noted() if each.get("decided")]
    assert [(each["decided"], each["by"], each["state"]) for each in noted] == [(decided, HR, state)]
    assert CODE not in told.text(HR, LIST)
    if decided == "again":
        told.office.send()
        assert len(told.office.channels["sms"].sent) == 2
        assert told.decide(HR, form, decided).status_code == 303, "it is still the same click"
        assert told.row("sms")["state"] == "failed"


def test_the_second_of_two_is_told_what_the_first_decided(told: Told) -> None:
    first, second = told.form(HR, "sms"), told.form(HR, "sms")
    told.office.later(seconds=1)
    assert told.decide(HR, first, "again").status_code == 303
    told.office.send()
    assert told.row("sms")["state"] == "failed", "it failed anew: whoever saw it before decides of something else"
    answer = told.decide(HR, second, "arrived")
    assert answer.status_code == 409
    page = text_of(answer.text)
    for words in ("您的决定没有记下", "已经决定：再发一次", "现在的状态：没有送到"):
        assert words in page, words
    assert told.row("sms")["state"] == "failed"


def test_a_receiver_that_was_switched_off_is_told_and_switched_on_once(told: Told) -> None:
    (hook,) = told.office.company.settings.webhooks
    at = told.office.clock[0].timestamp()
    days = [HookAnswer(at - 86_400.0 * day, "http-503", "<i>busy</i>") for day in range(6, -1, -1)]
    with writing(told.office.service.engine) as connection:
        assert note_answers(connection, "acme", (hook.channel, hook.made_of), days) is not None
    for person in (HR, AUDITOR):
        page = told.text(person, BOARD)
        for words in (HOOK, "已停用", "连续 5 天没有收下事件", "http-503 <i>busy</i>"):
            assert words in page, words
        assert ("重新启用" in told.client(person).get(LIST).text) is (person == HR)
        assert "secret-part" not in told.client(person).get(LIST).text
    assert HOOK not in told.text(MANAGER, BOARD)
    form = {**told.form(HR, "sms"), "channel": hook.channel}
    assert told.client(MANAGER).post(RECEIVERS, data=told.form(HR, "sms")).status_code == 403
    assert told.client(HR).post(RECEIVERS, data=form).headers["location"] == f"{LIST}?done=enabled"
    assert HOOK not in told.text(HR, LIST)
    again = told.client(HR).post(RECEIVERS, data=form)
    assert again.status_code == 409
    assert "没有停用" in text_of(again.text)


def test_what_cannot_be_decided_is_refused(told: Told) -> None:
    form = told.form(HR, "wecom")
    assert told.decide(HR, form, "forget").status_code == 422
    assert told.decide(HR, {**form, "notice": "0" * 32}, "again").status_code == 404
    assert told.decide(HR, {**form, "csrf": "x"}, "again").status_code == 403
    del told.office.company.settings.channels["wecom"]  # type: ignore[attr-defined] # taken out of the settings
    answer = told.decide(HR, form, "again")
    assert answer.status_code == 422
    assert "不能这样处理" in text_of(answer.text)
    assert told.decide(HR, {**form, "act": "another"}, "arrived").status_code == 303


def test_what_arrived_by_another_channel_waits_for_nobody_and_stands_apart(told: Told) -> None:
    assert "等您处理 3 条" in told.text(HR, LIST), "one of them is to a contact without an address"
    told.office.later(seconds=11)
    (key,) = (each.key for each in told.office.channels["dingtalk"].sent if each.to == LEAVER)
    receipt = Receipt(key=key, state="delivered", at=told.office.clock[0])
    told.office.channels["dingtalk"].asked = Asked(receipts=[receipt])
    told.office.send()
    for path in (BOARD, LIST):
        assert "已由别的渠道送到：2 条" in told.text(HR, path)
    assert CODE not in told.text(HR, BOARD)
    page = told.client(HR).get(LIST).text
    waiting, _, apart = page.partition('<details class="more" id="apart">')
    assert "等您处理 1 条" in text_of(waiting)
    assert CODE not in waiting
    assert CODE in apart
    assert told.decide(HR, told.form(HR, "sms"), "given-up").status_code == 303
    assert "Arrived by another channel: 1" in told.text(HR, LIST, "en")


def test_attempts_count_on_where_a_person_had_it_sent_again(told: Told) -> None:
    told.decide(HR, told.form(HR, "sms"), "again")
    told.office.send()
    told.office.noted()
    page = told.text(HR, CASE)
    for words in ("发送经过（2 次）", "第 1 次发送：没有送到", "决定：再发一次", "第 2 次发送：没有送到"):
        assert words in page, words
    assert "发送过 2 次" in told.text(HR, LIST)


def test_nothing_is_asked_of_a_message_that_is_sent_again_by_itself(told: Told) -> None:
    sms = told.office.channels["sms"]
    for code, holds in (("timeout-answering", ""), ("template-unknown", "如果一直发不出去：设置中没有写明")):
        sms.answers[:] = [Failed(code=code, reason="…", lasting=False)]
        told.decide(HR, told.form(HR, "sms"), "again")
        told.office.send()
        told.office.noted()
        page = told.text(HR, CASE)
        assert "自动再发，无需处理" in page
        assert holds in page
        assert page.count("请先在服务商后台或向本人核实") == 1, "of the one by WeCom, which nobody sends again"
        sms.answers[:] = [Failed(code=CODE, reason="…", lasting=True)]
        told.office.later(hours=1)
        told.office.send()


def test_an_account_of_the_company_that_has_ended_asks_for_nothing(told: Told) -> None:
    told.office.later(days=60)
    told.decide(HR, told.form(HR, "wecom"), "again")
    told.office.send()
    told.office.noted()
    assert (told.row("wecom")["state"], told.row("wecom")["code"]) == ("undeliverable", "no-address")
    for language, words in (("zh-CN", "最后工作日已到"), ("en", "The last day has come")):
        page = told.client(HR, language).get(LIST).text
        (article,) = (each for each in ARTICLE.findall(page) if 'name="channel" value="wecom"' in each)
        assert words in article
        assert "请在人员页补上" not in article
        assert 'value="again"' not in article


def test_what_lies_in_the_portal_is_not_told_as_delivered_until_it_is_opened(seen: Told) -> None:
    for language, words in (("zh-CN", "已放入门户"), ("en", "On the portal")):
        assert words in seen.text(HR, CASE, language)
    assert "已送达" not in seen.text(HR, CASE)
    assert [each["state"] for each in seen.office.rows(person=HR, channel="portal")] == ["delivered"]
