"""Kinds of channels: their keys are said in both languages, their settings are the keys, their secrets are hidden."""

from dataclasses import fields
from importlib import import_module

import pytest

from handover_policy.delivery.kind import behind
from handover_policy.delivery.kinds import KINDS
from handover_policy.texts.texts import texts

MESSENGERS = {name: kind for name, kind in KINDS.items() if name.startswith(("dingtalk_", "wecom_", "feishu_"))}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_of_a_channel_says_what_it_is(language: str) -> None:
    words = texts(language)
    for name, kind in KINDS.items():
        for setting in (*kind.required, *kind.optional):
            assert words.has(setting.meaning(name)), setting.meaning(name)


def test_every_key_that_is_said_is_there() -> None:
    there = {each.meaning(name) for name, kind in KINDS.items() for each in (*kind.required, *kind.optional)}
    said = {f"deliveries.{key}" for key in texts("zh").area("deliveries") if key.startswith("settings.")}
    assert said == there


@pytest.mark.parametrize("name", MESSENGERS)
def test_the_settings_of_a_messenger_are_its_keys_and_hide_its_secrets(name: str) -> None:
    kind = MESSENGERS[name]
    module = import_module(f"handover_policy.delivery.{kind.module}")
    form = module.SETTINGS
    there = {each.name: each for each in fields(form)}
    assert set(there) - {"seconds"} == {each.name for each in (*kind.required, *kind.optional)}
    for each in (*kind.required, *kind.optional):
        assert there[each.name].repr is (each.type != "secret"), each.name
    base = there["base_url"].default
    assert isinstance(base, str)
    assert base.startswith("https://")


def test_what_people_paste_is_read_behind_its_mark() -> None:
    assert behind("https://x/robot/send?access_token=abc", "access_token=") == "abc"
    assert behind("abc", "access_token=") == "abc"
