"""What a sender does with messages: each goes out once, and what became of it stands in the ledger."""

from __future__ import annotations

from pathlib import Path

from tests.deliveries.office import Remembering, hired, office, resigns


def test_a_message_goes_out_on_each_channel_of_its_that_is_set_up(tmp_path: Path, database: str):
    with office(tmp_path, database, sms=Remembering("phone"), dingtalk=Remembering("dingtalk")) as here:
        here.tell(hired("E1"), resigns("E1"))
        here.send()
        assert [each.address for each in here.channels["sms"].sent] == ["13800000001"]
        (parcel,) = here.channels["dingtalk"].sent
        assert parcel.address == "dE1"
        assert "https://h.example/enter/" in str(parcel.link)
        states = {(each["channel"], each["state"], each["code"]) for each in here.rows(person="E1")}
        assert ("sms", "accepted", None) in states
        assert ("wecom", "undeliverable", "channel-not-set-up") in states
        noted = [(each["channel"], each["state"], each["provider_id"]) for each in here.noted() if each["to"] == "E1"]
        assert sorted(noted) == [("dingtalk", "accepted", "p1"), ("sms", "accepted", "p1")]
