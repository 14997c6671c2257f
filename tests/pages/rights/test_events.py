"""The events: each type has a control on a page, for those whose it is and for nobody else (service.md section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from ruamel.yaml import YAML

from handover_policy.model.words.event_types import EVENT_TYPES
from tests.pages.rights.asking import reader
from tests.pages.rights.company import RightsCompany
from tests.pages.rights.controls import controls_in
from tests.pages.rights.table import readers

WRITTEN = Path(__file__).parent / "events.yaml"
SCHEMAS = Path(__file__).parents[3] / "schemas" / "events"
EVENTS: Mapping[str, Any] = YAML(typ="safe").load(WRITTEN.read_text(encoding="utf-8"))
Pages: TypeAlias = dict[tuple[str, str], dict[str, AbstractSet[str]]]
NONE = "none"
TOLD = sorted(kind for kind, row in EVENTS.items() if row != NONE)


def test_every_type_of_event_stands_in_the_table() -> None:
    assert (
        set(EVENTS) == set(EVENT_TYPES) == {each.name.removesuffix(".schema.json") for each in SCHEMAS.glob("*.json")}
    )
    assert set(EVENTS) - set(TOLD) == {"clock.ticked"}


@pytest.fixture(scope="module")
def pages() -> Pages:
    """Give what was read already: several types of events stand on one page."""
    return {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", TOLD)
def test_its_control_is_there_for_whose_it_is_and_for_nobody_else(
    told: RightsCompany, pages: Pages, kind: str, language: str
) -> None:
    row = EVENTS[kind]
    place = row["page"], language
    if place not in pages:
        pages[place] = {name: controls_in(reader(told, name, language).get(row["page"]).text) for name in readers()}
    found = {name for name, controls in pages[place].items() if row[language] in controls}
    assert found == set(row["roles"])
