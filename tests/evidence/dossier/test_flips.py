"""Random flips of a dossier's bits: each is found, wherever it falls, and named."""

from __future__ import annotations

import zipfile
from io import BytesIO
from random import Random

import pytest

from handover_policy.evidence.dossier.opened import NoContainer
from tests.evidence.dossier.making import Made, wrong


def regions(content: bytes) -> list[tuple[int, str]]:
    """Return where each file with what stands before it ends, and behind them all the list, which has no name."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        begins = [each.header_offset for each in packed.infolist()] + [packed.start_dir]
        names = packed.namelist()
    return [*zip(begins[1:], names, strict=True), (len(content), "")]


def unnamed(content: bytes, seed: str, count: int) -> list[tuple[int, str]]:
    """Return which of many flips are not found, or found without the name of the file in which they fell."""
    random, missed, there = Random(seed), list[tuple[int, str]](), regions(content)  # noqa: S311 - the same each time
    for _ in range(count):
        place = random.randrange(len(content))
        name = next(each for end, each in there if place < end)
        altered = bytearray(content)
        altered[place] ^= 1 << random.randrange(8)
        try:
            found = {path for path, _ in wrong(bytes(altered))}
        except NoContainer:
            found = {""}
        if not found or (name and name not in found):
            missed.append((place, name))
    return missed


def test_200_flips_are_found_and_named(made: Made) -> None:
    assert unnamed(made.content, "200", 200) == []


@pytest.mark.long
def test_2000_flips_are_found_and_named(made: Made) -> None:
    assert unnamed(made.content, "2000", 2000) == []


def test_flips_outside_the_contents_are_found(made: Made) -> None:
    """Most of a dossier is content: here only what stands around the files is altered, each of its last bytes."""
    tail = 2000
    begin = len(made.content) - tail
    missed = []
    for place in range(begin, len(made.content), 17):
        altered = bytearray(made.content)
        altered[place] ^= 1
        try:
            if not wrong(bytes(altered)):
                missed.append(place)
        except NoContainer:
            continue
    assert missed == []
