"""FactSheet: all readings of a policy set by path, worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from handover_policy.lint.readings.deadlines import gate_readings, obligation_readings
from handover_policy.lint.readings.notice import notice_readings
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.lint.readings.texts import text_readings
from handover_policy.lint.readings.written import KINDS, period_readings, written_readings
from handover_policy.model.dates.calendar import calendar_for
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import MappingNode

JUDGED = (
    "notice.days",
    "notice.accepts",
    "gate.latest_days",
    "gate.waits_for_handover",
    "gate.waits_for",
    "obligation.days_after_last_day",
    "obligation.workdays_after_last_day",
    "period.days",
    "period.years",
    "texts",
)
"""Readings that take evaluating; every other path is a setting as written, `kind.key` or `kind[].key`."""

PERIODS = (
    "obligations.retention.contract_text",
    "obligations.retention.wage_records",
    "obligations.retention.handover_evidence",
    "obligations.transfer.unemployment_report",
)


def is_path(path: str) -> bool:
    """Return whether a check may read this path."""
    return path in JUDGED or path.partition(".")[0].removesuffix("[]") in KINDS


class FactSheet:
    """The readings of one policy set; `documents` are its files by kind, inheritance applied."""

    def __init__(self, policy: PolicySet, documents: Mapping[str, MappingNode], messages: Mapping[str, str]) -> None:
        """Take a set without errors and the message files it sends from."""
        self._documents = documents
        reckoner = DayReckoner(calendar_for(policy.manifest.calendar))
        self._sources: Mapping[str, Callable[[], Iterator[SettingReading]]] = {
            "notice": lambda: notice_readings(policy),
            "gate": lambda: gate_readings(policy, reckoner),
            "obligation": lambda: obligation_readings(policy, reckoner),
            "period": lambda: period_readings(documents, PERIODS),
            "texts": lambda: text_readings(policy, messages, documents),
        }
        self._told: dict[str, tuple[SettingReading, ...]] = {}

    def readings(self, path: str) -> tuple[SettingReading, ...]:
        """Return the readings of a path; none where the set has no file of its kind."""
        if path not in self._told:
            if path in JUDGED:
                self._evaluate(path.partition(".")[0])
            else:
                self._told[path] = tuple(written_readings(path, self._documents))
        return self._told[path]

    def _evaluate(self, source: str) -> None:
        found: dict[str, list[SettingReading]] = {path: [] for path in JUDGED if path.partition(".")[0] == source}
        for reading in self._sources[source]():
            found[reading.path].append(reading)
        self._told |= {path: tuple(readings) for path, readings in found.items()}
