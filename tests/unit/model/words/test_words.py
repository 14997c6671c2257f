"""Words: each is a row of one table, and has its title in every language."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from handover_policy.model.words.channels import CHANNELS
from handover_policy.model.words.controls import CONTROLS
from handover_policy.model.words.counting import COUNTED_UNITS, UNITS
from handover_policy.model.words.duties import OBLIGATIONS
from handover_policy.model.words.event_types import SCALARS_TOLD
from handover_policy.model.words.every import TABLES
from handover_policy.model.words.operators import OPERATORS
from handover_policy.model.words.word import title
from handover_policy.texts.texts import languages, texts

BESIDE_THE_TABLES = ("negated", "between", "asks.", "schemas.", "page.")


@pytest.mark.parametrize("language", languages())
def test_every_row_has_a_title_in_every_language_and_every_title_a_row(language: str) -> None:
    rows = {f"{table}.{name}" for table, words in TABLES.items() for name in words}
    rows |= {f"tables.{table}" for table in TABLES}
    assert {name for name in texts(language).area("words") if not name.startswith(BESIDE_THE_TABLES)} == rows


@pytest.mark.parametrize("language", languages())
def test_no_two_words_of_a_table_read_alike(language: str) -> None:
    alike = {
        table
        for table, rows in TABLES.items()
        if len({title(f"{table}.{each}", language) for each in rows}) < len(rows)
    }
    assert alike == set()


def test_rows_name_rows_that_are_there() -> None:
    assert {row.reassures for row in CONTROLS.values()} - {""} <= set(OBLIGATIONS)
    assert {row.unit for row in COUNTED_UNITS.values()} <= set(UNITS)
    assert {row.beside for row in OPERATORS.values()} - {""} <= set(OPERATORS)


def test_a_row_cannot_be_added_or_changed_while_the_product_runs() -> None:
    assert not any(hasattr(rows, "__setitem__") for rows in TABLES.values())
    with pytest.raises(AttributeError):
        CHANNELS["sms"].limit = 1  # type: ignore[misc] # rows are frozen


def test_conditions_may_name_what_events_tell_in_one_value() -> None:
    told: Mapping[str, type] = SCALARS_TOLD
    assert {"form", "amount", "proven", "on", "from", "to"} <= set(told)
    assert not {"clauses", "records", "evidence", "attributes", "principal"} & set(told)
