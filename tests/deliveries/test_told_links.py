"""Links in messages: one a channel, for employees alone, the same at each attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.once import deliver_due, due_parcels
from handover_policy.app.sending.packing import joined_text, text_for
from handover_policy.ledger.people.contacts import Contact, tell_contacts
from handover_policy.ports.channels import Unknown
from handover_policy.texts.texts import texts
from tests.deliveries.office import Remembering, hired, office, resigns

LOST = Unknown(code="line-broken", reason="…")


def test_each_channel_has_a_link_of_its_own_and_a_contact_none_that_signs_in(tmp_path: Path):
    work, mail = Remembering("dingtalk"), Remembering("email")
    with office(tmp_path, dingtalk=work, wecom=(wecom := Remembering("wecom")), email=mail) as here:
        here.tell(hired("E1"))
        contacts = here.company.run.books.zone_owner.manifest.contact_people
        told = [Contact(id=each, name="行政部", email=f"{each}@acme.example") for each in contacts]
        tell_contacts(here.service.engine, "acme", told)
        here.tell(resigns("E1"))
        here.send()
        links = {str(each.link) for channel in (work, wecom) for each in channel.sent if each.to == "E1"}
        assert len(links) == 2
        assert all(each.startswith("https://h.example/enter/") for each in links)
        assert {each.link for each in mail.sent if each.to in contacts} == {"https://h.example/"}


def test_a_sender_without_a_service_tells_the_same_link_at_each_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    work = Remembering("dingtalk", answers=[LOST])
    with office(tmp_path, dingtalk=work) as here:
        here.tell(hired("E1"), resigns("E1"))
        settings = replace(here.service.settings, public_url="https://h.example")
        begin = here.clock[0]
    monkeypatch.setattr(
        "handover_policy.app.sending.once.carriers_of",
        lambda *_: {"dingtalk": Carrier(name="dingtalk", channel=work)},
    )
    (due,) = (each for each in due_parcels(settings, lambda: begin) if each.packed.claimed.person == "E1")
    assert due.packed.parcel is not None
    assert due.packed.parcel.link is None
    for seconds in (0, 6):
        deliver_due(settings, lambda: begin + timedelta(seconds=seconds))  # noqa: B023 - called at once
    links = [each.link for each in work.sent if each.to == "E1"]
    assert len(links) == 2
    assert links[0] == links[1]
    assert links[0] is not None


def test_what_was_typed_for_plain_reading_is_no_markdown_in_a_messenger():
    evil = "[点此](http://evil)"
    notice = {"subject": evil, "texts": {"email": f"您好\n{evil}"}}
    assert "](" not in text_for(notice, "feishu", marks=True)
    assert "\n" in text_for(notice, "feishu", marks=True)
    assert text_for(notice, "email") == f"您好\n{evil}"
    assert "](" not in joined_text([notice] * 4, [evil] * 4, texts("zh-CN"), marks=True)
    assert evil in joined_text([notice] * 4, [evil] * 4, texts("zh-CN"))
