"""A law of shapes: what the compiled library lets pass, the slower one that tells deviations has nothing against."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.app.library import load_schemas
from handover_policy.findings.collected import Collected
from handover_policy.policy.names import KINDS
from handover_policy.policy.shape.check import deviations
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import plain
from handover_policy.sources.shipped import shipped_folder
from tests.volume import volume

SCHEMAS = load_schemas()
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, 1.0, -1, 1.5, 10**15 - 1, "", " ", "a", "a\n", "１", "é", "2026-01-01", "2026-01-01\n",
    "0９:00", [], [None], ["a", "a"], [1, True], {}, {"a": 1}, {"id": "a"}, "x" * 5000,
)  # fmt: skip


def documents() -> Iterator[tuple[str, Any]]:
    """Yield what stands in the files of all policy sets that ship, by kind."""
    for path in sorted(shipped_folder("rules").rglob("*.yaml")):
        node = Composer(path.name, Collected()).compose(path.read_text("utf-8"))
        content: Any = plain(node) if node is not None else {}
        if content.get("kind") in {*KINDS, "statutes", "test"}:
            yield content["kind"], content


DOCUMENTS = tuple(documents())
FITS = {
    kind: jsonschema_rs.Draft202012Validator(SCHEMAS[kind], validate_formats=False)
    for kind in {kind for kind, _ in DOCUMENTS}
}


def changed(content: Any, draw: random.Random) -> Any:
    """Return a document with one value, or one key, in place of another."""
    if not isinstance(content, dict | list) or not content or draw.random() < 0.15:
        return draw.choice(STRANGE)
    if isinstance(content, list):
        place = draw.randrange(len(content))
        return [changed(each, draw) if number == place else each for number, each in enumerate(content)]
    key = draw.choice(list(content))
    if draw.random() < 0.1:
        return {(f"{name}\n" if name == key else name): value for name, value in content.items()}
    return {name: changed(value, draw) if name == key else value for name, value in content.items()}


@pytest.mark.volume
@settings(max_examples=volume(150, 5000), deadline=None)
@given(st.integers(0, 2**32))
def test_what_fits_deviates_nowhere(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - drawn by hypothesis
    kind, content = draw.choice(DOCUMENTS)
    altered = changed(content, draw)
    told = next(iter(deviations(SCHEMAS[kind], altered)), None)
    assert told is None or not FITS[kind].is_valid(altered)


def test_most_files_that_ship_fit_and_need_no_slower_look() -> None:
    fitting = [kind for kind, content in DOCUMENTS if FITS[kind].is_valid(content)]
    assert len(fitting) * 2 > len(DOCUMENTS), "those that extend a set lack what it has"
