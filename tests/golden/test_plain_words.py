"""What the leaver gets where the manifest asks for plain words: short sentences, and no article of a law."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from handover_policy.render.subjects import NOTHING_ELSE, About
from tests.golden.test_messages import (
    CHANGED_SHEET,
    LANGUAGES,
    RETURNED,
    SITUATIONS,
    TEMPLATES,
    TWO,
    WAITING,
    message,
)

MOST_CHARACTERS, MOST_WORDS = 20, 12
NOT_OF_THE_LEAVER = {"absence", "handover-package", "obligation-due", "sheet-objected", "stay-requested"}
NOT_OF_THE_LEAVER |= {"successor-assigned", "successor-replaced", "task-escalated"}
FURTHER: dict[str, dict[str, object]] = {
    "sheet-to-sign.changed": {"notification": "sheet-to-sign", "case": CHANGED_SHEET},
    "task-to-confirm.leaver": {"notification": "task-to-confirm", "about": WAITING},
    "task-to-confirm.several": {
        "notification": "task-to-confirm",
        "about": (WAITING, replace(WAITING, id="E1001/1:b")),
    },
    "task-to-do.several": {"notification": "task-to-do", "about": TWO},
    "task-returned.again": {"notification": "task-returned", "about": RETURNED, "beside": About(actor="E1002")},
}
OF_THE_LEAVER = {
    name: situation
    for name, situation in {**SITUATIONS, **FURTHER}.items()
    if situation.get("party_of", "leaver") == "leaver" and name.partition(".")[0] not in NOT_OF_THE_LEAVER
}
ENDS = {"zh-CN": re.compile(r"[。！？；\n]"), "en": re.compile(r"[.!?;\n]+(?:\s|$)")}
CHARACTER = re.compile(r"[一-鿿]")


def told(name: str, language: str, *, plain: bool) -> Iterator[str]:
    """Yield the texts of a message to the leaver one by one, as the webhook gets them."""
    situation = OF_THE_LEAVER[name]
    beside = situation.get("beside", NOTHING_ELSE)
    assert isinstance(beside, About)
    written = message(language=language, **{**situation, "beside": replace(beside, plain=plain)})  # type: ignore[arg-type]
    assert written.problems == ()
    body = json.loads(written.bodies["webhook"])
    yield from (body["title"], body["lead"], *body["items"])
    yield from (fact["text"] for fact in body["facts"])
    yield from (body.get(field, "") for field in ("action", "consequence", "contact"))


def is_short(sentence: str, language: str) -> bool:
    """Return whether a sentence is as short as plain words are."""
    if language == "en":
        return len(sentence.split()) <= MOST_WORDS
    return len(CHARACTER.findall(sentence)) <= MOST_CHARACTERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_THE_LEAVER)
def test_each_sentence_is_short_and_names_no_article(name: str, language: str) -> None:
    sentences = [each.strip() for text in told(name, language, plain=True) for each in ENDS[language].split(text)]
    assert [each for each in sentences if not is_short(each, language)] == []
    assert not [each for each in sentences if re.search(r"第.{1,6}条|[Aa]rticle \d|《", each)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_THE_LEAVER)
def test_it_reads_otherwise_than_to_everybody_else(name: str, language: str) -> None:
    assert list(told(name, language, plain=True)) != list(told(name, language, plain=False))


def test_every_message_that_ships_is_looked_at_or_never_goes_to_the_leaver() -> None:
    assert {name.partition(".")[0] for name in OF_THE_LEAVER} | NOT_OF_THE_LEAVER == TEMPLATES.ids
