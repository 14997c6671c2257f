"""Nothing that is written otherwise is passed over in silence, and every reverse has the opposite direction."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from handover_policy.diff.change import Change, Direction, opposite
from handover_policy.diff.compare import Version
from handover_policy.diff.flow import flow
from handover_policy.policy.yaml_source.node import plain
from tests.unit.diff.reading import changes, read, texts, version

pytestmark = pytest.mark.usefixtures("what_ships_is_read_once")

WORD = re.compile(r"(?<=[:\[, ])(\d+|true|false|[\u4e00-\u9fff]{2,})(?=[,\}\] \n])")
ENTRY = re.compile(r"(?:, )?[a-z_]+: (?:[\w\u4e00-\u9fff.+-]+|\[[^\]]*\]|\{[^{}]*\})")


def otherwise(word: str) -> str:
    if word.isdigit():
        return str(int(word) + 1)
    return {"true": "false", "false": "true"}.get(word, f"{word}改")


def edits(text: str) -> Iterator[str]:
    """Yield a text with one word written otherwise, or one entry left out."""
    body = text.index("\n", text.index("kind: "))
    for found in WORD.finditer(text, body):
        yield text[: found.start()] + otherwise(found[0]) + text[found.end() :]
    for found in ENTRY.finditer(text, body):
        yield text[: found.start()] + text[found.end() :]


def said(told: Version) -> dict[str, str]:
    return {kind: flow(plain(node)) for kind, node in told.documents.items()}


def directions(found: tuple[Change, ...]) -> list[str]:
    return sorted(each.direction.value for each in found if each.direction is not Direction.NEUTRAL)


@pytest.mark.parametrize("file", sorted(texts()))
def test_every_edit_is_told_and_its_reverse_is_the_opposite(file: str) -> None:
    before = version()
    tried = 0
    for edited in edits(texts()[file]):
        after = read({**texts(), file: edited})
        if after is None or said(after) == said(before):
            continue
        there, back = changes(before, after), changes(after, before)
        assert there, edited
        assert back, edited
        assert directions(back) == sorted(
            opposite(each.direction).value for each in there if each.direction is not Direction.NEUTRAL
        ), edited
        tried += 1
    assert tried
