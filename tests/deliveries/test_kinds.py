"""Kinds of messengers: their keys are said in both languages, their settings are the keys, their secrets are hidden."""

from dataclasses import fields

import pytest

from handover_policy.delivery.addressing import behind
from handover_policy.delivery.kind import Kind
from handover_policy.delivery.kinds import KINDS
from handover_policy.delivery.messengers import MESSENGER_CODES, MESSENGERS, REPEATS_WITHIN
from handover_policy.texts.texts import texts
from tests.deliveries.fakes.tokens import KeptTokens
from tests.deliveries.rigs import RIGS, settings_of

SECRETS = {"access_token", "secret", "app_secret", "key", "token"}
every_one = pytest.mark.parametrize("row", MESSENGERS, ids=[each.name for each in MESSENGERS])


def test_messengers_stand_among_the_kinds_and_have_a_table_of_codes() -> None:
    assert [KINDS[each.name] for each in MESSENGERS] == list(MESSENGERS)
    assert list(MESSENGER_CODES) == [each.name for each in MESSENGERS]
    assert set(REPEATS_WITHIN) <= set(MESSENGER_CODES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_of_a_messenger_says_what_it_is(language: str) -> None:
    there = {f"settings.{kind.name}.{key}" for kind in MESSENGERS for key in (*kind.required, *kind.optional)}
    beginnings = tuple(f"settings.{kind.name}." for kind in MESSENGERS)
    assert {key for key in texts(language).area("deliveries") if key.startswith(beginnings)} == there


@every_one
def test_the_settings_of_a_messenger_are_its_keys_and_hide_its_secrets(row: Kind) -> None:
    there = {each.name: each for each in fields(settings_of(row.name))}
    assert set(there) == {*row.required, *row.optional}
    assert {name for name, each in there.items() if not each.repr} == SECRETS & set(there)
    assert str(there["base_url"].default).startswith("https://")


@pytest.mark.parametrize("name", [each.name for each in MESSENGERS if "agent_id" in each.required])
def test_the_number_of_an_app_may_be_written_as_a_text(name: str) -> None:
    values = RIGS[name].values(RIGS[name].fake())
    KINDS[name].make({**values, "agent_id": str(values["agent_id"])}, KeptTokens()).close()


@every_one
def test_an_address_of_no_server_is_said(row: Kind) -> None:
    values = RIGS[row.name].values(RIGS[row.name].fake())
    with pytest.raises(ValueError, match="no address of a server"):
        row.make({**values, "base_url": "http://host:port"}, KeptTokens())


def test_what_people_paste_is_read_behind_its_mark() -> None:
    assert behind("https://x/robot/send?access_token=abc", "access_token=") == "abc"
    assert behind("abc", "access_token=") == "abc"
