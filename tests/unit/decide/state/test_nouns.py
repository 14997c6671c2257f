"""Nouns as JSON values and back: every value comes back as it was, of the same type."""

from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.decide.state.nouns import noun_bytes, noun_from_json, noun_json
from handover_policy.model.employee import Delegation, Employee, Section

moments = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(fold=0))
scalars = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text() | st.dates() | moments | st.decimals(allow_nan=False, allow_infinity=False)
)  # fmt: skip
names = st.text(max_size=3) | st.sampled_from(["$day", "$tuple", "$object", "$"])
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@dataclass(frozen=True)
class Loose:
    """A noun with a field of which nothing is known."""

    held: object


@given(anything)
def test_what_is_told_comes_back_as_it_was(told: Any) -> None:
    again = noun_from_json(Loose, orjson.loads(orjson.dumps(noun_json(Loose(told)))))
    assert repr(again) == repr(Loose(told))


def test_mappings_keep_their_order_and_cannot_be_changed() -> None:
    section = Section(records=(MappingProxyType({"b": 1, "a": [True]}),), updated_on=date(2026, 3, 1))
    again = noun_from_json(Section, noun_json(section))
    assert again == section
    assert list(again.records[0]) == ["b", "a"]
    assert isinstance(again.records[0], MappingProxyType)


@pytest.mark.parametrize("wrong", [{"principal": 1, "delegate": "E2", "until": None}, {"delegate": "E2"}, [], "E1"])
def test_what_fits_no_field_is_refused(wrong: object) -> None:
    with pytest.raises((TypeError, KeyError)):
        noun_from_json(Delegation, wrong)


def test_a_field_that_an_older_release_did_not_have_takes_its_default() -> None:
    day = date(2026, 3, 1)
    employee = Employee(id="E1", attributes=MappingProxyType({}), hired_on=day, known_since=day)
    written = noun_json(employee)
    told = {
        each.name for each in fields(Employee) if each.default is not MISSING or each.default_factory is not MISSING
    }
    assert len(told) > 3
    for name in told:
        assert noun_from_json(Employee, {other: value for other, value in written.items() if other != name}) == employee
    with pytest.raises(TypeError):
        noun_from_json(Employee, {name: value for name, value in written.items() if name != "hired_on"})


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="has no form as JSON"):
        noun_json(Loose({1, 2}))
    assert noun_json(Loose(datetime(2026, 3, 1, tzinfo=UTC)))["held"] == {"$moment": "2026-03-01T00:00:00+00:00"}
    assert noun_json(Loose(Decimal("1.50")))["held"] == {"$amount": "1.50"}


def test_a_noun_that_holds_what_json_lacks_is_not_written() -> None:
    day = date(2026, 3, 1)
    employee = Employee(id="E1", attributes=MappingProxyType({"name": {1, 2}}), hired_on=day, known_since=day)
    with pytest.raises(TypeError):
        noun_bytes(employee)
