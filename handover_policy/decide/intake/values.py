"""Values of attributes: taken by their titles, and what no vocabulary holds or is of another type (contract 2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from handover_policy.findings.suggestion import nearest
from handover_policy.model.altered import altered
from handover_policy.model.events import EmployeeChanged, EmployeeHired, Event
from handover_policy.policy.policy_set import Manifest

PREFIX = "employee."
SHOWN = 100
"""Characters of a value that a problem shows."""


class UnknownValue(NamedTuple):
    """A value that no rule can know: the attribute, and the params of the problem that tells of it."""

    attribute: str
    params: Mapping[str, Any]


def by_titles(event: Event, manifest: Manifest) -> Event:
    """Return an event with values that it tells by a title (`销售`) as the vocabulary writes them (`sales`).

    A title that several values have stands for none of them.
    """
    told = event.told
    if not isinstance(told, EmployeeHired | EmployeeChanged):
        return event
    meant = {
        attribute: value
        for attribute, values, written in _closed(told.attributes, manifest)
        if written not in values and (value := _of_title(written, values)) is not None
    }
    if not meant:
        return event
    attributes = MappingProxyType({**told.attributes, **meant})
    return altered(event, told=altered(told, attributes=attributes), data=MappingProxyType({**event.data, **meant}))


def unknown_values(attributes: Mapping[str, object], manifest: Manifest) -> Iterator[UnknownValue]:
    """Yield the values of an employee that the vocabulary does not hold, or that are not of the declared type."""
    for attribute, values, written in _closed(attributes, manifest):
        if written not in values:
            near = _nearest(written, values)
            yield _unknown(attribute, manifest, written, reason="value", nearest=near)
    for name, declared in manifest.attributes.items():
        attribute = name.removeprefix(PREFIX)
        value = attributes.get(attribute)
        if value is not None and not declared.fits(value):
            yield _unknown(attribute, manifest, _written(value), reason="type", types=(declared.type,))


def of_type(told: Mapping[str, object], attribute: str, manifest: Manifest) -> object:
    """Return what was told of an attribute of employees; None, as if it were missing, where it is of another type."""
    value, declared = told.get(attribute), manifest.attributes.get(f"{PREFIX}{attribute}")
    return None if declared is not None and not declared.fits(value) else value


def _unknown(attribute: str, manifest: Manifest, written: str, **params: object) -> UnknownValue:
    called = manifest.titles.get(f"{PREFIX}{attribute}", attribute)
    told = {"attribute": attribute, "called": called, "value": written[:SHOWN], **params}
    return UnknownValue(attribute, MappingProxyType(told))


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _closed(attributes: Mapping[str, object], manifest: Manifest) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """Yield the attributes whose values are closed: name, values with titles, and what was told."""
    for name, values in manifest.vocabulary.items():
        written = attributes.get(name.removeprefix(PREFIX))
        if written is not None and name.startswith(PREFIX):
            yield name.removeprefix(PREFIX), values, str(written)


def _of_title(written: str, values: Mapping[str, str]) -> str | None:
    found = [value for value, title in values.items() if title == written]
    return found[0] if len(found) == 1 else None


def _nearest(written: str, values: Mapping[str, str]) -> str:
    """Return the nearest value by itself or by its title, of a title all that bear it; all there are if none is."""
    spoken = {word: value for value, title in values.items() for word in (title, value)}
    near = nearest(written, spoken)
    shown = [value for value, title in values.items() if title == written]
    shown = shown or ([spoken[near]] if near else list(values))
    return " / ".join(value if values[value] == value else f"{value} {values[value]}" for value in shown)
