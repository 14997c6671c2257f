"""Random flips of a dossier's bits: each is found, wherever it falls, and named."""

from __future__ import annotations

from random import Random

import pytest

from handover_policy.evidence.dossier.opened import NoContainer
from tests.evidence.dossier.making import Made, wrong


def flipped(content: bytes, random: Random) -> bytes:
    """Return a content with one bit the other way round."""
    place = random.randrange(len(content))
    altered = bytearray(content)
    altered[place] ^= 1 << random.randrange(8)
    return bytes(altered)


def unseen(content: bytes, seed: str, count: int) -> list[int]:
    """Return which of many flips are not found."""
    random, missed = Random(seed), list[int]()  # noqa: S311 - no secret, the same each time
    for number in range(count):
        altered = flipped(content, random)
        try:
            found = wrong(altered)
        except NoContainer:
            continue
        if not found:
            missed.append(number)
    return missed


def test_200_flips_are_found(made: Made) -> None:
    assert unseen(made.content, "200", 200) == []


@pytest.mark.long
def test_2000_flips_are_found(made: Made) -> None:
    assert unseen(made.content, "2000", 2000) == []


def test_flips_outside_the_contents_are_found(made: Made) -> None:
    """Most of a dossier is content: here only what stands around the files is altered, each of its last bytes."""
    tail = 2000
    begin = len(made.content) - tail
    missed = []
    for place in range(begin, len(made.content), 9):
        altered = bytearray(made.content)
        altered[place] ^= 1
        try:
            if not wrong(bytes(altered)):
                missed.append(place)
        except NoContainer:
            continue
    assert missed == []
