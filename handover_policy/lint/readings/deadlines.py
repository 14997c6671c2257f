"""Readings of deadlines: how long after the last day gates and obligations may wait, and the periods written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from handover_policy.conditions.waiting import can_be_held_on_the_last_day, speaks_of_handover
from handover_policy.lint.readings.reading import NEVER, SettingReading
from handover_policy.model.condition import facts_read
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.words.anchors import ANCHORS
from handover_policy.policy.cases.expand import values_at
from handover_policy.policy.cases.listed import Path
from handover_policy.policy.policy_set import PolicySet

YEAR = 366


def gate_readings(policy: PolicySet, reckoner: DayReckoner) -> Iterator[SettingReading]:
    """Yield for each gate `gate.latest_days`, the days after the last day by which it is open at the latest.

    0 is on the last day or before; `never` where it may stay held. `gate.waits_for_handover` tells whether it does,
    `gate.waits_for` for which facts.
    """
    for place, gate in enumerate(policy.gates):
        traits = {"controls": gate.controls}
        waits = can_be_held_on_the_last_day(gate.opens_when, policy.manifest.vocabulary)
        latest: object = 0
        if waits:
            times = _times_at(policy, ("gates", place, "release_by"), gate.release_by)
            latest = max((_worst(policy, reckoner, each, "none", _days) for each in times), default=None)
            latest = NEVER if latest is None else latest
        for path, value in (
            ("gate.latest_days", latest),
            ("gate.waits_for_handover", waits and speaks_of_handover(gate.opens_when)),
            ("gate.waits_for", sorted(facts_read(gate.opens_when)) if waits else []),
        ):
            yield SettingReading(path=path, value=value, location=gate.location, subject=gate.id, traits=traits)


def obligation_readings(policy: PolicySet, reckoner: DayReckoner) -> Iterator[SettingReading]:
    """Yield for each obligation how many days, and how many working days, after the last day it is due at worst."""
    measures = {
        "obligation.days_after_last_day": _days,
        "obligation.workdays_after_last_day": reckoner.workdays_after,
    }
    for place, rule in enumerate(policy.obligations):
        times = _times_at(policy, ("obligations", place, "due"), rule.due)
        for path, measure in measures.items():
            value = max(_worst(policy, reckoner, each, rule.roll, measure) for each in times)
            traits = {"obligation": rule.name}
            yield SettingReading(path=path, value=value, location=rule.location, subject=rule.name, traits=traits)


def _times_at(policy: PolicySet, path: Path, time: TimeExpression | None) -> tuple[TimeExpression, ...]:
    """Return every time that may stand at a path."""
    return tuple(each for each in values_at(policy, path, time) if isinstance(each, TimeExpression))


def _days(start: date, end: date) -> int:
    return (end - start).days


def _worst(
    policy: PolicySet,
    reckoner: DayReckoner,
    due: TimeExpression,
    roll: str,
    measure: Callable[[date, date], int],
) -> int:
    """Return the longest wait after the last day over a year of last days; a notice may end on the day it arrives."""
    first = policy.manifest.effective_from
    longest = 0
    for each in range(YEAR):
        last_day = first + timedelta(days=each)
        anchors = dict.fromkeys(ANCHORS, last_day)
        day = reckoner.resolve(due, anchors) or last_day
        longest = max(longest, measure(last_day, reckoner.roll(day, roll)))
    return longest
