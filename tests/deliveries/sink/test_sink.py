"""The sink: a file a parcel, whole or not there; a repeat is told by its key, and what lies there has arrived."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from handover_policy.delivery.kinds import KINDS
from handover_policy.delivery.sink import SinkChannel, SinkSettings
from handover_policy.ports.channels import Accepted, Attachment, Failed, MessageChannel, SentParcel
from tests.deliveries.posted import KEY, NOW, NoTokens, parcel


def sink(folder: Path, **settings: str) -> MessageChannel:
    return KINDS["sink"].make({"folder": str(folder), **settings}, NoTokens())


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.glob("*.json"))


def test_a_parcel_is_a_file_named_by_time_and_key_with_everything_that_would_go_out(tmp_path: Path) -> None:
    sent = parcel(attachments=(Attachment(name="交接单.pdf", media_type="application/pdf", content=b"%PDF-1.7 \xff"),))
    answer = sink(tmp_path, stands_for="sms", address_kind="phone").send(sent, NOW)
    assert files(tmp_path) == [f"20261130T010000.000000Z-{KEY}.json"]
    assert answer == Accepted(provider_id=files(tmp_path)[0], ask_after=1.0)
    told = json.loads((tmp_path / files(tmp_path)[0]).read_text(encoding="utf-8"))
    assert (told["kind"], told["channel"], told["at"]) == ("sink", "sms", "2026-11-30T01:00:00.000000+00:00")
    assert (told["key"], told["to"], told["address"], told["text"]) == (KEY, "E1001", sent.address, sent.text)
    assert told["sms"] == {"template": "handover-started", "parameters": [["name", "王五"], ["day", "12月23日"]]}
    attached = told["attachments"][0]
    assert (attached["name"], base64.b64decode(attached["content"])) == ("交接单.pdf", b"%PDF-1.7 \xff")


def test_nobody_else_reads_what_was_sent(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        sink(tmp_path / "post" / "sms").send(parcel(), NOW)
    finally:
        os.umask(before)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "post" / "sms").rglob("*")}
    assert stat.S_IMODE((tmp_path / "post" / "sms").stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600, 0o700}
    assert [name for name, mode in modes.items() if mode == 0o700] == [".kept"]


def test_a_repeat_writes_nothing_and_gets_the_first_answer(tmp_path: Path) -> None:
    channel = sink(tmp_path)
    first = channel.send(parcel(), NOW)
    assert channel.send(parcel(title="anders"), NOW + timedelta(minutes=5)) == first
    assert len(files(tmp_path)) == 1


def test_a_sender_killed_before_the_file_had_its_name_leaves_a_repeat_that_gives_it(tmp_path: Path) -> None:
    channel = sink(tmp_path)
    channel.send(parcel(), NOW)
    (tmp_path / files(tmp_path)[0]).unlink()
    channel.send(parcel(), NOW + timedelta(minutes=5))
    assert files(tmp_path) == [f"20261130T010000.000000Z-{KEY}.json"]


def test_many_threads_with_one_key_write_one_file(tmp_path: Path) -> None:
    channel = sink(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: channel.send(parcel(), NOW + timedelta(seconds=n)), range(40)))
    assert len(files(tmp_path)) == 1
    assert {each.provider_id for each in answers if isinstance(each, Accepted)} == set(files(tmp_path))
    assert [each for each in tmp_path.rglob("*") if each.is_file() and each.name.startswith(".")] == []


def test_what_lies_there_has_arrived_and_what_does_not_was_never_sent(tmp_path: Path) -> None:
    channel = sink(tmp_path)
    channel.send(parcel(), NOW)
    asked = channel.ask(
        [SentParcel(key=each, provider_id=None, address=None, at=NOW) for each in (KEY, "f" * 32, "../x")], NOW
    )
    assert [(each.key, each.state, each.at) for each in asked.receipts] == [(KEY, "delivered", NOW)]
    assert asked.unsent == ("f" * 32, "../x")


def test_a_folder_that_cannot_be_written_is_an_answer(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("x")
    answer = sink(place).send(parcel(), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting) == ("sink-unwritable", False)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a/b", "a b", "x" * 200])
def test_a_key_that_is_no_name_of_a_file_writes_nowhere(tmp_path: Path, key: str) -> None:
    answer = sink(tmp_path).send(parcel(key=key), NOW)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.lasting, list(tmp_path.rglob("*"))) == ("key-unfit", True, [])


def test_the_address_it_asks_for_is_that_of_what_it_stands_for(tmp_path: Path) -> None:
    assert sink(tmp_path, address_kind="phone").address_kind == "phone"
    assert sink(tmp_path).address_kind is None
    with pytest.raises(ValueError, match="no such address: pigeon"):
        SinkChannel(SinkSettings(folder=str(tmp_path), address_kind="pigeon"))  # type: ignore[arg-type]


def test_nothing_is_given_back_twice(tmp_path: Path) -> None:
    closing: Callable[[], None] = sink(tmp_path).close
    closing()
    closing()
